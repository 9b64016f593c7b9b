"""Cohorts, sessions and outcomes are numbers: of all who began, with what nobody knows apart."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.initiatives.calculations import shown_groups
from bokal.programme.initiatives.errors import ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.reports import (
    BeforeGroup,
    CountMissing,
    GroupsTooMany,
    MetBefore,
    NotUnderWay,
    OutcomeTooLarge,
    PeriodAhead,
    PeriodBackwards,
    StepMoved,
    StepUnknown,
)
from bokal.programme.initiatives.models import Cohort, CohortOutcome, Session
from bokal.programme.initiatives.services.social import (
    Gathered,
    change_cohort,
    cohorts_for_all,
    count_outcome,
    count_session,
    gather_cohort,
)
from tests.factories.initiatives import make_idea
from tests.factories.money import today
from tests.factories.updates import make_running


def gathered(people: int = 30, **facts: object) -> Gathered:
    given: dict = {"name": {"sv": "Våren"}, "from_day": today(), "people": people} | facts
    return Gathered(**given)


def make_cohort(people: int = 30, **facts: object) -> Cohort:
    initiative = make_running().initiative_id
    return gather_cohort(initiative_id=initiative, gathered=gathered(people, **facts), actor=None)


def outcome(cohort: Cohort, **facts: object) -> CohortOutcome:
    given: dict = {
        "what": {"sv": "Fick arbete"},
        "period_from": today() - datetime.timedelta(days=90),
        "period_to": today(),
        "reached": 10,
    } | facts
    return count_outcome(cohort_id=cohort.pk, actor=None, **given)


@pytest.mark.django_db
def test_a_cohort_has_a_name_a_number_and_groups_within_it() -> None:
    with pytest.raises(TitleMissing):
        make_cohort(name={"sv": " "})
    with pytest.raises(NotUnderWay):
        gather_cohort(initiative_id=make_idea("idea").pk, gathered=gathered(), actor=None)
    cohort = Cohort.objects.first() or gather_cohort(
        initiative_id=make_running("other").initiative_id, gathered=gathered(groups={"man": 10}), actor=None
    )
    with pytest.raises(GroupsTooMany):
        change_cohort(cohort_id=cohort.pk, gathered=gathered(5, groups={"man": 6}), actor=None)
    with pytest.raises(PeriodBackwards):
        change_cohort(cohort_id=cohort.pk, gathered=gathered(to_day=today()), actor=None)
    assert change_cohort(cohort_id=cohort.pk, gathered=gathered(40), actor=None).people == 40


@pytest.mark.django_db
def test_a_session_is_counted_or_says_why_not_and_counted_again_the_later_number_stands() -> None:
    cohort = make_cohort(steps=[{"sv": "Simma"}])
    with pytest.raises(CountMissing):
        count_session(cohort_id=cohort.pk, on=today(), came=None, actor=None)
    with pytest.raises(StepUnknown):
        count_session(cohort_id=cohort.pk, on=today(), came=3, step=1, actor=None)
    with pytest.raises(GroupsTooMany):
        count_session(cohort_id=cohort.pk, on=today(), came=3, groups={"man": 4}, actor=None)
    count_session(cohort_id=cohort.pk, on=today(), came=3, step=0, actor=None)
    count_session(cohort_id=cohort.pk, on=today(), came=0, step=0, actor=None)
    count_session(cohort_id=cohort.pk, on=today(), came=None, not_counted_because="Larm", actor=None)
    kept = Session.objects.values_list("came", "not_counted_because")
    assert sorted(kept, key=str) == [(0, ""), (None, "Larm")]


@pytest.mark.django_db
def test_nobody_meets_before_the_group_began() -> None:
    begun = today() - datetime.timedelta(days=9)
    cohort = make_cohort(from_day=begun)
    with pytest.raises(BeforeGroup, match=begun.isoformat()):
        count_session(cohort_id=cohort.pk, on=begun - datetime.timedelta(days=1), came=8, actor=None)
    count_session(cohort_id=cohort.pk, on=begun, came=8, actor=None)
    with pytest.raises(MetBefore, match=begun.isoformat()):
        change_cohort(cohort_id=cohort.pk, gathered=gathered(from_day=today()), actor=None)
    called_off = {"came": None, "not_counted_because": "Inställt."}
    count_session(cohort_id=cohort.pk, on=begun, actor=None, **called_off)
    change_cohort(cohort_id=cohort.pk, gathered=gathered(from_day=today()), actor=None)


@pytest.mark.django_db
def test_an_outcome_is_of_those_who_began_and_unknown_is_not_no() -> None:
    cohort = make_cohort(30)
    with pytest.raises(OutcomeTooLarge):
        outcome(cohort, reached=25, unknown=6)
    with pytest.raises(ReasonMissing):
        outcome(cohort, what={})
    with pytest.raises(PeriodBackwards):
        outcome(cohort, period_to=today() - datetime.timedelta(days=90))
    with pytest.raises(PeriodAhead):
        outcome(cohort, period_to=today() + datetime.timedelta(days=2))
    with pytest.raises(PeriodAhead):
        count_session(cohort_id=cohort.pk, on=today() + datetime.timedelta(days=1), came=3, actor=None)
    kept = outcome(cohort, unknown=8)
    change_cohort(cohort_id=cohort.pk, gathered=gathered(50), actor=None)
    kept.refresh_from_db()
    assert (kept.reached, kept.unknown, kept.of) == (10, 8, 30)
    with pytest.raises(IntegrityError), transaction.atomic():
        CohortOutcome.objects.update(reached=23)


@pytest.mark.django_db
def test_what_everybody_sees_of_a_cohort_keeps_small_numbers_back() -> None:
    cohort = make_cohort(30, groups={"woman": 27, "man": 3})
    outcome(cohort, reached=28)
    outcome(cohort, reached=12, unknown=6)
    count_session(cohort_id=cohort.pk, on=today(), came=3, actor=None)
    (shown,) = cohorts_for_all(cohort.initiative)
    assert (shown.people, shown.groups["man"], shown.came) == (30, None, None)
    assert shown.groups["woman"] is None
    assert [one.hidden for one in shown.outcomes] == [True, False]


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_small_group_is_never_shown_and_never_follows_from_what_is(women: int, men: int) -> None:
    people, shown = shown_groups(women + men, {"woman": women, "man": men})
    assert all(count is None or count == 0 or count >= 5 for count in [people, *shown.values()])
    hidden = [name for name, count in shown.items() if count is None]
    assert people is None or len(hidden) != 1


@pytest.mark.django_db
@pytest.mark.parametrize("steps", [["New", "A", "B"], ["B", "A"], ["B"], ["A", "New", "B"], ["A"], []])
def test_a_step_at_which_somebody_counted_keeps_its_place(steps: list[str]) -> None:
    cohort = make_cohort(steps=[{"en": "A"}, {"en": "B"}])
    for step in (0, 1):
        count_session(cohort_id=cohort.pk, on=today(), came=7, step=step, actor=None)
    changed = gathered(steps=[{"en": step} for step in steps])
    with pytest.raises(StepMoved):
        change_cohort(cohort_id=cohort.pk, gathered=changed, actor=None)
    cohort.refresh_from_db()
    assert cohort.steps == [{"en": "A"}, {"en": "B"}]


@pytest.mark.django_db
@pytest.mark.parametrize("steps", [["A", "B", "New"], ["In other words", "B"], ["A", "New", "B"], ["A"]])
def test_steps_are_added_and_named_anew_and_moved_while_nobody_counted_there(steps: list[str]) -> None:
    cohort = make_cohort(steps=[{"en": "A"}, {"en": "B"}])
    count_session(cohort_id=cohort.pk, on=today(), came=7, step=0, actor=None)
    count_session(cohort_id=cohort.pk, on=today(), came=9, step=None, actor=None)
    changed = gathered(steps=[{"en": step} for step in steps])
    change_cohort(cohort_id=cohort.pk, gathered=changed, actor=None)
    cohort.refresh_from_db()
    assert cohort.steps == [{"en": step} for step in steps]
