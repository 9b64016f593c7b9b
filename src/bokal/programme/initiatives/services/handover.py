"""Hand an initiative over to ordinary operations (överlämning): proposed, accepted by another, settled."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import forget_documents
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import ENDING, UNDER_WAY, Afterlife, Carried, GateRuling, Phase
from bokal.programme.initiatives.errors import Over, ReasonMissing
from bokal.programme.initiatives.errors.afterlife import (
    AcceptedByProposer,
    AfterlifeNotDecided,
    HandedOverBefore,
    HandoverAccepted,
    HandoverComplete,
    HandoverNotDecided,
    LineIncomplete,
    NobodyReceives,
    ReceiverGone,
    ReceiverMissing,
)
from bokal.programme.initiatives.models import Handover, HandoverLine, Initiative, LookBack, Passage
from bokal.programme.initiatives.services.plan import held
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import require_days, successors_of

type Texts = Mapping[str, str]

LOOK_BACK_AFTER = (1, 3, 5)
SETTLED_WITH = ("receiver", "receiver_outside", "from_day")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is to become of an initiative, and who takes it on from when.

    Attributes
    ----------
    receiver, receiver_outside
        A unit of the city, or the name of somebody outside it; one of the two, unless it ends.
    """

    afterlife: Afterlife
    receiver: Unit | None = None
    receiver_outside: str = ""
    from_day: datetime.date | None = None
    text: Texts = field(default_factory=dict)

    @property
    def ends(self) -> bool:
        """Whether nobody takes it on."""
        return self.afterlife is Afterlife.STOP


@dataclass(frozen=True, slots=True)
class Settled:
    """How one line of a handover was settled; the budget names its account and from when."""

    text: Texts = field(default_factory=dict)
    account: str = ""
    from_day: datetime.date | None = None
    done_on: datetime.date | None = None
    document: Document | None = None


def deciding_passages(initiative: Initiative) -> QuerySet[Passage]:
    """Return the decisions to hand an initiative over or to stop it, the newest first."""
    decided = Passage.objects.filter(opening__gate__initiative=initiative, ruling__in=ENDING)
    return decided.order_by("-at", "-pk")


def deciding_passage(initiative: Initiative) -> Passage:
    """Return the newest decision to hand over or to stop, or refuse."""
    passage = deciding_passages(initiative).first()
    if passage is None or initiative.phase == Phase.DROPPED:
        raise HandoverNotDecided
    return passage


def name_of(unit: Unit) -> str:
    """Return the name of a unit in the language that is spoken to."""
    names = unit.name
    return str(names.get(get_language() or "") or next(iter(names.values()), unit.code))


def require_receiver(unit: Unit, from_day: datetime.date | None) -> None:
    """Refuse a unit that has ceased, or will have when it is to take over; name its successors."""
    today = timezone.localdate()
    for day in sorted({today, max(from_day or today, today)}):
        if not Unit.objects.valid_on(day).filter(pk=unit.pk).exists():
            successors = [one for one in successors_of(unit, day) if one.pk != unit.pk]
            raise ReceiverGone(name_of(unit), day, [name_of(one) for one in successors])


def require_sound(proposed: Proposed, passage: Passage) -> None:
    """Refuse what was not decided, and a handover to nobody or to two."""
    require_days(proposed.from_day)
    stopped = passage.ruling == GateRuling.STOP
    if stopped != proposed.ends:
        raise AfterlifeNotDecided
    named = [proposed.receiver is not None, bool(proposed.receiver_outside.strip())].count(True)
    if not proposed.ends and (named != 1 or proposed.from_day is None):
        raise ReceiverMissing
    if proposed.ends and named:
        raise NobodyReceives
    if proposed.receiver is not None:
        require_receiver(proposed.receiver, proposed.from_day)


def require_begun(initiative: Initiative, from_day: datetime.date | None) -> None:
    """Refuse to have an initiative taken over from a day before it began.

    One that started before the day it was planned for began on a day that is not kept here.
    """
    begun = initiative.starts_on
    if from_day is not None and begun is not None and from_day < begun <= timezone.localdate():
        raise HandedOverBefore(begun)


@transaction.atomic
def propose_handover(*, initiative_id: int, proposed: Proposed, actor: Account | None) -> Handover:
    """Propose who takes an initiative on; until somebody else accepts, it can be proposed to another.

    What was settled with one receiver, or from one day, is open again with another.

    Raises
    ------
    HandoverNotDecided, AfterlifeNotDecided
        No gate decided to hand it over or to stop it, or decided the other of the two.
    ReceiverGone
        The unit has ceased; those that took over from it are named.
    HandedOverBefore
        It would be taken over before it began.
    """
    initiative = held(initiative_id)
    passage = deciding_passage(initiative)
    require_sound(proposed, passage)
    require_begun(initiative, proposed.from_day)
    require_under_way(initiative, proposed.afterlife)
    there = Handover.objects.select_for_update().filter(initiative=initiative).first()
    if there is not None and there.completed_at is not None:
        raise HandoverComplete
    # Nobody takes on what was stopped after it had been accepted.
    if there is not None and there.accepted_at is not None and not proposed.ends:
        raise HandoverAccepted
    facts = {
        "afterlife": proposed.afterlife,
        "passage": passage,
        "receiver": proposed.receiver,
        "receiver_outside": proposed.receiver_outside.strip(),
        "from_day": proposed.from_day,
        "text": written(proposed.text),
        "proposed_by": actor,
        "accepted_by": None,
        "accepted_at": None,
    }
    handover, _new = Handover.objects.update_or_create(initiative=initiative, defaults=facts)
    for carried in Carried:
        HandoverLine.objects.get_or_create(handover=handover, carried=carried)
    if there is not None and any(getattr(there, name) != facts[name] for name in SETTLED_WITH):
        reopen_lines(handover, actor)
    record(actor=actor, verb="handover.proposed", subject=handover, initiative=initiative.slug)
    return handover


def reopen_lines(handover: Handover, actor: Account | None) -> None:
    """Open the lines of a handover again; their words stay, for whoever settles them anew."""
    closed = handover.lines.exclude(done_on__isnull=True, waived_because={})
    for line in closed.select_for_update():
        line.done_on, line.waived_because, line.account, line.from_day = None, {}, "", None
        line.save(update_fields=["done_on", "waived_because", "account", "from_day"])
        record(actor=actor, verb="handover_line.reopened", subject=line, carried=line.carried)


def require_under_way(initiative: Initiative, afterlife: Afterlife) -> None:
    """Refuse to hand over what was stopped or closed since; to settle what is left of it is no handover."""
    if afterlife is not Afterlife.STOP and initiative.phase not in UNDER_WAY:
        raise Over


def can_go_on(handover: Handover) -> bool:
    """Tell whether a handover is neither complete nor overtaken by a stop or a close."""
    over = handover.completed_at is not None or bool(handover.source) or was_overtaken(handover)
    return not over


def was_overtaken(handover: Handover) -> bool:
    """Tell whether an initiative was stopped or closed before others had taken it on."""
    open_still = handover.completed_at is None and not handover.source
    return open_still and handover.afterlife != Afterlife.STOP and handover.initiative.phase not in UNDER_WAY


def held_handover(initiative_id: int) -> Handover:
    """Return the handover of an initiative that is run here, held until the change is done."""
    initiative = held(initiative_id)
    handover = Handover.objects.select_for_update(of=("self",)).get(initiative_id=initiative_id)
    if handover.completed_at is not None:
        raise HandoverComplete
    require_under_way(initiative, Afterlife(handover.afterlife))
    return handover


@transaction.atomic
def accept_handover(*, initiative_id: int, actor: Account) -> Handover:
    """Take an initiative on; whoever proposed it does not accept it, and a unit that has ceased cannot."""
    handover = held_handover(initiative_id)
    if handover.afterlife == Afterlife.STOP:
        raise NobodyReceives
    if handover.accepted_at is not None:
        raise HandoverAccepted
    if handover.proposed_by_id == actor.pk:
        raise AcceptedByProposer
    if handover.receiver is not None:
        require_receiver(handover.receiver, handover.from_day)
    handover.accepted_by, handover.accepted_at = actor, timezone.now()
    handover.save(update_fields=["accepted_by", "accepted_at"])
    record(actor=actor, verb="handover.accepted", subject=handover)
    complete_when_settled(handover, actor)
    return handover


@transaction.atomic
def settle_line(
    *, initiative_id: int, carried: Carried, settled: Settled, actor: Account | None
) -> HandoverLine:
    """Say how one thing was settled; the budget needs its account and from when.

    A document that was there before and is not any more is forgotten, unless something else shows it.
    """
    handover = held_handover(initiative_id)
    line = handover.lines.select_for_update().get(carried=carried)
    before = line.document_id
    require_days(settled.from_day, settled.done_on)
    text, account = written(settled.text), settled.account.strip()
    told = bool(account and settled.from_day) if carried is Carried.BUDGET else bool(text)
    if not told:
        raise LineIncomplete
    line.text, line.account, line.from_day, line.waived_because = text, account, settled.from_day, {}
    line.document, line.done_on = settled.document, settled.done_on or timezone.localdate()
    line.save()
    if before is not None and before != line.document_id:
        forget_documents([before])
    record(actor=actor, verb="handover_line.settled", subject=line, carried=str(carried))
    complete_when_settled(handover, actor)
    return line


@transaction.atomic
def waive_line(
    *, initiative_id: int, carried: Carried, because: Texts, actor: Account | None
) -> HandoverLine:
    """Say why there is nothing to settle in one thing; what was settled of it before is forgotten."""
    handover = held_handover(initiative_id)
    line = handover.lines.select_for_update().get(carried=carried)
    before = line.document_id
    if not written(because):
        raise ReasonMissing
    line.text, line.account, line.from_day, line.document, line.done_on = {}, "", None, None, None
    line.waived_because = written(because)
    line.save()
    if before is not None:
        forget_documents([before])
    record(actor=actor, verb="handover_line.waived", subject=line, carried=str(carried))
    complete_when_settled(handover, actor)
    return line


def complete_when_settled(handover: Handover, actor: Account | None) -> None:
    """Complete a handover once it is accepted and each line is done or waived."""
    ends = handover.afterlife == Afterlife.STOP
    left = handover.lines.filter(done_on__isnull=True, waived_because={}).exists()
    if left or not (ends or handover.accepted_at is not None):
        return
    handover.completed_at = timezone.now()
    handover.save(update_fields=["completed_at"])
    if not ends:
        Initiative.objects.filter(pk=handover.initiative_id).update(phase=Phase.HANDED_OVER)
        for years in LOOK_BACK_AFTER:
            LookBack.objects.create(handover=handover, years=years, due_on=due_day(handover, years))
    record(actor=actor, verb="handover.completed", subject=handover)


def due_day(handover: Handover, years: int) -> datetime.date:
    """Return the day some years after the receiver takes over; 29 February gives 28."""
    start = handover.from_day or timezone.localdate()
    last = 28 if (start.month, start.day) == (2, 29) else start.day
    return start.replace(year=start.year + years, day=last)
