"""Prepare a report: say what it is built from, before the first edition is published."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.reports.errors import UnknownProfile
from bokal.programme.reports.models import Report
from bokal.programme.reports.services.profiles import PROFILES


@transaction.atomic
def prepare_report(
    *, slug: str, profile: str, title: Mapping[str, str], subject: Mapping[str, Any], actor: Account | None
) -> Report:
    """Create the report, or point an existing one at another subject; published editions stay as they are."""
    if profile not in PROFILES:
        raise UnknownProfile
    report = Report.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if report is None:
        report = Report(slug=slug)
    wanted = {"profile": profile, "title": dict(title), "subject": dict(subject)}
    if report.pk and all(getattr(report, name) == value for name, value in wanted.items()):
        return report
    for name, value in wanted.items():
        setattr(report, name, value)
    report.save()
    record(actor=actor, verb="report.prepared", subject=report, profile=profile)
    return report
