"""Work on reports that takes longer than a page may."""

import uuid
from typing import Any

from django.tasks import TaskContext, task

from bokal.programme.accounts.models import Account
from bokal.programme.queue.services import report_progress
from bokal.programme.reports.services import publish_report


@task(takes_context=True)
def publish_edition(
    context: "TaskContext[Any, Any]", report_id: int, actor_id: int | None, seen: str | None = None
) -> dict[str, Any]:
    """Publish the next edition of a report as it was ``seen``; a refusal ends the job with its sentence.

    A worker may be killed after the edition is kept and before the job is closed. The job's number is kept
    with the edition, so that the second attempt finds it.
    """
    actor = Account.objects.get(pk=actor_id) if actor_id is not None else None
    job = uuid.UUID(context.task_result.id)
    snapshot = publish_report(report_id=report_id, actor=actor, job=job, seen=seen, tell=report_progress)
    return {"report": snapshot.report.slug, "edition": snapshot.edition}
