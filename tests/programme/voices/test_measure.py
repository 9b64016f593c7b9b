"""How long answers take is told where it points at nobody, and what nothing came of is listed."""

import datetime
import uuid

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.voices.enums import Channel, Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import (
    Coverage,
    add_support,
    answer_thing,
    answer_times,
    answer_voice,
    answers_given,
    confirm_outcome,
    coverage,
    gaps,
    publish_wording,
    withdraw_voice,
)
from bokal.programme.voices.services.measure import FEWEST, codes_not_told
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db
SAID = {"texts": {"sv": "Vi tittar på det."}, "written_in": "sv", "actor": None}


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a hundred days pass."""
    now = timezone.now() + datetime.timedelta(days=100)
    monkeypatch.setattr(timezone, "now", lambda: now)


def answered_after(days: float, **fields: object) -> int:
    """Return a voice whose first answer took some days."""
    voice = make_voice(words=str(uuid.uuid4()), **fields).voice
    Case.objects.filter(voice=voice).update(answered_at=voice.received_at + datetime.timedelta(days=days))
    return voice.pk


def test_days_and_shares_are_told_by_area_channel_and_language() -> None:
    for days in (1, 2, 3, 10, 40):
        answered_after(days)
    for number in range(5):
        make_voice(words=f"Obesvarad {number}", language="ar", channel=Channel.PAPER, area=make_area("holma"))
    withdraw_voice(voice_id=make_voice(words="Tagen tillbaka").voice.pk)
    times = answer_times()
    assert (times.total.voices, times.total.answered) == (10, 5)
    assert (times.total.unanswered_percent, times.total.median_days) == (50.0, 3.0)
    told = [
        (row.group, row.code, row.voices, row.unanswered_percent, row.median_days) for row in times.rows[1:]
    ]
    assert told == [
        ("area", "herrgarden", 5, 0.0, 3.0),
        ("area", "holma", 5, 100.0, None),
        ("channel", "paper", 5, 100.0, None),
        ("channel", "web", 5, 0.0, 3.0),
        ("language", "ar", 5, 100.0, None),
        ("language", "sv", 5, 0.0, 3.0),
    ]


def test_a_group_of_four_is_not_told_and_cannot_be_worked_out_from_the_total() -> None:
    for language, count in (("sv", 8), ("ar", 6), ("so", 4)):
        for _each in range(count):
            answered_after(2, language=language)
    rows = {row.code: row for row in answer_times().languages}
    assert {code: row.voices for code, row in rows.items()} == {"sv": 8, "ar": None, "so": None}
    assert rows["ar"].median_days is None
    assert rows["so"].unanswered_percent is None


def test_the_median_of_fewer_than_five_answers_is_not_told() -> None:
    for number in range(4):
        answered_after(number)
    make_voice(words="Obesvarad")
    total = answer_times().total
    assert (total.voices, total.answered, total.median_days) == (5, 4, None)


def test_fewer_than_five_voices_in_all_are_not_told() -> None:
    for number in range(4):
        answered_after(number)
    assert {row.shown for row in answer_times().rows} == {False}


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 30), min_size=1, max_size=8))
def test_what_is_hidden_is_never_one_group_alone_nor_fewer_than_five(sizes: dict[str, int]) -> None:
    hidden = codes_not_told(sizes)
    assert {code for code, size in sizes.items() if size < FEWEST} <= hidden
    if hidden and len(hidden) < len(sizes):
        assert len(hidden) >= 2
        assert sum(sizes[code] for code in hidden) >= FEWEST


def test_coverage_counts_what_is_attached_answered_and_confirmed() -> None:
    voices = [make_voice(words=f"Ord {number}").voice.pk for number in range(10)]
    shown = make_problem(voices[:4])
    assert coverage() == Coverage(voices=10, attached=0, answered=0, confirmed=0)
    publish_wording(thing=shown, actor=None)
    (answer,) = answer_voice(voice_id=voices[0], status=Status.DONE, unit=make_unit("streets"), **SAID)
    confirm_outcome(answer_id=answer.pk, voice_id=voices[0], better=True)
    withdraw_voice(voice_id=voices[9])
    found = coverage()
    assert found == Coverage(voices=9, attached=4, answered=1, confirmed=1)
    assert found.shares == (44.4, 11.1, 11.1)
    assert Coverage(4, 1, 1, 1).shares == (None, None, None)


def support(voice: int, count: int) -> int:
    for _each in range(count):
        add_support(voice_id=voice, key=uuid.uuid4(), channel=Channel.WEB)
    return voice


def test_what_many_said_and_nothing_came_of_is_a_gap(request: pytest.FixtureRequest) -> None:
    gap, few, attached, answered = (
        make_voice(words=f"Ord {number}", published=True).voice.pk for number in range(4)
    )
    hidden = make_voice(words="Hemligt").voice.pk
    for voice in (gap, attached, answered):
        support(voice, 4)
    support(few, 3)
    make_problem([attached], stage="published")
    make_problem([gap], slug="draft", stage="draft")
    answer_voice(voice_id=answered, status=Status.NO, unit=make_unit("streets"), **SAID)
    assert not gaps().exists()
    request.getfixturevalue("later")
    assert [(case.voice_id, case.said) for case in gaps()] == [(gap, 5)]
    assert hidden not in [case.voice_id for case in gaps()]
    support(few, 1)
    assert [case.voice_id for case in gaps()] == [gap, few]


def test_answers_that_everybody_may_read_are_those_to_what_is_published() -> None:
    unit = make_unit("streets")
    read, unread = make_voice(words="Läst", published=True).voice.pk, make_voice(words="Oläst").voice.pk
    problem = make_problem([unread])
    for voice in (read, unread):
        answer_voice(voice_id=voice, status=Status.LOOKING, unit=unit, **SAID)
    texts = {"sv": "Vi byter lamporna.", "ar": "سنغير المصابيح."}
    answer_thing(thing=problem, status=Status.LOOKING, unit=unit, **SAID | {"texts": texts})
    assert [answer.voice_id for answer in answers_given()] == [read]
    publish_wording(thing=problem, actor=None)
    assert [(answer.problem_id, answer.voice_id) for answer in answers_given()] == [
        (problem.pk, None),
        (None, read),
    ]
