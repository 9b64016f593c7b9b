"""Find files that no row knows, and rows whose file is gone."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from bokal.programme.documents.models import Document
from bokal.programme.documents.services.store import TURN, path_of
from bokal.programme.history.services import wait_for_turn

SETTLED = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sweep:
    """What the store and the records do not agree on.

    Attributes
    ----------
    unreferenced
        Paths of files that no row knows, and that are too old to belong to an upload under way.
    missing
        Fingerprints of documents whose file is gone.
    """

    unreferenced: tuple[str, ...]
    missing: tuple[str, ...]


def stored() -> Iterator[str]:
    """Yield the path of every stored file."""
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        yield from (f"{folder}/{name}" for name in sorted(default_storage.listdir(folder)[1]))


def look_over_documents(*, settled: datetime.timedelta = SETTLED) -> Sweep:
    """Compare the store with the records; nothing is changed."""
    there = set(stored())
    known = {
        path_of(sha256): sha256 for sha256 in Document.objects.order_by().values_list("sha256", flat=True)
    }
    left_over = (path for path in sorted(there - known.keys()) if is_settled(path, settled))
    missing = (known[path] for path in sorted(known.keys() - there))
    return Sweep(tuple(left_over), tuple(missing))


def is_settled(path: str, settled: datetime.timedelta) -> bool:
    """Tell whether a file is too old for its row to be still on its way."""
    try:
        return default_storage.get_modified_time(path) <= timezone.now() - settled
    except FileNotFoundError:
        return False


def sweep_documents(*, settled: datetime.timedelta = SETTLED) -> tuple[str, ...]:
    """Remove files that no row knows, left when an upload was given up half-way; return their paths."""
    found = look_over_documents(settled=settled).unreferenced
    return tuple(path for path in found if remove_unknown(path, settled))


@transaction.atomic
def remove_unknown(path: str, settled: datetime.timedelta) -> bool:
    """Remove one file, if now, and not only when the sweep began, no row knows it and it is old.

    Whoever writes a row for a file that is being removed waits, and stores it again.
    """
    wait_for_turn(TURN)
    if Document.objects.filter(sha256=path.rpartition("/")[2]).exists() or not is_settled(path, settled):
        return False
    default_storage.delete(path)
    return True
