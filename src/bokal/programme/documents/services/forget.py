"""Remove documents for good, bytes and all, where nothing else points to them."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError

from bokal.programme.documents.models import Document
from bokal.programme.documents.services.store import TURN, path_of
from bokal.programme.history.services import wait_for_turn


@transaction.atomic
def forget_documents(numbers: Iterable[int]) -> None:
    """Remove the rows that nothing points to any more; the bytes follow once that is certain."""
    wait_for_turn(TURN)
    for document in Document.objects.filter(pk__in=set(numbers)).order_by("pk"):
        try:
            with transaction.atomic():
                document.delete()
        except ProtectedError:
            continue
        transaction.on_commit(lambda sha256=document.sha256: remove_bytes(sha256))  # type: ignore[misc]


@transaction.atomic
def remove_bytes(sha256: str) -> None:
    """Remove a file that no row knows now; whoever writes a row for it waits, and stores it again."""
    wait_for_turn(TURN)
    if not Document.objects.filter(sha256=sha256).exists():
        default_storage.delete(path_of(sha256))
