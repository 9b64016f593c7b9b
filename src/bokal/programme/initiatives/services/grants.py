"""Small grants for residents: a call, applications without an account, a decision with its reason, a payment.

Words are hidden until somebody at work has shown them; the code of an application is kept as a fingerprint.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import GIVEN, GrantRule, GrantState
from bokal.programme.initiatives.errors import DecidedInFuture, ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.money import (
    CallClosed,
    DecidedTooEarly,
    GrantCodeUnknown,
    GrantSettled,
    GrantTooLarge,
    NotGranted,
    NotPaidYet,
    OtherApplication,
    OtherInitiative,
    ReasonNotRead,
    SumMissing,
    TooManyWords,
)
from bokal.programme.initiatives.models import BudgetLine, GrantApplication, GrantCall, Initiative
from bokal.programme.initiatives.services.grant_votes import require_voted, tell_tie
from bokal.programme.initiatives.services.money import pay_money
from bokal.programme.initiatives.services.plan import Texts, held
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.services import make_at
from bokal.programme.voices.services.codes import as_typed, code_fingerprint, code_of

LONGEST = 2000
LONGEST_REPORT = 4000
TURNS = 4


@dataclass(frozen=True, slots=True)
class Call:
    """A call: for what, for whom, until when, and how much there is; sums in öre."""

    title: Texts
    text: Texts
    opens_on: datetime.date
    closes_on: datetime.date
    decides_on: datetime.date
    rule: GrantRule
    total: int
    largest: int
    area: Area | None = None
    constructed: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the call as fields of the record."""
        require_days(self.opens_on, self.closes_on, self.decides_on)
        rest = ("opens_on", "closes_on", "decides_on", "rule", "total", "largest", "area", "constructed")
        texts = {"title": written(self.title), "text": written(self.text)}
        return texts | {name: getattr(self, name) for name in rest}


@dataclass(frozen=True, slots=True)
class Applied:
    """An application as it reaches us; the same key again is the same application."""

    title: str
    words: str
    language: str
    amount: int
    channel: Channel = Channel.WEB
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def told(self) -> str:
        """The words as they are counted and kept."""
        return plain_lines(self.words)


def plain_lines(text: str) -> str:
    """Return a text whose lines end with one sign, as the browser counts them, not with the two it sends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@transaction.atomic
def open_call(*, slug: str, initiative: Initiative, call: Call, actor: Account | None) -> GrantCall:
    """Open a call, paid from the budget of an initiative."""
    held(initiative.pk)
    facts = call.facts()
    if not facts["title"] or not facts["text"]:
        raise TitleMissing
    made = make_at(GrantCall, slug, initiative=initiative, **facts)
    record(actor=actor, verb="grant.call_opened", subject=made)
    return made


def codes_of(key: uuid.UUID) -> Mapping[str, str]:
    """Return the codes an application may have, by fingerprint, the usual one first."""
    return {code_fingerprint(code): code for code in (code_of(key, turn) for turn in range(TURNS))}


@transaction.atomic
def apply_for_grant(
    *, call_id: int, applied: Applied, actor: Account | None = None
) -> tuple[GrantApplication, str]:
    """Take in an application and return it with its code; sent again it is the same one.

    What came in on paper is typed in for some days longer, since it was handed in before.
    """
    call = GrantCall.objects.select_for_update(of=("self",)).get(pk=call_id)
    codes = codes_of(applied.key)
    known = GrantApplication.objects.filter(code_sha256__in=codes).order_by("pk").first()
    if known is not None:
        if known.words != applied.told:
            raise OtherApplication
        return known, codes[known.code_sha256]
    require_sound(call, applied)
    fingerprint, code = next(iter(codes.items()))
    number = call.applications.aggregate(last=Max("number"))["last"] or 0
    made = GrantApplication.objects.create(
        call=call,
        number=number + 1,
        title=applied.title.strip(),
        words=applied.told,
        language=applied.language or "und",
        channel=applied.channel,
        amount=applied.amount,
        code_sha256=fingerprint,
        by=actor,
    )
    record(actor=actor, verb="grant.applied", subject=made, channel=str(applied.channel))
    return made, code


def require_sound(call: GrantCall, applied: Applied) -> None:
    """Refuse an application that says nothing, asks for too much or comes too late."""
    today = timezone.localdate()
    on_paper = applied.channel is not Channel.WEB
    if today < call.opens_on or (today >= call.closes_on and not (on_paper and today <= call.decides_on)):
        raise CallClosed
    if not applied.title.strip() or not applied.told:
        raise TitleMissing
    if len(applied.told) > LONGEST or len(applied.title) > 150:
        raise TooManyWords
    if applied.amount <= 0:
        raise SumMissing
    if applied.amount > call.largest:
        raise GrantTooLarge


def held_application(application_id: int) -> tuple[GrantCall, GrantApplication]:
    """Return an application with its call, both held: what is left of the sum stands still meanwhile."""
    known = GrantApplication.objects.get(pk=application_id)
    call = GrantCall.objects.select_for_update(of=("self",)).get(pk=known.call_id)
    return call, GrantApplication.objects.select_for_update(of=("self",)).get(pk=application_id)


def require_told(application: GrantApplication, reason: Texts) -> None:
    """Refuse a reason that is missing, or that those who applied may not be able to read."""
    if not written(reason):
        raise ReasonMissing
    if application.language != "und" and application.language not in written(reason):
        raise ReasonNotRead


def given_in(call: GrantCall) -> int:
    """Return how much of a call is granted or paid, in öre."""
    return call.applications.filter(state__in=GIVEN).aggregate(sum=Sum("amount"))["sum"] or 0


@dataclass(frozen=True, slots=True)
class Settled:
    """A decision; ``about_votes`` says how a tie was broken, or why the vote was not followed."""

    granted: bool
    reason: Texts
    decided_by: Texts
    on: datetime.date
    about_votes: Texts = field(default_factory=dict)


@transaction.atomic
def decide_grant(*, application_id: int, settled: Settled, actor: Account | None) -> GrantApplication:
    """Grant or decline an application, with a reason that whoever applied can read.

    Where a vote decides, nothing is granted before the count is entered, and nothing that it leaves no money
    for. Who declines what the votes were enough for says why; the table of the vote shows both.
    """
    call, application = held_application(application_id)
    if application.state != GrantState.SUBMITTED:
        raise GrantSettled
    require_told(application, settled.reason)
    if not written(settled.decided_by):
        raise ReasonMissing
    if settled.on > timezone.localdate():
        raise DecidedInFuture
    if settled.on < call.opens_on:
        raise DecidedTooEarly
    asked = require_voted(
        call, application, granted=settled.granted, told=bool(written(settled.about_votes)), on=settled.on
    )
    if settled.granted and given_in(call) + application.amount > call.total:
        raise GrantTooLarge
    application.state = GrantState.GRANTED if settled.granted else GrantState.DECLINED
    application.reason, application.decided_by = written(settled.reason), written(settled.decided_by)
    application.decided_on = settled.on
    application.about_votes = written(settled.about_votes) if asked else {}
    if asked:
        tell_tie(application)
    application.save(update_fields=["state", "reason", "decided_by", "decided_on", "about_votes"])
    record(actor=actor, verb=f"grant.{application.state}", subject=application)
    return application


@transaction.atomic
def pay_grant(
    *, application_id: int, line_id: int, on: datetime.date, actor: Account | None
) -> GrantApplication:
    """Pay what was granted from a line of the initiative; it is a payment like any other."""
    application = GrantApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.state != GrantState.GRANTED:
        raise NotGranted
    call = GrantCall.objects.get(pk=application.call_id)
    line = BudgetLine.objects.get(pk=line_id)
    if line.initiative_id != call.initiative_id:
        raise OtherInitiative
    # The words of residents do not enter the books; the number leads to them.
    text = f"{call.slug} {application.number}"
    application.payment = pay_money(line_id=line_id, amount=application.amount, on=on, actor=actor, text=text)
    application.state = GrantState.PAID
    application.save(update_fields=["state", "payment"])
    record(actor=actor, verb="grant.paid", subject=application, amount=application.amount)
    return application


def grant_of_code(text: str) -> GrantApplication:
    """Return the application of a code that somebody typed."""
    code = as_typed(text)
    found = GrantApplication.objects.select_related("call", "payment")
    application = found.filter(code_sha256=code_fingerprint(code)).first() if code else None
    if application is None:
        raise GrantCodeUnknown
    return application


@transaction.atomic
def report_on_grant(*, application_id: int, report: str, language: str) -> GrantApplication:
    """Take in what came of a grant, in the words of those who did it; it is hidden until it is shown."""
    application = GrantApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.state == GrantState.REPORTED:
        raise GrantSettled
    if application.state != GrantState.PAID:
        raise NotPaidYet
    told = plain_lines(report)
    if not told:
        raise ReasonMissing
    if len(told) > LONGEST_REPORT:
        raise TooManyWords
    application.report, application.report_language = told, language or "und"
    application.reported_on, application.state = timezone.localdate(), GrantState.REPORTED
    application.save(update_fields=["report", "report_language", "reported_on", "state"])
    record(actor=None, verb="grant.reported", subject=application)
    return application


@transaction.atomic
def show_grant(*, application_id: int, words: bool, report: bool, actor: Account) -> GrantApplication:
    """Show the words of a granted application and its report to everybody, or hide them again."""
    application = GrantApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
    if (words or report) and application.state not in GIVEN:
        raise NotGranted
    if report and application.state != GrantState.REPORTED:
        raise NotPaidYet
    application.words_shown, application.report_shown = words, report
    application.save(update_fields=["words_shown", "report_shown"])
    record(actor=actor, verb="grant.shown", subject=application, words=words, report=report)
    return application
