"""What the house does by itself."""

from django.tasks import task

from bokal.programme.queue.services import recurring
from bokal.programme.queue.services import remove_old_jobs as remove


@recurring(minutes=60)
@task(priority=-50)
def remove_old_jobs() -> int:
    """Remove jobs that have been over for long."""
    return remove()
