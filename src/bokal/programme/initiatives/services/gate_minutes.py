"""The document of a decision at a gate: shown to everybody, or kept for those who work here, and back."""

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import forget_documents, with_access
from bokal.programme.history.services import record
from bokal.programme.initiatives.models import Passage
from bokal.programme.initiatives.services.plan import held


@transaction.atomic
def show_gate_minutes(*, passage_id: int, shown: bool, actor: Account | None) -> Passage:
    """Let everybody read the document of a gate, or keep it for those who work here.

    Its public address falls away unless something else shows the same file.
    """
    held(Passage.objects.values_list("opening__gate__initiative_id", flat=True).get(pk=passage_id))
    passage = Passage.objects.select_for_update(of=("self",)).select_related("document").get(pk=passage_id)
    before, access = passage.document, Access.PUBLIC if shown else Access.STAFF
    if before is None or before.access == access:
        return passage
    passage.document = with_access(before, access)
    passage.save(update_fields=["document"])
    forget_documents([before.pk])
    record(actor=actor, verb="passage.minutes_shown" if shown else "passage.minutes_hidden", subject=passage)
    return passage
