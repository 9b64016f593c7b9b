"""Write a report, send it in, send it back or approve it: two people stand behind what is published.

Sending back changes no number: the numbers come from the records, and nobody writes them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.reports.enums import ReviewStep
from bokal.programme.reports.errors import (
    ChangedSinceSeen,
    NotBeingWritten,
    NotSentIn,
    OwnSubmission,
    ReasonWanted,
)
from bokal.programme.reports.models import Report, Review
from bokal.programme.reports.services.figures import figures_of
from bokal.programme.reports.services.preview_report import preview_report
from bokal.programme.reports.services.publish_report import require_begun
from bokal.programme.reports.services.report_texts import check_text
from bokal.programme.reports.services.review_state import last_step, next_edition
from bokal.programme.reports.services.status_chain import followed
from bokal.programme.reports.services.status_report import status_facts
from bokal.programme.reports.services.status_span import span_of


@transaction.atomic
def write_text(*, slug: str, section: str, texts: Mapping[str, str], actor: Account | None) -> Report:
    """Keep the text of a section by language; empty ones fall away.

    Raises
    ------
    DayKept, KnowsLess, PeriodTold
        It would tell what the reports before or after it tell, or leave something out.
    NoSuchFigure
        It asks for a number that the report does not have.
    NoSuchSection
        No section is called so.
    NotBeingWritten
        The report was sent in, or approved.
    TextTooLong
        It has more words than a section may have.
    """
    report = Report.objects.select_for_update(of=("self",)).get(slug=slug)
    require_being_written(last_step(report))
    written = {code: text.strip() for code, text in texts.items() if text.strip()}
    facts = status_facts(span_of(followed(report.subject)))
    check_text(section, written, {figure.address: figure for figure in figures_of(facts)})
    kept = {**report.subject.get("texts", {}), section: written}
    report.subject = {**report.subject, "texts": {name: text for name, text in kept.items() if text}}
    report.save(update_fields=["subject"])
    record(actor=actor, verb="report.written", subject=report, section=section)
    return report


def require_being_written(last: Review | None) -> None:
    """Refuse to change a report that was sent in or approved."""
    if last is not None and last.step != ReviewStep.RETURNED:
        raise NotBeingWritten


def require_as_seen(slug: str, seen: str) -> str:
    """Return what the next edition is by fingerprint, when it is what somebody has looked at.

    Raises
    ------
    ChangedSinceSeen
        It says something else by now.
    PeriodAhead
        It is about a time that has not begun.
    """
    preview = preview_report(slug=slug)
    if changed := preview.changed_since(seen):
        raise ChangedSinceSeen(changed)
    require_begun(preview.content)
    return preview.seen


@dataclass(frozen=True, slots=True)
class Held:
    """A report that is held until a step is kept, with the last step of its next edition."""

    report: Report
    last: Review | None

    def keep(self, step: ReviewStep, *, by: Account, sent_in_by: Account, **fields: str) -> Review:
        """Keep a step and write it down."""
        edition = next_edition(self.report)
        about = {"report": self.report, "edition": edition, "step": step}
        review = Review.objects.create(**about, by=by, sent_in_by=sent_in_by, **fields)
        record(actor=by, verb=f"report.{step}", subject=self.report, edition=edition)
        return review


def held(slug: str) -> Held:
    """Hold a report until the change is done."""
    report = Report.objects.select_for_update(of=("self",)).get(slug=slug)
    return Held(report, last_step(report))


def send_in_report(*, slug: str, seen: str, actor: Account) -> Review:
    """Send a report in as it was ``seen``; from now on its texts wait for another person."""
    as_seen = require_as_seen(slug, seen)
    with transaction.atomic():
        found = held(slug)
        require_being_written(found.last)
        return found.keep(ReviewStep.SENT_IN, by=actor, sent_in_by=actor, seen=as_seen)


@transaction.atomic
def return_report(*, slug: str, because: str, actor: Account) -> Review:
    """Send a report back to whoever sent it in, with a reason; no number changes by that."""
    found = held(slug)
    if found.last is None or found.last.step == ReviewStep.RETURNED:
        raise NotSentIn
    if not because.strip():
        raise ReasonWanted
    sender = found.last.sent_in_by
    return found.keep(ReviewStep.RETURNED, by=actor, sent_in_by=sender, because=because.strip())


def approve_report(*, slug: str, seen: str, actor: Account) -> Review:
    """Approve a report as it was ``seen``; nobody approves what they sent in themselves."""
    as_seen = require_as_seen(slug, seen)
    with transaction.atomic():
        found = held(slug)
        if found.last is None or found.last.step != ReviewStep.SENT_IN:
            raise NotSentIn
        if found.last.sent_in_by_id == actor.pk:
            raise OwnSubmission
        return found.keep(ReviewStep.APPROVED, by=actor, sent_in_by=found.last.sent_in_by, seen=as_seen)
