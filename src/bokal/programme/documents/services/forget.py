"""Remove documents for good, bytes and all, where nothing else points to them."""

import datetime
from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet
from django.utils import timezone

from bokal.programme.documents.models import Document
from bokal.programme.documents.services.store import TURN, path_of
from bokal.programme.history.services import wait_for_turn

WAITS = datetime.timedelta(days=1)


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


def unused() -> QuerySet[Document]:
    """Return the documents that nothing points to, whatever part of the house it belongs to."""
    found = Document.objects.all()
    for way in Document._meta.get_fields(include_hidden=True):
        if way.auto_created and (way.one_to_many or way.one_to_one):
            pointing = way.related_model._base_manager.filter(**{way.field.name: OuterRef("pk")})  # type: ignore[union-attr]
            found = found.exclude(Exists(pointing))
    return found


def forget_unused_documents(*, waits: datetime.timedelta = WAITS) -> int:
    """Forget files that were handed in and never used, such as for an import that was given up."""
    left = list(unused().filter(added_at__lt=timezone.now() - waits).values_list("pk", flat=True))
    forget_documents(left)
    return len(left)
