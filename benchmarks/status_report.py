"""Build a status report of 2,000 initiatives and works, 50,000 reports and 200,000 ledger rows.

Usage: benchmarks/status_report.py [--times N]

On PostgreSQL: .ci/with_postgresql.py .venv/bin/python benchmarks/status_report.py. Everything is made up, and
written to a database that is thrown away. The report is built as it is for its preview, and once more after
each initiative was changed, as verifying does: then all of that is read back from the history. Prints the
median and the longest time in milliseconds, the questions asked, and the size of the content.
"""

import argparse
import json
import statistics
import time

from board import filled


def build(name: str, subject: dict, times: int) -> dict:
    """Build the content of the report several times, print what it cost, and return it."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bokal.programme.reports.services.profiles import build_content

    taken = []
    for _time in range(times):
        begin = time.perf_counter()
        content = build_content(profile="status-report", subject=subject, as_run=False)
        taken.append((time.perf_counter() - begin) * 1000)
    with CaptureQueriesContext(connection) as asked:
        build_content(profile="status-report", subject=subject, as_run=False)
    size = len(json.dumps(content)) / 1000
    print(f"{name:<40}{statistics.median(taken):>10.0f}{max(taken):>10.0f}{len(asked):>11}{size:>10.0f}")
    return content


def change_everything() -> None:
    """Change each initiative, work and step of a work, so that the history has as many rows to read back."""
    from bokal.programme.initiatives.models import Initiative, Work, WorkPhase

    Initiative.objects.update(title={"sv": "En annan rubrik"})
    Work.objects.update(name={"sv": "Ett annat namn"})
    WorkPhase.objects.update(year_only=True)


def measure(times: int) -> None:
    """Build the report before and after everything was changed; it must say the same."""
    from django.utils import timezone

    from tests.factories.status import make_status_subject

    time.sleep(0.01)
    subject = make_status_subject(closed_at=timezone.now().isoformat())
    time.sleep(0.01)
    print(f"{'status report':<40}{'median ms':>10}{'most ms':>10}{'questions':>11}{'kB':>10}")
    before = build("as for its preview", subject, times)
    change_everything()
    assert build("after everything was changed", subject, times) == before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with filled():
        measure(arguments.times)


if __name__ == "__main__":
    main()
