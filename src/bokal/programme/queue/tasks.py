"""What the house does by itself."""

import datetime

from django.tasks import task

from bokal.programme.accounts import services as accounts
from bokal.programme.documents import services as documents
from bokal.programme.history import services as history
from bokal.programme.queue import services as queue
from bokal.programme.queue.services import recurring


@recurring(minutes=60)
@task(priority=-50)
def remove_old_jobs() -> int:
    """Remove jobs that have been over for long."""
    return queue.remove_old_jobs()


@recurring(minutes=10)
@task(priority=-50)
def seal_history() -> int:
    """Chain what the database wrote into the history by itself."""
    return history.seal_history()


@recurring(at=datetime.time(3, 40))
@task(priority=-50)
def sweep_documents() -> int:
    """Remove files that were left by uploads given up half-way."""
    return len(documents.sweep_documents())


@recurring(at=datetime.time(3, 20))
@task(priority=-50)
def forget_unused_documents() -> int:
    """Forget files that were handed in more than a day ago and that nothing shows or rests on."""
    return documents.forget_unused_documents()


@recurring(minutes=24 * 60)
@task(priority=-50)
def sweep_drafts() -> int:
    """Forget drafts that nobody has gone on with for long."""
    return accounts.sweep_drafts()
