"""What one page costs: processor time in one process, which a busy machine changes little.

Usage: benchmarks/page_costs.py FOLDER [--profile NAME]

FOLDER is what ``pages.py --keep FOLDER`` built. Each page is read three ways: at an address nobody asked for
before (what pages share is kept in memory), after a figure was corrected (every figure is read anew), and
after somebody was given an account, which no public page shows.
"""

import argparse
import cProfile
import os
import pstats
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

TIMES = 9


def least(act: Callable[[], object], *, before: Callable[[], object] | None = None) -> float:
    """Return the least processor time of an act, each time after another one that does not count."""
    found = []
    for _ in range(TIMES):
        if before is not None:
            before()
        started = time.process_time()
        act()
        found.append((time.process_time() - started) * 1000)
    return min(found)


class Reader:
    """Asks the site for pages in this process, by the same way as the server."""

    def __init__(self) -> None:
        from django.test import Client

        self.client = Client(SERVER_NAME="localhost", headers={"Accept-Encoding": "gzip"})
        self.asked = 0

    def fresh(self, path: str) -> None:
        """Read a page at an address nobody asked for before."""
        self.asked += 1
        answer = self.client.get(f"{path}{'&' if '?' in path else '?'}_={self.asked}")
        assert answer.status_code == 200, (path, answer.status_code)

    def again(self, path: str) -> None:
        """Read the page as it is."""
        assert self.client.get(path).status_code == 200


def change(kind: str) -> None:
    """Write a line into the history, as a change of a record of some kind would."""
    from django.apps import apps
    from django.db import transaction

    from bokal.programme.history.services import record

    with transaction.atomic():
        record(
            actor=None, verb="benchmark.changed", subject=apps.get_model(kind).objects.order_by("pk").first()
        )


def costs_of(path: str) -> dict[str, float]:
    """Return the least cost of a page in milliseconds of one processor, each way of being asked for."""
    reader = Reader()
    reader.fresh(path)
    return {
        "address": least(partial(reader.fresh, path)),
        "figure": least(partial(reader.fresh, path), before=partial(change, "areas.observation")),
        "sign-in": least(partial(reader.again, path), before=partial(change, "accounts.account")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", help="Show where the time goes on the page of this name.")
    parser.add_argument("--changed", action="store_true", help="Profile the page after a change.")
    options = parser.parse_args()
    os.environ["BOKAL_DATA_DIR"] = str(options.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
    import django

    django.setup()
    sys.path.insert(0, str(Path(__file__).parent))
    from pages import PAGES

    if options.profile:
        reader, path = Reader(), PAGES[options.profile]
        reader.fresh(path)
        profile = cProfile.Profile()
        for _ in range(TIMES):
            if options.changed:
                change("areas.observation")
            profile.runcall(reader.fresh, path)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(90)
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
        return
    print(f"{'ms of one processor':<34} {'address':>8} {'figure':>8} {'sign-in':>8}")
    for name, path in PAGES.items():
        costs = costs_of(path)
        print(f"{name:<34} {''.join(f'{cost:9.1f}' for cost in costs.values())}", flush=True)


if __name__ == "__main__":
    main()
