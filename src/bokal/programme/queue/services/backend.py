"""How Django's tasks reach the table of jobs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import Task, TaskResult, TaskResultStatus, task_backends
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import TaskError
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job

STATUS = {
    JobState.READY: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.CANCELLED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often.

    Attributes
    ----------
    lease_seconds
        A worker that is not heard of for so long has lost its job.
    attempts
        How often a job is started at most.
    keep_days
        How long a job that is over stays readable.
    """

    lease_seconds: int = 60
    attempts: int = 3
    keep_days: int = 30


def limits() -> Limits:
    """Return the limits of this installation."""
    return Limits(**task_backends["default"].options)


class DatabaseBackend(BaseTaskBackend):
    """Jobs in the same database as everything else, so that a job exists when its transaction commits."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue[**P, R](
        self, task: Task[P, R], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[P, R]:
        self.validate_task(task)
        job = self.job(task, args, kwargs)
        job.save(force_insert=True)
        return self.announce(job, task)

    def enqueue_once(
        self, task: Task[..., Any], key: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> TaskResult[..., Any]:
        self.validate_task(task)
        job = self.job(task, args, kwargs, key=key)
        # The job that holds the key may fail between our try and our look; then the key is free again.
        while (kept := keep_or_find(job)) is None:
            continue
        return self.announce(kept, task) if kept.public_id == job.public_id else result_of(kept, task)

    def job(self, task: Task[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any], key: str = "") -> Job:
        return Job(
            task=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
            queue=task.queue_name,
            priority=task.priority,
            key=key,
            language=get_language() or "",
            max_attempts=limits().attempts,
            run_after=task.run_after or timezone.now(),
        )

    def announce[**P, R](self, job: Job, task: Task[P, R]) -> TaskResult[P, R]:
        result = result_of(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[..., Any]:
        try:
            job = Job.objects.get(public_id=uuid.UUID(str(result_id)))
        except (Job.DoesNotExist, ValueError, ValidationError) as missing:
            raise TaskResultDoesNotExist(result_id) from missing
        return result_of(job, task_at(job.task))


@transaction.atomic
def keep_or_find(job: Job) -> Job | None:
    """Keep a job, or find the one that holds its key; nothing when that one has just let go of it."""
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.filter(key=job.key).exclude(state__in=[JobState.FAILED, JobState.CANCELLED]).first()


def enqueue_once(
    *, task: Task[..., Any], key: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
) -> TaskResult[..., Any]:
    """Enqueue a job unless one with this key waits, runs or is done; then return that one."""
    backend = task.get_backend()
    if not isinstance(backend, DatabaseBackend):
        return task.enqueue(*args, **(kwargs or {}))
    return backend.enqueue_once(task, key, args, kwargs or {})


def task_at(path: str) -> Task[..., Any]:
    """Return the task at a place in the code."""
    found = import_string(path)
    if not isinstance(found, Task):
        raise ImportError(f"{path} is no task. Put @task above it.")
    return found


def result_of[**P, R](job: Job, task: Task[P, R]) -> TaskResult[P, R]:
    """Return a job in the words of Django's tasks."""
    kind, _, place = job.error.partition("\n")
    result: TaskResult[P, R] = TaskResult(
        task=task,
        id=str(job.public_id),
        status=STATUS[JobState(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[TaskError(exception_class_path=kind, traceback=place)] if job.error else [],
        worker_ids=list(job.workers),
    )
    object.__setattr__(result, "_return_value", job.result)
    return result
