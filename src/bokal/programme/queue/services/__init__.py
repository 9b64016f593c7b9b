"""The only doors to background work.

A job is done **at least once**: when a worker dies, another one starts the job again. A task must therefore
give the same outcome when it runs twice.
"""

from bokal.programme.queue.services.backend import DatabaseBackend, enqueue_once
from bokal.programme.queue.services.cancel import cancel_job
from bokal.programme.queue.services.clean import remove_old_jobs
from bokal.programme.queue.services.progress import JobProgress, job_state, last_attempt, report_progress
from bokal.programme.queue.services.recur import enqueue_recurring, recurring
from bokal.programme.queue.services.run import work_off
from bokal.programme.queue.services.work import WorkerProcess, workers_alive

__all__ = [
    "DatabaseBackend",
    "JobProgress",
    "WorkerProcess",
    "cancel_job",
    "enqueue_once",
    "enqueue_recurring",
    "job_state",
    "last_attempt",
    "recurring",
    "remove_old_jobs",
    "report_progress",
    "work_off",
    "workers_alive",
]
