"""The board's page: promised is not done, done is not verified, and what is not known is counted too."""

from decimal import Decimal

import pytest
from django.utils import timezone

from bokal.programme.areas.enums import Direction
from bokal.programme.initiatives.enums import (
    LONGEST_CADENCE,
    GateKind,
    GateRuling,
    Held,
    MeasureUnit,
    UpdateState,
)
from bokal.programme.initiatives.errors import CadenceWrong
from bokal.programme.initiatives.models import BudgetLine, Initiative, Measure, Total, Update
from bokal.programme.initiatives.services import settle_assumption, waive_measure
from bokal.programme.initiatives.services.board import board_page, counted, months_before
from bokal.programme.initiatives.services.start import approve_waiver
from tests.factories.accounts import make_account
from tests.factories.initiatives import (
    DAY,
    decide_gate,
    make_complete,
    make_documented,
    make_idea,
    make_initiative,
    make_measure,
    make_ready,
    owner,
    start,
)
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db


def counts(**fields: object) -> dict[str, int]:
    return dict(board_page(timezone.localdate(), **fields).counts)  # type: ignore[arg-type]


def with_measure(slug: str, value: int | None, *, of: int | None = None, **measured: object) -> Measure:
    """Return a measure of a trial, whose approved values make a sum."""
    idea = make_ready(slug, measures=0)
    measure = make_measure(idea, **measured)
    start(idea)
    if value is not None:
        whole = None if of is None else Decimal(of)
        Total.objects.create(measure=measure, value=Decimal(value), value_of=whole, periods=1)
    return measure


def test_what_is_promised_done_verified_and_not_known_are_four_things() -> None:
    make_idea("idea")
    make_documented()
    make_initiative("trial")
    make_complete("lamps")
    stopped = decide_gate(make_initiative("stopped"), GateKind.CONTINUE, GateRuling.STOP)
    settle_assumption(
        assumption_id=stopped.assumptions.get().pk,
        held=Held.FALSE,
        found={"sv": "Lika få går där."},
        actor=None,
        on=timezone.localdate(),
    )
    found = counts()
    assert (found["started"], found["ended"], found["targets"]) == (3, 2, 3)
    assert (found["handed-over"], found["without-value"], found["false"], found["untested"]) == (1, 3, 1, 1)
    assert board_page(timezone.localdate()).constructed


def test_a_target_is_reached_by_its_direction_and_a_share_by_both_numbers() -> None:
    today = timezone.localdate()
    share = {
        "unit": MeasureUnit.PERCENT,
        "target": Decimal(1),
        "target_of": Decimal(3),
        "baseline": None,
        "baseline_on": None,
        "no_baseline_because": {"sv": "Ingen vet."},
    }
    with_measure("more", 500)
    with_measure("less", 500, direction=Direction.HIGHER_IS_WORSE)
    with_measure("third", 7, of=21, **share)
    with_measure("zero", 0, target_on=today)
    with_measure("less-than-third", 6, of=21, **share)
    with_measure("nobody-knows", None, target_on=today)
    found = counts()
    assert (found["reached"], found["off-target"], found["without-value"]) == (3, 1, 1)
    rows = counted("off-target", today, None)
    assert rows is not None
    assert [row.initiative.slug for row in rows] == ["zero"]


def test_reports_are_overdue_a_month_after_they_are_due_and_not_once_they_are_sent_in() -> None:
    today = timezone.localdate()
    late, sent = with_measure("late", None), with_measure("sent", None)
    with_measure("quarterly", None, every_months=3)
    Initiative.objects.update(starts_on=months_before(today, 2) - DAY)
    assert counts()["overdue-updates"] == 2
    Update.objects.create(
        initiative=sent.initiative,
        measure=sent,
        period_from=today - 30 * DAY,
        period_to=today,
        value=Decimal(0),
        state=UpdateState.SUBMITTED,
        submitted_at=timezone.now(),
    )
    found = counts()
    assert (found["overdue-updates"], found["reported"], found["approved"], found["to-approve"]) == (
        1,
        1,
        0,
        1,
    )
    rows = counted("overdue-updates", today, None)
    assert rows is not None
    assert rows.get() == late


def test_a_value_that_is_due_every_few_years_is_overdue_too() -> None:
    with_measure("seldom", None, every_months=LONGEST_CADENCE)
    Initiative.objects.update(starts_on=months_before(timezone.localdate(), LONGEST_CADENCE + 2) - DAY)
    assert counts()["overdue-updates"] == 1
    with pytest.raises(CadenceWrong):
        with_measure("never", None, every_months=LONGEST_CADENCE + 1)


def test_what_cannot_be_measured_is_counted_as_not_known() -> None:
    idea = make_ready("once", measures=0)
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "En gång."}, actor=make_account())
    approve_waiver(waiver_id=waiver.pk, actor=make_account())
    start(idea)
    assert counts()["unmeasured"] == 1


def test_money_adds_up_by_year_and_older_years_are_one_row() -> None:
    initiative = make_initiative()
    for year in range(2018, 2027):
        BudgetLine.objects.create(
            initiative=initiative,
            unit=owner(),
            funder="Staden",
            account="6000",
            year=year,
            planned=100_00,
            revised=90_00,
            committed=0,
            actual=year,
        )
    money = board_page(timezone.localdate()).money
    assert [row.year for row in money] == [2026, 2025, 2024, 2023, 2022, 2021, None]
    assert (money[0].planned, money[0].actual) == (100_00, 2026)
    assert (money[-1].planned, money[-1].actual) == (300_00, 2018 + 2019 + 2020)


def test_whoever_has_a_role_in_one_area_reads_the_numbers_of_that_area() -> None:
    make_initiative("here")
    make_initiative("there", area=make_area("kroksback"))
    assert counts(areas=frozenset({"herrgarden"}))["started"] == 1
    assert counts()["started"] == 2


def test_the_number_and_the_rows_behind_it_are_the_same_for_each() -> None:
    make_complete("lamps")
    decide_gate(make_initiative("stopped"), GateKind.CONTINUE, GateRuling.STOP)
    today = timezone.localdate()
    for name, number in counts().items():
        rows = counted(name, today, None)
        assert rows is not None
        assert rows.count() == number, name
    assert counted("nothing", today, None) is None


def test_the_questions_do_not_grow_with_the_initiatives(django_assert_max_num_queries: object) -> None:
    for number in range(4):
        make_initiative(f"one-{number}")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        board_page(timezone.localdate())
