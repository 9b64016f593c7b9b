"""Read a kept file, and notice when it is not what was kept."""

import hashlib
import io
from typing import IO

from django.core.files.storage import default_storage

from bokal.programme.documents.errors import ContentLost
from bokal.programme.documents.models import Document
from bokal.programme.documents.services.store import path_of


def document_bytes(document: Document) -> bytes:
    """Return the bytes of a document, or refuse when they are missing or changed."""
    try:
        with default_storage.open(path_of(document.sha256)) as file:
            content: bytes = file.read()
    except OSError as lost:
        raise ContentLost from lost
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise ContentLost
    return content


def open_document(document: Document) -> IO[bytes]:
    """Return a document as an open file."""
    return io.BytesIO(document_bytes(document))
