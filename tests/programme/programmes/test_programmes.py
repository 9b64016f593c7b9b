"""The programme: units over time, chains of reorganisations, and what is open."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from bokal.programme.history.models import Entry
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.errors import (
    EndsBeforeStart,
    NotOpen,
    OpenedLater,
    SucceededOnAnotherDay,
    SucceedsItself,
    UnitDescribedOtherwise,
    UnitGone,
)
from bokal.programme.programmes.models import Goal, Programme, Succession, Unit, Window
from bokal.programme.programmes.services import (
    add_unit,
    close_window,
    open_window,
    reorganise,
    set_goals,
    successors_of,
    what_is_open,
)
from tests.factories.accounts import many_writers, together
from tests.factories.programmes import ENDS, STARTS, make_programme, make_unit

pytestmark = pytest.mark.django_db

Y2024, Y2025, Y2026 = (datetime.date(year, 1, 1) for year in (2024, 2025, 2026))


def merge(old: Unit, *new: Unit, on: datetime.date) -> None:
    reorganise(predecessors=[old], successors=list(new), on=on, actor=None)


def test_there_is_one_programme_and_describing_it_alike_changes_nothing() -> None:
    make_programme()
    before = Entry.objects.count()
    make_programme()
    assert (Programme.objects.count(), Entry.objects.count()) == (1, before)
    make_programme(city="Elsewhere")
    assert Programme.objects.get().city == "Elsewhere"


@many_writers
@pytest.mark.django_db(transaction=True)
def test_four_who_describe_the_programme_at_once_describe_one() -> None:
    assert together([make_programme] * 4) == [None] * 4
    assert Programme.objects.count() == 1


def test_a_programme_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(EndsBeforeStart):
        make_programme(starts_on=ENDS, ends_on=STARTS)


def test_goals_are_replaced_in_order() -> None:
    make_programme()
    set_goals(goals=[({"en": "One"}, ""), ({"en": "Two"}, "")], actor=None)
    set_goals(goals=[({"en": "Two"}, "Decision 7")], actor=None)
    assert list(Goal.objects.values_list("position", "text__en", "source")) == [(1, "Two", "Decision 7")]


def test_a_unit_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(EndsBeforeStart):
        add_unit(code="a", name={"en": "A"}, valid_from=Y2025, valid_to=Y2024, actor=None)


def test_the_old_unit_ends_on_the_day_the_new_one_takes_over() -> None:
    old, new = make_unit("old", valid_to=Y2026), make_unit("new", valid_from=Y2025)
    merge(old, new, on=Y2025)
    old.refresh_from_db()
    assert old.valid_to == Y2025
    assert [unit.code for unit in Unit.objects.valid_on(Y2025)] == ["new"]


def test_successors_follow_two_reorganisations() -> None:
    a, b = make_unit("a"), make_unit("b", valid_from=Y2024)
    c, d = make_unit("c", valid_from=Y2025), make_unit("d", valid_from=Y2025)
    merge(a, b, on=Y2024)
    merge(b, c, d, on=Y2025)
    a.refresh_from_db()

    def names(day: datetime.date) -> list[str]:
        return [unit.code for unit in successors_of(a, day)]

    assert names(datetime.date(2023, 6, 1)) == ["a"]
    assert names(datetime.date(2024, 6, 1)) == ["b"]
    assert names(Y2026) == ["c", "d"]


def test_a_unit_cannot_take_over_from_itself() -> None:
    unit = make_unit("a")
    with pytest.raises(SucceedsItself):
        merge(unit, unit, on=Y2025)


def test_a_chain_cannot_close_into_a_circle() -> None:
    a, b, c = make_unit("a"), make_unit("b"), make_unit("c")
    merge(a, b, on=Y2024)
    merge(b, c, on=Y2025)
    with pytest.raises(SucceedsItself):
        merge(c, a, on=Y2026)
    assert Succession.objects.count() == 2
    assert Unit.objects.get(code="c").valid_to is None


def test_neither_side_may_be_missing_on_the_day() -> None:
    late, gone = make_unit("late", valid_from=Y2026), make_unit("gone", valid_to=Y2024)
    there = make_unit("there")
    for old, new in ((there, late), (there, gone), (late, there), (gone, there)):
        with pytest.raises(UnitGone):
            merge(old, new, on=Y2025)
    assert not Succession.objects.exists()
    assert Unit.objects.get(code="there").valid_to is None


def test_a_unit_has_one_story_without_gap_or_overlap() -> None:
    a, b, c = (make_unit(code) for code in "abc")
    merge(a, b, on=Y2025)
    for day in (Y2024, Y2026):
        with pytest.raises((SucceededOnAnotherDay, UnitGone)):
            merge(a, c, on=day)
    # b would be gone on the day it takes over from a.
    with pytest.raises(SucceededOnAnotherDay):
        merge(b, c, on=Y2024)
    assert Unit.objects.get(code="b").valid_to is None
    merge(a, c, on=Y2025)
    assert [unit.code for unit in successors_of(Unit.objects.get(code="a"), Y2026)] == ["b", "c"]


def test_the_same_reorganisation_again_changes_nothing() -> None:
    old, new = make_unit("old"), make_unit("new")
    merge(old, new, on=Y2025)
    before = Entry.objects.count()
    merge(old, new, on=Y2025)
    assert (Succession.objects.count(), Entry.objects.count()) == (1, before)


def test_a_unit_added_again_with_other_facts_is_refused_and_with_the_same_is_the_one_there() -> None:
    facts = {"code": "a", "name": {"en": "A"}, "valid_from": Y2024, "actor": None}
    unit = add_unit(**facts)
    before = Entry.objects.count()
    assert add_unit(**facts) == unit
    for other in (
        {"name": {"en": "B"}},
        {"valid_from": Y2025},
        {"valid_to": Y2026},
        {"parent": make_unit("b")},
    ):
        with pytest.raises(UnitDescribedOtherwise):
            add_unit(**(facts | other))
    assert Unit.objects.get(code="a").name == {"en": "A"}
    assert Entry.objects.filter(subject_id=str(unit.pk)).count() == before


def test_a_unit_is_part_of_one_that_exists() -> None:
    whole = make_unit("whole", valid_to=Y2025)
    facts = {"name": {"en": "Part"}, "parent": whole, "actor": None}
    assert add_unit(code="part", valid_from=Y2024, **facts).parent == whole
    with pytest.raises(UnitGone):
        add_unit(code="late", valid_from=Y2025, **facts)


def test_a_stage_opens_once_and_closes_once() -> None:
    window = open_window(stage=Stage.FIND, actor=None)
    assert open_window(stage=Stage.FIND, actor=None) == window
    assert what_is_open(timezone.now()) == [window]
    close_window(window_id=window.pk, actor=None)
    assert what_is_open(timezone.now()) == []
    with pytest.raises(NotOpen):
        close_window(window_id=window.pk, actor=None)
    assert open_window(stage=Stage.FIND, actor=None) != window
    assert Window.objects.count() == 2


def find(**fields: Any) -> Window:
    return open_window(stage=Stage.FIND, actor=None, **fields)


def later(days: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def test_what_was_planned_for_later_opens_when_somebody_opens_it_now() -> None:
    planned = find(opens_at=later(7))
    assert what_is_open(timezone.now()) == []
    assert find() == planned
    assert what_is_open(timezone.now()) == [planned]
    planned.refresh_from_db()
    assert planned.opens_at <= timezone.now()
    assert Entry.objects.filter(verb="window.brought_forward").count() == 1


def test_what_closes_on_a_planned_day_is_open_until_then_and_not_opened_beside_it() -> None:
    window = find()
    close_window(window_id=window.pk, closes_at=later(7), actor=None)
    assert find() == window
    assert what_is_open(timezone.now()) == [window]
    after = find(opens_at=later(8))
    assert after != window
    assert what_is_open(later(9)) == [after]
    with pytest.raises(OpenedLater):
        find(opens_at=later(-1))


def test_a_planned_close_can_come_sooner_and_not_later() -> None:
    window = find()
    close_window(window_id=window.pk, closes_at=later(7), actor=None)
    for day in (8, 7):
        with pytest.raises(NotOpen):
            close_window(window_id=window.pk, closes_at=later(day), actor=None)
    close_window(window_id=window.pk, closes_at=later(3), actor=None)
    close_window(window_id=window.pk, actor=None)
    assert what_is_open(timezone.now()) == []


def test_what_is_only_planned_cannot_be_closed_before_it_opens() -> None:
    planned = find(opens_at=later(7))
    with pytest.raises(NotOpen):
        close_window(window_id=planned.pk, actor=None)


@many_writers
@pytest.mark.django_db(transaction=True)
def test_opening_beside_a_planned_close_at_once_opens_it_once() -> None:
    planned = find(opens_at=later(7))
    close_window(window_id=planned.pk, closes_at=later(8), actor=None)
    assert together([find] * 3) == [None] * 3
    assert len(what_is_open(timezone.now())) == 1
    assert Window.objects.count() == 1


@many_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_stage_at_once_open_it_once() -> None:
    together([lambda: open_window(stage=Stage.FIND, actor=None)] * 2)
    assert Window.objects.count() == 1


def test_what_is_open_in_an_area_is_not_open_elsewhere() -> None:
    whole = open_window(stage=Stage.FIND, actor=None)
    here = open_window(stage=Stage.FORMULATE, area_code="A1", actor=None)
    now = timezone.now()
    assert what_is_open(now) == what_is_open(now, "A1") == [whole, here]
    assert what_is_open(now, "") == [whole]
    assert what_is_open(now, "A2") == [whole]
