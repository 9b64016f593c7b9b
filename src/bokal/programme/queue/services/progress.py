"""How far a job has come: told by the task, read by pages."""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.queue.errors import LeaseLost
from bokal.programme.queue.models import Job
from bokal.programme.queue.services.backend import limits
from bokal.programme.queue.services.lease import Lease, keep_lease

LOST = _("The worker stopped each time in the middle of this job. Nothing more is tried. Ask your operator.")
BROKEN = _("The program met an error it did not expect. Nothing more is tried. Ask your operator.")
CANCELLED = _("The job was cancelled.")


class CurrentRun:
    """The attempt in this process: the task writes here, and the heartbeat carries it to the database.

    The task itself writes nothing, so telling is cheap, and on PostgreSQL what it tells is visible within a
    second, even while the task holds a transaction open. On SQLite the heartbeat waits for the transaction
    like every other writer, so that a task must do what takes long before its transaction begins.
    """

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.lost = False
        self._told: dict[str, Any] = {}
        self._written: dict[str, Any] = {}

    def tell(self, done: int, total: int, note: str) -> None:
        if self.lost:
            raise LeaseLost
        self._told = {"progress_done": done, "progress_total": total, "progress_note": note[:200]}

    @property
    def told(self) -> dict[str, Any]:
        return self._told

    @property
    def has_news(self) -> bool:
        return self._told is not self._written

    def beat(self) -> None:
        """Prolong the lease and write what was told last."""
        told = self._told
        if not keep_lease(self.lease, **told):
            self.lost = True
        self._written = told


current_run: ContextVar[CurrentRun | None] = ContextVar("current_run", default=None)


def report_progress(done: int, total: int, note: str = "") -> None:
    """Say how far the running task has come; call it as often as you like.

    Raises
    ------
    LeaseLost
        The job was cancelled or given to another worker. Let it pass, so that the task ends.
    """
    run = current_run.get()
    if run is not None:
        run.tell(max(done, 0), max(total, 0), note)


def last_attempt() -> bool:
    """Tell whether the running task will not be tried again if it fails now."""
    run = current_run.get()
    return run is None or run.lease.attempt >= limits().attempts


@dataclass(frozen=True, slots=True)
class JobProgress:
    """A job as a page shows it."""

    public_id: uuid.UUID
    task: str
    args: list[Any]
    state: JobState
    done: int
    total: int
    note: str
    result: Any
    sentence: str | Promise

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


def job_state(public_id: uuid.UUID | str) -> JobProgress:
    """Return how far a job has come.

    Raises
    ------
    Job.DoesNotExist
        There is no such job, or it was removed after its time.
    """
    job = Job.objects.get(public_id=public_id)
    return JobProgress(
        public_id=job.public_id,
        task=job.task,
        args=job.args,
        state=JobState(job.state),
        done=job.progress_done,
        total=job.progress_total,
        note=job.progress_note,
        result=job.result,
        sentence=sentence_of(job),
    )


def sentence_of(job: Job) -> str | Promise:
    """Say for people why a job did not get done; empty when it did or still may."""
    if job.state == JobState.CANCELLED:
        return CANCELLED
    if job.failure == Failure.REFUSED:
        return job.error
    if job.failure == Failure.LOST:
        return LOST
    return BROKEN if job.failure == Failure.ERROR else ""
