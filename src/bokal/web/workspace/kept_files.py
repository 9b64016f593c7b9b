"""A file that came along with a form: kept for what is done with it, forgotten where that is refused."""

from collections.abc import Callable, Set
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import PAPERS, forget_documents, keep_document
from bokal.programme.history.errors import Refused


def with_file[T](
    file: "UploadedFile[Any] | None",
    access: Access,
    actor: Account | None,
    act: Callable[[Document | None], T],
    *,
    allowed: Set[str] = PAPERS,
    name: str = "",
) -> T:
    """Keep the file that came along, if one did, and act with it; where that is refused it goes again."""
    if not file:
        return act(None)
    name = name or file.name or ""
    document = keep_document(content=file, name=name, access=access, actor=actor, allowed=allowed)
    try:
        return act(document)
    except Refused:
        forget_documents([document.pk])
        raise
