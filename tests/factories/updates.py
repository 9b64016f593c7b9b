"""Reports from the work; all of them constructed."""

import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.initiatives.models import Initiative, Measure, Update
from bokal.programme.initiatives.services import add_measure
from bokal.programme.initiatives.services.updates import Report, approve_update, send_update
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_measured, make_ready, start

MONTH = datetime.timedelta(days=30)


def make_running(slug: str = "light", **measure: Any) -> Measure:
    """Return the measure of an initiative that is being tried out."""
    initiative = make_ready(slug, measures=0)
    made = add_measure(initiative_id=initiative.pk, measured=make_measured(**measure), actor=None)
    start(initiative)
    made.refresh_from_db()
    return made


def make_report(
    measure: Measure | None, value: object = None, *, months_ago: int = 1, **facts: Any
) -> Report:
    """Return a report on a month, so many months back."""
    ends = timezone.localdate() - (months_ago - 1) * MONTH
    given: dict[str, Any] = {
        "measure": measure,
        "value": None if value is None else Decimal(str(value)),
        "period_from": ends - MONTH,
        "period_to": ends,
    }
    return Report(**(given | facts))


def gardener() -> Account:
    """Return somebody who does the work."""
    return make_account(Role.RECORDER)


def make_update(
    measure: Measure, value: object = None, *, initiative: Initiative | None = None, **facts: Any
) -> Update:
    """Return a report that was sent in."""
    owner = initiative or measure.initiative
    return send_update(initiative_id=owner.pk, report=make_report(measure, value, **facts), actor=gardener())


def make_approved(measure: Measure, value: object = None, **facts: Any) -> Update:
    """Return a report that counts."""
    update = make_update(measure, value, **facts)
    return approve_update(update_id=update.pk, actor=make_account(Role.COORDINATOR))
