"""Small grants that change: a call before anybody applied, a decision until it is paid."""

import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.errors import DecidedInFuture, ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.money import (
    CallAnswered,
    DecidedTooEarly,
    GrantSettled,
    NotDecided,
    NotGranted,
    VoteNotFollowed,
)
from bokal.programme.initiatives.models import EarlierDecision, GrantApplication, GrantCall
from bokal.programme.initiatives.services.grant_votes import open_tie, told_about
from bokal.programme.initiatives.services.grants import Call, held_application, require_told
from bokal.programme.initiatives.services.plan import Texts


@transaction.atomic
def change_call(*, call_id: int, call: Call, actor: Account | None) -> GrantCall:
    """Change a call that nobody has answered; who pays stays."""
    held = GrantCall.objects.select_for_update(of=("self",)).get(pk=call_id)
    if held.applications.exists():
        raise CallAnswered
    facts = call.facts()
    if not facts["title"] or not facts["text"]:
        raise TitleMissing
    for name, value in facts.items():
        setattr(held, name, value)
    held.save(update_fields=list(facts))
    record(actor=actor, verb="grant.call_changed", subject=held)
    return held


def lay_aside(application: GrantApplication, because: Texts, actor: Account | None) -> None:
    """Keep the decision on an application as it was told; whoever has the code goes on reading it."""
    if application.decided_on is None:
        raise NotDecided
    EarlierDecision.objects.create(
        application=application,
        granted=application.state == GrantState.GRANTED,
        reason=application.reason,
        decided_on=application.decided_on,
        decided_by=application.decided_by,
        about_votes=told_about(application),
        because=written(because),
        by=actor,
    )


@transaction.atomic
def reopen_grant(*, application_id: int, because: Texts, actor: Account | None) -> GrantApplication:
    """Take an application up again that was decided wrongly, until it is paid; it waits for a new decision.

    Its money is there for others again, and its words are hidden.
    """
    _call, application = held_application(application_id)
    if application.state in {GrantState.PAID, GrantState.REPORTED}:
        raise GrantSettled
    if application.state == GrantState.SUBMITTED:
        raise NotDecided
    require_told(application, because)
    lay_aside(application, because, actor)
    application.state, application.words_shown = GrantState.SUBMITTED, False
    application.reason, application.decided_by, application.about_votes = {}, {}, {}
    application.decided_on = None
    changed = ["state", "words_shown", "reason", "decided_by", "about_votes", "decided_on"]
    application.save(update_fields=changed)
    open_tie(application)
    record(actor=actor, verb="grant.reopened", subject=application)
    return application


@transaction.atomic
def take_back_grant(
    *,
    application_id: int,
    reason: Texts,
    decided_by: Texts,
    on: datetime.date,
    actor: Account | None,
    about_votes: Texts | None = None,
) -> GrantApplication:
    """Take back a grant that was not paid; its money is there for others again, its words are hidden.

    What a vote was enough for is then not followed, so ``about_votes`` says why, for everybody.
    """
    _call, application = held_application(application_id)
    if application.state in {GrantState.PAID, GrantState.REPORTED}:
        raise GrantSettled
    if application.state != GrantState.GRANTED:
        raise NotGranted
    require_told(application, reason)
    if not written(decided_by):
        raise ReasonMissing
    by_vote = application.votes is not None
    if by_vote and not written(about_votes or {}):
        raise VoteNotFollowed
    if on > timezone.localdate():
        raise DecidedInFuture
    if application.decided_on is not None and on < application.decided_on:
        raise DecidedTooEarly
    lay_aside(application, {}, actor)
    application.state, application.reason, application.decided_on = GrantState.DECLINED, written(reason), on
    application.decided_by, application.words_shown = written(decided_by), False
    application.about_votes = written(about_votes or {}) if by_vote else {}
    changed = ["state", "reason", "decided_on", "decided_by", "words_shown", "about_votes"]
    application.save(update_fields=changed)
    open_tie(application)
    record(actor=actor, verb="grant.taken_back", subject=application)
    return application


def paid_now(application: GrantApplication) -> int | None:
    """Return what was paid, with what corrections made of it since, in öre; nothing while it is not paid."""
    if application.payment is None:
        return None
    more = application.payment.corrections.aggregate(sum=Sum("amount"))["sum"] or 0
    return application.payment.amount + more
