"""What somebody who coordinates owes this week: each list short, with how many there are in all."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from bokal.programme.initiatives.enums import UNDER_WAY, Afterlife, UpdateState
from bokal.programme.initiatives.models import Gate, Handover, Initiative, LookBack, Update
from bokal.programme.initiatives.services.board import Areas, promises_within, within
from bokal.programme.initiatives.services.look_back import look_backs_due
from bokal.programme.voices.enums import PromiseState
from bokal.programme.voices.models import Case, Promise

AHEAD = datetime.timedelta(days=14)
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Owed[T]:
    """The first rows of a list, and how many there are."""

    first: Sequence[T]
    count: int


@dataclass(frozen=True, slots=True)
class Reach:
    """The areas in which somebody reads, works with voices, approves reports and reports; None is everywhere.

    ``account`` is who it is: what was sent back waits for whoever sent it in.
    """

    reads: Areas = None
    voices: Areas = None
    approves: Areas = None
    reports: Areas = None
    account: int | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What is due within two weeks or overdue, in somebody's areas."""

    answers: Owed[Case]
    returned: Owed[Update]
    updates: Owed[Update]
    gates: Owed[Gate]
    handovers: Owed[Handover]
    lessons: Owed[Initiative]
    promises: Owed[Promise]
    look_backs: Owed[LookBack]

    @property
    def count(self) -> int:
        """How many things there are in all."""
        lists = (self.answers, self.returned, self.updates, self.gates, self.handovers)
        return sum(one.count for one in (*lists, self.lessons, self.promises, self.look_backs))


def owed[T](rows: QuerySet[Any, T]) -> Owed[T]:
    """Return the first rows of a list; a list that fits is not counted once more."""
    found = list(rows[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else rows.count()
    return Owed(found[:SHOWN], count)


def returned_to(account: int | None) -> QuerySet[Update]:
    """Return the reports that were sent back to somebody who wrote them or sent them in."""
    if account is None:
        return Update.objects.none()
    return Update.objects.filter(Q(by=account) | Q(submitted_by=account), state=UpdateState.RETURNED)


def submitted_by_others(account: int | None) -> QuerySet[Update]:
    """Return the reports that wait for approval; nobody approves what they wrote or sent in themselves."""
    found = Update.objects.filter(state=UpdateState.SUBMITTED)
    if account is None:
        return found
    by_another = Q(by__isnull=True) | ~Q(by=account)
    return found.filter(by_another, Q(submitted_by__isnull=True) | ~Q(submitted_by=account))


def lists_of(today: datetime.date, reach: Reach) -> dict[str, QuerySet[Any, Any]]:
    """Return what is owed within somebody's reach by the name of its list."""
    until, way, areas = today + AHEAD, "initiative__area__code", reach.reads
    gates = Gate.objects.ahead().filter(due_on__lte=until)
    # What was stopped or closed in between is handed over to nobody any more.
    handovers = Handover.objects.filter(
        source="", completed_at__isnull=True, initiative__phase__in=UNDER_WAY
    ).exclude(afterlife=Afterlife.STOP)
    lessons = Initiative.objects.filter(lesson={}, lesson_due_on__lte=until)
    promises = promises_within(areas).filter(state=PromiseState.OPEN, due_on__lte=until)
    updates = within(submitted_by_others(reach.account), reach.approves, way)
    return {
        "answers": Case.objects.owed()
        .within(reach.voices)
        .filter(due_on__lte=until)
        .select_related("area", "unit"),
        "returned": within(returned_to(reach.account), reach.reports, way)
        .select_related("initiative", "measure")
        .order_by("pk"),
        "updates": updates.select_related("initiative", "measure").order_by("submitted_at", "pk"),
        "gates": within(gates, areas, way).select_related("initiative").order_by("due_on", "pk"),
        "handovers": within(handovers, areas, way)
        .select_related("initiative", "receiver")
        .order_by("made_at", "pk"),
        "lessons": within(lessons, areas, "area__code").order_by("lesson_due_on", "pk"),
        "promises": promises.select_related("unit", "organisation").order_by("due_on", "pk"),
        "look_backs": look_backs_due(until, areas),
    }


def week_of(today: datetime.date, reach: Reach) -> Week:
    """Return what is due within two weeks or overdue, in somebody's areas."""
    return Week(**{name: owed(rows) for name, rows in lists_of(today, reach).items()})


def counts_of_week(today: datetime.date, reach: Reach) -> dict[str, int]:
    """Return how long each list of a week is, by its name, with one query."""
    lists = lists_of(today, reach)
    first, *rest = (
        rows.order_by().annotate(owed=Value(name)).values("owed").annotate(there=Count("pk", distinct=True))
        for name, rows in lists.items()
    )
    there = {row["owed"]: row["there"] for row in first.union(*rest, all=True).order_by("owed")}
    return {name: there.get(name, 0) for name in lists}
