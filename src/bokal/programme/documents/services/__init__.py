"""The doors to documents: keep one, read one, hand a table out, find what is lost or left over."""

from bokal.programme.documents.services.disarm import ARMED, disarmed
from bokal.programme.documents.services.forget import forget_documents, forget_unused_documents
from bokal.programme.documents.services.keep import (
    StoredFile,
    keep_document,
    note_document,
    store_file,
    with_access,
)
from bokal.programme.documents.services.read import document_bytes, open_document
from bokal.programme.documents.services.small import small_version
from bokal.programme.documents.services.sniff import IMAGES, PAPERS, sniff_type
from bokal.programme.documents.services.sweep import Sweep, look_over_documents, sweep_documents

__all__ = [
    "ARMED",
    "IMAGES",
    "PAPERS",
    "StoredFile",
    "Sweep",
    "disarmed",
    "document_bytes",
    "forget_documents",
    "forget_unused_documents",
    "keep_document",
    "look_over_documents",
    "note_document",
    "open_document",
    "small_version",
    "sniff_type",
    "store_file",
    "sweep_documents",
    "with_access",
]
