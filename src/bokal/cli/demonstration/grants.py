"""Constructed calls for small grants, one decided by a panel, one by a vote; one grant is paid."""

from typing import Any

from bokal.cli.demonstration.voices import Cast, due_in, key_of
from bokal.programme.initiatives.enums import GrantRule
from bokal.programme.initiatives.models import BudgetLine, GrantApplication, GrantCall, Initiative
from bokal.programme.initiatives.services.grant_votes import Counted, count_votes
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
        rule=GrantRule(entry["rule"]),
        total=entry["total"],
        largest=entry["largest"],
        area=initiative.area,
        constructed=True,
    )
    opened = open_call(slug=entry["slug"], initiative=initiative, call=call, actor=players.moderator)
    came_in = [(apply(one, opened, players), one) for one in entry["applications"]]
    if "vote" in entry:
        vote(entry, opened, players)
    for application, told in came_in:
        settle(application, told, entry, line, players)


def apply(entry: Json, call: GrantCall, players: Cast) -> GrantApplication:
    """Type an application in that came on paper."""
    applied = Applied(
        title=entry["title"],
        words=entry["words"],
        language=entry["language"],
        amount=entry["amount"],
        channel=Channel.PAPER,
        key=key_of(entry["id"]),
    )
    return apply_for_grant(call_id=call.pk, applied=applied, actor=players.recorder)[0]


def vote(entry: Json, call: GrantCall, players: Cast) -> None:
    """Enter how a made-up vote fell on the applications."""
    told = {name: entry["vote"][name] for name in ("way", "entitled", "voted", "each")}
    votes = {place: one["votes"] for place, one in enumerate(entry["applications"], start=1)}
    counted = Counted(on=due_in(entry["vote"]["on_in"]), votes=votes, **told)
    count_votes(call_id=call.pk, counted=counted, actor=players.moderator)


def settle(application: GrantApplication, entry: Json, about: Json, line: BudgetLine, players: Cast) -> None:
    """Decide an application and show what was granted; pay it and show what came of it where that is told."""
    number, day = application.pk, due_in(about["decides_in"])
    settled = Settled(
        granted=entry["granted"],
        reason=entry["reason"],
        decided_by=about["decided_by"],
        on=day,
        about_votes=entry.get("about_votes", {}),
    )
    decide_grant(application_id=number, settled=settled, actor=players.moderator)
    reported = "report" in entry
    if reported:
        pay_grant(application_id=number, line_id=line.pk, on=day, actor=players.moderator)
        report_on_grant(application_id=number, report=entry["report"], language=entry["language"])
    if entry["granted"]:
        show_grant(application_id=number, words=True, report=reported, actor=players.moderator)
