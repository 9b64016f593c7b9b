"""A constructed call for small grants: what residents asked for on paper, decided with reasons, one paid."""

from typing import Any

from bokal.cli.demonstration.voices import Cast, due_in, key_of
from bokal.programme.initiatives.enums import GrantRule
from bokal.programme.initiatives.models import BudgetLine, GrantCall, Initiative
from bokal.programme.initiatives.services.grants import (
    Applied,
    Call,
    Settled,
    apply_for_grant,
    decide_grant,
    open_call,
    pay_grant,
    report_on_grant,
    show_grant,
)
from bokal.programme.voices.enums import Channel

type Json = dict[str, Any]


def build_call(entry: Json, initiative: Initiative, line: BudgetLine, players: Cast) -> None:
    """Open a call that has closed by now, with its applications."""
    call = Call(
        title=entry["title"],
        text=entry["text"],
        opens_on=due_in(entry["opens_in"]),
        closes_on=due_in(entry["closes_in"]),
        decides_on=due_in(entry["decides_in"]),
        rule=GrantRule.PANEL,
        total=entry["total"],
        largest=entry["largest"],
        area=initiative.area,
        constructed=True,
    )
    opened = open_call(slug=entry["slug"], initiative=initiative, call=call, actor=players.moderator)
    for application in entry["applications"]:
        settle(application, entry, opened, line, players)


def settle(entry: Json, about: Json, call: GrantCall, line: BudgetLine, players: Cast) -> None:
    """Type an application in, decide it, and pay it and show what came of it where it was granted."""
    applied = Applied(
        title=entry["title"],
        words=entry["words"],
        language=entry["language"],
        amount=entry["amount"],
        channel=Channel.PAPER,
        key=key_of(entry["id"]),
    )
    number = apply_for_grant(call_id=call.pk, applied=applied, actor=players.recorder)[0].pk
    day = due_in(about["decides_in"])
    settled = Settled(
        granted="report" in entry, reason=entry["reason"], decided_by=about["decided_by"], on=day
    )
    decide_grant(application_id=number, settled=settled, actor=players.moderator)
    if "report" in entry:
        pay_grant(application_id=number, line_id=line.pk, on=day, actor=players.moderator)
        report_on_grant(application_id=number, report=entry["report"], language=entry["language"])
        show_grant(application_id=number, words=True, report=True, actor=players.moderator)
