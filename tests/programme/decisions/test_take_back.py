"""A correction rules on everything again, or takes it back with a reason; nothing is left out silently."""

import datetime
from collections.abc import Sequence

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.errors import (
    DecidedTwice,
    NothingDecided,
    NotRuledOn,
    ReasonMissing,
    ThingLeftOut,
)
from bokal.programme.decisions.models import Decision, Ruling, Withdrawal
from bokal.programme.decisions.services import (
    RuledOn,
    Withdrawn,
    decide,
    in_force,
    led_on,
    newest_of,
    ruled_elsewhere,
    rulings_on,
    show_minutes,
    taken_back_by,
    with_corrections,
)
from bokal.programme.decisions.services.chain import hold_chain, stands_for
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from bokal.programme.history.services import seal_history, verify_history
from bokal.programme.reports.services.status_span import DAY, Span
from bokal.programme.reports.services.status_voices import decision_words
from bokal.programme.voices.enums import Author, Status
from bokal.programme.voices.errors import AnswerTakenBack
from bokal.programme.voices.models import Answer, Case, Problem, Proposal, Retraction
from bokal.programme.voices.services import (
    Terms,
    Text,
    answer_thing,
    answers_given,
    coverage,
    draft_proposal,
    join_problems,
    publish_wording,
    show_wording,
    thing_page,
    thread_of,
    translate_answer,
)
from tests.factories.initiatives import make_decision, make_minuted, owner
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db

WHY = {"sv": "Protokollet gällde en annan gård.", "en": "The minutes were about another yard."}
DAYS = datetime.timedelta(days=30)


def correct(
    first: Decision,
    *,
    back: Sequence[Problem | Proposal],
    rule: Sequence[Problem | Proposal] = (),
    slug: str = "corrected",
    ruled: Ruled = Ruled.YES,
) -> Decision:
    """Correct a decision: take back what was ruled on some things, and rule on others."""
    return decide(
        slug=slug,
        minuted=make_minuted(),
        rulings=[RuledOn(thing=one, ruled=ruled, reason={"sv": "Det behövs."}) for one in rule],
        actor=None,
        corrects=first,
        withdrawn=[Withdrawn(thing=one, reason=WHY) for one in back],
    )


def make_proposal(problem: Problem, slug: str = "light") -> Proposal:
    """Return a published proposal that answers a problem."""
    proposal = draft_proposal(
        slug=slug,
        area=make_area(),
        problems=[problem.pk],
        terms=Terms(author=Author.RESIDENTS),
        texts={"sv": Text("Ljus längs stigen")},
        written_in="sv",
        actor=None,
    )
    show_wording(thing=proposal, actor=None)
    publish_wording(thing=proposal, actor=None)
    proposal.refresh_from_db()
    return proposal


def case_of(voice_id: int) -> Case:
    return Case.objects.get(voice_id=voice_id)


def test_what_is_taken_back_is_unanswered_again_and_says_so_on_the_receipt() -> None:
    spoken, other = make_voice(), make_voice()
    dark = make_problem([spoken.voice.pk], stage="published")
    wet = make_problem([other.voice.pk], slug="wet", stage="published")
    first = make_decision(dark, ruled=Ruled.NO)
    assert coverage().answered == 1
    again = correct(first, back=[dark], rule=[wet])
    thread = thread_of(spoken.voice.pk, language="sv")
    told = [(one.text, one.taken_back and one.taken_back.because) for one in thread.answers]
    assert told == [("Det behövs.", WHY), ("It is needed.", WHY)]
    assert (thread.case.status, thread.case.answered_at) == (Status.RECEIVED, None)
    assert thread.case.due_on == timezone.localdate() + DAYS
    assert spoken.voice.case in Case.objects.owed()
    dark.refresh_from_db()
    assert (dark.status, dark.due_on) == (Status.RECEIVED, timezone.localdate() + DAYS)
    assert (rulings_on(dark), [one.decision for one in rulings_on(wet)]) == ([], [again])
    assert [one.ruling.problem for one in taken_back_by(again)] == [dark]
    # The other voice has its answer, and no number counts the one that was taken back.
    assert (coverage().answered, case_of(other.voice.pk).status) == (1, Status.UNDER_WAY)
    assert [one.problem for one in answers_given()] == [wet]


def test_a_decision_can_be_taken_back_whole_and_stays_on_record() -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    first = make_decision(problem)
    again = correct(first, back=[problem])
    assert list(in_force()) == [again]
    assert (Decision.objects.count(), Ruling.objects.count(), Answer.objects.count()) == (2, 1, 2)
    for kept in (Withdrawal, Retraction):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.objects.update(because={"sv": "Nej."})
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.objects.all().delete()
    seal_history()
    assert verify_history().problems == ()


def test_each_thing_is_ruled_on_again_or_taken_back_and_the_refusal_names_it() -> None:
    dark = make_problem([], stage="published", sv="Det är mörkt på stigen")
    wet = make_problem([], slug="wet", stage="published", sv="Gården står under vatten")
    first = make_decision(dark, wet)
    with pytest.raises(ThingLeftOut, match="Gården står under vatten") as refusal:
        correct(first, back=[dark])
    assert "mörkt" not in str(refusal.value)
    with pytest.raises(DecidedTwice):
        correct(first, back=[dark, wet], rule=[wet])
    loud = make_problem([], slug="loud", stage="published", sv="Det bullrar om natten")
    with pytest.raises(NotRuledOn, match="Det bullrar om natten"):
        correct(first, back=[dark, wet, loud])
    with pytest.raises(NotRuledOn):
        decide(
            slug="new",
            minuted=make_minuted(),
            rulings=[],
            actor=None,
            withdrawn=[Withdrawn(thing=dark, reason=WHY)],
        )
    with pytest.raises(ReasonMissing):
        decide(
            slug="new",
            minuted=make_minuted(),
            rulings=[],
            actor=None,
            corrects=first,
            withdrawn=[Withdrawn(thing=one, reason={"en": "A mistake."}) for one in (dark, wet)],
        )
    with pytest.raises(NothingDecided):
        decide(slug="new", minuted=make_minuted(), rulings=[], actor=None)
    assert list(in_force()) == [first]


def test_who_was_answered_before_the_mistake_is_opened_again() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    looking = {"sv": "Vi tittar på det."}
    answer_thing(
        thing=problem, status=Status.LOOKING, texts=looking, written_in="sv", unit=owner(), actor=None
    )
    answered = case_of(spoken.voice.pk).answered_at
    correct(make_decision(problem, ruled=Ruled.LATER), back=[problem])
    case = case_of(spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.REOPENED, answered)
    assert case.due_on == timezone.localdate() + DAYS
    assert case in Case.objects.owed()
    problem.refresh_from_db()
    assert problem.status == Status.REOPENED


def test_what_was_answered_since_the_mistake_holds() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    under_way = {"sv": "Det byggs nu."}
    answer_thing(
        thing=problem, status=Status.UNDER_WAY, texts=under_way, written_in="sv", unit=owner(), actor=None
    )
    later = Answer.objects.latest("pk").at
    correct(first, back=[problem])
    case = case_of(spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.UNDER_WAY, later)
    problem.refresh_from_db()
    assert problem.status == Status.UNDER_WAY


def test_a_refusal_of_a_proposal_that_is_taken_back_moves_nobody_but_is_owed_again() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    proposal = make_proposal(problem)
    correct(make_decision(proposal, ruled=Ruled.NO), back=[proposal])
    case = case_of(spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.RECEIVED, None)
    proposal.refresh_from_db()
    problem.refresh_from_db()
    assert (proposal.status, problem.status) == (Status.RECEIVED, Status.RECEIVED)
    assert [one.taken_back.because for one in thread_of(spoken.voice.pk, language="sv").answers] == [WHY, WHY]


def test_a_voice_that_was_moved_away_since_is_unanswered_again_too() -> None:
    spoken = make_voice()
    old = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(old)
    into = make_problem([make_voice().voice.pk], slug="into", stage="published")
    join_problems(problem_id=old.pk, into_id=into.pk, actor=None)
    correct(first, back=[old], rule=[into], ruled=Ruled.NO)
    thread = thread_of(spoken.voice.pk, language="sv")
    assert [bool(one.taken_back) for one in thread.answers] == [True, True, False]
    assert (thread.case.status, bool(thread.case.answered_at)) == (Status.NO, True)


def test_a_correction_of_a_correction_takes_back_what_both_answered() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.YES)
    second = correct(first, back=[], rule=[problem], slug="second", ruled=Ruled.NO)
    third = correct(second, back=[problem], slug="third")
    assert led_on(list(Ruling.objects.all())) == []
    assert [one.ruling.decision for one in taken_back_by(third)] == [second]
    assert Withdrawal.objects.count() == 2
    thread = thread_of(spoken.voice.pk, language="sv")
    assert all(one.taken_back for one in thread.answers)
    assert (thread.case.status, thread.case.answered_at) == (Status.RECEIVED, None)


def test_an_answer_that_was_taken_back_waits_for_no_translation() -> None:
    spoken = make_voice(words="الأضواء معطلة.", language="ar")
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    (shown,) = thing_page(problem, language="sv").answers
    assert shown.missing == ["ar"]
    correct(first, back=[problem])
    (shown,) = thing_page(problem, language="sv").answers
    assert (shown.missing, thread_of(spoken.voice.pk, language="ar").untranslated) == ([], frozenset())
    with pytest.raises(AnswerTakenBack):
        translate_answer(answer_id=shown.original.pk, language="ar", text="هذا مطلوب.", actor=None)


def test_taking_back_asks_as_often_for_many_voices_as_for_few() -> None:
    asked = []
    for number, count in enumerate((2, 20)):
        problem = make_problem(
            [make_voice().voice.pk for _each in range(count)], slug=f"p{number}", stage="published"
        )
        first = make_decision(problem, slug=f"first-{number}")
        with CaptureQueriesContext(connection) as queries:
            correct(first, back=[problem], slug=f"second-{number}")
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert not Case.objects.filter(answered_at__isnull=False).exists()


def test_a_long_line_of_corrections_asks_no_more_questions_than_a_short_one() -> None:
    problem = make_problem([], stage="published")
    first = newest = make_decision(problem)
    asked = []
    for length in range(1, 6):
        newest = correct(newest, back=[], rule=[problem], slug=f"again-{length}")
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            assert [one.pk for one in hold_chain(newest.pk)][::length] == [first.pk, newest.pk]
            assert newest_of([first.pk, newest.pk]) == dict.fromkeys((first.pk, newest.pk), newest.pk)
            assert len(with_corrections([first.pk])) == length + 1
            assert len(stands_for([newest])) == length + 1
        asked.append(len(queries))
    assert set(asked) == {asked[0]}


def test_what_took_everything_back_is_still_about_what_it_took_back() -> None:
    problem = make_problem([], stage="published")
    first = make_decision(problem)
    empty = correct(first, back=[problem], slug="empty")
    again = decide(slug="again", minuted=make_minuted(), rulings=[], corrects=empty, actor=None)
    for one in (first, empty, again):
        assert ruled_elsewhere([one], {"elsewhere"}) == {one.pk}
        assert ruled_elsewhere([one], {problem.area.code}) == set()
    assert ruled_elsewhere([first, again, empty], {"elsewhere"}) == {first.pk, empty.pk, again.pk}
    with pytest.raises(NothingDecided):
        decide(slug="nothing", minuted=make_minuted(), rulings=[], corrects=first, actor=None)


def test_a_correction_of_a_correction_counts_a_thing_once_in_a_report() -> None:
    problem = make_problem([], stage="published")
    second = correct(make_decision(problem), back=[], rule=[problem], slug="second", ruled=Ruled.NO)
    third = correct(second, back=[problem], slug="third")
    span = Span(third.decided_on, third.decided_on + DAY, third.decided_on)
    counts = {one["code"]: one["count"]["value"] for one in decision_words(third, span)["rulings"]}
    assert counts["taken_back"] == 1


def test_a_refusal_that_moved_nobody_opens_nothing_again_where_another_answer_holds() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    one, other = (make_proposal(problem, slug=slug) for slug in ("one", "other"))
    make_decision(one, ruled=Ruled.NO, slug="holds")
    before = case_of(spoken.voice.pk)
    correct(make_decision(other, ruled=Ruled.NO, slug="wrong"), back=[other])
    after = case_of(spoken.voice.pk)
    assert before.answered_at is not None
    assert (after.status, after.answered_at) == (before.status, before.answered_at)


def test_a_correction_keeps_the_document_as_it_is_when_it_is_recorded() -> None:
    problem = make_problem([], stage="published")
    shown = keep_document(content=b"%PDF-1.7", name="minutes.pdf", access=Access.PUBLIC, actor=None)
    first = make_decision(problem, document=shown)
    read_before = Decision.objects.get(pk=first.pk)
    show_minutes(decision_id=first.pk, shown=False, actor=None)
    again = correct(read_before, back=[], rule=[problem])
    assert again.document is not None
    assert again.document.access == Access.STAFF


def test_what_is_ruled_on_anew_after_it_was_taken_back_is_not_taken_back_any_more() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    wet = make_problem([], slug="wet", stage="published")
    second = correct(make_decision(problem, wet), back=[problem, wet], slug="second")
    third = correct(second, back=[], rule=[problem], slug="third")
    assert [one.ruling.problem for one in taken_back_by(third)] == [wet]
    assert case_of(spoken.voice.pk).status == Status.UNDER_WAY
    fourth = correct(third, back=[problem], slug="fourth")
    once = {one.ruling.problem: one.decision for one in taken_back_by(fourth)}
    assert once == {problem: fourth, wet: second}
    assert len(taken_back_by(fourth)) == 2
