"""Write results so that each file is whole or not there, and several files come together or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bokal.cli.refusals import Refusal


def check_targets(targets: Sequence[Path], *, inputs: Sequence[Path]) -> None:
    """Refuse targets that cannot be written, before any work is done."""
    read = {path.resolve() for path in inputs}
    written: set[Path] = set()
    for target in targets:
        place = target.resolve()
        if place in read:
            raise Refusal(f"{target} is also an input, which is never overwritten. Choose another name.")
        if place in written:
            raise Refusal(f"{target} is named for two results. Choose two names.")
        written.add(place)
        if target.is_dir():
            raise Refusal(f"{target} is a folder. Name a file in it.")
        if _is_replaced(target) and not place.parent.is_dir():
            raise Refusal(f"The folder {place.parent} does not exist. Make it first.")
        if not os.access(place.parent if _is_replaced(target) else target, os.W_OK):
            raise Refusal(f"{target} cannot be written. Check who may write there.")


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write all files or none: each goes to a neighbour first, and takes its name when all are whole."""
    staged: dict[Path, Path] = {}
    try:
        for target, content in files.items():
            place = target.resolve()
            if _is_replaced(target):
                _stage(place, content, staged)
        for target, content in files.items():
            if not _is_replaced(target):
                target.write_bytes(content)
        _take_names(staged)
    except OSError as error:
        raise Refusal(f"The result cannot be written ({error.strerror}). Nothing was changed.") from None
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _is_replaced(target: Path) -> bool:
    """Tell ordinary files from devices and pipes, which are written in place."""
    return target.is_file() or not target.exists()


def _stage(place: Path, content: bytes, staged: dict[Path, Path]) -> None:
    """Write a neighbour; it is noted before the first byte, so that a failed write leaves nothing behind."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name[:50]}.")
    staged[place] = Path(name)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    mode = place.stat().st_mode & 0o777 if place.exists() else 0o666 & ~_umask()
    Path(name).chmod(mode)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _take_names(staged: Mapping[Path, Path]) -> None:
    """Rename all; when one fails, those before get back what they were."""
    kept: dict[Path, Path | None] = {}
    try:
        for place, temporary in staged.items():
            kept[place] = _aside(place)
            temporary.replace(place)
    except BaseException:
        # An interruption between two renames counts too.
        for place, before in kept.items():
            if before is not None:
                before.replace(place)
            elif not staged[place].exists():
                place.unlink(missing_ok=True)
        raise
    finally:
        for before in kept.values():
            if before is not None:
                with contextlib.suppress(OSError):
                    before.unlink(missing_ok=True)


def _aside(place: Path) -> Path | None:
    """Keep the file that is about to be replaced under a second name."""
    if not place.exists():
        return None
    second = place.with_name(f".{place.name[:50]}.{os.getpid()}.before")
    second.unlink(missing_ok=True)
    try:
        second.hardlink_to(place)
    except OSError:
        second.write_bytes(place.read_bytes())
    return second
