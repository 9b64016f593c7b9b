"""A mistyped year is refused before it is kept: nothing can be reckoned from it."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from bokal.programme.initiatives.enums import Carried, GrantRule, WorkStep
from bokal.programme.initiatives.services.amend import amend_initiative
from bokal.programme.initiatives.services.grants import Call
from bokal.programme.initiatives.services.handover import Settled, settle_line
from bokal.programme.initiatives.services.works import PhaseFacts
from bokal.programme.programmes.errors import DayFarOff
from bokal.programme.programmes.services import FIRST_DAY, LAST_DAY, require_days
from tests.factories.initiatives import make_decision, make_handover, make_idea, make_initiative, make_measure
from tests.factories.updates import make_running, make_update
from tests.factories.voices import make_problem

pytestmark = pytest.mark.django_db

FAR, LONG_AGO = datetime.date.max, datetime.date.min


def call_of(day: datetime.date) -> object:
    today = timezone.localdate()
    return Call({}, {}, today, today, day, GrantRule.PANEL, 1, 1).facts()


def amended_to(day: datetime.date) -> object:
    one = make_initiative()
    facts = {"title": one.title, "summary": {}, "unit": one.unit, "ends_on": day}
    return amend_initiative(initiative_id=one.pk, **facts, actor=None)


@pytest.mark.parametrize("day", [FAR, LONG_AGO])
@pytest.mark.parametrize(
    "act",
    [
        lambda day: make_idea(ends_on=day),
        lambda day: make_idea(decide_on=day),
        lambda day: make_idea(starts_on=day),
        lambda day: make_measure(make_idea(), target_on=day),
        lambda day: make_measure(make_idea(), baseline_on=day),
        lambda day: make_handover(from_day=day),
        lambda day: PhaseFacts(WorkStep.CONSTRUCTION, planned_to=day).facts(timezone.localdate()),
        lambda day: make_update(make_running(), 1, period_from=day),
        call_of,
        amended_to,
        lambda day: make_decision(make_problem([], stage="published"), decided_on=day),
    ],
)
def test_a_day_that_no_programme_reaches_is_refused(
    act: Callable[[datetime.date], object], day: datetime.date
) -> None:
    with pytest.raises(DayFarOff):
        act(day)


def test_a_budget_is_not_carried_from_a_day_that_no_programme_reaches() -> None:
    handover = make_handover()
    with pytest.raises(DayFarOff):
        settle_line(
            initiative_id=handover.initiative_id,
            carried=Carried.BUDGET,
            settled=Settled(account="6:1203", from_day=FAR),
            actor=None,
        )


def test_the_first_and_the_last_day_that_are_reached_are_taken() -> None:
    require_days(FIRST_DAY, LAST_DAY, None)
    assert make_initiative(ends_on=LAST_DAY).ends_on == LAST_DAY
