"""A programme with many initiatives at work, and a status report about it; all of it constructed."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.initiatives.enums import Accumulation, GateKind, Kind, MeasureUnit
from bokal.programme.initiatives.models import Initiative, Measure, Work, WorkPhase
from bokal.programme.initiatives.services import add_measure, approve_waiver, set_gate, waive_measure
from bokal.programme.initiatives.services.money import (
    LineFacts,
    add_budget_line,
    commit_money,
    pay_money,
    plan_money,
    revise_money,
)
from bokal.programme.initiatives.services.social import Gathered, count_session, gather_cohort
from bokal.programme.initiatives.services.updates import Report, approve_update, send_update
from bokal.programme.programmes.models import Unit
from bokal.programme.reports.models import Report as Reported
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services import (
    approve_report,
    prepare_report,
    preview_report,
    publish_report,
    send_in_report,
)
from bokal.programme.voices.models import Promise
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_decision, make_measured, make_ready, start
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_area, make_problem, make_voice

DAY, MONTH = datetime.timedelta(days=1), datetime.timedelta(days=30)
SLUG = "half-year"
FUNDERS = ("Staden", "Fonden för/med boende")
MEASURES: tuple[dict[str, Any], ...] = (
    {"unit": MeasureUnit.PERSONS, "accumulation": Accumulation.FLOW},
    {"unit": MeasureUnit.DWELLINGS, "accumulation": Accumulation.STOCK},
    {"unit": MeasureUnit.JOBS, "accumulation": Accumulation.CUMULATIVE, "target": Decimal("70.5")},
    {
        "unit": MeasureUnit.PERCENT,
        "accumulation": Accumulation.FLOW,
        "target": Decimal(60),
        "target_of": Decimal(100),
        "baseline": None,
        "baseline_on": None,
        "no_baseline_because": {"sv": "Ingen räknade.", "en": "Nobody counted."},
    },
)


def make_status_subject(**changes: Any) -> dict[str, Any]:
    """Return the half year that ends today, as far as it is known today."""
    today = timezone.localdate()
    subject = {
        "period_from": (today - 180 * DAY).isoformat(),
        "period_to": (today + DAY).isoformat(),
        "known_on": today.isoformat(),
        "area": "",
        "funder": "",
        "texts": {},
    }
    return subject | changes


def make_status_report(slug: str = SLUG, **changes: Any) -> Reported:
    """Return a status report that nobody has sent in."""
    title = {"sv": "Lägesrapport", "en": "Status report", "ar": "تقرير الحالة"}
    subject = make_status_subject(address=slug, **changes)
    return prepare_report(slug=slug, profile="status-report", title=title, subject=subject, actor=None)


def approve(slug: str = SLUG) -> Reported:
    """Have one person send a report in and another approve it."""
    send_in_report(slug=slug, seen=preview_report(slug=slug).seen, actor=make_account(Role.COORDINATOR))
    approve_report(slug=slug, seen=preview_report(slug=slug).seen, actor=make_account(Role.APPROVER))
    return Reported.objects.get(slug=slug)


def publish(slug: str = SLUG) -> Snapshot:
    """Have a report approved and published as it was seen."""
    report, seen = approve(slug), preview_report(slug=slug).seen
    return publish_report(report_id=report.pk, actor=None, seen=seen)


def publish_next(first: datetime.date, after: datetime.date, **changes: Any) -> Snapshot:
    """Publish the report on a later time, known until today, at an address of its own."""
    span = {"period_from": first.isoformat(), "period_to": after.isoformat()}
    make_status_report("next", known_on=timezone.localdate().isoformat(), **span, **changes)
    return publish("next")


class People:
    """Those who report, and who approves."""

    def __init__(self) -> None:
        self.gardener = make_account(Role.RECORDER)
        self.coordinator = make_account(Role.COORDINATOR)


def report_values(measure: Measure, values: Iterable[Any], people: People) -> None:
    """Have a value approved for each of the last months; None has a reason instead."""
    today = timezone.localdate()
    for ago, value in enumerate(values, start=1):
        of = Decimal(200 + 7 * ago) if measure.unit == MeasureUnit.PERCENT and value is not None else None
        report = Report(
            measure=measure,
            period_from=today - ago * MONTH,
            period_to=today - (ago - 1) * MONTH,
            value=None if value is None else Decimal(value),
            value_of=of,
            no_value_because="" if value is not None else "Räknaren var trasig.",
        )
        update = send_update(initiative_id=measure.initiative_id, report=report, actor=people.gardener)
        approve_update(update_id=update.pk, actor=people.coordinator)


def pay_for(initiative: Initiative, units: list[Unit], place: int) -> None:
    """Open a line for this year and one for the next, with plan, orders and payments."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        facts = LineFacts(
            unit=units[place % len(units)],
            funder=FUNDERS[place % 2],
            account=str(4000 + place),
            year=year,
            constructed=True,
        )
        line = add_budget_line(initiative_id=initiative.pk, facts=facts, actor=None)
        act: dict[str, Any] = {"line_id": line.pk, "on": today, "actor": None}
        plan_money(amount=1_000_050 + place * 101, **act)
        commit_money(amount=30_001 + place, **act)
        if year == today.year:
            revise_money(by=-5_000, because="Det blev billigare.", **act)
            pay_money(amount=200_033 * (place % 3 + 1), **act)


def gather(initiative: Initiative, people: int, actor: Account) -> None:
    """Let a group begin and meet twice; the second time nobody counted."""
    today = timezone.localdate()
    cohort = gather_cohort(
        initiative_id=initiative.pk,
        gathered=Gathered(name={"sv": "Gruppen", "en": "The group"}, from_day=today - MONTH, people=people),
        actor=actor,
    )
    count_session(cohort_id=cohort.pk, on=today - 20 * DAY, came=people + 2, actor=actor)
    count_session(
        cohort_id=cohort.pk, on=today - 10 * DAY, came=None, not_counted_because="Det regnade.", actor=actor
    )


def build(initiative: Initiative, place: int) -> None:
    """Let something be built."""
    today = timezone.localdate()
    work = Work.objects.create(
        initiative=initiative, slug=f"work-{place:02}", kind="path", name={"sv": "En stig", "en": "A path"}
    )
    WorkPhase.objects.create(work=work, step="planning", from_day=today - 90 * DAY, to_day=today - 30 * DAY)
    WorkPhase.objects.create(work=work, step="construction", from_day=today - 20 * DAY)
    work.quantities.create(what={"sv": "Längd", "en": "Length"}, value=Decimal("120.5"), unit="m")


def try_out(place: int, units: list[Unit], people: People) -> Initiative:
    """Start one of many initiatives, with what came of it so far."""
    kind = Kind.PHYSICAL if place % 2 else Kind.SOCIAL
    area = make_area(f"area-{place % 4}")
    slug, title = f"initiative-{place:02}", {"sv": f"Insats {place}", "en": f"Initiative {place}"}
    fields = {"kind": kind, "area": area, "unit": units[place % 3], "title": title}
    initiative = make_ready(slug, measures=0, **fields)
    if place % 10 == 9:
        waiver = waive_measure(
            initiative_id=initiative.pk, because={"sv": "Det går inte att räkna."}, actor=people.gardener
        )
        approve_waiver(waiver_id=waiver.pk, actor=people.coordinator)
        start(initiative)
    else:
        facts = MEASURES[place % len(MEASURES)]
        measure = add_measure(initiative_id=initiative.pk, measured=make_measured(**facts), actor=None)
        start(initiative)
        falls = place % 5 == 0 and measure.accumulation != Accumulation.CUMULATIVE
        values = [0, None, 12 + place] if falls else [40 - place % 7, 21 + place % 3, 3]
        report_values(measure, [] if place % 8 == 7 else values, people)
    pay_for(initiative, units, place)
    if kind == Kind.SOCIAL:
        gather(initiative, 3 if place == 0 else 10 + place, people.coordinator)
    else:
        build(initiative, place)
    return initiative


def make_programme_at_work(count: int = 40) -> list[Initiative]:
    """Return a programme in which so many initiatives are being tried out."""
    make_programme()
    units, people, today = [make_unit(f"unit-{n}") for n in range(3)], People(), timezone.localdate()
    made = [try_out(place, units, people) for place in range(count)]
    make_voice(area=make_area("area-0"))
    taken = make_voice(published=True, area=make_area("area-1"))
    make_decision(make_problem([taken.voice.pk]), slug="lighting", unit=units[0], area=make_area("area-1"))
    for days, state in ((-5, "open"), (10, "open"), (-1, "kept")):
        settled = today if state == "kept" else None
        texts = {"sv": "Vi kommer.", "en": "We come."}
        Promise.objects.create(
            unit=units[0], text=texts, due_on=today + days * DAY, state=state, settled_on=settled
        )
    set_gate(
        initiative_id=made[0].pk,
        kind=GateKind.CONTINUE,
        due_on=today - 3 * DAY,
        criteria=[{"sv": "Det används."}],
        actor=None,
    )
    return made
