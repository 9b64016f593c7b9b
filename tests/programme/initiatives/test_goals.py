"""Goals that initiatives serve: each initiative is counted once, and a goal that is served stays."""

from decimal import Decimal

import pytest

from bokal.programme.areas.enums import Direction
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit
from bokal.programme.initiatives.models import Initiative, Service
from bokal.programme.initiatives.services import serve_goals
from bokal.programme.initiatives.services.goals import achieved_by, goals_shown, measures_serving, serving
from bokal.programme.programmes.errors import GoalServed
from bokal.programme.programmes.models import Goal
from bokal.programme.programmes.services import set_goals
from tests.factories.initiatives import make_idea, make_measure, make_ready, start
from tests.factories.programmes import make_programme
from tests.factories.updates import make_approved, make_running

pytestmark = pytest.mark.django_db
THREE = [({"en": "Safe"}, ""), ({"en": "Work"}, ""), ({"en": "School"}, "")]


@pytest.fixture
def goals(db: None) -> list[Goal]:
    make_programme()
    return set_goals(goals=THREE, actor=None)


def serve(initiative: Initiative, *goals: Goal) -> None:
    """Say which goals an initiative serves."""
    serve_goals(initiative_id=initiative.pk, goals=goals, actor=None)


def sums(goal: Goal | None = None) -> list[tuple[str, Decimal, int]]:
    """Return what is added up of a goal, or of all of them."""
    return [(str(one.unit), one.value, one.initiatives) for one in achieved_by(measures_serving(goal))]


def test_what_serves_two_goals_stands_under_both_and_is_counted_once_in_all(goals: list[Goal]) -> None:
    light, path = make_running("light"), make_running("path")
    make_approved(light, 40, months_ago=1)
    make_approved(light, 2, months_ago=2)
    make_approved(path, 5)
    serve(light.initiative, goals[0], goals[1])
    serve(path.initiative, goals[1])
    assert sums(goals[0]) == [("persons", Decimal(42), 1)]
    assert sums(goals[1]) == [("persons", Decimal(47), 2)]
    assert sums(goals[2]) == []
    assert sums() == [("persons", Decimal(47), 2)]
    assert [one.slug for one in serving()] == ["light", "path"]
    assert [one.initiatives for one in goals_shown()] == [1, 2, 0]


def test_what_makes_no_sum_is_left_out(goals: list[Goal]) -> None:
    share = make_running("share", unit=MeasureUnit.PERCENT, target_of=Decimal(600), baseline_of=Decimal(600))
    stock = make_running("stock", accumulation=Accumulation.STOCK)
    worse = make_running("worse", direction=Direction.HIGHER_IS_WORSE)
    make_approved(share, 3, value_of=Decimal(10))
    make_approved(stock, 3)
    make_approved(worse, 3)
    silent = make_running("silent")
    for one in (share, stock, worse, silent):
        serve(one.initiative, goals[0])
    assert len(measures_serving(goals[0])) == 4
    assert sums(goals[0]) == []


def test_zero_is_part_of_a_sum_and_no_value_is_not(goals: list[Goal]) -> None:
    nought, silent = make_running("nought"), make_running("silent")
    make_approved(nought, 0)
    serve(nought.initiative, goals[0])
    serve(silent.initiative, goals[0])
    assert sums(goals[0]) == [("persons", Decimal(0), 1)]


def test_an_idea_that_nobody_has_decided_to_show_serves_nothing_in_public(goals: list[Goal]) -> None:
    serve(make_idea(), goals[0])
    assert list(serving(goals[0])) == []
    assert goals_shown()[0].initiatives == 0


def test_a_goal_that_moves_or_is_reworded_keeps_what_serves_it(goals: list[Goal]) -> None:
    idea = make_idea()
    serve(idea, goals[1])
    set_goals(goals=[THREE[1], THREE[2], THREE[0]], actor=None)
    assert list(Goal.objects.values_list("position", "text__en")) == [(1, "Work"), (2, "School"), (3, "Safe")]
    assert idea.goals.get().text == {"en": "Work"}
    set_goals(goals=[({"en": "Jobs"}, "Decision 8"), THREE[2], THREE[0]], actor=None)
    assert idea.goals.get().text == {"en": "Jobs"}
    set_goals(goals=[({"en": "Jobs"}, "Decision 8"), THREE[0]], actor=None)
    assert list(Goal.objects.values_list("position", "text__en")) == [(1, "Jobs"), (2, "Safe")]


def test_a_goal_that_something_serves_does_not_fall_away(goals: list[Goal]) -> None:
    serve(make_idea(), goals[0])
    with pytest.raises(GoalServed):
        set_goals(goals=THREE[1:], actor=None)
    assert Goal.objects.count() == 3
    assert Service.objects.get().goal.position == 1


def test_who_took_part_and_who_got_a_job_in_one_initiative_are_two_rows(goals: list[Goal]) -> None:
    idea = make_ready("jobs")
    make_measure(idea, name={"sv": "Fick jobb", "en": "Got a job"})
    jobs = start(idea)
    took, job = jobs.measures.order_by("position")
    make_approved(took, 100)
    make_approved(job, 60)
    serve(jobs, goals[0])
    assert sorted(one.value for one in achieved_by(measures_serving())) == [Decimal(60), Decimal(100)]
    assert sums() == [("persons", Decimal(60), 1), ("persons", Decimal(100), 1)]


def test_no_row_counts_an_initiative_twice_even_when_it_names_two_measures_alike(goals: list[Goal]) -> None:
    idea = make_ready("jobs")
    make_measure(idea)
    jobs = start(idea)
    for one in jobs.measures.order_by("position"):
        make_approved(one, 10)
    serve(jobs, goals[0])
    assert sums() == [("persons", Decimal(10), 1), ("persons", Decimal(10), 1)]
