"""What is looked over about initiatives while nobody waits for it."""

import datetime
import logging
from typing import Any

from django.tasks import task

from bokal.programme.initiatives.services.recount_money import recount_lines
from bokal.programme.queue.services import recurring

logger = logging.getLogger("bokal.initiatives")


@recurring(at=datetime.time(3, 10))
@task(priority=-50)
def recount_money() -> list[dict[str, Any]]:
    """Compare the sums of budget lines with their entries; what differs is the result of the job."""
    found = [one.as_dict() for one in recount_lines()]
    for one in found:
        logger.error("Budget line %(line)s keeps %(name)s %(stored)s, its entries say %(derived)s.", one)
    return found
