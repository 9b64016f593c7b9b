"""Read the pages about voices with wrk, at 75,000 voices of which 50,000 are published, and export these.

Usage: benchmarks/voice_pages.py [--seconds N] [--keep FOLDER] [--only WORDS] [--alone]

On PostgreSQL: .ci/with_postgresql.py .venv/bin/python benchmarks/voice_pages.py. Readers and server share the
machine. Each page is read three ways: as it is, with an address nobody asked for before (so every page is
drawn; of a queue at work, more pages in turn than are kept), and while somebody posts a voice each second by
the form, which empties what is kept. Beside p95 stands the processor time of the server for one page, which a
busy machine changes less. Peers: the same bytes from a bare Django under the same server, and the rows of the
export by plain SQL in the same run. At the end stands the table for docs/explanation/speed.md.
"""

import argparse
import csv
import io
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from pages import TARGET, Reading, fetch, free_port, measure_peer, read, wait_for  # noqa: E402
from posting import FORM, TOKEN  # noqa: E402
from voices import write_table  # noqa: E402

COUNT = 50_000
PUBLIC = {
    "voices": "/sv/voices/",
    "voices, page 900": "/sv/voices/?page=900",
    "voices of an area": "/sv/voices/?area=herrgarden",
    "voices in Arabic": "/sv/voices/?language=ar",
    "voices, search": "/sv/voices/?q=lampan",
    "a voice": "/sv/voices/{voice}/",
    "answer times": "/sv/answers/",
    "problems": "/sv/problems/",
    "area": "/sv/areas/programme_areas/herrgarden/",
    "follow, form": "/sv/follow/",
}
AT_WORK = {
    "queue, unread": "/sv/workspace/voices/",
    "queue, page 300": "/sv/workspace/voices/?page=300",
    "queue, answer owed": "/sv/workspace/voices/?queue=owed",
    "queue, all": "/sv/workspace/voices/?queue=all",
    "themes at work": "/sv/workspace/themes/",
}
IN_TURN = {
    "queue, unread": ("/sv/workspace/voices/?page={}", 400),
    "queue, answer owed": ("/sv/workspace/voices/?queue=owed&page={}", 1000),
    "queue, all": ("/sv/workspace/voices/?queue=all&page={}", 1400),
}
"""Pages of a queue to be read in turn: with those of another queue more than a process keeps."""
PLAIN = """
    SELECT c.voice_id, v.said_at, v.received_at, v.language, v.channel, a.code, a.name, c.place, c.text,
        c.masked, o.slug, c.status, c.answered_at, v.constructed
    FROM voices_case c JOIN voices_voice v ON v.id = c.voice_id LEFT JOIN areas_area a ON a.id = c.area_id
    LEFT JOIN voices_organisation o ON o.id = v.organisation_id
    WHERE c.standing = 'published' ORDER BY c.voice_id
"""


def build(folder: Path) -> None:
    """Build the demonstration and bring in the voices; a part of them is answered, and shared by others."""
    subprocess.run([sys.executable, "-m", "bokal.cli", "demo", "--no-serve"], check=True, stdout=sys.stderr)
    from bokal.cli import main as bokal
    from bokal.programme.voices.services import areas_to_speak_about

    areas = [area.code for area in areas_to_speak_about()]
    for slug, count, standings in (("mixed", COUNT, None), ("published", COUNT // 2, ("published",))):
        table = folder / f"{slug}.csv"
        write_table(table, count, areas=["", *areas], **({"standings": standings} if standings else {}))
        assert bokal(["import", "voices", str(table), "--slug", slug]) == 0
    answer_and_share()


def answer_and_share() -> None:
    """Answer a third of the voices after up to 40 days, and let others add themselves to 2,000."""
    import datetime

    from django.db import transaction
    from django.utils import timezone

    from bokal.programme.history.services import seal_history
    from bokal.programme.voices.enums import Channel, Status
    from bokal.programme.voices.models import Case, Support

    chance, now = random.Random(5), timezone.now()
    numbers = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for day in range(40):
            some = Case.objects.filter(pk__in=numbers[day * 600 : (day + 1) * 600])
            status = Status.CONFIRMED if day % 4 == 0 else Status.UNDER_WAY
            some.update(answered_at=now + datetime.timedelta(days=day), status=status)
        readable = list(Case.objects.readable().order_by("pk").values_list("voice_id", flat=True))
        shared = [voice for voice in chance.sample(readable, 2000) for _each in range(chance.randint(1, 8))]
        Support.objects.bulk_create([Support(voice_id=voice, channel=Channel.WEB) for voice in shared])
    seal_history()


def signed_in() -> str:
    """Return the cookie of a coordinator."""
    from django.conf import settings
    from django.test import Client

    from bokal.programme.accounts.models import Account

    client = Client()
    client.force_login(Account.objects.get(email="coordinator@example.org"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def tree(root: int) -> list[int]:
    """Return a process and all that come from it."""
    found = [root]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def spent(root: int) -> float:
    """Return the processor seconds of a server so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    parts = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in tree(root)]
    return sum(int(part[11]) + int(part[12]) for part in parts) / ticks


def peak(root: int) -> float:
    """Return the largest memory that one process of a server has had, in megabytes."""
    lines = [line for one in tree(root) for line in Path(f"/proc/{one}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


@contextmanager
def speaking(port: int) -> Iterator[list[float]]:
    """Post a voice each second by the form meanwhile, as a browser does, and note how long each post took."""
    took: list[float] = []
    over = threading.Event()

    def speak() -> None:
        while not over.wait(1):
            page = fetch(port, "/sv/say/")[1].decode()
            (token,) = TOKEN.findall(page)
            said = {"words": f"Mätning {time.time()}", "language": "sv", "may_publish": "on", "token": token}
            started = time.perf_counter()
            status = post(port, "/sv/say/", urllib.parse.urlencode(said))
            took.append((time.perf_counter() - started) * 1000)
            assert status == 200, status

    person = threading.Thread(target=speak)
    person.start()
    try:
        yield took
    finally:
        over.set()
        person.join()


def post(port: int, path: str, body: str) -> int:
    """Send a form and return the status."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", path, body, FORM)
    answer = connection.getresponse()
    answer.read()
    return answer.status


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured of one page one way; ``cost`` is the server's processor time for a page."""

    reading: Reading
    cost: float


@dataclass(frozen=True, slots=True)
class Alone:
    """Processor milliseconds of a page in one process, drawn after a change and kept, and its questions."""

    drawn: float
    kept: float
    questions: int


class Measured:
    """A server under measurement."""

    def __init__(self, port: int, process: int, seconds: int, cookie: str) -> None:
        self.port, self.process, self.seconds, self.cookie = port, process, seconds, cookie

    def heading(self, words: str) -> None:
        """Print the head of a table."""
        print(f"\n{words} (load before: {os.getloadavg()[0]:.1f})")
        print(f"{'':<22} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'pages/s':>8} {'CPU ms a page':>14}")

    def line(self, name: str, paths: list[str], *, fresh: bool = False) -> Line:
        """Read a page, or several in turn, and print what came of it."""
        cookie = self.cookie if name in AT_WORK else ""
        read_once(self.port, paths[0], cookie)
        if not fresh and len(paths) == 1:
            # Each process draws the page once, and each thread opens its connection to the database.
            read(self.port, paths, seconds=1, cookie=cookie)
        before = spent(self.process)
        found = read(self.port, paths, seconds=self.seconds, fresh=fresh, cookie=cookie)
        cost = 1000 * (spent(self.process) - before) / max(1, found.rate * self.seconds)
        note = "" if found.p95 <= TARGET else "  over"
        note += f"  {found.failed} failed" if found.failed else ""
        figures = f"{found.p50:8.1f} {found.p95:8.1f} {found.p99:8.1f} {found.rate:8.0f} {cost:14.1f}"
        print(f"{name:<22} {figures}{note}", flush=True)
        return Line(found, cost)


def read_once(port: int, path: str, cookie: str) -> None:
    """Read a page and make sure that it is there for this reader."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (path, answer.status)


def pages_to_read(only: str) -> dict[str, str]:
    """Return the addresses by name, those whose name holds some words."""
    from bokal.programme.voices.models import Case

    voice = Case.objects.readable().order_by("-voice_id").values_list("voice_id", flat=True)[100]
    every = {name: path.format(voice=voice) for name, path in (PUBLIC | AT_WORK).items()}
    return {name: path for name, path in every.items() if only in name}


def measure(measured: Measured, pages: dict[str, str]) -> tuple[Line | None, Line | None]:
    """Read every page each way, and print the tables."""
    alone = {name: asked_alone(name, path) for name, path in pages.items()}
    measured.heading("Pages as they are")
    kept = {name: measured.line(name, [path]) for name, path in pages.items()}
    measured.heading("Every page drawn (nothing that was asked for is kept)")
    drawn = {name: measured.line(name, [pages[name]], fresh=True) for name in PUBLIC if name in pages}
    for name, (path, count) in IN_TURN.items():
        if name in pages:
            order = random.Random(3).sample(range(1, count + 1), count)
            drawn[name] = measured.line(name, [path.format(number) for number in order])
    measured.heading("While somebody posts a voice each second")
    with speaking(measured.port) as took:
        posted = {name: measured.line(name, [path]) for name, path in pages.items()}
    if len(took) > 1:
        cuts = statistics.quantiles(took, n=20)
        print(f"{len(took)} posts beside the readers: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms")
    print_table(kept, drawn, posted, alone)
    return kept.get("voices"), drawn.get("voices")


def print_table(
    kept: dict[str, Line], drawn: dict[str, Line], posted: dict[str, Line], alone: dict[str, Alone]
) -> None:
    """Print all of it as the table of the documentation; what misses the target stands in bold."""

    def p95(line: Line | None) -> str:
        if line is None:
            return "–"
        text = f"{line.reading.p95:,.0f} ms"
        return text if line.reading.p95 <= TARGET else f"**{text}**"

    print("\n| Page | Kept, p95 | Drawn anew, p95 | While somebody posts each second, p95 | ", end="")
    print("Processor of the server, ms a page: kept, drawn, posting |\n|---|--:|--:|--:|--:|")
    for name, one in kept.items():
        lines = (one, drawn.get(name), posted[name])
        costs = ", ".join(f"{line.cost:.1f}" if line else "–" for line in lines)
        print(f"| {' | '.join([name.capitalize(), *(p95(line) for line in lines), costs])} |", flush=True)
    print_alone(alone)


def print_alone(alone: dict[str, Alone]) -> None:
    """Print what each page costs when nobody else is there."""
    print("\n| Page | Drawn after a change, ms | Kept, ms | Questions to the database, drawn |")
    print("|---|--:|--:|--:|")
    for name, one in alone.items():
        print(f"| {name.capitalize()} | {one.drawn:.1f} | {one.kept:.1f} | {one.questions} |", flush=True)


def asked_alone(name: str, path: str) -> Alone:
    """Ask for a page in this process, where nobody else waits for it: the least of nine, drawn and kept."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bokal.programme.accounts.models import Account
    from bokal.programme.history.services import forget_kept

    client = Client(headers={"host": "localhost"})
    if name in AT_WORK:
        client.force_login(Account.objects.get(email="coordinator@example.org"))

    def ask(*, anew: bool) -> float:
        if anew:
            cache.clear()
            forget_kept()
        started = time.process_time()
        assert client.get(path).status_code == 200, path
        return (time.process_time() - started) * 1000

    ask(anew=True)
    drawn, kept = (min(ask(anew=anew) for _each in range(9)) for anew in (True, False))
    cache.clear()
    forget_kept()
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return Alone(drawn, kept, len(asked))


def export(port: int, process: int) -> None:
    """Fetch the published voices as a table, and the same rows by plain SQL."""
    from django.db import connection

    before, memory, started = spent(process), peak(process), time.perf_counter()
    status, body = fetch(port, "/data/voices.csv")
    took = time.perf_counter() - started
    rows = sum(1 for _row in csv.reader(io.StringIO(body.decode()))) - 1
    assert status == 200
    words = f"{took:.1f} s, {spent(process) - before:.1f} s of processor, peak memory of a process"
    print(f"\nexport of {rows} rows: {words} {memory:.0f} MB before, {peak(process):.0f} MB after")
    started = time.perf_counter()
    with connection.cursor() as cursor, tempfile.TemporaryFile("w", newline="") as stream:
        cursor.execute(PLAIN)
        csv.writer(stream).writerows(cursor.fetchall())
    print(f"the same rows by plain SQL into a file: {time.perf_counter() - started:.1f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--keep", type=Path, help="Build in this folder, or measure what was built there.")
    parser.add_argument("--alone", action="store_true", help="Only say what a page costs in one process.")
    parser.add_argument("--only", default="", help="Measure the pages whose name holds these words.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        os.environ |= {"BOKAL_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
        os.environ["BOKAL_VOICES_PER_MINUTE"] = "100000"
        import django

        django.setup()
        from django.db import connection

        if "DATABASE_URL" in os.environ or not (folder / "bokal.sqlite3").exists():
            build(folder)
        if options.alone:
            print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}", flush=True)
            print_alone({name: asked_alone(name, path) for name, path in pages_to_read(options.only).items()})
            return
        port = free_port()
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-m", "bokal.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, stdout=quiet, stderr=quiet)
        try:
            wait_for(port, "/healthz")
            print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}", flush=True)
            if not options.only:
                export(port, server.pid)
            measured = Measured(port, server.pid, options.seconds, signed_in())
            kept, drawn = measure(measured, pages_to_read(options.only))
            page = fetch(port, "/sv/voices/", packed=True)[1]
        finally:
            server.terminate()
            server.wait(timeout=60)
        if kept and drawn and not options.only:
            measure_peer(kept.reading, drawn.reading, page, options.seconds, "voice list")
        print(f"load after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
