from __future__ import annotations

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bokal.programme.queue.enums import Failure, JobState


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, moment: datetime.datetime, *, queues: frozenset[str]) -> JobQuerySet:
        """Keep the jobs a worker may take now; no queue named means every queue."""
        jobs = self.filter(state=JobState.READY, run_after__lte=moment)
        return jobs.filter(queue__in=queues) if queues else jobs

    def held_by(self, *, worker: str, attempt: int) -> JobQuerySet:
        """Keep the jobs that still belong to this very attempt of this very worker."""
        return self.filter(state=JobState.RUNNING, worker=worker, attempts=attempt)

    def abandoned(self, moment: datetime.datetime) -> JobQuerySet:
        """Keep the jobs whose worker has not been heard of in time."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=moment)

    def over(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.DONE, JobState.FAILED, JobState.CANCELLED])


class Job(models.Model):
    """One call of a task, done at least once. Its arguments are plain values and never personal data."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.CharField(max_length=200, help_text="Where the task is found in the code.")
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=40, default="default")
    priority = models.SmallIntegerField(default=0)
    key = models.CharField(max_length=200, blank=True, help_text="Two jobs with one key are one job.")
    language = models.CharField(max_length=10, blank=True, help_text="Of the person who asked for it.")

    state = models.CharField(max_length=10, choices=JobState, default=JobState.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=80, blank=True)
    workers = models.JSONField(default=list, help_text="Every worker that took it, in order.")

    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0, help_text="Nought while unknown.")
    progress_note = models.CharField(max_length=200, blank=True)

    result = models.JSONField(null=True, blank=True)
    failure = models.CharField(max_length=10, choices=Failure, default=Failure.NONE, blank=True)
    error = models.TextField(blank=True, help_text="A refusal, or the kind and place of an error.")

    enqueued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-enqueued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_job_per_key",
                fields=["key"],
                condition=~Q(key="") & Q(state__in=[JobState.READY, JobState.RUNNING, JobState.DONE]),
            ),
            models.CheckConstraint(name="job_state_is_known", condition=Q(state__in=JobState.values)),
            models.CheckConstraint(name="job_failure_is_known", condition=Q(failure__in=Failure.values)),
            models.CheckConstraint(
                name="running_job_has_worker_and_lease",
                condition=(~Q(worker="") & Q(lease_until__isnull=False, state=JobState.RUNNING))
                | (Q(worker="", lease_until__isnull=True) & ~Q(state=JobState.RUNNING)),
            ),
            models.CheckConstraint(
                name="job_keeps_to_its_attempts", condition=Q(attempts__lte=F("max_attempts"))
            ),
        ]
        indexes = [
            models.Index(
                name="job_next",
                fields=["-priority", "run_after", "id"],
                condition=Q(state=JobState.READY),
            ),
            models.Index(name="job_lease", fields=["lease_until"], condition=Q(state=JobState.RUNNING)),
            models.Index(name="job_over", fields=["finished_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.task.rpartition('.')[2]} {self.public_id}"


class Worker(models.Model):
    """A process that works off jobs, and when it was last heard of."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Recurrence(models.Model):
    """When a recurring task is due next; the rhythm itself stands in the code."""

    task = models.CharField(max_length=200, unique=True)
    next_at = models.DateTimeField()

    class Meta:
        ordering = ["task"]

    def __str__(self) -> str:
        return self.task
