"""Find files that no row knows, and rows whose file is gone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage

from bokal.programme.documents.models import Document
from bokal.programme.documents.services.keep import path_of


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is left over and what is lost, by fingerprint."""

    unreferenced: tuple[str, ...]
    missing: tuple[str, ...]


def stored() -> Iterator[str]:
    """Yield the fingerprint of every stored file."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        yield from sorted(default_storage.listdir(folder)[1])


def look_over_documents() -> Sweep:
    """Compare the store with the records; nothing is changed."""
    kept = set(Document.objects.order_by().values_list("sha256", flat=True))
    there = set(stored())
    return Sweep(tuple(sorted(there - kept)), tuple(sorted(kept - there)))


def sweep_documents() -> Sweep:
    """Remove files that no row knows; they are left when an upload was given up half-way."""
    found = look_over_documents()
    for sha256 in found.unreferenced:
        default_storage.delete(path_of(sha256))
    return found
