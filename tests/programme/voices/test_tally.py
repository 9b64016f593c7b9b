"""Voices are counted in piles; whatever is told of them equals a count of the voices themselves."""

import pytest
from django.utils import timezone

from bokal.programme.voices.enums import Act, HeldReason, Standing, Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import (
    count_readable,
    moderate_voice,
    numbers_of_voices,
    readable_cases,
    tally,
    withdraw_voice,
)
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def voices() -> None:
    """Make voices that stand everywhere, in two areas and in none."""
    areas = [make_area("herrgarden"), make_area("holma"), None]
    for number in range(30):
        voice = make_voice(words=f"Röst {number}", area=areas[number % 3], published=number % 2 == 0).voice
        case = Case.objects.filter(voice=voice)
        if number % 5 == 0:
            case.update(answered_at=timezone.now(), status=Status.CONFIRMED)
        if number % 7 == 0:
            case.update(answered_at=timezone.now(), status=Status.REOPENED)
        if number == 9:
            moderate_voice(voice_id=voice.pk, act=Act.HOLD, reason=HeldReason.ELSEWHERE, actor=None)
        if number in {3, 10, 14}:
            withdraw_voice(voice_id=voice.pk)


@pytest.mark.usefixtures("voices")
@pytest.mark.parametrize("area", ["", "herrgarden", "holma", "nowhere"])
def test_what_is_told_equals_a_count_of_the_voices(area: str) -> None:
    cases = Case.objects.filter(area__code=area) if area else Case.objects.all()
    live = cases.exclude(standing=Standing.WITHDRAWN)
    told = numbers_of_voices(area)
    assert told.voices == cases.count()
    assert told.answered == live.filter(answered_at__isnull=False).count()
    assert told.confirmed == live.filter(status=Status.CONFIRMED).count()
    assert told.waiting == cases.owed().count()
    for status in ("", *Status.values):
        readable = readable_cases(area=area, status=status)
        assert count_readable(area=area, status=status) == readable.count()
        assert count_readable(area=area, status=status, words="Röst") is None


@pytest.mark.usefixtures("voices")
def test_voices_in_one_language_are_counted_and_counted_anew_after_a_change() -> None:
    assert count_readable(language="sv") == readable_cases(language="sv").count() > 0
    assert count_readable(language="so") == 0
    make_voice(words="Laydhku way jabeen.", language="so", published=True)
    assert count_readable(language="so") == 1
    assert count_readable(language="so", area="holma") is None


@pytest.mark.usefixtures("voices")
@pytest.mark.parametrize("areas", [None, frozenset({"holma"}), frozenset()])
def test_the_queues_of_some_areas_hold_as_many_as_is_told(areas: frozenset[str] | None) -> None:
    found = tally().within(areas)
    assert found.standing(Standing.WAITING) == Case.objects.to_moderate().within(areas).count()
    assert found.owed == Case.objects.owed().within(areas).count()
    assert found.voices == Case.objects.within(areas).count()


@pytest.mark.usefixtures("voices")
@pytest.mark.parametrize("areas", [None, frozenset({"holma"})])
def test_what_is_owed_comes_in_the_same_order_by_the_short_way(areas: frozenset[str] | None) -> None:
    for number, case in enumerate(Case.objects.order_by("pk")):
        Case.objects.filter(pk=case.pk).update(due_on=f"2026-12-{1 + number % 4:02d}")
    rows = [(case.due_on, case.pk) for case in Case.objects.owed().within(areas)]
    assert list(Case.objects.within(areas).owed_in_order()) == rows
    assert any(Case.objects.get(pk=number).status == Status.REOPENED for _day, number in rows)
