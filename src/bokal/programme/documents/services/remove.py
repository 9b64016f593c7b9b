"""Remove a document whose content somebody wants back: the row at once, the bytes when that is certain."""

import datetime

from django.db import transaction
from django.db.models import ProtectedError

from bokal.programme.documents.models import Document
from bokal.programme.documents.services.store import path_of
from bokal.programme.documents.services.sweep import remove_unknown


@transaction.atomic
def remove_document(document: Document) -> bool:
    """Remove a document that no record points to any more; tell whether it was removed.

    The file goes after the commit, unless the same bytes are kept under another access.
    """
    path = path_of(document.sha256)
    try:
        Document.objects.get(pk=document.pk).delete()
    except ProtectedError:
        return False
    transaction.on_commit(lambda: remove_unknown(path, datetime.timedelta(0)))
    return True
