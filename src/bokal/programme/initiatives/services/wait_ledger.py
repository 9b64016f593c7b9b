"""An extract of the ledger that was handed in waits until somebody says that it is to be read in."""

from __future__ import annotations

import datetime
import gzip

from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import document_bytes, forget_documents, keep_document

# Tells these files from all others that are kept packed.
MARK = ".ledger.gz"
LONGEST_NAME = 100
WAITS = datetime.timedelta(days=1)


def keep_ledger(*, content: bytes, name: str, actor: Account | None) -> Document:
    """Keep a file packed: the code page of the format is no text to the store of documents."""
    packed = gzip.compress(content, mtime=0)
    name = f"{name[-LONGEST_NAME:]}{MARK}"
    return keep_document(content=packed, name=name, access=Access.STAFF, actor=actor)


def ledger_content(document: Document) -> bytes:
    """Return the bytes of a file that was kept packed."""
    return gzip.decompress(document_bytes(document))


def ledger_name(document: Document) -> str:
    """Return the name that a file was handed in under."""
    return document.name.removesuffix(MARK)


def forget_ledgers(*numbers: int) -> int:
    """Forget files that wait for nothing any more, or have waited for a day; what was read in stays."""
    left = Document.objects.filter(name__endswith=MARK, access=Access.STAFF, ledger_files=None)
    left = left.filter(pk__in=numbers) if numbers else left.filter(added_at__lt=timezone.now() - WAITS)
    found = list(left.values_list("pk", flat=True))
    forget_documents(found)
    return len(found)
