"""How far the next edition of a report has come on its way to being published."""

from collections.abc import Mapping
from typing import Any

from bokal.programme.reports.enums import ReviewStep
from bokal.programme.reports.errors import ApprovalLapsed, NotApproved, ReportRefused
from bokal.programme.reports.models import Report, Review
from bokal.programme.reports.services.seen_parts import parts_changed
from bokal.programme.reports.services.shapes import shape_of


def next_edition(report: Report) -> int:
    """Return the number of the next edition of a report."""
    last = report.snapshots.order_by("-edition").values_list("edition", flat=True).first()
    return (last or 0) + 1


def last_step(report: Report) -> Review | None:
    """Return the last step of the next edition, or nothing while it is written for the first time."""
    steps = Review.objects.filter(report=report, edition=next_edition(report))
    return steps.select_related("by", "sent_in_by").order_by("-pk").first()


def missing_approval(report: Report, content: Mapping[str, Any]) -> ReportRefused | None:
    """Return why the next edition may not be published yet; nothing when it may."""
    try:
        require_approval(report, content)
    except ReportRefused as refusal:
        return refusal
    return None


def require_approval(report: Report, content: Mapping[str, Any]) -> None:
    """Refuse to publish what another person should have approved and has not, or approved otherwise."""
    if not shape_of(content).needs_approval:
        return
    step = last_step(report)
    if step is None or step.step != ReviewStep.APPROVED:
        raise NotApproved
    if changed := parts_changed(step.seen, content):
        raise ApprovalLapsed(changed)
