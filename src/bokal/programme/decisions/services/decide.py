"""Record what an officer or a board decided, and let everybody it concerns read it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.decisions.errors import (
    DayMissing,
    DecidedInFuture,
    DecidedTwice,
    NothingDecided,
    ReasonMissing,
)
from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.decisions.services.minutes import show_minutes
from bokal.programme.decisions.services.take_back import Withdrawn, hold_corrected, take_back
from bokal.programme.documents.models import Document
from bokal.programme.history.services import record
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import answer_thing, languages_in, make_at

type Texts = Mapping[str, str]
type Thing = Problem | Proposal

STATUS = {Ruled.YES: Status.UNDER_WAY, Ruled.NO: Status.NO, Ruled.LATER: Status.LATER}


@dataclass(frozen=True, slots=True)
class Minuted:
    """What the minutes say of a decision.

    Attributes
    ----------
    body
        Who decided, by office and not by name.
    scope
        What it was allowed to decide on.
    written_in
        The language the reasons were written in; their other texts are translations.
    """

    title: Texts
    decider: Decider
    body: Texts
    unit: Unit
    decided_on: datetime.date
    scope: Texts
    reason: Texts
    written_in: str
    dissent: Texts = field(default_factory=dict)
    area: Area | None = None
    reference: str = ""
    document: Document | None = None
    source: str = ""
    constructed: bool = False


@dataclass(frozen=True, slots=True)
class RuledOn:
    """What is decided on one problem or proposal, with the reason that those who spoke read."""

    thing: Thing
    ruled: Ruled
    reason: Texts
    next_on: datetime.date | None = None


def written(texts: Texts) -> dict[str, str]:
    """Return the texts that say something."""
    return {code: text.strip() for code, text in texts.items() if text.strip()}


def require_sound(
    minuted: Minuted,
    rulings: Sequence[RuledOn],
    withdrawn: Sequence[Withdrawn],
    corrects: Decision | None,
) -> None:
    """Refuse a decision on nothing, without a reason, or of a day to come.

    Only what puts right the words of one that took everything back is about nothing that holds.
    """
    named: list[RuledOn | Withdrawn] = [*rulings, *withdrawn]
    if not named and (corrects is None or corrects.rulings.exists()):
        raise NothingDecided
    if len({(type(one.thing), one.thing.pk) for one in named}) < len(named):
        raise DecidedTwice
    require_days(minuted.decided_on, *(one.next_on for one in rulings))
    if minuted.decided_on > timezone.localdate():
        raise DecidedInFuture
    if not written(minuted.reason) or any(minuted.written_in not in written(one.reason) for one in named):
        raise ReasonMissing
    if any(one.ruled is Ruled.LATER and one.next_on is None for one in rulings):
        raise DayMissing


@transaction.atomic
def decide(
    *,
    slug: str,
    minuted: Minuted,
    rulings: Sequence[RuledOn],
    actor: Account | None,
    corrects: Decision | None = None,
    withdrawn: Sequence[Withdrawn] = (),
) -> Decision:
    """Record a decision; each problem and proposal it names is answered with its reason in the same step.

    Whoever spoke reads the ruling on the receipt, with the decision behind it. A language that the reason is
    not written in is marked as missing, and its voices wait for the translation in the queue. A correction
    keeps the document of what it corrects, unless it brings another; then the old one is taken back.

    Parameters
    ----------
    corrects
        The decision that was written down wrongly. All that it ruled on is ruled on again or taken back.
    withdrawn
        What it ruled on by mistake. The answers are taken back with the reason, and are owed anew.

    Raises
    ------
    NothingDecided, DecidedTwice
        It names nothing, or one thing twice.
    ReasonMissing
        A reason is missing in the language the minutes are written in.
    CorrectedAlready
        The decision it corrects was corrected by another one.
    ThingLeftOut
        The decision it corrects ruled on a thing that it neither rules on nor takes back.
    JoinedSince
        It rules anew on a problem that became part of another one.
    NotRuledOn
        It takes back what the decision it corrects did not rule on.
    AddressJustTaken
        Somebody recorded one at the same address in the same moment.
    """
    require_sound(minuted, rulings, withdrawn, corrects)
    # All is held before the first of it changes, in one order whatever order it is named in.
    held = hold_corrected(corrects, [one.thing for one in rulings], [one.thing for one in withdrawn])
    # Who may read the document it keeps may just have been changed.
    document = minuted.document or (held.document if held else None)
    decision = make_at(
        Decision,
        slug,
        title=written(minuted.title),
        decider=minuted.decider,
        body=written(minuted.body),
        unit=minuted.unit,
        area=minuted.area,
        decided_on=minuted.decided_on,
        scope=written(minuted.scope),
        reason=written(minuted.reason),
        dissent=written(minuted.dissent),
        reference=minuted.reference,
        document=document,
        corrects=corrects,
        first_id=(held.first_id or held.pk) if held else None,
        source=minuted.source,
        constructed=minuted.constructed,
        by=actor,
    )
    for one in rulings:
        rule_on(decision, one, written_in=minuted.written_in, actor=actor)
    for taken in withdrawn:
        take_back(decision, taken.thing, because=written(taken.reason), actor=actor)
    if held is not None and held.document_id != decision.document_id:
        show_minutes(decision_id=held.pk, shown=False, actor=actor)
    numbers = {"rulings": len(rulings), "taken_back": len(withdrawn)}
    record(actor=actor, verb="decision.recorded", subject=decision, **numbers)
    return decision


def rule_on(decision: Decision, one: RuledOn, *, written_in: str, actor: Account | None) -> Ruling:
    """Write one ruling, and answer the thing it is about."""
    reason = written(one.reason)
    kind = "problem" if isinstance(one.thing, Problem) else "proposal"
    answer, *_translations = answer_thing(
        thing=one.thing,
        status=STATUS[one.ruled],
        texts=reason,
        written_in=written_in,
        unit=decision.unit,
        actor=actor,
        next_on=one.next_on,
        missing=set(languages_in(one.thing)) - reason.keys(),
    )
    return Ruling.objects.create(
        decision=decision,
        ruled=one.ruled,
        reason=reason,
        next_on=one.next_on,
        answer=answer,
        **{kind: one.thing},
    )
