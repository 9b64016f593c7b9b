"""What somebody who coordinates owes this week: each list short, with how many there are in all."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from bokal.programme.initiatives.enums import UNDER_WAY, Afterlife, Phase, UpdateState
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
class Week:
    """What is due within two weeks or overdue, in somebody's areas."""

    answers: Owed[Case]
    updates: Owed[Update]
    gates: Owed[Gate]
    handovers: Owed[Handover]
    lessons: Owed[Initiative]
    promises: Owed[Promise]
    look_backs: Owed[LookBack]

    @property
    def count(self) -> int:
        """How many things there are in all."""
        lists = (self.answers, self.updates, self.gates, self.handovers)
        return sum(one.count for one in (*lists, self.lessons, self.promises, self.look_backs))


def owed[T](rows: QuerySet[Any, T]) -> Owed[T]:
    """Return the first rows of a list; a list that fits is not counted once more."""
    found = list(rows[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else rows.count()
    return Owed(found[:SHOWN], count)


def week_of(today: datetime.date, areas: Areas, voices_in: Areas) -> Week:
    """Return what is owed in some areas; of voices, in those whose voices one works with."""
    until, way = today + AHEAD, "initiative__area__code"
    gates = Gate.objects.filter(
        opening__passage__isnull=True, initiative__phase__in=(Phase.IDEA, *UNDER_WAY), due_on__lte=until
    )
    handovers = Handover.objects.filter(source="", completed_at__isnull=True).exclude(
        afterlife=Afterlife.STOP
    )
    lessons = Initiative.objects.filter(lesson={}, lesson_due_on__lte=until)
    promises = promises_within(areas).filter(state=PromiseState.OPEN, due_on__lte=until)
    updates = within(Update.objects.filter(state=UpdateState.SUBMITTED), areas, way)
    return Week(
        answers=owed(
            Case.objects.owed().within(voices_in).filter(due_on__lte=until).select_related("area", "unit")
        ),
        updates=owed(updates.select_related("initiative", "measure").order_by("submitted_at", "pk")),
        gates=owed(within(gates, areas, way).select_related("initiative").order_by("due_on", "pk")),
        handovers=owed(
            within(handovers, areas, way).select_related("initiative", "receiver").order_by("made_at", "pk")
        ),
        lessons=owed(within(lessons, areas, "area__code").order_by("lesson_due_on", "pk")),
        promises=owed(promises.select_related("unit", "organisation").order_by("due_on", "pk")),
        look_backs=owed(look_backs_due(until, areas)),
    )
