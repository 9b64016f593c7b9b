"""What is looked over about initiatives each night."""

import datetime

from django.tasks import task
from django.utils import timezone

from bokal.programme.initiatives import services
from bokal.programme.queue.services import recurring


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
        for row in services.look_backs_due(timezone.localdate())
    ]
