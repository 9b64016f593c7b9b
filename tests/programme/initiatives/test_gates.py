"""Gates: criteria stand fast before a decision, stopping is a result, and a lesson is owed."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.initiatives.enums import GateKind, GateRuling, Phase
from bokal.programme.initiatives.errors import (
    CriteriaMissing,
    CriteriaUnanswered,
    DecidedInFuture,
    FollowsBefore,
    GateNotOpen,
    GateOpen,
    GatePassed,
    NotStarted,
    Over,
    WrongGate,
    WrongRuling,
)
from bokal.programme.initiatives.models import Gate, Initiative, Opening, Passage
from bokal.programme.initiatives.services import (
    Judged,
    change_gate,
    gates_ahead,
    learn,
    open_gate,
    pass_gate,
    set_gate,
)
from bokal.programme.initiatives.services.read import initiative_page
from bokal.programme.programmes.errors import DayFarOff
from tests.factories.initiatives import (
    DAY,
    decide_gate,
    make_complete,
    make_idea,
    make_initiative,
    make_ready,
    start,
)

pytestmark = pytest.mark.django_db

CRITERIA = [{"sv": "Fler går där."}, {"sv": "Grannarna är nöjda."}]


def make_gate(initiative: Initiative, kind: GateKind = GateKind.CONTINUE) -> Gate:
    return set_gate(
        initiative_id=initiative.pk, kind=kind, due_on=timezone.localdate(), criteria=CRITERIA, actor=None
    )


def judged(ruling: GateRuling, **fields: object) -> Judged:
    facts = {
        "ruling": ruling,
        "decided_on": timezone.localdate(),
        "body": {"sv": "Styrgruppen"},
        "reason": {"sv": "Så blev det."},
        "met": [True, None],
    }
    return Judged(**(facts | fields))


def test_what_a_gate_is_judged_by_does_not_change_once_it_is_open() -> None:
    gate = make_gate(make_initiative())
    change_gate(gate_id=gate.pk, due_on=gate.due_on, criteria=CRITERIA[:1], actor=None)
    open_gate(gate_id=gate.pk, actor=None)
    with pytest.raises(GateOpen):
        change_gate(gate_id=gate.pk, due_on=gate.due_on, criteria=CRITERIA, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gate.objects.filter(pk=gate.pk).update(criteria=[{"sv": "Något annat."}])
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(gate=gate).update(criteria=[*CRITERIA[:1], {"sv": "Ett till."}])


def test_stopping_is_a_result_and_a_lesson_is_owed() -> None:
    initiative = make_initiative()
    gate = make_gate(initiative)
    open_gate(gate_id=gate.pk, actor=None)
    dissent = {"sv": "Hyresgästerna ville fortsätta."}
    pass_gate(gate_id=gate.pk, judged=judged(GateRuling.STOP, dissent=dissent), actor=None)
    initiative.refresh_from_db()
    assert initiative.phase == Phase.STOPPED
    assert initiative.lesson_due_on == timezone.localdate() + 90 * DAY
    assert Passage.objects.get(ruling=GateRuling.STOP).dissent == dissent
    learn(initiative_id=initiative.pk, lesson={"sv": "Ljuset satt för högt."}, actor=None)
    with pytest.raises(Over):
        make_gate(initiative)


def test_nothing_more_is_decided_on_what_was_stopped() -> None:
    initiative = make_initiative()
    first, second, third = (make_gate(initiative) for _gate in range(3))
    for gate in (first, second):
        open_gate(gate_id=gate.pk, actor=None)
    pass_gate(gate_id=first.pk, judged=judged(GateRuling.STOP), actor=None)
    for ruling in (GateRuling.STOP, GateRuling.CONTINUE, GateRuling.ADAPT, GateRuling.WAIT):
        with pytest.raises(Over):
            pass_gate(gate_id=second.pk, judged=judged(ruling), actor=None)
    with pytest.raises(Over):
        open_gate(gate_id=third.pk, actor=None)
    initiative.refresh_from_db()
    assert (initiative.phase, initiative.lesson_due_on) == (Phase.STOPPED, timezone.localdate() + 90 * DAY)
    assert gates_ahead(timezone.localdate()) == []
    decided = [
        GateRuling(one.passage.ruling)
        for one in initiative_page(initiative, language="sv").gates
        if one.passage
    ]
    assert decided == [GateRuling.START, GateRuling.STOP]
    assert all(one.passage for one in initiative_page(initiative, language="sv").gates)


def test_what_was_turned_down_never_starts_by_another_gate() -> None:
    idea = make_ready()
    first = make_gate(idea, GateKind.PILOT)
    second = make_gate(idea, GateKind.PILOT)
    for gate in (first, second):
        open_gate(gate_id=gate.pk, actor=None)
    pass_gate(gate_id=first.pk, judged=judged(GateRuling.STOP), actor=None)
    with pytest.raises(Over):
        pass_gate(gate_id=second.pk, judged=judged(GateRuling.START), actor=None)
    idea.refresh_from_db()
    assert idea.phase == Phase.DROPPED


def test_a_first_gate_leads_nowhere_once_something_is_tried() -> None:
    idea = make_ready()
    left = make_gate(idea, GateKind.PILOT)
    open_gate(gate_id=left.pk, actor=None)
    started = start(idea)
    with pytest.raises(WrongGate):
        pass_gate(gate_id=left.pk, judged=judged(GateRuling.START), actor=None)
    with pytest.raises(WrongGate):
        make_gate(started, GateKind.PILOT)
    # Nobody is reminded of what can be neither decided nor seen.
    assert left not in Gate.objects.ahead()


def test_what_is_closed_ends_the_day_it_was_decided() -> None:
    initiative = make_initiative(starts_on=timezone.localdate() - 30 * DAY)
    gate = make_gate(initiative, GateKind.CLOSE)
    open_gate(gate_id=gate.pk, actor=None)
    pass_gate(gate_id=gate.pk, judged=judged(GateRuling.CLOSE), actor=None)
    initiative.refresh_from_db()
    assert (initiative.phase, initiative.ends_on) == (Phase.CLOSED, timezone.localdate() + DAY)


@pytest.mark.parametrize(("ended", "ends"), [(-100, -100), (20, 1), (None, 1)])
def test_what_is_closed_later_keeps_the_day_it_ended(ended: int | None, ends: int) -> None:
    today = timezone.localdate()
    until = None if ended is None else today + ended * DAY
    initiative = make_initiative(starts_on=today - 300 * DAY, ends_on=until)
    initiative = decide_gate(initiative, GateKind.CLOSE, GateRuling.CLOSE)
    assert initiative.ends_on == today + ends * DAY


def test_what_was_handed_over_can_be_closed_and_nothing_else() -> None:
    initiative = make_complete().initiative
    initiative.refresh_from_db()
    with pytest.raises(WrongGate):
        make_gate(initiative)
    gate = make_gate(initiative, GateKind.CLOSE)
    assert [one.kind for one in gates_ahead(timezone.localdate())] == [GateKind.CLOSE]
    open_gate(gate_id=gate.pk, actor=None)
    with pytest.raises(WrongRuling):
        pass_gate(gate_id=gate.pk, judged=judged(GateRuling.STOP), actor=None)
    pass_gate(gate_id=gate.pk, judged=judged(GateRuling.CLOSE), actor=None)
    initiative.refresh_from_db()
    assert initiative.phase == Phase.CLOSED


def test_a_mistyped_year_is_refused_for_a_gate() -> None:
    initiative = make_initiative()
    far = datetime.date(9999, 12, 31)
    with pytest.raises(DayFarOff):
        set_gate(initiative_id=initiative.pk, kind=GateKind.CLOSE, due_on=far, criteria=CRITERIA, actor=None)
    gate = make_gate(initiative)
    with pytest.raises(DayFarOff):
        change_gate(gate_id=gate.pk, due_on=far, criteria=CRITERIA, actor=None)
    open_gate(gate_id=gate.pk, actor=None)
    with pytest.raises(DayFarOff):
        pass_gate(gate_id=gate.pk, judged=judged(GateRuling.CONTINUE, next_on=far), actor=None)


@pytest.mark.parametrize("name", ["next_on", "conditions_due_on"])
def test_what_follows_a_decision_comes_after_its_day(name: str) -> None:
    gate, decided_on = make_gate(make_initiative()), timezone.localdate() - 5 * DAY
    open_gate(gate_id=gate.pk, actor=None)
    facts = {"decided_on": decided_on, "conditions": {"sv": "Lamporna lagas."}}
    facts |= {"conditions_due_on": decided_on + DAY}
    wrong = judged(GateRuling.CONTINUE, **facts | {name: decided_on})
    with pytest.raises(FollowsBefore):
        pass_gate(gate_id=gate.pk, judged=wrong, actor=None)
    assert not Passage.objects.filter(opening__gate=gate).exists()
    pass_gate(
        gate_id=gate.pk, judged=judged(GateRuling.CONTINUE, **facts | {name: decided_on + DAY}), actor=None
    )


def test_an_idea_that_is_turned_down_owes_nothing() -> None:
    idea = make_idea()
    gate = make_gate(idea, GateKind.PILOT)
    open_gate(gate_id=gate.pk, actor=None)
    pass_gate(gate_id=gate.pk, judged=judged(GateRuling.STOP), actor=None)
    idea.refresh_from_db()
    assert (idea.phase, idea.lesson_due_on) == (Phase.DROPPED, None)


def test_what_goes_on_is_decided_on_again() -> None:
    initiative = make_initiative()
    first = make_gate(initiative)
    open_gate(gate_id=first.pk, actor=None)
    next_on = timezone.localdate() + 365 * DAY
    pass_gate(gate_id=first.pk, judged=judged(GateRuling.ADAPT, next_on=next_on), actor=None)
    initiative.refresh_from_db()
    assert (initiative.phase, initiative.decide_on) == (Phase.RUNNING, next_on)
    assert next_on in {gate.due_on for gate in gates_ahead(timezone.localdate())}


def test_a_gate_is_decided_once_open_with_each_criterion_answered_and_never_twice() -> None:
    gate = make_gate(make_initiative())
    with pytest.raises(GateNotOpen):
        pass_gate(gate_id=gate.pk, judged=judged(GateRuling.CONTINUE), actor=None)
    open_gate(gate_id=gate.pk, actor=None)
    refusals = [
        (CriteriaUnanswered, judged(GateRuling.CONTINUE, met=[True])),
        (WrongRuling, judged(GateRuling.HAND_OVER)),
        (DecidedInFuture, judged(GateRuling.CONTINUE, decided_on=timezone.localdate() + DAY)),
    ]
    for refusal, wrong in refusals:
        with pytest.raises(refusal):
            pass_gate(gate_id=gate.pk, judged=wrong, actor=None)
    pass_gate(gate_id=gate.pk, judged=judged(GateRuling.CONTINUE), actor=None)
    with pytest.raises(GatePassed):
        pass_gate(gate_id=gate.pk, judged=judged(GateRuling.STOP), actor=None)


def test_a_gate_opens_with_criteria_and_after_the_start() -> None:
    idea = make_idea()
    bare = set_gate(
        initiative_id=idea.pk,
        kind=GateKind.PILOT,
        due_on=timezone.localdate() + datetime.timedelta(days=9),
        criteria=[{"sv": " "}],
        actor=None,
    )
    with pytest.raises(CriteriaMissing):
        open_gate(gate_id=bare.pk, actor=None)
    with pytest.raises(NotStarted):
        open_gate(gate_id=make_gate(idea).pk, actor=None)
