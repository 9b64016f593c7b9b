"""The files of the demonstration, and the one door they come in by."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bokal.programme.areas.services import ImportFile, ImportOptions, Kind, apply_import


def load(folder: Path, name: str) -> Any:
    """Read one JSON file of the data."""
    return json.loads((folder / name).read_text())


def take_in(kind: Kind, path: Path, **options: Any) -> None:
    """Import one file of the data."""
    with path.open("rb") as stream:
        apply_import(
            kind=kind, file=ImportFile(path.name, stream), options=ImportOptions(**options), actor=None
        )


def take_in_rows(
    kind: Kind, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]], **options: Any
) -> None:
    """Import rows that were worked out here, as if they stood in a file."""
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    take_in_bytes(kind, name, text.getvalue().encode(), **options)


def take_in_bytes(kind: Kind, name: str, content: bytes, **options: Any) -> None:
    """Import a file that was worked out here."""
    file = ImportFile(name, io.BytesIO(content))
    apply_import(kind=kind, file=file, options=ImportOptions(**options), actor=None)
