"""Taking a job, keeping it, and handing it on. Every step names the attempt it speaks for."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.queue.models import Job
from bokal.programme.queue.services.backend import limits

logger = logging.getLogger("bokal.queue")


@dataclass(frozen=True, slots=True)
class Lease:
    """The right of one worker to do one attempt of one job."""

    job_id: int
    worker: str
    attempt: int

    @classmethod
    def of(cls, job: Job) -> Lease:
        return cls(job_id=job.pk, worker=job.worker, attempt=job.attempts)


def lease_end() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=limits().lease_seconds)


def pause_after(attempt: int) -> datetime.timedelta:
    """Return how long a job waits after its attempt failed: 5, 20, 80 … seconds, an hour at most."""
    return datetime.timedelta(seconds=min(5 * 4 ** (attempt - 1), 3600))


def claim_job(*, worker: str, queues: frozenset[str] = frozenset()) -> Job | None:
    """Give the most urgent job that is due to a worker.

    PostgreSQL lets each worker skip the rows others have locked. On SQLite the transaction holds the only
    write lock, so the plain look comes first: an idle worker must not hold it.
    """
    if not Job.objects.due(timezone.now(), queues=queues).exists():
        return None
    with transaction.atomic():
        jobs = Job.objects.due(timezone.now(), queues=queues).order_by("-priority", "run_after", "pk")
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None:
            return None
        job.state = JobState.RUNNING
        job.worker = worker
        job.workers = [*job.workers, worker]
        job.attempts += 1
        job.lease_until = lease_end()
        job.started_at = timezone.now()
        job.save(update_fields=["state", "worker", "workers", "attempts", "lease_until", "started_at"])
        return job


def keep_lease(lease: Lease, **progress: Any) -> bool:
    """Prolong a lease and write the progress; false when the job is no longer this worker's."""
    held = Job.objects.filter(pk=lease.job_id).held_by(worker=lease.worker, attempt=lease.attempt)
    return held.update(lease_until=lease_end(), **progress) == 1


def close_job(lease: Lease, **fields: Any) -> bool:
    """Write how an attempt ended, unless the job was taken away in the meantime."""
    held = Job.objects.filter(pk=lease.job_id).held_by(worker=lease.worker, attempt=lease.attempt)
    kept = held.update(worker="", lease_until=None, **fields) == 1
    if not kept:
        logger.warning(
            "The outcome of attempt %s of job %s was not kept: it is no longer ours.",
            lease.attempt,
            lease.job_id,
        )
    return kept


def give_back(lease: Lease) -> bool:
    """Put a job back as if it had never been taken, because the worker stops."""
    return close_job(lease, state=JobState.READY, attempts=lease.attempt - 1, run_after=timezone.now())


def after_failure(job: Job, *, failure: Failure, error: str, again: bool = True) -> dict[str, Any]:
    """Return what becomes of a job after a failed attempt: another one after a pause, or the end."""
    now = timezone.now()
    if again and job.attempts < job.max_attempts:
        return {"state": JobState.READY, "run_after": now + pause_after(job.attempts), "error": error}
    return {"state": JobState.FAILED, "failure": failure, "error": error, "finished_at": now}


def reap_abandoned() -> int:
    """Put the jobs of vanished workers back, or end those that were tried often enough."""
    if not Job.objects.abandoned(timezone.now()).exists():
        return 0
    reaped = 0
    with transaction.atomic():
        jobs = Job.objects.abandoned(timezone.now()).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        for job in jobs:
            outcome = after_failure(job, failure=Failure.LOST, error="")
            reaped += close_job(Lease.of(job), **outcome)
            logger.warning(
                "Worker %s vanished during attempt %s of job %s.", job.worker, job.attempts, job.pk
            )
    return reaped
