"""Doing one job."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from django.tasks import TaskContext
from django.tasks.signals import task_finished, task_started
from django.utils import timezone, translation
from django.utils.json import normalize_json

from bokal.programme.history.enums import Origin
from bokal.programme.history.errors import Refused
from bokal.programme.history.services import acting
from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.queue.errors import Interrupted, LeaseLost
from bokal.programme.queue.models import Job
from bokal.programme.queue.services.backend import DatabaseBackend, result_of, task_at
from bokal.programme.queue.services.lease import Lease, after_failure, claim_job, close_job, give_back
from bokal.programme.queue.services.progress import CurrentRun, current_run

logger = logging.getLogger("bokal.queue")


def run_job(job: Job, run: CurrentRun) -> None:
    """Do one attempt of a job and keep its outcome."""
    token = current_run.set(run)
    try:
        by = acting(actor=None, origin=Origin.TASK, reference=str(job.public_id))
        with translation.override(job.language or None), by:
            outcome = attempt(job)
    except LeaseLost:
        logger.warning("Attempt %s of job %s was called off.", job.attempts, job.pk)
        return
    except Interrupted:
        give_back(run.lease)
        raise
    finally:
        current_run.reset(token)
    if close_job(run.lease, **run.told, **outcome):
        announce_end(job, outcome)


def attempt(job: Job) -> dict[str, Any]:
    """Call the task and return what is to be written about the job."""
    try:
        task = task_at(job.task)
        result = result_of(job, task)
        task_started.send(DatabaseBackend, task_result=result)
        context = [TaskContext(task_result=result)] if task.takes_context else []
        value = normalize_json(task.call(*context, *job.args, **job.kwargs))
    except LeaseLost:
        raise
    except Refused as refusal:
        return after_failure(job, failure=Failure.REFUSED, error=str(refusal), again=False)
    except Exception as error:  # noqa: BLE001 a task may raise anything, and the worker must go on
        return after_failure(job, failure=Failure.ERROR, error=place_of(error))
    now = timezone.now()
    return {"state": JobState.DONE, "result": value, "error": "", "finished_at": now}


def place_of(error: Exception) -> str:
    """Return the kind of an error and where it arose; its own words may name a person and are left out."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join([kind, *(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames)])


def announce_end(job: Job, outcome: dict[str, Any]) -> None:
    if outcome["state"] == JobState.READY:
        kind = outcome["error"].partition("\n")[0]
        logger.warning("Attempt %s of job %s failed (%s); it is tried again.", job.attempts, job.pk, kind)
        return
    try:
        task = task_at(job.task)
    except ImportError:
        logger.exception("Job %s names the task %s, which is not here.", job.pk, job.task)
        return
    job.refresh_from_db()
    task_finished.send(DatabaseBackend, task_result=result_of(job, task))


def work_off(*, worker: str = "in-process", limit: int = 1000) -> int:
    """Do the jobs that are due, one after the other in this process, and return how many."""
    done = 0
    while done < limit and (job := claim_job(worker=worker)) is not None:
        run_job(job, CurrentRun(Lease.of(job)))
        done += 1
    return done
