"""Time raking of 10,000 rows by four margins against rimpy and weightipy, in the same run.

Usage: benchmarks/rake.py

Each gets the rows in the form it takes: lists of categories, a polars frame, a pandas frame. The least
processor time of fifteen runs counts, so that other work on the machine plays no part.
"""

import time
from collections.abc import Callable

import numpy as np
import pandas
import polars
import rimpy
import weightipy

from bokal.science.representation import rake

ROWS, RUNS = 10_000, 15
SHARES = {
    "age": {"16-24": 0.15, "25-44": 0.35, "45-64": 0.3, "65-": 0.2},
    "sex": {"w": 0.49, "m": 0.51},
    "born": {"here": 0.45, "elsewhere": 0.55},
    "area": {f"area {number}": share for number, share in enumerate((0.1, 0.15, 0.2, 0.2, 0.25, 0.1))},
}


def milliseconds(work: Callable[[], object]) -> float:
    """Return the least processor time of several runs."""
    found = []
    for _run in range(RUNS):
        started = time.process_time()
        work()
        found.append(1000 * (time.process_time() - started))
    return min(found)


def main() -> None:
    draw = np.random.default_rng(1)
    rows = {name: draw.choice(list(shares), ROWS).tolist() for name, shares in SHARES.items()}
    per_cent = {name: {one: 100 * share for one, share in shares.items()} for name, shares in SHARES.items()}
    in_polars, in_pandas = polars.DataFrame(rows), pandas.DataFrame(rows)
    scheme = weightipy.scheme_from_dict(per_cent)
    copied = in_pandas.copy
    ours = milliseconds(lambda: rake(groups=rows, margins=SHARES))
    peers = {
        "rimpy": milliseconds(lambda: rimpy.rake(in_polars, per_cent, convergence_threshold=1e-12)),
        "weightipy": milliseconds(lambda: weightipy.weight_dataframe(copied(), scheme, weight_column="w")),
    }
    print(f"bokal      {ours:6.1f} ms")
    for name, time_taken in peers.items():
        print(f"{name:<10} {time_taken:6.1f} ms, ratio {ours / time_taken:.2f}")


if __name__ == "__main__":
    main()
