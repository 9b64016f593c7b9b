"""What is looked over about initiatives each night."""

import datetime

from django.tasks import task

from bokal.programme.initiatives import services
from bokal.programme.queue.services import recurring


@recurring(at=datetime.time(2, 40))
@task(priority=-50)
def recount_totals() -> dict[str, int]:
    """Work out every total again from approved updates, and write down what differs."""
    found = services.recount_totals()
    return {"measures": found.measures, "updates": found.updates, "differences": len(found.differences)}
