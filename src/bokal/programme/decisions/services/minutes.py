"""The document of a decision: shown to everybody, or kept for those who work here, and back."""

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services.chain import hold_chain
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import forget_documents, with_access
from bokal.programme.history.services import record


@transaction.atomic
def show_minutes(*, decision_id: int, shown: bool, actor: Account | None) -> Decision:
    """Let everybody read the document of a decision, or keep it for those who work here.

    A correction that brought no other document shows the same one, so that it goes along. The public address
    of the file falls away unless something else shows the same file.
    """
    chain = hold_chain(decision_id)
    decision = next(one for one in chain if one.pk == decision_id)
    before, access = decision.document, Access.PUBLIC if shown else Access.STAFF
    if before is None or before.access == access:
        return decision
    same = [one for one in chain if one.document_id == before.pk]
    document = with_access(before, access)
    for one in same:
        one.document = document
        one.save(update_fields=["document"])
        verb = "decision.minutes_shown" if shown else "decision.minutes_hidden"
        record(actor=actor, verb=verb, subject=one)
    forget_documents([before.pk])
    return decision
