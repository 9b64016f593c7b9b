"""A constructed status report about the trial: written, sent in, approved by another person, published."""

from pathlib import Path

from bokal.cli.demonstration.files import load
from bokal.cli.demonstration.voices import Cast, Json, cast, due_in
from bokal.programme.reports.enums import ReviewStep
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import (
    approve_report,
    last_step,
    prepare_report,
    preview_report,
    publish_report,
    send_in_report,
)


def build_status_report(folder: Path) -> None:
    """Publish the report, unless it is published already; one that got half way goes on from there."""
    entry, players = load(folder, "status-report.json"), cast()
    slug = entry["slug"]
    if Snapshot.objects.filter(report__slug=slug).exists():
        return
    report = Report.objects.filter(slug=slug).first() or prepare(entry, players)
    if last_step(report) is None:
        send_in_report(slug=slug, seen=preview_report(slug=slug).seen, actor=players.moderator)
    step = last_step(report)
    if step is not None and step.step == ReviewStep.SENT_IN:
        approve_report(slug=slug, seen=preview_report(slug=slug).seen, actor=players.second)
    publish_report(report_id=report.pk, actor=players.moderator, seen=preview_report(slug=slug).seen)


def prepare(entry: Json, players: Cast) -> Report:
    """Say what the report is about.

    Only what the made-up fund pays for, so that no documented initiative stands among what is made up.
    Its time ends before the day of building, so that what somebody tries out then is not missing in it.
    """
    return prepare_report(
        slug=entry["slug"],
        profile="status-report",
        title=entry["title"],
        subject={
            "period_from": due_in(entry["from"]).isoformat(),
            "period_to": due_in(entry["to"]).isoformat(),
            "known_on": due_in(0).isoformat(),
            "area": entry["area"],
            "funder": entry["funder"],
            "address": entry["slug"],
            "texts": entry["texts"],
        },
        actor=players.moderator,
    )
