"""Work on initiatives that takes longer than a page may, and what is looked over each night."""

import datetime
import logging
from typing import Any

from django.tasks import task
from django.utils import timezone, translation

from bokal.programme.accounts.models import Account
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.services import recount_money, totals
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.ledger_outline import outline_of
from bokal.programme.initiatives.services.look_back import look_backs_due
from bokal.programme.initiatives.services.wait_ledger import forget_ledgers, ledger_content, ledger_name
from bokal.programme.queue.services import recurring, report_progress

logger = logging.getLogger("bokal.initiatives")


@recurring(at=datetime.time(2, 40))
@task(priority=-50)
def recount_totals() -> dict[str, int]:
    """Work out every total again from approved updates, and write down what differs."""
    found = totals.recount_totals()
    return {"measures": found.measures, "updates": found.updates, "differences": len(found.differences)}


@recurring(at=datetime.time(3, 10))
@task(priority=-50)
def recount_lines() -> list[dict[str, Any]]:
    """Compare the sums of budget lines with their entries; what differs is the result of the job."""
    found = [one.as_dict() for one in recount_money.recount_lines()]
    for one in found:
        logger.error("Budget line %(line)s keeps %(name)s %(stored)s, its entries say %(derived)s.", one)
    return found


@recurring(at=datetime.time(4, 20))
@task(priority=-50)
def remind_of_look_backs() -> list[dict[str, object]]:
    """List what was handed over and is due to be looked at again; the list is the result of the job."""
    return [
        {
            "initiative": row.handover.initiative.slug,
            "years": row.years,
            "due_on": row.due_on.isoformat() if row.due_on else None,
        }
        for row in look_backs_due(timezone.localdate())
    ]


@recurring(minutes=60)
@task(priority=-50)
def forget_waiting_ledgers() -> int:
    """Forget extracts of the ledger that were handed in a day ago and not read in."""
    return forget_ledgers()


@task()
def look_at_waiting_ledger(
    document_id: int, actor_id: int, choices: dict[str, Any], language: str
) -> dict[str, Any]:
    """Look at an extract of the ledger that was handed in; return what it would do. Nothing is written."""
    document, chosen = Document.objects.get(pk=document_id), LedgerChoices.from_dict(choices)
    with translation.override(language):
        look = look_at_ledger(
            content=ledger_content(document),
            name=ledger_name(document),
            choices=chosen,
            tell=report_progress,
        )
    return {"ledger": outline_of(look).as_dict(), "entered": False}


@task()
def read_in_waiting_ledger(
    document_id: int, actor_id: int, choices: dict[str, Any], language: str
) -> dict[str, Any]:
    """Enter what an extract holds, all of it or nothing; return what was entered, or why nothing was."""
    document, chosen = Document.objects.get(pk=document_id), LedgerChoices.from_dict(choices)
    given: dict[str, Any] = {"content": ledger_content(document), "name": ledger_name(document)}
    given |= {"choices": chosen, "tell": report_progress}
    actor = Account.objects.get(pk=actor_id)
    with translation.override(language):
        try:
            done = read_in_ledger(actor=actor, **given)
        except Refused as refusal:
            outline = outline_of(look_at_ledger(**given))
            return {"ledger": outline.as_dict(), "entered": False, "refused": str(refusal)}
    return {"ledger": outline_of(done).as_dict(), "entered": True}
