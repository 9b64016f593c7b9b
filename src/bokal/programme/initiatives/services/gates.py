"""Gates: where it is decided what becomes of an initiative, by criteria that were fixed before."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.models import Document
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import (
    GATES_AHEAD,
    GATES_IN,
    RULINGS,
    UNDER_WAY,
    GateKind,
    GateRuling,
    Phase,
)
from bokal.programme.initiatives.errors import (
    CriteriaMissing,
    CriteriaUnanswered,
    DayMissing,
    DecidedInFuture,
    FollowsBefore,
    GateNotOpen,
    GateOpen,
    GatePassed,
    NotStarted,
    Over,
    ReasonMissing,
    WrongGate,
    WrongRuling,
)
from bokal.programme.initiatives.models import Gate, Initiative, Opening, Passage
from bokal.programme.initiatives.services.plan import held
from bokal.programme.initiatives.services.readers import let_files_follow
from bokal.programme.initiatives.services.start import commit_to_measures
from bokal.programme.programmes.services import require_days

type Texts = Mapping[str, str]

LESSON_WITHIN = datetime.timedelta(days=90)
# To decide on a handover is not to have handed over: the phase changes when the handover is complete.
PHASE_AFTER = {
    GateRuling.START: Phase.PILOT,
    GateRuling.CONTINUE: Phase.RUNNING,
    GateRuling.ADAPT: Phase.RUNNING,
    GateRuling.CLOSE: Phase.CLOSED,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided at a gate.

    Attributes
    ----------
    met
        For each criterion in order: yes, no, or None where nobody knows.
    next_on
        When it is decided on next, for what goes on or waits.
    """

    ruling: GateRuling
    decided_on: datetime.date
    body: Texts
    reason: Texts
    met: Sequence[bool | None] = ()
    dissent: Texts = field(default_factory=dict)
    conditions: Texts = field(default_factory=dict)
    conditions_due_on: datetime.date | None = None
    next_on: datetime.date | None = None
    document: Document | None = None


def held_gate(gate_id: int) -> tuple[Gate, Initiative]:
    """Return a gate and its initiative, held until the change is done."""
    initiative = held(Gate.objects.values_list("initiative_id", flat=True).get(pk=gate_id))
    return Gate.objects.select_for_update(of=("self",)).get(pk=gate_id), initiative


@transaction.atomic
def set_gate(
    *,
    initiative_id: int,
    kind: GateKind,
    due_on: datetime.date,
    criteria: Sequence[Texts],
    actor: Account | None,
) -> Gate:
    """Put a gate into the calendar, with what it will be judged by."""
    require_days(due_on)
    initiative = held(initiative_id)
    phase = Phase(initiative.phase)
    if phase not in GATES_AHEAD:
        raise Over
    if kind not in GATES_AHEAD[phase]:
        raise WrongGate
    written_down = [written(one) for one in criteria if written(one)]
    gate = Gate.objects.create(initiative=initiative, kind=kind, due_on=due_on, criteria=written_down)
    record(actor=actor, verb="gate.set", subject=gate)
    return gate


@transaction.atomic
def change_gate(
    *, gate_id: int, due_on: datetime.date, criteria: Sequence[Texts], actor: Account | None
) -> Gate:
    """Move a gate, or judge by something else, as long as it is not open."""
    require_days(due_on)
    gate, _initiative = held_gate(gate_id)
    if Opening.objects.filter(gate=gate).exists():
        raise GateOpen
    gate.due_on, gate.criteria = due_on, [written(one) for one in criteria if written(one)]
    gate.save(update_fields=["due_on", "criteria"])
    record(actor=actor, verb="gate.changed", subject=gate)
    return gate


@transaction.atomic
def open_gate(*, gate_id: int, actor: Account | None) -> Opening:
    """Open a gate: from here on what it is judged by stands fast."""
    gate, initiative = held_gate(gate_id)
    if not gate.criteria:
        raise CriteriaMissing
    require_phase(initiative, gate)
    opening, new = Opening.objects.get_or_create(gate=gate, defaults={"criteria": gate.criteria, "by": actor})
    if new:
        record(actor=actor, verb="gate.opened", subject=gate)
    return opening


def require_phase(initiative: Initiative, gate: Gate) -> None:
    """Refuse a gate that leads nowhere from where an initiative is now."""
    phase = Phase(initiative.phase)
    if phase not in GATES_IN:
        raise Over
    if gate.kind not in GATES_IN[phase]:
        raise NotStarted if phase is Phase.IDEA else WrongGate


def require_sound(gate: Gate, opening: Opening | None, judged: Judged) -> Opening:
    """Return the opening of a gate when what is decided fits it; refuse it otherwise."""
    if opening is None:
        raise GateNotOpen
    if Passage.objects.filter(opening=opening).exists():
        raise GatePassed
    if judged.ruling not in RULINGS[GateKind(gate.kind)]:
        raise WrongRuling
    if len(judged.met) != len(opening.criteria):
        raise CriteriaUnanswered
    if not written(judged.reason) or not written(judged.body):
        raise ReasonMissing
    if written(judged.conditions) and judged.conditions_due_on is None:
        raise DayMissing
    if judged.decided_on > timezone.localdate():
        raise DecidedInFuture
    follows = [day for day in (judged.next_on, judged.conditions_due_on) if day is not None]
    if any(day <= judged.decided_on for day in follows):
        raise FollowsBefore
    return opening


@transaction.atomic
def pass_gate(*, gate_id: int, judged: Judged, actor: Account | None) -> Passage:
    """Record what was decided at a gate; the initiative moves on, waits or stops by it.

    To stop is a result: nothing failed, and what was learned is owed within 90 days.

    Raises
    ------
    NotReady
        It is to be tried out, and something that a start needs is missing.
    NotStarted, WrongGate, Over
        Where the initiative is now, this gate leads nowhere.
    """
    require_days(judged.decided_on, judged.next_on, judged.conditions_due_on)
    gate, initiative = held_gate(gate_id)
    opening = require_sound(gate, Opening.objects.filter(gate=gate).first(), judged)
    require_phase(initiative, gate)
    if judged.ruling is GateRuling.STOP and initiative.phase == Phase.HANDED_OVER:
        raise WrongRuling
    if judged.ruling is GateRuling.START:
        commit_to_measures(initiative)
    passage = Passage.objects.create(
        opening=opening,
        ruling=judged.ruling,
        decided_on=judged.decided_on,
        body=written(judged.body),
        reason=written(judged.reason),
        met=list(judged.met),
        dissent=written(judged.dissent),
        conditions=written(judged.conditions),
        conditions_due_on=judged.conditions_due_on,
        document=judged.document,
        by=actor,
    )
    move_on(initiative, gate, judged)
    let_files_follow(initiative)
    record(actor=actor, verb=f"gate.{judged.ruling}", subject=gate, initiative=initiative.slug)
    return passage


def phase_after(phase: Phase, ruling: GateRuling) -> Phase:
    """Return where a decision at a gate leads from a phase."""
    if ruling is GateRuling.STOP:
        return Phase.DROPPED if phase is Phase.IDEA else Phase.STOPPED
    return PHASE_AFTER.get(ruling, phase)


def move_on(initiative: Initiative, gate: Gate, judged: Judged) -> None:
    """Take an initiative to where a decision sends it, and put the next gate into the calendar."""
    before = Phase(initiative.phase)
    initiative.phase = phase_after(before, judged.ruling)
    started = before in UNDER_WAY
    if judged.ruling is GateRuling.STOP:
        initiative.lesson_due_on = judged.decided_on + LESSON_WITHIN if started else None
    if judged.ruling is GateRuling.STOP or (judged.ruling is GateRuling.CLOSE and started):
        after = judged.decided_on + datetime.timedelta(days=1)
        begun = started and initiative.starts_on is not None and initiative.starts_on < after
        # A board often closes long after the work was over.
        ended = initiative.ends_on if judged.ruling is GateRuling.CLOSE else None
        initiative.ends_on = min(ended or after, after) if begun else None
    if judged.next_on is not None:
        initiative.decide_on = judged.next_on
        kind = GateKind(gate.kind) if judged.ruling is GateRuling.WAIT else GateKind.CONTINUE
        Gate.objects.create(initiative=initiative, kind=kind, due_on=judged.next_on, criteria=gate.criteria)
    initiative.save(update_fields=["phase", "lesson_due_on", "ends_on", "decide_on"])


@transaction.atomic
def learn(*, initiative_id: int, lesson: Texts, actor: Account | None) -> Initiative:
    """Write what was learned from an initiative; the day it was owed by stays on record."""
    initiative = held(initiative_id)
    if not written(lesson):
        raise ReasonMissing
    initiative.lesson = written(lesson)
    initiative.save(update_fields=["lesson"])
    record(actor=actor, verb="initiative.learned", subject=initiative)
    return initiative


def gates_ahead(today: datetime.date) -> list[Gate]:
    """Return the gates that are not decided, the first due first; those before ``today`` are overdue."""
    return list(
        Gate.objects.ahead()
        .select_related("initiative__area", "initiative__unit", "opening")
        .order_by("due_on", "pk")
    )
