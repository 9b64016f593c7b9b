"""Build 2,000 initiatives with 50,000 approved updates, and work out every total again.

Usage: benchmarks/updates.py [--initiatives N] [--updates N] [--keep FOLDER]

The target is 10 seconds for 50,000 updates. The records come in by bulk, past the services, the way an import
would bring them; the totals are then kept one by one, and the recount must find no difference.
"""

import argparse
import datetime
import os
import random
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

TARGET = 10.0
FIRST_DAY = datetime.date(2021, 1, 1)
TODAY = datetime.date(2026, 11, 1)
WAYS = ("flow", "stock", "cumulative")
AT_A_TIME = 2000


def prepare(folder: Path) -> None:
    """Make a new database in a folder."""
    os.environ["BOKAL_DATA_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
    import django

    django.setup()
    from bokal.cli.serve import prepare_database

    prepare_database(migrate=True)


def build_initiatives(count: int) -> list[int]:
    """Make initiatives that are going on, each with a measure and what it answers; return the measures."""
    from bokal.programme.initiatives.models import Commitment, Initiative, Measure, Origin
    from bokal.programme.programmes.services import add_unit

    unit = add_unit(code="parks", name={"sv": "Parker"}, valid_from=FIRST_DAY, actor=None)
    words = {"sv": "Konstruerat"}
    facts = dict.fromkeys(("title", "if_we", "then", "because"), words) | {"unit": unit, "constructed": True}
    days = {"starts_on": FIRST_DAY, "decide_on": TODAY}
    made = Initiative.objects.bulk_create(
        Initiative(slug=f"i{place}", kind="social", **facts, **days) for place in range(count)
    )
    Origin.objects.bulk_create(Origin(initiative=one, because=words) for one in made)
    about = {"direction": "better", "target": 100, "target_on": TODAY, "owner": unit, "position": 1}
    measures = Measure.objects.bulk_create(
        Measure(
            initiative=one,
            name=words,
            unit="persons",
            accumulation=WAYS[place % 3],
            no_baseline_because=words,
            comparator=words,
            **about,
        )
        for place, one in enumerate(made)
    )
    Commitment.objects.bulk_create(Commitment(measure=one) for one in measures)
    Initiative.objects.update(phase="running")
    return [one.pk for one in measures]


def build_updates(measures: list[int], count: int) -> None:
    """Report on each measure month after month; some values are missing, some corrected, some divided."""
    from django.utils import timezone

    from bokal.programme.initiatives.models import Acceptance, Measure, Portion, Total, Update

    chance = random.Random(7)
    initiatives = dict(Measure.objects.values_list("pk", "initiative_id"))
    for begin in range(0, count, AT_A_TIME):
        made = []
        for place in range(begin, min(begin + AT_A_TIME, count)):
            measure = measures[place % len(measures)]
            start = FIRST_DAY + datetime.timedelta(days=30 * (place // len(measures)))
            missing = chance.random() < 0.05
            made.append(
                Update(
                    initiative_id=initiatives[measure],
                    measure_id=measure,
                    period_from=start,
                    period_to=start + datetime.timedelta(days=30),
                    value=None if missing else Decimal(chance.randint(0, 4000)) / 4,
                    no_value_because="Regn" if missing else "",
                    state="submitted",
                )
            )
        made = Update.objects.bulk_create(made)
        Acceptance.objects.bulk_create(Acceptance(update=one) for one in made)
        divided = [one for one in made if one.value is not None and chance.random() < 0.3]
        Portion.objects.bulk_create(Portion(update=one, group="unknown", value=one.value) for one in divided)
    Update.objects.update(state="approved", approved_at=timezone.now())
    Total.objects.all().delete()


def measure_recount() -> float:
    """Keep every total, count again, and print what it took."""
    from bokal.programme.initiatives.models import Measure
    from bokal.programme.initiatives.services.totals import keep_total, recount_totals

    started = time.perf_counter()
    for one in Measure.objects.order_by("pk"):
        keep_total(one)
    print(f"kept one by one  {time.perf_counter() - started:6.1f} s", flush=True)
    started, worked = time.perf_counter(), time.process_time()
    found = recount_totals()
    took, worked = time.perf_counter() - started, time.process_time() - worked
    note = "" if took <= TARGET else "  over"
    print(f"recounted        {took:6.1f} s  {worked:5.1f} s of this process{note}")
    print(f"{found.measures} measures, {found.updates} updates, {len(found.differences)} differences")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--initiatives", type=int, default=2000)
    parser.add_argument("--updates", type=int, default=50_000)
    parser.add_argument("--keep", type=Path, help="Leave the records in this new folder.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        prepare(options.keep or Path(made))
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        started = time.perf_counter()
        build_updates(build_initiatives(options.initiatives), options.updates)
        print(f"built            {time.perf_counter() - started:6.1f} s", flush=True)
        took = measure_recount()
    sys.exit(took > TARGET)


if __name__ == "__main__":
    main()
