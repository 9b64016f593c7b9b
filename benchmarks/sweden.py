"""Load all of Sweden, to measure with: ``python benchmarks/sweden.py TABLE.csv``, in a migrated database.

The table is SCB's, 5,984 DeSO of 2018 with 42 figures each (see ``tests/reference``).
"""

import csv
import io
import json
import resource
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

MAP = Path(__file__).parent / "sweden_deso2018.toml"
GEOGRAPHY = "sweden-deso2018"
SOURCE = {
    "id": "sweden-scb-2022",
    "title": {"en": "Statistics for all DeSO of Sweden, 2022"},
    "publisher": "SCB",
    "reference": "SCB Statistikdatabasen",
    "licence": "CC0 1.0",
    "licence_status": "open",
    "retrieved": "2026-11-23",
}


@contextmanager
def another_writer(path: str) -> Iterator[list[float]]:
    """Write to the same SQLite file again and again meanwhile, and note how long each time had to wait."""
    waits: list[float] = []
    over = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=120, isolation_level=None)) as connection:
            while not over.wait(0.02):
                start = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                waits.append(time.perf_counter() - start)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield waits
    finally:
        over.set()
        writer.join()


def load_sweden(table: Path) -> dict[str, float]:
    """Import areas, indicators and figures by the same door as everyone; return what it took."""
    from bokal.programme.areas.services import (
        ImportFile,
        ImportOptions,
        Kind,
        TableMapping,
        apply_import,
        read_mapping,
    )

    mapping, _problems = read_mapping(MAP.read_bytes(), file=MAP.name)
    assert mapping is not None
    content = table.read_bytes()
    codes = [row["deso2018"] for row in csv.DictReader(io.StringIO(content.decode()))]
    texts = {value.column: {"en": f"{value.column} (SCB)"} for value in mapping.values}
    facts = {"kind": "context", "direction": "neutral", "unit": "count"}
    described = {
        Kind.SOURCES: [SOURCE],
        Kind.GEOGRAPHIES: [
            {
                "code": GEOGRAPHY,
                "name": {"en": "DeSO 2018, all of Sweden"},
                "valid_from": "2018-01-01",
                "areas": [{"code": code, "name": code} for code in codes],
            }
        ],
        Kind.INDICATORS: [
            {
                "code": value.indicator,
                "name": texts[value.column],
                "versions": [{"version": 1, "name": texts[value.column], "text": texts[value.column]}],
                **facts,
            }
            for value in mapping.values
        ],
    }
    for kind, items in described.items():
        file = ImportFile(f"{kind}.json", io.BytesIO(json.dumps(items).encode()))
        apply_import(kind=kind, file=file, options=ImportOptions(mapping=TableMapping()), actor=None)
    start = time.perf_counter()
    file = ImportFile(table.name, io.BytesIO(content))
    preview = apply_import(
        kind=Kind.OBSERVATIONS, file=file, options=ImportOptions(mapping=mapping), actor=None
    )
    seconds = time.perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"observations": preview.counts.new, "seconds": round(seconds, 1), "megabytes": round(megabytes)}


if __name__ == "__main__":
    import django

    django.setup()
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        with another_writer(str(database["NAME"])) as waits:
            print(load_sweden(Path(sys.argv[1])))
        print(f"Another writer waited {max(waits):.1f} s at most.")
    else:
        print(load_sweden(Path(sys.argv[1])))
