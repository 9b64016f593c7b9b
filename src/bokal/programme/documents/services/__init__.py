"""The doors to documents: keep one, read one, hand a table out, find what is lost or left over."""

from bokal.programme.documents.services.disarm import disarmed
from bokal.programme.documents.services.keep import StoredFile, keep_document, note_document, store_file
from bokal.programme.documents.services.read import document_bytes, open_document
from bokal.programme.documents.services.remove import remove_document
from bokal.programme.documents.services.sniff import IMAGES, sniff_type
from bokal.programme.documents.services.sweep import Sweep, look_over_documents, sweep_documents

__all__ = [
    "IMAGES",
    "StoredFile",
    "Sweep",
    "disarmed",
    "document_bytes",
    "keep_document",
    "look_over_documents",
    "note_document",
    "open_document",
    "remove_document",
    "sniff_type",
    "store_file",
    "sweep_documents",
]
