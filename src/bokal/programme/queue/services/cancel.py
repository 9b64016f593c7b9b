"""Calling a job off."""

import uuid

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.errors import JobIsOver
from bokal.programme.queue.models import Job


@transaction.atomic
def cancel_job(*, public_id: uuid.UUID | str, actor: Account | None) -> Job:
    """Call a job off; one that is running ends when it next reports its progress."""
    job = Job.objects.select_for_update().get(public_id=public_id)
    if job.state not in {JobState.READY, JobState.RUNNING}:
        raise JobIsOver
    job.state = JobState.CANCELLED
    job.worker = ""
    job.lease_until = None
    job.finished_at = timezone.now()
    job.save(update_fields=["state", "worker", "lease_until", "finished_at"])
    record(actor=actor, verb="job.cancelled", subject=job, task=job.task)
    return job
