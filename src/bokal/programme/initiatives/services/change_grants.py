"""Small grants that change: a call before anybody applied, a grant that is taken back before it is paid."""

import datetime

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.errors import DecidedInFuture, ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.money import CallAnswered, GrantSettled, NotGranted, ReasonNotRead
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.services.grants import Call
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


@transaction.atomic
def take_back_grant(
    *, application_id: int, reason: Texts, decided_by: Texts, on: datetime.date, actor: Account | None
) -> GrantApplication:
    """Take back a grant that was not paid; its money is there for others again, its words are hidden."""
    application = GrantApplication.objects.select_for_update(of=("self",)).get(pk=application_id)
    if application.state in {GrantState.PAID, GrantState.REPORTED}:
        raise GrantSettled
    if application.state != GrantState.GRANTED:
        raise NotGranted
    why = written(reason)
    if not why or not written(decided_by):
        raise ReasonMissing
    if application.language != "und" and application.language not in why:
        raise ReasonNotRead
    if on > timezone.localdate():
        raise DecidedInFuture
    application.state, application.reason, application.decided_on = GrantState.DECLINED, why, on
    application.decided_by, application.words_shown = written(decided_by), False
    application.save(update_fields=["state", "reason", "decided_on", "decided_by", "words_shown"])
    record(actor=actor, verb="grant.taken_back", subject=application)
    return application


def paid_now(application: GrantApplication) -> int | None:
    """Return what was paid, with what corrections made of it since, in öre; nothing while it is not paid."""
    if application.payment is None:
        return None
    more = application.payment.corrections.aggregate(sum=Sum("amount"))["sum"] or 0
    return application.payment.amount + more
