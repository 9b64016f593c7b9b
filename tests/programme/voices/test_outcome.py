"""One answer reaches everybody who said the same, and they say in the end whether it is better."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.history.models import Entry
from bokal.programme.programmes.models import Unit
from bokal.programme.voices import errors
from bokal.programme.voices.enums import Author, Status
from bokal.programme.voices.models import Answer, Case, Outcome, Problem, Proposal
from bokal.programme.voices.services import (
    READ_BY_WHO_SPOKE,
    Better,
    Terms,
    Text,
    answer_thing,
    answer_voice,
    assign_thing,
    confirm_outcome,
    draft_proposal,
    group_voices,
    join_problems,
    show_wording,
    status_after,
    thread_of,
    translate_answer,
    ungroup_voices,
    withdraw_voice,
)
from tests.factories.programmes import make_unit
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
SOON = datetime.date(2031, 1, 1)


def voices(*languages: str) -> list[int]:
    return [
        make_voice(words=f"Röst {number}", language=language).voice.pk
        for number, language in enumerate(languages)
    ]


def reply_to(thing: Problem | Proposal, **changes: Any) -> list[Answer]:
    facts: dict[str, Any] = {
        "thing": thing,
        "status": Status.UNDER_WAY,
        "texts": {"sv": "Vi byter lamporna i mars."},
        "written_in": "sv",
        "unit": Unit.objects.first() or make_unit("streets"),
        "actor": None,
    }
    return answer_thing(**(facts | changes))


def statuses(numbers: list[int]) -> list[str]:
    return list(Case.objects.filter(voice__in=numbers).order_by("voice_id").values_list("status", flat=True))


def test_one_answer_reaches_every_voice_and_is_kept_once() -> None:
    said = voices("sv", "sv", "ar")
    problem = make_problem(said)
    texts = {"sv": "Vi byter lamporna i mars.", "ar": "سنغير المصابيح في مارس."}
    answers = reply_to(problem, texts=texts, next_on=SOON)
    assert [(one.language, one.translated_from, one.translation_of) for one in answers] == [
        ("sv", "", None),
        ("ar", "sv", answers[0]),
    ]
    assert statuses(said) == [Status.UNDER_WAY] * 3
    assert not Case.objects.owed().exists()
    assert set(Case.objects.values_list("due_on", flat=True)) == {SOON}
    problem.refresh_from_db()
    assert (problem.status, problem.unit, problem.due_on) == (Status.UNDER_WAY, answers[0].unit, SOON)
    (event,) = Entry.objects.filter(verb="problem.answered")
    assert event.details["voices"] == 3
    for number in said:
        shown = thread_of(number, language="sv", stages=READ_BY_WHO_SPOKE)
        assert list(shown.answers) == answers


def test_a_language_that_somebody_speaks_is_there_or_named_as_missing() -> None:
    swedish, somali, unknown = said = voices("sv", "so", "und")
    problem = make_problem(said)
    with pytest.raises(errors.TranslationsMissing, match="Soomaali"):
        reply_to(problem)
    assert not Answer.objects.exists()
    (answer,) = reply_to(problem, missing={"so", "ar"})
    assert answer.missing == ["so"]
    assert statuses(said) == [Status.UNDER_WAY] * 3
    assert [case.voice_id for case in Case.objects.owed()] == [somali]
    assert thread_of(somali, language="sv").untranslated == {answer.pk}
    assert thread_of(swedish, language="sv").untranslated == frozenset()
    assert thread_of(unknown, language="sv").untranslated == frozenset()
    translate_answer(answer_id=answer.pk, language="so", text="Waan beddelaynaa.", actor=None)
    assert not Case.objects.owed().exists()
    assert thread_of(somali, language="sv").untranslated == frozenset()
    with pytest.raises(errors.TranslatedAlready):
        translate_answer(answer_id=answer.pk, language="so", text="Mar kale.", actor=None)


def test_a_draft_and_a_problem_that_was_joined_are_not_answered() -> None:
    one, other = make_problem(voices("sv"), stage="draft"), make_problem(voices("sv"), slug="other")
    with pytest.raises(errors.NotShownYet):
        reply_to(one)
    show_wording(thing=one, actor=None)
    join_problems(problem_id=one.pk, into_id=other.pk, actor=None)
    with pytest.raises(errors.JoinedAlready):
        reply_to(one)


def test_withdrawn_words_are_passed_over_and_need_no_translation() -> None:
    kept, gone = voices("sv", "so")
    problem = make_problem([kept, gone])
    withdraw_voice(voice_id=gone)
    reply_to(problem)
    assert statuses([kept, gone]) == [Status.UNDER_WAY, Status.RECEIVED]


def make_proposal(problem: Problem) -> Proposal:
    proposal = draft_proposal(
        slug="paint",
        area=None,
        problems=[problem.pk],
        terms=Terms(Author.RESIDENTS),
        texts={"sv": Text("Måla tunneln")},
        written_in="sv",
        actor=None,
    )
    show_wording(thing=proposal, actor=None)
    return proposal


def test_a_refused_proposal_is_answered_and_does_not_refuse_the_problem() -> None:
    (number,) = voices("sv")
    proposal = make_proposal(make_problem([number]))
    reply_to(proposal, status=Status.NO)
    proposal.refresh_from_db()
    assert proposal.status == Status.NO
    assert statuses([number]) == [Status.RECEIVED]
    assert not Case.objects.owed().exists()
    reply_to(proposal, status=Status.UNDER_WAY)
    assert statuses([number]) == [Status.UNDER_WAY]
    assert len(thread_of(number, language="sv").answers) == 2


def test_what_somebody_was_told_stays_with_them_when_they_are_taken_out() -> None:
    one, later = voices("sv", "sv")
    problem = make_problem([one])
    (answer,) = reply_to(problem)
    ungroup_voices(problem_id=problem.pk, voices=[one], actor=None)
    assert list(thread_of(one, language="sv").answers) == [answer]
    reply_to(problem, status=Status.LOOKING)
    assert list(thread_of(one, language="sv").answers) == [answer]
    group_voices(problem_id=problem.pk, voices=[later], actor=None)
    assert len(thread_of(later, language="sv").answers) == 2
    assert [case.voice_id for case in Case.objects.owed()] == [later]


def test_a_unit_is_named_for_the_next_step() -> None:
    problem, unit = make_problem(voices("sv")), make_unit("streets")
    held = assign_thing(thing=problem, unit=unit, due_on=SOON, actor=None)
    assert (held.unit, held.due_on) == (unit, SOON)


def done(problem: Problem) -> int:
    (answer,) = reply_to(problem, status=Status.DONE)
    return answer.pk


def replies(answer: int, **said: bool) -> None:
    for number, better in said.items():
        confirm_outcome(answer_id=answer, voice_id=int(number[1:]), better=better)


def test_two_in_three_of_those_who_reply_confirm_that_it_is_done() -> None:
    one, two, three, four = said = voices("sv", "sv", "sv", "sv")
    problem = make_problem(said)
    answer = done(problem)
    assert statuses(said) == [Status.DONE] * 4
    replies(answer, **{f"v{one}": True, f"v{two}": True})
    problem.refresh_from_db()
    assert problem.status == Status.DONE
    replies(answer, **{f"v{three}": False})
    problem.refresh_from_db()
    assert problem.status == Status.CONFIRMED
    assert statuses(said) == [Status.CONFIRMED, Status.CONFIRMED, Status.REOPENED, Status.CONFIRMED]
    assert [case.voice_id for case in Case.objects.owed()] == [three]
    replies(answer, **{f"v{four}": False})
    problem.refresh_from_db()
    assert problem.status == Status.REOPENED
    assert statuses(said) == [Status.REOPENED] * 4
    replies(answer, **{f"v{three}": True})
    problem.refresh_from_db()
    assert problem.status == Status.CONFIRMED
    assert Outcome.objects.count() == 4


def test_one_no_opens_the_own_voice_again_at_once() -> None:
    said = voices("sv", "sv", "sv")
    problem, two = make_problem(said), said[1]
    confirm_outcome(answer_id=done(problem), voice_id=two, better=False, because="Det är lika mörkt.")
    assert statuses(said) == [Status.DONE, Status.REOPENED, Status.DONE]
    assert "mörkt" not in str(list(Entry.objects.values_list("before", "after", "details")))


def test_a_voice_that_was_answered_alone_decides_alone() -> None:
    (number,) = voices("sv")
    facts = {"texts": {"sv": "Klart."}, "written_in": "sv", "unit": make_unit("streets"), "actor": None}
    (answer,) = answer_voice(voice_id=number, status=Status.DONE, **facts)
    confirm_outcome(answer_id=answer.pk, voice_id=number, better=True)
    assert statuses([number]) == [Status.CONFIRMED]
    confirm_outcome(answer_id=answer.pk, voice_id=number, better=False)
    assert statuses([number]) == [Status.REOPENED]
    answer_voice(voice_id=number, status=Status.LOOKING, **facts)
    with pytest.raises(errors.OutcomeNotAsked):
        confirm_outcome(answer_id=answer.pk, voice_id=number, better=True)


def test_only_who_is_part_of_it_is_asked_and_only_about_what_is_done() -> None:
    inside, outside, gone = voices("sv", "sv", "sv")
    problem = make_problem([inside, gone])
    (under_way,) = reply_to(problem)
    with pytest.raises(errors.OutcomeNotAsked):
        confirm_outcome(answer_id=under_way.pk, voice_id=inside, better=True)
    answer = done(problem)
    withdraw_voice(voice_id=gone)
    for number in (outside, gone):
        with pytest.raises(errors.NotPart):
            confirm_outcome(answer_id=answer, voice_id=number, better=True)
    assert thread_of(inside, language="sv").done is None
    shown = thread_of(inside, language="sv", stages=READ_BY_WHO_SPOKE)
    assert shown.done is not None
    assert shown.done.pk == answer


@given(st.integers(1, 50), st.data())
def test_the_rule_is_what_it_says(asked: int, data: st.DataObject) -> None:
    yes = data.draw(st.integers(0, asked))
    no = data.draw(st.integers(0, asked - yes))
    status = status_after(Better(asked, yes, no))
    if yes + no < min(3, asked):
        assert status == Status.DONE
    else:
        assert (status == Status.CONFIRMED) == (3 * yes >= 2 * (yes + no))
        assert status in {Status.CONFIRMED, Status.REOPENED}
