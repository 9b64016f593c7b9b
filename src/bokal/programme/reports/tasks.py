"""Work on reports that takes longer than a page may."""

from typing import Any

from django.tasks import task

from bokal.programme.accounts.models import Account
from bokal.programme.queue.services import report_progress
from bokal.programme.reports.services import publish_report


@task()
def publish_edition(report_id: int, actor_id: int | None) -> dict[str, Any]:
    """Publish the next edition of a report; a refusal ends the job with its sentence."""
    actor = Account.objects.get(pk=actor_id) if actor_id is not None else None
    snapshot = publish_report(report_id=report_id, actor=actor, tell=report_progress)
    return {"report": snapshot.report.slug, "edition": snapshot.edition}
