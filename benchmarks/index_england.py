"""Time ``bokal index`` on all of England against pandas, or without it against plain Python.

Usage: benchmarks/index_england.py TABLE.csv.gz [ROUNDS]

TABLE holds the ranks of the English indices of 2025 (33,755 areas, 17 columns). Each side is a whole process
that reads the table, transforms and adds seven ranks, ranks the sums and writes a table. The two take turns;
the best round of each counts. The peer checks nothing: no keys, no cells, no atomic writing.
"""

import csv
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WEIGHTS = {
    "income": 22.5,
    "employment": 22.5,
    "education": 13.5,
    "health": 13.5,
    "crime": 9.3,
    "housing_and_services": 9.3,
    "environment": 9.3,
}
PANDAS = """
import sys, numpy as np, pandas as pd
table, out, weights = sys.argv[1], sys.argv[2], {weights}
data = pd.read_csv(table)
share = {{name: (len(data) - data[name + "_rank"] + 1) / len(data) for name in weights}}
parts = pd.DataFrame({{name: -23 * np.log(1 - r * (1 - np.exp(-100 / 23))) for name, r in share.items()}})
score = sum(parts[name] * weight for name, weight in weights.items())
rank = score.rank(ascending=False, method="min").astype(int)
tenth = (rank - 1) * 10 // len(data) + 1
found = pd.DataFrame({{"id": data["lsoa21_code"], "score": score, "rank": rank, "decile": tenth}})
found.join(parts).to_csv(out, index=False)
"""
PLAIN = """
import csv, gzip, math, sys
table, out, weights = sys.argv[1], sys.argv[2], {weights}
with gzip.open(table, "rt", newline="") as stream:
    data = list(csv.DictReader(stream))
size, cut = len(data), 1 - math.exp(-100 / 23)
shares = [[(size - float(row[name + "_rank"]) + 1) / size for name in weights] for row in data]
parts = [[-23 * math.log(1 - share * cut) for share in row] for row in shares]
scores = [sum(w * x for w, x in zip(weights.values(), row)) for row in parts]
ranks, last = [0] * size, None
for place, area in enumerate(sorted(range(size), key=lambda area: -scores[area]), start=1):
    ranks[area] = last[1] if last and last[0] == scores[area] else place
    last = (scores[area], ranks[area])
with open(out, "w", newline="") as stream:
    writer = csv.writer(stream)
    writer.writerow(["id", "score", "rank", "decile", *weights])
    for row, score, rank, part in zip(data, scores, ranks, parts):
        writer.writerow([row["lsoa21_code"], score, rank, (rank - 1) * 10 // size + 1, *part])
"""


def seconds_and_megabytes(command: list[str]) -> tuple[float, float]:
    """Run one process and return its wall time and the largest memory it held."""
    start = time.perf_counter()
    running = subprocess.Popen(command)
    _, status, usage = os.wait4(running.pid, 0)
    if status:
        raise SystemExit(f"{command[0]} failed.")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def ranks_in(path: Path) -> list[tuple[str, str]]:
    """Return key and rank of each area."""
    with path.open(newline="") as stream:
        return [(row["id"], row["rank"]) for row in csv.DictReader(stream)]


def main() -> None:
    table, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    name, code = ("pandas", PANDAS) if importlib.util.find_spec("pandas") else ("plain Python", PLAIN)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        spec = folder / "spec.toml"
        spec.write_text(
            'id = "lsoa21_code"\n'
            + "".join(
                f'[[domain]]\nname = "{domain}"\ncolumn = "{domain}_rank"\nkind = "rank"\nweight = {weight}\n'
                for domain, weight in WEIGHTS.items()
            )
        )
        out = folder / "ours.csv"
        ours = [sys.executable, "-m", "bokal.cli", "index", table, "--spec", str(spec), "--out", str(out)]
        report = [*ours, "--json", str(folder / "report.json"), "--draws", "1000"]
        theirs = [sys.executable, "-c", code.format(weights=WEIGHTS), table, str(folder / "theirs.csv")]
        measured = [(seconds_and_megabytes(ours), seconds_and_megabytes(theirs)) for _ in range(rounds)]
        if ranks_in(out) != ranks_in(folder / "theirs.csv"):
            raise SystemExit("The two sides do not agree on the ranks, so their times say nothing.")
        (our_time, our_memory), (their_time, their_memory) = (
            min(side) for side in zip(*measured, strict=True)
        )
        print(f"bokal index           {our_time:6.2f} s {our_memory:6.0f} MB")
        print(f"{name:<21} {their_time:6.2f} s {their_memory:6.0f} MB")
        print(f"ratio                 {our_time / their_time:6.2f}   (below 1: bokal is faster)")
        whole, memory = seconds_and_megabytes(report)
        print(f"with 1,000-draw report{whole:6.2f} s {memory:6.0f} MB")


if __name__ == "__main__":
    main()
