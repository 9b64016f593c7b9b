"""What is looked over about initiatives each night."""

import datetime
import logging
from typing import Any

from django.tasks import task
from django.utils import timezone

from bokal.programme.initiatives.services import recount_money, totals
from bokal.programme.initiatives.services.look_back import look_backs_due
from bokal.programme.queue.services import recurring

logger = logging.getLogger("bokal.initiatives")


@recurring(at=datetime.time(2, 40))
@task(priority=-50)
def recount_totals() -> dict[str, int]:
    """Work out every total again from approved updates, and write down what differs."""
    found = totals.recount_totals()
    return {"measures": found.measures, "updates": found.updates, "differences": len(found.differences)}


@recurring(at=datetime.time(3, 10))
@task(priority=-50)
def recount_lines() -> list[dict[str, Any]]:
    """Compare the sums of budget lines with their entries; what differs is the result of the job."""
    found = [one.as_dict() for one in recount_money.recount_lines()]
    for one in found:
        logger.error("Budget line %(line)s keeps %(name)s %(stored)s, its entries say %(derived)s.", one)
    return found


@recurring(at=datetime.time(4, 20))
@task(priority=-50)
def remind_of_look_backs() -> list[dict[str, object]]:
    """List what was handed over and is due to be looked at again; the list is the result of the job."""
    return [
        {
            "initiative": row.handover.initiative.slug,
            "years": row.years,
            "due_on": row.due_on.isoformat() if row.due_on else None,
        }
        for row in look_backs_due(timezone.localdate())
    ]
