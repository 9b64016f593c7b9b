"""Load all of Sweden beside the demonstration, serve it as ``bokal serve`` does, and read it with wrk.

Usage: benchmarks/pages.py [--data TABLE.csv] [--seconds N] [--keep FOLDER]

TABLE is SCB's, 5,984 DeSO of 2018 with 42 figures each (see ``sweden.py``). Readers and server share the
machine. Each page is read three ways: kept (as it is), fresh (each request an address nobody asked for
before, so every page is drawn), and while a record of the areas changes every second, which empties what is
kept. What one page costs in processor time, ``page_costs.py`` says; a busy machine changes that less.
Beside it as peers: the same bytes from a Django site that does nothing else, under the same server.
"""

import argparse
import gzip
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parent.parent / "shared" / "data" / "areas" / "sverige_deso2018_scb_2022.csv"
READERS = 20
TARGET = 150.0
SLUG = "sweden-2022"
DOMAINS = {
    "sweden-low-econ-standard-pct": "score",
    "sweden-high-econ-standard-pct": "good",
    "sweden-net-income-median-tkr": "good",
    "sweden-unemployed-16-64": "score",
}
PAGES = {
    "start": "/sv/",
    "ranking, Malmö": "/sv/ranking/",
    "ranking, Sweden": f"/sv/ranking/{SLUG}/",
    "ranking, Sweden, weights": f"/sv/ranking/{SLUG}/?" + "&".join(f"w-{code}=1" for code in DOMAINS),
    "area of the programme": "/sv/areas/programme_areas/herrgarden/",
    "area, Malmö": "/sv/areas/deso2025/1280C1010/",
    "area, Sweden": "/sv/areas/sweden-deso2018/1280C1010/",
    "areas, list": "/sv/areas/",
    "areas, search": "/sv/areas/?q=ros",
    "map, Malmö": "/sv/map/",
    "map, Sweden": "/sv/map/?geography=sweden-deso2018",
    "indicators": "/sv/indicators/",
    "indicator, Malmö": "/sv/indicators/low-economic-standard/",
    "indicator, Sweden": "/sv/indicators/sweden-low-econ-standard-pct/",
}
CHANGE = """
import django, sys, time
django.setup()
from bokal.programme.history.services import record
from bokal.programme.areas.models import Geography
from django.db import transaction
subject = Geography.objects.order_by("pk").first()
while True:
    with transaction.atomic():
        record(actor=None, verb="benchmark.changed", subject=subject)
    time.sleep(float(sys.argv[1]))
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What wrk measured of one page."""

    rate: float
    p50: float
    p95: float
    p99: float
    failed: int


def build(table: Path) -> None:
    """Load and rank Sweden, then build the demonstration, which shows its own ranking first."""
    import django

    django.setup()
    from bokal.cli.serve import prepare_database

    prepare_database(migrate=True)
    sys.path.insert(0, str(HERE))
    from sweden import GEOGRAPHY, load_sweden

    print(f"Sweden: {load_sweden(table)}", flush=True)
    rank_sweden(GEOGRAPHY)
    subprocess.run([sys.executable, "-m", "bokal.cli", "demo", "--no-serve"], check=True, stdout=sys.stderr)


def rank_sweden(geography: str) -> None:
    """Rank every DeSO; each has all four figures."""
    from bokal.programme.areas.models import Definition
    from bokal.programme.areas.services import DomainChoice, RunSpec, run_index, show_run

    definitions = {row.indicator.code: row for row in Definition.objects.select_related("indicator")}
    started = time.perf_counter()
    run = run_index(
        spec=RunSpec(
            slug=SLUG,
            title={"en": "All of Sweden, to measure with"},
            geography=geography,
            year=2022,
            domains=[DomainChoice(definitions[code].pk, 25.0, kind) for code, kind in DOMAINS.items()],
        ),
        actor=None,
    )
    show_run(slug=run.slug, actor=None)
    print(f"Ranked: {run.results.count()} areas in {time.perf_counter() - started:.1f} s", flush=True)


def free_port() -> int:
    """Return a port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(port: int, path: str, *, packed: bool = False) -> tuple[int, bytes]:
    """Return status and body of one page, as it is on the way."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"} if packed else {})
    answer = connection.getresponse()
    return answer.status, answer.read()


@contextmanager
def running(command: list[str], **env: str) -> Iterator[None]:
    """Keep a process running, and end it."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, path: str) -> None:
    """Wait until a server answers."""
    for _ in range(300):
        try:
            if fetch(port, path)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit(f"No server answered at port {port}.")


def read(port: int, paths: list[str], *, seconds: int, fresh: bool = False, cookie: str = "") -> Reading:
    """Let the readers read some pages in turn, signed in when there is a cookie."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.write("\n".join(paths) + "\n")
        listed.flush()
        command = ["wrk", "-t2", f"-c{READERS}", f"-d{seconds}s", "--timeout", "30s"]
        command += ["-H", f"Cookie: {cookie}"] if cookie else []
        command += ["-s", str(HERE / "readers.lua"), f"http://127.0.0.1:{port}{paths[0]}"]
        if fresh or len(paths) > 1:
            command += ["--", listed.name, *(["fresh"] if fresh else [])]
        found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    # Readers who left still have their pages drawn; the next measurement must not wait behind them.
    time.sleep(2 if fresh else 0.2)
    line = json.loads(next(line for line in reversed(found.splitlines()) if line.startswith("{")))
    rate = line["requests"] / line["seconds"]
    return Reading(rate, line["p50_ms"], line["p95_ms"], line["p99_ms"], line["errors"] + line["not_200"])


def parts_of(page: str, port: int) -> list[str]:
    """Return the addresses a browser loads with a page at the first view: styles, scripts, the text face."""
    found = re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"', page)
    return [*dict.fromkeys([*found, *re.findall(r'<script[^>]* src="([^"]+)"', page)])]


def weigh(port: int, path: str) -> tuple[int, int, int, int]:
    """Return bytes of the page and of the whole first view, each packed and plain."""
    plain, packed = fetch(port, path)[1], fetch(port, path, packed=True)[1]
    rest = parts_of(plain.decode(), port)
    return (
        len(packed),
        len(plain),
        len(packed) + sum(len(fetch(port, part, packed=True)[1]) for part in rest),
        len(plain) + sum(len(fetch(port, part)[1]) for part in rest),
    )


def show(name: str, found: Reading) -> None:
    """Print one line."""
    if not found.rate:
        print(f"{name:<34} no page came within the time", flush=True)
        return
    note = "" if found.p95 <= TARGET else "  over"
    note += f"  {found.failed} failed" if found.failed else ""
    print(
        f"{name:<34} {found.p50:8.1f} {found.p95:8.1f} {found.p99:8.1f} {found.rate:9.0f}{note}", flush=True
    )


def heading(words: str) -> None:
    """Print the head of a table."""
    load = os.getloadavg()[0]
    head = f"{words} (load before: {load:.1f})"
    print(f"\n{head}\n{'':<34} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'pages/s':>9}")


def areas_of_malmo(port: int) -> list[str]:
    """Return the pages of the areas in the list of Malmö's statistical areas."""
    pages = [fetch(port, f"/sv/areas/?geography=deso2025&page={page}")[1].decode() for page in (1, 2)]
    return list(dict.fromkeys(re.findall(r'href="(/sv/areas/deso2025/[^"]+/)"', "".join(pages))))


def measure(port: int, seconds: int) -> dict[str, Reading]:
    """Read every page each way, and print the tables."""
    heading(f"Pages as they are, {READERS} readers")
    kept = {name: read(port, [path], seconds=seconds) for name, path in PAGES.items() if shown(port, path)}
    for name, found in kept.items():
        show(name, found)
    areas = areas_of_malmo(port)
    show(f"{len(areas)} areas of Malmö, first time", read(port, areas, seconds=seconds))
    time.sleep(2)
    show(f"{len(areas)} areas of Malmö, again", read(port, areas, seconds=seconds))
    seconds = max(seconds // 2, 1)

    heading("Every page drawn anew (no page is asked for twice)")
    drawn = {name: read(port, [PAGES[name]], seconds=seconds, fresh=True) for name in kept}
    for name, found in drawn.items():
        show(name, found)
    show(f"{len(areas)} areas of Malmö", read(port, areas, seconds=seconds, fresh=True))

    heading("While a record changes every second")
    with running([sys.executable, "-c", CHANGE, "1"]):
        time.sleep(2)
        for name in kept:
            show(name, read(port, [PAGES[name]], seconds=seconds))
        show(f"{len(areas)} areas of Malmö", read(port, areas, seconds=seconds))
    return {"kept": kept["start"], "drawn": drawn["start"]}


def shown(port: int, path: str) -> bool:
    """Ask for a page in each process, so that none is cold; say so when it does not answer."""
    status = {fetch(port, path)[0] for _ in range(8)}
    if status != {200}:
        print(f"{path} answers {status}", flush=True)
    return status == {200}


def measure_peer(start: Reading, drawn: Reading, page: bytes, seconds: int, name: str = "start page") -> None:
    """Read the same bytes from a bare Django site under the same server, and print the ratios."""
    port = free_port()
    with tempfile.NamedTemporaryFile(suffix=".gz") as kept:
        kept.write(page)
        kept.flush()
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port)]
        command += ["--workers", str(os.cpu_count() or 1), "--blocking-threads", "4", "--backpressure", "16"]
        with running(
            [*command, "--http", "1", "--no-ws", "bare_django:application"],
            PYTHONPATH=str(HERE),
            BARE_PAGE=kept.name,
        ):
            wait_for(port, "/")
            heading("The same bytes from bare Django")
            bare = read(port, ["/"], seconds=seconds)
            show("bare Django", bare)
    print(f"{name} kept / bare Django:  {start.rate / bare.rate:5.2f} of its pages a second")
    print(f"{name} kept / drawn anew:   {start.rate / drawn.rate:5.1f} times as many pages a second")


def print_weights(port: int) -> None:
    """Print what each page and its first view weigh, in kilobytes."""
    print(f"\n{'kB':<34} {'page':>8} {'plain':>8} {'first':>9} {'plain':>8}")
    for name, path in PAGES.items():
        if fetch(port, path)[0] == 200:
            sizes = [size / 1000 for size in weigh(port, path)]
            print(f"{name:<34} {sizes[0]:8.1f} {sizes[1]:8.1f} {sizes[2]:9.1f} {sizes[3]:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--keep", type=Path, help="Build in this folder, or measure what was built there.")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing. Install the package wrk of your system, then start again.")
    if not options.data.exists():
        raise SystemExit(f"{options.data} is missing. Name the table with --data.")
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        os.environ["BOKAL_DATA_DIR"] = str(folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
        if not (folder / "bokal.sqlite3").exists():
            build(options.data)
        port = free_port()
        with running([sys.executable, "-m", "bokal.cli", "serve", "--port", str(port)]):
            wait_for(port, "/healthz")
            print_weights(port)
            found = measure(port, options.seconds)
            page = fetch(port, "/sv/", packed=True)[1]
        assert gzip.decompress(page)
        measure_peer(found["kept"], found["drawn"], page, options.seconds)


if __name__ == "__main__":
    main()
