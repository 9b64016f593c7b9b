"""Where the bytes lie: each file under its own fingerprint, whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

ARRIVING = "arriving"
TURN = "documents"
"""A row for a stored file and the removal of one that no row knows must not happen at once."""


def path_of(sha256: str) -> str:
    """Return where a file lies in the store."""
    return f"{sha256[:2]}/{sha256}"


def put(sha256: str, content: bytes) -> None:
    """Store a file, unless it is there already; one that was damaged since is mended."""
    there = holds(sha256)
    if isinstance(default_storage, FileSystemStorage):
        path = Path(default_storage.path(path_of(sha256)))
        # Touched, so that the sweep leaves a file alone whose row is on its way.
        path.touch() if there else put_in_folder(path, content)
        return
    if there:
        return
    # An object store gives another name to what arrives under one that is taken. A damaged object goes first.
    default_storage.delete(path_of(sha256))
    name = default_storage.save(path_of(sha256), ContentFile(content))
    if name != path_of(sha256):
        # Somebody stored the same bytes at the same time.
        default_storage.delete(name)


def is_there(sha256: str) -> bool:
    """Tell whether the store has a file of this name, without reading it."""
    return default_storage.exists(path_of(sha256))


def holds(sha256: str) -> bool:
    """Tell whether the store has a file, and it is what its name says."""
    try:
        with default_storage.open(path_of(sha256)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def put_in_folder(path: Path, content: bytes) -> None:
    """Write a file beside the store and move it in, so that a crash never leaves half of one."""
    arriving = path.parent.parent / ARRIVING
    for folder in (arriving, path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=arriving, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
