"""Record an event: the words a service has for what it did."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from bokal.programme.history.enums import Kind, Origin
from bokal.programme.history.models import Entry
from bokal.programme.history.services.acting import NOBODY, who_acts
from bokal.programme.history.services.seal import seal_after_commit


def record(*, actor: Model | None, verb: str, subject: Model, **details: Any) -> Entry:
    """Write down what a service did, in its own transaction; the actor is kept as a number."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record() belongs inside the transaction of the change.")
    now = who_acts()
    entry = Entry.objects.create(
        at=timezone.now(),
        kind=Kind.EVENT,
        origin=Origin.COMMAND if now is NOBODY else now.origin,
        actor=str(actor.pk) if actor is not None else now.actor(),
        reference=now.reference,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=details,
    )
    seal_after_commit()
    return entry
