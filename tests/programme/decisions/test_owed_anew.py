"""Where a voice stands once an answer is taken back: by what holds, and by when another answer is owed."""

import datetime

import pytest
from django.utils import timezone

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.services import RuledOn, decide
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import answer_thing, withdraw_voice
from tests.factories.initiatives import DAY, make_decision, make_minuted, owner
from tests.factories.voices import make_problem, make_voice
from tests.programme.decisions.test_take_back import correct, make_proposal

pytestmark = pytest.mark.django_db


def stands(voice_id: int) -> tuple[str, datetime.datetime | None, datetime.date]:
    case = Case.objects.get(voice_id=voice_id)
    return case.status, case.answered_at, case.due_on


def test_a_refusal_that_is_taken_back_opens_nothing_because_of_what_was_taken_back_before() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    holds, wrong = make_proposal(problem, slug="holds"), make_proposal(problem, slug="wrong")
    correct(make_decision(problem, ruled=Ruled.NO, slug="first"), back=[problem], slug="first-back")
    make_decision(holds, ruled=Ruled.NO, slug="holds")
    before = stands(spoken.voice.pk)
    assert before[1] is not None
    correct(make_decision(wrong, ruled=Ruled.NO, slug="wrong"), back=[wrong], slug="wrong-back")
    assert stands(spoken.voice.pk) == before


def test_a_voice_that_has_no_answer_left_is_as_it_came_in() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    proposal = make_proposal(problem)
    yes, no = make_decision(problem, slug="yes"), make_decision(proposal, ruled=Ruled.NO, slug="no")
    correct(yes, back=[problem], slug="yes-back")
    assert stands(spoken.voice.pk)[0] == Status.REOPENED
    correct(no, back=[proposal], slug="no-back")
    assert stands(spoken.voice.pk)[:2] == (Status.RECEIVED, None)


def test_whoever_waited_already_does_not_wait_longer_for_what_is_taken_back() -> None:
    spoken = make_voice(words="الأضواء معطلة.", language="ar")
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    soon = timezone.localdate() + 3 * DAY
    Case.objects.filter(voice=spoken.voice.pk).update(due_on=soon)
    correct(first, back=[problem])
    assert stands(spoken.voice.pk) == (Status.RECEIVED, None, soon)


def test_an_answer_that_holds_in_another_language_is_none_to_who_cannot_read_it() -> None:
    spoken, other = make_voice(words="الأضواء معطلة.", language="ar"), make_voice()
    problem = make_problem([spoken.voice.pk, other.voice.pk], stage="published")
    answer_thing(
        thing=problem,
        status=Status.LOOKING,
        texts={"sv": "Vi tittar på det."},
        written_in="sv",
        unit=owner(),
        actor=None,
        missing=["ar"],
    )
    reason = {"sv": "Det behövs inte.", "ar": "هذا غير مطلوب."}
    ruling = RuledOn(thing=problem, ruled=Ruled.NO, reason=reason)
    wrong = decide(slug="wrong", minuted=make_minuted(), rulings=[ruling], actor=None)
    assert stands(spoken.voice.pk)[1] is not None
    correct(wrong, back=[problem])
    assert stands(spoken.voice.pk)[:2] == (Status.RECEIVED, None)
    status, answered, _due = stands(other.voice.pk)
    assert (status, bool(answered)) == (Status.REOPENED, True)


def test_a_voice_that_was_withdrawn_since_is_owed_nothing() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    withdraw_voice(voice_id=spoken.voice.pk)
    before = stands(spoken.voice.pk)
    correct(first, back=[problem])
    assert stands(spoken.voice.pk) == before
    assert before[1] is not None
