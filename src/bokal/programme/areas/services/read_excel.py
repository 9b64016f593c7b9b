"""One sheet of an Excel workbook (.xlsx), after the archive has shown itself harmless."""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

from bokal.programme.areas.services.read_problems import Problems, shown
from bokal.programme.areas.services.read_tables import Cell, Table, normal, read_csv

LARGEST = 200 * 1024**2
RATIO = 200
MOST_MEMBERS = 2_000
MOST_COLUMNS = 500
ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)|<\x00!\x00|\x00<\x00!", re.IGNORECASE)
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z0-9:]{1,30})\"")
BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl and zipfile raise on a damaged workbook; a parse error of XML is a ``SyntaxError``."""


def read_table(
    content: bytes, problems: Problems, *, columns: Sequence[str], sheet: str = "", days: Collection[str] = ()
) -> Table:
    """Read a workbook or CSV, whichever it is; the columns of ``days`` may hold dates of the workbook."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return read_excel(content, problems, sheet=sheet, days=days)
    return read_csv(content, problems, columns=columns)


def read_excel(content: bytes, problems: Problems, *, sheet: str, days: Collection[str] = ()) -> Table:
    """Read the only sheet, or the one that is named."""
    merged = _check_archive(content, problems)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
            chosen = _choose(list(book.sheetnames), sheet, problems)
            worksheet = book[chosen]
            problems.sheet = chosen
            for place in merged.get(str(getattr(worksheet, "_worksheet_path", "")), []):
                problems.add(
                    _("The cells are merged, so nobody can tell which row they belong to."),
                    _("Split them and repeat the value in each row."),
                    line=_line_of(place),
                    column=place,
                )
            rows = [
                (line, cells)
                for line, cells in _rows(worksheet, problems, days)
                if any(c is not None for c in cells)
            ]
    except BROKEN:
        raise problems.stop(
            _("The workbook is damaged and cannot be read."),
            _("Open it in the spreadsheet program and save it again as .xlsx, or save it as “CSV UTF-8”."),
        ) from None
    if not rows:
        raise problems.stop(_("The sheet is empty."), _("Name the sheet that holds the table."))
    (header_line, header), *body = rows
    width = max((place for place, cell in enumerate(header, 1) if cell is not None), default=0)
    names = tuple(shown("" if cell is None else cell) for cell in header[:width])
    fitted = [(line, _fit(cells, width)) for line, cells in body]
    return Table(names, header_line, lambda: iter(fitted))


def _check_archive(content: bytes, problems: Problems) -> dict[str, list[str]]:
    """Refuse what grows too large or declares entities; return the merged cells of each sheet."""
    merged: dict[str, list[str]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > MOST_MEMBERS or total > LARGEST or total > RATIO * len(content) + 1024**2:
                raise problems.stop(
                    _("The workbook unpacks to far more than its size. It may be made to do harm."),
                    _("Save only the table in a new workbook, or as “CSV UTF-8”."),
                )
            for member in members:
                if member.filename.endswith((".xml", ".rels", ".vml")):
                    found = _check_xml(archive.read(member), problems)
                    merged["/" + member.filename.lstrip("/")] = merged[member.filename] = found
    except BROKEN:
        raise problems.stop(
            _("This is not a workbook in the format .xlsx, or it is protected by a password."),
            _("Save it as .xlsx without a password, or as “CSV UTF-8”."),
        ) from None
    return merged


def _check_xml(content: bytes, problems: Problems) -> list[str]:
    if ENTITIES.search(content):
        raise problems.stop(
            _("The workbook declares entities, as no spreadsheet program does. It may be made to do harm."),
            _("Save the table in a new workbook, or as “CSV UTF-8”."),
        )
    return [place.decode() for place in MERGED.findall(content)[:100]]


def _choose(names: Sequence[str], sheet: str, problems: Problems) -> str:
    listed = ", ".join(shown(name) for name in names[:20])
    if sheet in names:
        return sheet
    if sheet:
        raise problems.stop(
            _("The workbook has no such sheet."),
            _("Name one of: %(names)s.") % {"names": listed},
            value=sheet,
        )
    if len(names) != 1:
        raise problems.stop(
            _("The workbook has %(count)d sheets.") % {"count": len(names)},
            _("Name the one to read: %(names)s.") % {"names": listed},
        )
    return names[0]


def _rows(worksheet: Any, problems: Problems, days: Collection[str]) -> Iterator[tuple[int, list[Cell]]]:
    # The stored size of a sheet is often wrong; without it every row is read as long as it is.
    worksheet.reset_dimensions()
    dated: frozenset[int] | None = None
    for line, row in enumerate(worksheet.iter_rows(max_col=MOST_COLUMNS), 1):
        cells = [
            _cell(cell, line, problems, day=dated is not None and place in dated)
            for place, cell in enumerate(row)
        ]
        if dated is None and any(cell is not None for cell in cells):
            named = ((place, normal(shown(cell))) for place, cell in enumerate(cells) if cell is not None)
            dated = frozenset(place for place, name in named if name in days)
        yield line, cells


def _cell(cell: Any, line: int, problems: Problems, *, day: bool) -> Cell:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if day and isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    place = str(getattr(cell, "coordinate", ""))
    if cell.data_type == "f":
        problems.add(
            _("The cell holds a formula."),
            _("Copy the column and paste it as values."),
            line=line,
            column=place,
            value=value,
        )
        return None
    if cell.data_type == "e":
        problems.add(
            _("The cell holds an error of the spreadsheet program."),
            _("Mend the formula, then paste the column as values."),
            line=line,
            column=place,
            value=value,
        )
        return None
    if isinstance(value, bool | datetime.date | datetime.time | datetime.timedelta):
        problems.add(
            _("The cell holds a date or a yes/no, not a text or a number."),
            _("Format the column as text or number and write the value again."),
            line=line,
            column=place,
            value=value,
        )
        return None
    return value if isinstance(value, str | int | float) else shown(value)


def _fit(cells: list[Cell], width: int) -> list[Cell]:
    """Give a row the width of the header; what stands beside the table stays, so that it is told."""
    last = max((place for place, cell in enumerate(cells, 1) if cell is not None), default=0)
    return cells[: max(width, last)] + [None] * (width - len(cells))


def _line_of(place: str) -> int:
    digits = re.search(r"[0-9]{1,7}", place)
    return int(digits.group()) if digits else 0
