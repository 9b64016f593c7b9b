"""Read the pages across all initiatives, at 2,000 initiatives and works, 50,000 reports, 200,000 ledger rows.

Usage: benchmarks/board.py [--times N]

On PostgreSQL: .ci/with_postgresql.py .venv/bin/python benchmarks/board.py. Everything is made up, and written
to a database that is thrown away. Each page is drawn anew each time: what is kept is emptied before. Prints
for each page the median and the 95th percentile in milliseconds, the questions asked, and its size.
"""

import argparse
import datetime
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
INITIATIVES, REPORTS_EACH, LINES_EACH, ENTRIES_EACH = 2_000, 25, 5, 20
PAGES = {
    "board's page": "/sv/workspace/board/",
    "what a number counts": "/sv/workspace/board/without-value/",
    "my week": "/sv/workspace/week/",
    "desk": "/sv/workspace/",
    "initiatives at work": "/sv/workspace/initiatives/",
    "initiatives": "/sv/initiatives/",
    "an initiative": "/sv/initiatives/made-up-7/",
    "works on the map": "/sv/works/",
    "works, another year": "/sv/works/?year=2024",
    "money at work": "/sv/workspace/money/",
    "who pays": "/sv/workspace/money/who-pays/",
    "what lives on": "/sv/lives-on/",
    "area": "/sv/areas/programme-herrgarden/herrgarden/",
    "calendar": "/sv/initiatives/initiatives.ics",
}


def fill() -> None:
    """Write the initiatives with all that hangs on them, in a few statements."""
    from django.utils import timezone

    from bokal.programme.initiatives import enums, models
    from tests.factories.initiatives import make_complete, make_plan, owner
    from tests.factories.voices import make_area

    today, unit, area = timezone.localdate(), owner(), make_area()
    day = datetime.timedelta(days=1)
    make_complete("complete")
    facts = make_plan(area=area).facts() | {"starts_on": today - 400 * day}
    made = models.Initiative.objects.bulk_create(
        [models.Initiative(slug=f"made-up-{number}", **facts) for number in range(INITIATIVES)]
    )
    models.Origin.objects.bulk_create(
        [models.Origin(initiative=one, because={"sv": "Staden såg det."}) for one in made]
    )
    template = models.Measure.objects.get(initiative__slug="complete")
    kept = {
        field.attname: getattr(template, field.attname)
        for field in template._meta.concrete_fields
        if field.name not in {"id", "initiative"}
    }
    measures = models.Measure.objects.bulk_create([models.Measure(initiative=one, **kept) for one in made])
    models.Commitment.objects.bulk_create([models.Commitment(measure=one) for one in measures])
    models.Initiative.objects.filter(slug__startswith="made-up").update(phase=enums.Phase.PILOT)
    models.Assumption.objects.bulk_create(
        [
            models.Assumption(
                initiative=one, text={"sv": "Mörkret."}, wrong_when={"sv": "Ljus hjälper inte."}
            )
            for one in made
        ]
    )
    models.Gate.objects.bulk_create(
        [
            models.Gate(
                initiative=one, kind=enums.GateKind.CONTINUE, due_on=today + (place % 400 - 100) * day
            )
            for place, one in enumerate(made)
        ]
    )
    models.Total.objects.bulk_create(
        [
            models.Total(measure=one, value=place % 900, up_to=today - (place % 120) * day, periods=25)
            for place, one in enumerate(measures)
            if place % 5
        ]
    )
    report(measures, today)
    pay(made, unit, today)
    build_works(made, today)


def report(measures: list, today: datetime.date) -> None:
    """Write the reports; the newest of each measure waits for approval."""
    from bokal.programme.initiatives import enums, models

    month = datetime.timedelta(days=30)
    models.Update.objects.bulk_create(
        [
            models.Update(
                initiative_id=one.initiative_id,
                measure=one,
                period_from=today - (back + 1) * month,
                period_to=today - back * month,
                value=back,
                state=enums.UpdateState.SUBMITTED if back else enums.UpdateState.DRAFT,
            )
            for one in measures
            for back in range(REPORTS_EACH)
        ],
        batch_size=5_000,
    )


def pay(made: list, unit: object, today: datetime.date) -> None:
    """Write the budget lines and the rows of the ledger."""
    from bokal.programme.initiatives import enums, models

    lines = models.BudgetLine.objects.bulk_create(
        [
            models.BudgetLine(
                initiative=one,
                unit=unit,
                funder="Staden",
                account="6000",
                year=2022 + back,
                planned=100_000_00,
                revised=90_000_00,
                actual=ENTRIES_EACH * 1_000_00,
            )
            for one in made
            for back in range(LINES_EACH)
        ],
        batch_size=5_000,
    )
    models.BudgetEntry.objects.bulk_create(
        [
            models.BudgetEntry(line=line, kind=enums.EntryKind.PAY, amount=1_000_00, on=today)
            for line in lines
            for _row in range(ENTRIES_EACH)
        ],
        batch_size=5_000,
    )


def build_works(made: list, today: datetime.date) -> None:
    """Put a point on the map for each initiative, built and in use over some years."""
    from bokal.programme.initiatives import enums, models
    from tests.factories.works import make_ground, make_work

    chance, year = random.Random(7), datetime.timedelta(days=365)
    make_ground(half=8_000)
    template = make_work(made[0])
    kept = {
        field.attname: getattr(template, field.attname)
        for field in template._meta.concrete_fields
        if field.name not in {"id", "initiative", "slug", "outline"}
    }
    works = models.Work.objects.bulk_create(
        [
            models.Work(
                initiative=one, slug=f"made-up-{one.pk}", outline=moved(template.outline, chance), **kept
            )
            for one in made
        ]
    )
    begins = {work.pk: today - chance.randint(0, 6) * year for work in works}
    models.WorkPhase.objects.bulk_create(
        [
            models.WorkPhase(work=work, step=step, from_day=begin, to_day=end)
            for work in works
            for step, begin, end in (
                (enums.WorkStep.CONSTRUCTION, begins[work.pk] - year, begins[work.pk]),
                (enums.WorkStep.IN_USE, begins[work.pk], None),
            )
        ]
    )


def moved(outline: list[list[int]], chance: random.Random) -> list[list[int]]:
    """Return an outline some kilometres away from where it was."""
    by = chance.randint(-6_000, 6_000), chance.randint(-6_000, 6_000)
    return [[place + by[number % 2] for number, place in enumerate(ring)] for ring in outline]


def measure(times: int) -> None:
    """Draw each page several times and print what it cost."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bokal.programme.accounts.enums import Role
    from tests.factories.accounts import make_account

    client = Client()
    client.force_login(make_account(Role.COORDINATOR))
    print(f"{'page':<24}{'median ms':>10}{'p95 ms':>10}{'questions':>11}{'kB':>8}")
    for name, address in PAGES.items():
        client.get(address)
        taken = []
        for _time in range(times):
            cache.clear()
            begin = time.perf_counter()
            answer = client.get(address)
            taken.append((time.perf_counter() - begin) * 1000)
            assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as asked:
            cache.clear()
            size = len(client.get(address).content) / 1000
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{name:<24}{statistics.median(taken):>10.1f}{p95:>10.1f}{len(asked):>11}{size:>8.1f}")


@contextmanager
def filled() -> Iterator[None]:
    """Offer a database that is thrown away, with all that is made up in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["BOKAL_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        settings.ALLOWED_HOSTS = ["*"]
        setup_test_environment()
        call_command("migrate", verbosity=0)
        from tests.factories.programmes import make_programme

        make_programme()
        begin = time.perf_counter()
        fill()
        print(f"written in {time.perf_counter() - begin:.0f} s")
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    with filled():
        measure(arguments.times)


if __name__ == "__main__":
    main()
