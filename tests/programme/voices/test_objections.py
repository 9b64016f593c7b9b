"""Why somebody said “not quite” reaches those who word the thing, newest first, until it is taken back."""

import pytest

from bokal.programme.voices.enums import Reply, Status
from bokal.programme.voices.models import Answer, Wording
from bokal.programme.voices.services import (
    answer_thing,
    confirm_outcome,
    confirm_wording,
    objections_to,
    withdraw_voice,
)
from tests.factories.programmes import make_unit
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db


def test_not_quite_and_not_better_are_told_with_their_reasons_and_yes_is_not() -> None:
    first, second, third = (make_voice(words=f"Det är mörkt {n}.").voice.pk for n in range(3))
    problem = make_problem([first, second, third])
    wording = Wording.objects.get()
    confirm_wording(wording_id=wording.pk, voice_id=first, reply=Reply.YES)
    confirm_wording(wording_id=wording.pk, voice_id=second, reply=Reply.NOT_QUITE, because="Trappan också.")
    answer_thing(
        thing=problem,
        status=Status.DONE,
        texts={"sv": "Lamporna är bytta."},
        written_in="sv",
        unit=make_unit("streets"),
        actor=None,
    )
    done = Answer.objects.get()
    confirm_outcome(answer_id=done.pk, voice_id=third, better=False, because="En lyser inte.")
    confirm_outcome(answer_id=done.pk, voice_id=first, better=False)
    found = [(one.voice, one.because, one.version) for one in objections_to(problem)]
    assert found == [(third, "En lyser inte.", None), (second, "Trappan också.", 1)]


def test_what_was_said_of_another_problem_or_taken_back_is_not_told() -> None:
    voice = make_voice(words="Det är mörkt.").voice.pk
    problem, other = make_problem([voice]), make_problem([voice], slug="other")
    wording = Wording.objects.get(problem=problem)
    confirm_wording(wording_id=wording.pk, voice_id=voice, reply=Reply.NOT_QUITE, because="Trappan också.")
    assert [one.voice for one in objections_to(problem)] == [voice]
    assert objections_to(other) == []
    withdraw_voice(voice_id=voice)
    assert objections_to(problem) == []
