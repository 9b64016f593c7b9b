"""Budget lines with money on them; all of it constructed."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from bokal.programme.initiatives.enums import GrantRule
from bokal.programme.initiatives.models import BudgetLine, GrantApplication, GrantCall, Initiative
from bokal.programme.initiatives.services.grants import Applied, Call, apply_for_grant, open_call
from bokal.programme.initiatives.services.money import LineFacts, add_budget_line, plan_money
from bokal.programme.voices.enums import Channel
from tests.factories.initiatives import DAY, make_initiative, owner


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
        on = min(today(), datetime.date(line.year, 12, 31))
        plan_money(line_id=line.pk, amount=planned, on=on, actor=None)
        line.refresh_from_db()
    return line


def make_call(**fields: Any) -> GrantCall:
    """Return a call for small grants that is open today."""
    facts: dict[str, Any] = {
        "title": {"sv": "Små pengar till gården"},
        "text": {"sv": "För det ni vill göra på er gård."},
        "opens_on": today() - DAY,
        "closes_on": today() + DAY,
        "decides_on": today() + 2 * DAY,
        "rule": GrantRule.PANEL,
        "total": 15_000_00,
        "largest": 10_000_00,
        "constructed": True,
    }
    slug = f"call-{uuid.uuid4().hex[:6]}"
    call = Call(**(facts | fields))
    return open_call(
        slug=slug, initiative=make_initiative(f"yard-{uuid.uuid4().hex[:6]}"), call=call, actor=None
    )


def make_application(call: GrantCall | None = None, **fields: Any) -> GrantApplication:
    """Return an application that came in on paper."""
    words = {"title": "Cykelkväll", "words": "Laga cyklar", "language": "sv"}
    facts: dict[str, Any] = {**words, "amount": 5_000_00}
    applied = Applied(channel=Channel.PAPER, **(facts | fields))
    return apply_for_grant(call_id=(call or make_call()).pk, applied=applied)[0]
