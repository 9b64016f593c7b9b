"""Budget lines with money on them; all of it constructed."""

import datetime
from typing import Any

from django.utils import timezone

from bokal.programme.initiatives.models import BudgetLine, Initiative
from bokal.programme.initiatives.services.money import LineFacts, add_budget_line, plan_money
from tests.factories.initiatives import make_initiative, owner


def today() -> datetime.date:
    """Return the day on the wall clock of the programme."""
    return timezone.localdate()


def make_line(initiative: Initiative | None = None, *, planned: int = 0, **fields: Any) -> BudgetLine:
    """Return a line of this year, with a plan when one is named."""
    facts: dict[str, Any] = {
        "unit": owner(),
        "funder": "Malmö stad",
        "account": "4600",
        "object_code": "6:1203",
        "year": today().year,
        "constructed": True,
    }
    held = initiative or Initiative.objects.first() or make_initiative()
    line = add_budget_line(initiative_id=held.pk, facts=LineFacts(**(facts | fields)), actor=None)
    if planned:
        plan_money(line_id=line.pk, amount=planned, on=today(), actor=None)
        line.refresh_from_db()
    return line
