"""Two act on one decision, or on what it answers, at once: neither loses what the other did."""

import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import RuledOn, Withdrawn, decide, show_minutes
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from bokal.programme.voices.enums import Author, Status
from bokal.programme.voices.errors import AnswerTakenBack
from bokal.programme.voices.models import Answer, Case, Problem, Proposal
from bokal.programme.voices.services import (
    Terms,
    answer_thing,
    answer_voice,
    hold_things,
    reconsider_proposal,
    translate_answer,
)
from bokal.programme.voices.services.answer import locked_thing
from tests.factories.initiatives import make_decision, make_minuted, owner
from tests.factories.voices import make_problem, make_voice
from tests.factories.whole import make_proposal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time"),
]
ANSWER = {"sv": "Det byggs."}


def by_itself(act: Callable[[], object]) -> Callable[[], object]:
    """Return an act that closes its connection to the database."""

    def acted() -> object:
        try:
            return act()
        finally:
            connections.close_all()

    return acted


def while_open(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do one thing, and the other before the first of them is written down for good."""
    done = threading.Event()

    def holding() -> None:
        with transaction.atomic():
            first()
            done.set()
            # Time enough for the other to read what is about to change, if it does not wait.
            threading.Event().wait(1)

    def meanwhile() -> None:
        assert done.wait(60)
        second()

    with ThreadPoolExecutor(2) as pool:
        for act in [pool.submit(by_itself(one)) for one in (holding, meanwhile)]:
            act.result(120)


def record(
    slug: str,
    rule: Sequence[Problem] = (),
    *,
    back: Sequence[Problem] = (),
    corrects: Decision | None = None,
) -> Decision:
    """Rule on some problems in the order given, and take back what was ruled on others."""
    return decide(
        slug=slug,
        minuted=make_minuted(),
        rulings=[RuledOn(thing=one, ruled=Ruled.YES, reason={"sv": "Det behövs."}) for one in rule],
        actor=None,
        corrects=corrects,
        withdrawn=[Withdrawn(thing=one, reason={"sv": "Fel gård."}) for one in back],
    )


def test_a_document_that_is_hidden_while_its_decision_is_corrected_is_hidden_everywhere() -> None:
    problem = make_problem([], stage="published")
    shown = keep_document(content=b"%PDF-1.7", name="minutes.pdf", access=Access.PUBLIC, actor=None)
    first = make_decision(problem, document=shown)
    while_open(
        lambda: record("again", [problem], corrects=first),
        lambda: show_minutes(decision_id=first.pk, shown=False, actor=None),
    )
    assert [one.document and one.document.access for one in Decision.objects.all()] == [Access.STAFF] * 2


def test_a_document_that_is_hidden_while_a_correction_is_corrected_is_hidden_everywhere() -> None:
    problem = make_problem([], stage="published")
    shown = keep_document(content=b"%PDF-1.7", name="minutes.pdf", access=Access.PUBLIC, actor=None)
    second = record("second", [problem], corrects=make_decision(problem, document=shown))
    while_open(
        lambda: show_minutes(decision_id=second.pk, shown=False, actor=None),
        lambda: record("third", [problem], corrects=second),
    )
    assert [one.document and one.document.access for one in Decision.objects.all()] == [Access.STAFF] * 3


def test_a_voice_that_is_answered_while_another_answer_is_taken_back_keeps_its_answer() -> None:
    spoken, unit = make_voice(), owner()
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    while_open(
        lambda: answer_voice(
            voice_id=spoken.voice.pk,
            status=Status.UNDER_WAY,
            texts=ANSWER,
            written_in="sv",
            unit=unit,
            actor=None,
        ),
        lambda: record("again", back=[problem], corrects=first),
    )
    case = Case.objects.get(voice=spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.UNDER_WAY, Answer.objects.get(text=ANSWER["sv"]).at)


def test_a_problem_that_is_answered_while_another_answer_is_taken_back_keeps_its_answer() -> None:
    spoken, unit = make_voice(), owner()
    problem, other = (
        make_problem([spoken.voice.pk], slug=slug, stage="published") for slug in ("dark", "wet")
    )
    first = make_decision(problem, ruled=Ruled.NO)
    while_open(
        lambda: answer_thing(
            thing=other, status=Status.UNDER_WAY, texts=ANSWER, written_in="sv", unit=unit, actor=None
        ),
        lambda: record("again", back=[problem], corrects=first),
    )
    case = Case.objects.get(voice=spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.UNDER_WAY, Answer.objects.get(text=ANSWER["sv"]).at)


def test_an_answer_that_is_taken_back_while_it_is_translated_answers_nobody() -> None:
    spoken = make_voice(words="الأضواء معطلة.", language="ar")
    problem = make_problem([spoken.voice.pk], stage="published")
    first = make_decision(problem, ruled=Ruled.NO)
    answer = Answer.objects.get(problem=problem, translation_of__isnull=True)

    def translate() -> None:
        with pytest.raises(AnswerTakenBack):
            translate_answer(answer_id=answer.pk, language="ar", text="هذا مطلوب.", actor=None)

    while_open(lambda: record("again", back=[problem], corrects=first), translate)
    case = Case.objects.get(voice=spoken.voice.pk)
    assert (case.status, case.answered_at) == (Status.RECEIVED, None)
    assert not Answer.objects.filter(language="ar").exists()


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two who rule on two things each begin at once, and wait between their first and their second."""
    module = sys.modules["bokal.programme.decisions.services.decide"]
    rule_on, begun = module.rule_on, threading.Barrier(2)

    def wait_after(*asked: object, **named: object) -> object:
        ruling = rule_on(*asked, **named)
        with contextlib.suppress(threading.BrokenBarrierError):
            begun.wait(1)
        return ruling

    monkeypatch.setattr(module, "rule_on", wait_after)


@pytest.mark.usefixtures("slowly")
@pytest.mark.parametrize("shared", ["problems", "voices"])
def test_two_decisions_that_name_things_in_another_order_wait_for_each_other(shared: str) -> None:
    one, other = make_voice().voice.pk, make_voice().voice.pk
    first = [make_problem([pk], slug=f"a{pk}", stage="published") for pk in (one, other)]
    second = [make_problem([pk], slug=f"b{pk}", stage="published") for pk in (other, one)]
    if shared == "problems":
        second = [*reversed(first)]
    owner()
    with ThreadPoolExecutor(2) as pool:
        asked = (("first", first), ("second", second))
        for act in [pool.submit(by_itself(lambda a=a: record(*a))) for a in asked]:  # type: ignore[misc]
            act.result(120)
    assert {one.slug: one.rulings.count() for one in Decision.objects.all()} == {"first": 2, "second": 2}


def free(problem: Problem) -> bool:
    """Whether nobody holds a problem, as another connection sees it."""
    found = Problem.objects.select_for_update(skip_locked=True).filter(pk=problem.pk)
    with ThreadPoolExecutor(1) as pool:
        return bool(pool.submit(by_itself(lambda: transaction.atomic(list)(found))).result(120))


def reconsider(proposal: Proposal, *problems: Problem) -> None:
    reconsider_proposal(
        proposal_id=proposal.pk,
        problems=[one.pk for one in problems],
        terms=Terms(Author.RESIDENTS),
        actor=None,
    )


@pytest.mark.parametrize("hold", [lambda one: hold_things([one]), locked_thing], ids=["several", "one"])
def test_a_problem_that_a_proposal_comes_to_answer_in_the_same_moment_is_held_with_it(
    hold: Callable[[Proposal], object],
) -> None:
    new, known = (make_problem([], slug=slug, stage="published") for slug in ("new", "known"))
    proposal, held = make_proposal(known), []

    def meanwhile() -> None:
        with transaction.atomic():
            hold(proposal)
            held.extend(not free(one) for one in (new, known))

    while_open(lambda: reconsider(proposal, new, known), meanwhile)
    assert held == [True, True]


def test_everybody_who_holds_proposals_and_problems_holds_them_in_one_order() -> None:
    spoken = make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    proposal, unit = make_proposal(problem), owner()
    acts: list[Callable[[], object]] = [
        lambda: hold_things([problem, proposal]),
        lambda: reconsider(proposal, problem),
        lambda: answer_thing(
            thing=proposal, status=Status.NO, texts=ANSWER, written_in="sv", unit=unit, actor=None
        ),
    ]
    order = [f"voices_{one}" for one in ("proposal", "problem", "case")]
    for act in acts:
        with transaction.atomic(), CaptureQueriesContext(connection) as asked:
            act()
        holding = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
        tables = [one for sql in holding for one in order if f'FOR UPDATE OF "{one}"' in sql]
        assert set(tables) >= set(order[:2])
        assert tables == sorted(tables, key=order.index)
