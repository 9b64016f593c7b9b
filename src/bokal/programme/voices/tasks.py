"""What is worked out about voices beside the pages."""

from django.tasks import task

from bokal.programme.queue.services import recurring
from bokal.programme.voices import services


@recurring(minutes=10)
@task(priority=-50)
def learn_meanings() -> int:
    """Work out what new words mean, where the extra ``languages`` is installed."""
    return services.learn_meanings()
