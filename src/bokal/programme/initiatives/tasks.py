"""What is looked over about initiatives each night."""

import datetime
import logging
from typing import Any

from django.tasks import task

from bokal.programme.initiatives import services
from bokal.programme.queue.services import recurring

logger = logging.getLogger("bokal.initiatives")


@recurring(at=datetime.time(2, 40))
@task(priority=-50)
def recount_totals() -> dict[str, int]:
    """Work out every total again from approved updates, and write down what differs."""
    found = services.recount_totals()
    return {"measures": found.measures, "updates": found.updates, "differences": len(found.differences)}


@recurring(at=datetime.time(3, 10))
@task(priority=-50)
def recount_money() -> list[dict[str, Any]]:
    """Compare the sums of budget lines with their entries; what differs is the result of the job."""
    found = [one.as_dict() for one in services.recount_lines()]
    for one in found:
        logger.error("Budget line %(line)s keeps %(name)s %(stored)s, its entries say %(derived)s.", one)
    return found
