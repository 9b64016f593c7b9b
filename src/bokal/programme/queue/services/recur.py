"""Tasks that come back by themselves."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.tasks import Task
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from bokal.programme.queue.models import Recurrence
from bokal.programme.queue.services.backend import enqueue_once


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every so many minutes, or once a day at a time on the wall clock of the programme."""

    minutes: int | None = None
    at: datetime.time | None = None

    def __post_init__(self) -> None:
        if (self.minutes is None) == (self.at is None):
            raise ValueError("A recurring task needs either a number of minutes or a time of day.")
        if self.minutes is not None and self.minutes < 1:
            raise ValueError("A recurring task needs at least one minute between two runs.")

    def after(self, moment: datetime.datetime) -> datetime.datetime:
        """Return the first time after ``moment``; what was missed is not made up for."""
        if self.minutes is not None:
            return moment + datetime.timedelta(minutes=self.minutes)
        assert self.at is not None
        local = timezone.localtime(moment)
        today = datetime.datetime.combine(local.date(), self.at, tzinfo=local.tzinfo)
        if today > local:
            return today.astimezone(datetime.UTC)
        tomorrow = local.date() + datetime.timedelta(days=1)
        return datetime.datetime.combine(tomorrow, self.at, tzinfo=local.tzinfo).astimezone(datetime.UTC)


RHYTHMS: dict[str, tuple[Task[..., Any], Rhythm]] = {}


def recurring[T: Task[..., Any]](
    *, minutes: int | None = None, at: datetime.time | None = None
) -> Callable[[T], T]:
    """Have a task come back. Stands above ``@task`` in the ``tasks.py`` of an app."""
    rhythm = Rhythm(minutes=minutes, at=at)

    def register(task: T) -> T:
        RHYTHMS[task.module_path] = (task, rhythm)
        return task

    return register


def enqueue_recurring() -> int:
    """Enqueue the recurring tasks that are due, each once however many workers ask."""
    autodiscover_modules("tasks")
    now = timezone.now()
    waiting = set(Recurrence.objects.filter(next_at__gt=now).values_list("task", flat=True))
    return sum(enqueue_if_due(path, now) for path in sorted(RHYTHMS.keys() - waiting))


@transaction.atomic
def enqueue_if_due(path: str, now: datetime.datetime) -> bool:
    task, rhythm = RHYTHMS[path]
    Recurrence.objects.bulk_create([Recurrence(task=path, next_at=now)], ignore_conflicts=True)
    recurrence = Recurrence.objects.select_for_update().get(task=path)
    if recurrence.next_at > now:
        return False
    enqueue_once(task=task, key=f"{path}@{recurrence.next_at.isoformat()}")
    recurrence.next_at = rhythm.after(now)
    recurrence.save(update_fields=["next_at"])
    return True
