"""Keep a file under the fingerprint of its bytes; the same bytes are kept once."""

import hashlib
import unicodedata
from collections.abc import Set
from dataclasses import dataclass, field
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import NotAPicture, PictureTooLarge, TooLarge, UnknownType
from bokal.programme.documents.models import Document
from bokal.programme.documents.services.clean import clean_image
from bokal.programme.documents.services.sniff import ENDINGS, IMAGES, sniff_type
from bokal.programme.documents.services.store import TURN, is_there, put
from bokal.programme.history.services import record, wait_for_turn

CHUNK = 1024 * 1024
LARGEST_PICTURE = 25 * 1024 * 1024


def read_limited(content: bytes | IO[bytes]) -> bytes:
    """Read a file whole, and stop where it gets larger than the limit."""
    if isinstance(content, bytes):
        found = content
    else:
        parts, size = [], 0
        while part := content.read(CHUNK):
            parts.append(part)
            size += len(part)
            if size > settings.UPLOAD_LIMIT:
                raise TooLarge
        found = b"".join(parts)
    if len(found) > settings.UPLOAD_LIMIT:
        raise TooLarge
    return found


def safe_name(name: str, media_type: str) -> str:
    """Return a name that is only a name: no folders, no hidden signs, with the ending of its true type."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ").strip(
        " ."
    )
    stem = plain.rpartition(".")[0] or plain or "document"
    return f"{stem[:150]}.{ENDINGS[media_type]}"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the store, and what its row will say of it."""

    sha256: str
    media_type: str
    name: str
    content: bytes = field(repr=False)


def keep_document(
    *,
    content: bytes | IO[bytes],
    name: str,
    access: Access,
    actor: Model | None,
    allowed: Set[str] | None = None,
) -> Document:
    """Look at a file, clean it, and keep it."""
    file = store_file(content=content, name=name, allowed=allowed)
    return note_document(file=file, access=access, actor=actor)


def taken_type(content: bytes, allowed: Set[str] | None) -> str:
    """Return the type of a file that is taken here; where pictures alone are, a refusal says which."""
    try:
        found = sniff_type(content)
        if allowed is not None and found not in allowed:
            raise UnknownType
    except UnknownType:
        if allowed is not None and allowed <= IMAGES:
            raise NotAPicture from None
        raise
    return found


def store_file(*, content: bytes | IO[bytes], name: str, allowed: Set[str] | None = None) -> StoredFile:
    """Look at a file, clean it, and store its bytes, without a row yet.

    The bytes are stored before the row, so that a row never points to nothing, and nobody waits for them;
    when the row does not follow, an unreferenced file is left, which ``sweep_documents`` finds.
    """
    found = read_limited(content)
    media_type = taken_type(found, allowed)
    if media_type in IMAGES:
        if len(found) > LARGEST_PICTURE:
            raise PictureTooLarge
        found = clean_image(found, media_type)
    sha256 = hashlib.sha256(found).hexdigest()
    put(sha256, found)
    return StoredFile(sha256=sha256, media_type=media_type, name=safe_name(name, media_type), content=found)


@transaction.atomic
def note_document(*, file: StoredFile, access: Access, actor: Model | None) -> Document:
    """Write down a stored file, once for each content and access."""
    wait_for_turn(TURN)
    if not is_there(file.sha256):
        # It was so old that it was swept away between its storing and this row.
        put(file.sha256, file.content)
    about = {"media_type": file.media_type, "size": len(file.content), "name": file.name}
    document, new = Document.objects.get_or_create(sha256=file.sha256, access=access, defaults=about)
    if new:
        record(
            actor=actor,
            verb="document.kept",
            subject=document,
            sha256=file.sha256,
            media_type=file.media_type,
        )
    return document


@transaction.atomic
def with_access(document: Document, access: Access) -> Document:
    """Return the same file for those who may read it so."""
    wait_for_turn(TURN)
    about = {"media_type": document.media_type, "size": document.size, "name": document.name}
    return Document.objects.get_or_create(sha256=document.sha256, access=access, defaults=about)[0]
