"""Bring in 50,000 constructed voices by ``bokal import voices``, in a new folder.

Usage: benchmarks/voices.py [--count N] [--keep FOLDER]

The target is 60 seconds for 50,000. While it runs another writer asks for the same SQLite file again and
again; how long it had to wait is told, since people go on speaking while a file comes in. On PostgreSQL,
where writers do not wait for each other: .ci/with_postgresql.py .venv/bin/python benchmarks/voices.py.
At the end stands the table for docs/explanation/speed.md.
"""

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = 60.0
SWEDISH = "lampan gården trappan bänken bussen skolan lekplatsen tvättstugan hissen porten mörkt trasig"
ARABIC = "المصباح الفناء الدرج المقعد الحافلة المدرسة الملعب المصعد الباب مظلم مكسور ناقص"
ENGLISH = "lamp yard stairs bench bus school playground laundry lift door dark broken missing"
WORDS = {"sv": SWEDISH.split(" "), "ar": ARABIC.split(" "), "en": ENGLISH.split(" ")}
COLUMNS = ("id", "words", "language", "said_at", "age", "may_publish", "standing", "reason", "area")
STANDINGS = ("published",) * 5 + ("waiting",) * 4 + ("held",)


def write_table(
    path: Path, count: int, *, areas: Sequence[str] = ("",), standings: Sequence[str] = STANDINGS
) -> None:
    """Write constructed voices in three languages, the same each time; a tenth is held, half published."""
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in range(count):
            language = chance.choice(list(WORDS))
            words = " ".join(chance.choices(WORDS[language], k=chance.randint(5, 60)))
            standing = standings[number % len(standings)]
            reason = "elsewhere" if standing == "held" else ""
            age = chance.choice(["", "16-24", "65-"])
            area = areas[number % len(areas)]
            writer.writerow([number, words, language, "2026-11-01", age, "yes", standing, reason, area])


def prepare(folder: Path) -> None:
    """Make a new database in a folder."""
    os.environ["BOKAL_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
    import django

    django.setup()
    from bokal.cli.serve import prepare_database

    prepare_database(migrate=True)


def measure(folder: Path, count: int) -> None:
    """Import the table twice and print what it took."""
    from bokal.cli import main as bokal

    sys.path.insert(0, str(HERE))
    from sweden import another_writer

    table = folder / "voices.csv"
    write_table(table, count)
    arguments = ["import", "voices", str(table), "--slug", "benchmark"]
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    from django.db import connection

    alone = connection.vendor != "sqlite"
    rows = []
    with nullcontext([]) if alone else another_writer(str(folder / "bokal.sqlite3")) as waits:
        for words in ("new", "again"):
            started, worked = time.perf_counter(), time.process_time()
            status = bokal(arguments)
            took = time.perf_counter() - started
            worked = time.process_time() - worked
            note = f"status {status}" if took <= TARGET else f"status {status}  over"
            line = f"{words:<8} {took:6.1f} s  {worked:6.1f} s of this process  {count / took:7.0f} voices/s"
            print(f"{line}  {note}", flush=True)
            rows.append(
                f"| {connection.vendor}, {words} | {took:.1f} s | {worked:.1f} s | {count / took:,.0f} |"
            )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    waited = f", longest wait of another writer {max(waits):.1f} s" if waits else ""
    print(f"peak memory {peak:.0f} MB{waited}, load after {os.getloadavg()[0]:.1f}")
    print(f"\n| Import of {count:,} | Time | Processor | Voices a second |\n|---|--:|--:|--:|")
    print("\n".join(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="Leave the records in this new folder.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        prepare(folder)
        measure(folder, options.count)


if __name__ == "__main__":
    main()
