"""Look back at what was handed over, and record handovers that are known from sources alone."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Afterlife, Found
from bokal.programme.initiatives.errors import SourceMissing
from bokal.programme.initiatives.errors.afterlife import (
    ChangeUntold,
    NotDocumented,
    NothingToLookAt,
    SeenInFuture,
)
from bokal.programme.initiatives.models import Handover, Initiative, LookBack
from bokal.programme.initiatives.services.plan import held
from bokal.programme.programmes.models import Unit

type Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody found who looked again; a source may give the year alone."""

    found: Found
    seen_on: datetime.date | None = None
    seen_year: int | None = None
    text: Texts = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class SourcedHandover:
    """What sources say of a handover, and what none says."""

    afterlife: Afterlife
    source: str
    receiver: Unit | None = None
    receiver_outside: str = ""
    from_day: datetime.date | None = None
    from_year: int | None = None
    text: Texts = field(default_factory=dict)
    unknown: Texts = field(default_factory=dict)


def facts_of(seen: Seen) -> dict[str, object]:
    """Return what was found as fields of the record, or refuse what nobody could read later."""
    today = timezone.localdate()
    if (seen.seen_on or today) > today or (seen.seen_year or today.year) > today.year:
        raise SeenInFuture
    text, source = written(seen.text), seen.source.strip()
    if seen.found is not Found.AS_IS and not text and not source:
        raise ChangeUntold
    day = seen.seen_on if seen.seen_year is not None else seen.seen_on or today
    return {
        "found": seen.found,
        "seen_on": day,
        "seen_year": seen.seen_year,
        "text": text,
        "source": source,
    }


@transaction.atomic
def look_back(
    *, initiative_id: int, seen: Seen, actor: Account | None, look_back_id: int | None = None
) -> LookBack:
    """Write down what is left of an initiative, at a time that was due or at another.

    What was found before can be told better; the history keeps both. “Ended by decision” is no failure.
    """
    held(initiative_id)
    handover = Handover.objects.select_for_update(of=("self",)).filter(initiative_id=initiative_id).first()
    if handover is None or handover.completed_at is None:
        raise NothingToLookAt
    facts = facts_of(seen)
    if look_back_id is None:
        row = LookBack.objects.create(handover=handover, by=actor, **facts)
        verb = "look_back.found"
    else:
        row = handover.look_backs.select_for_update().get(pk=look_back_id)
        verb = "look_back.revised" if row.found else "look_back.found"
        for name, value in facts.items():
            setattr(row, name, value)
        row.by = actor
        row.save(update_fields=[*facts, "by"])
    record(actor=actor, verb=verb, subject=row, found=str(seen.found))
    return row


@transaction.atomic
def record_known_handover(
    *, initiative_id: int, known: SourcedHandover, actor: Account | None, seen: Sequence[Seen] = ()
) -> Handover:
    """Record what sources say became of a documented initiative; it is never called complete.

    The same facts again change nothing; other facts take their place, and the history keeps both.
    """
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative_id)
    if not initiative.documented:
        raise NotDocumented
    if not known.source.strip() or any(not one.source.strip() for one in seen):
        raise SourceMissing
    facts = {
        "afterlife": known.afterlife,
        "receiver": known.receiver,
        "receiver_outside": known.receiver_outside.strip(),
        "from_day": known.from_day,
        "from_year": known.from_year,
        "text": written(known.text),
        "source": known.source.strip(),
        "unknown": written(known.unknown),
    }
    handover = Handover.objects.select_for_update().filter(initiative=initiative).first()
    if handover is None:
        handover = Handover.objects.create(initiative=initiative, **facts)
    elif any(getattr(handover, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(handover, name, value)
        handover.save(update_fields=list(facts))
    rows = [facts_of(one) for one in seen]
    names = ("found", "seen_on", "seen_year", "text", "source")
    there = [{name: getattr(one, name) for name in names} for one in handover.look_backs.order_by("pk")]
    if there != rows:
        handover.look_backs.all().delete()
        for row in rows:
            LookBack.objects.create(handover=handover, by=actor, **row)
    record(actor=actor, verb="handover.known", subject=handover, initiative=initiative.slug)
    return handover


def look_backs_due(today: datetime.date, areas: frozenset[str] | None = None) -> QuerySet[LookBack]:
    """Return the look-backs that are due by a day and nobody has made, the oldest first."""
    due = LookBack.objects.filter(found="", due_on__lte=today)
    if areas is not None:
        due = due.filter(handover__initiative__area__code__in=areas)
    return due.select_related("handover__initiative__area", "handover__receiver").order_by("due_on", "pk")
