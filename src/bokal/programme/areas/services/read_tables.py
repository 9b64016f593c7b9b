"""A table, wherever it comes from, and how its header is matched to the columns we know."""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bokal.programme.areas.services.import_progress import TOLD_EVERY, Step, tell
from bokal.programme.areas.services.read_problems import Problems, shown
from bokal.programme.areas.services.read_text import decode

type Cell = str | int | float | None

DELIMITERS = ",;\t"
SWEDISH = {
    "geografi": "geography",
    "indelning": "geography",
    "område": "area",
    "områdeskod": "area",
    "deso": "area",
    "indikator": "indicator",
    "definition": "version",
    "år": "year",
    "värde": "value",
    "täljare": "numerator",
    "antal": "numerator",
    "nämnare": "denominator",
    "källa": "source",
    "namn": "name",
    "kod": "code",
    "vikt": "weight",
    "zon": "zone",
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; ``rows`` may be walked more than once and keeps nothing in memory."""

    header: tuple[str, ...]
    header_line: int
    rows: Callable[[], Iterator[tuple[int, Sequence[Cell]]]]
    point_only: bool = False
    length: int = 0
    """How many lines there are, about; nought while unknown."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a kind of table has."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return self.required + self.optional


def read_csv(content: bytes, problems: Problems, *, columns: Sequence[str]) -> Table:
    """Read text with comma, semicolon or tab between the cells."""
    text = decode(content, problems)
    delimiter = _delimiter(text, columns)

    def walk() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield start, cells
                start = reader.line_num + 1
        except csv.Error:
            raise problems.stop(
                _("The row cannot be read. A quotation mark may be missing."),
                _('Write text with quotation marks as "…", and a mark inside it twice.'),
                line=start,
            ) from None

    line, header = next(walk(), (0, []))
    if not header:
        raise problems.stop(
            _("The file holds no rows."), _("Write the names of the columns in the first row.")
        )

    def rows() -> Iterator[tuple[int, list[str]]]:
        lines = walk()
        next(lines)
        return lines

    return Table(tuple(header), line, rows, point_only=delimiter == ",", length=text.count("\n"))


def _delimiter(text: str, columns: Sequence[str]) -> str:
    """Choose the sign that makes most known column names out of the first row."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    wanted = {normal(name) for name in columns}

    def fit(sign: str) -> tuple[int, int]:
        names = [normal(name.strip('"')) for name in first.split(sign)]
        return len(wanted.intersection(names)), len(names)

    return max(DELIMITERS, key=fit)


def normal(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def match_header(
    table: Table, columns: Columns, problems: Problems, *, given: frozenset[str]
) -> dict[str, int]:
    """Return the place of each column; ``given`` need not be in the file, their value is known."""
    places: dict[str, int] = {}
    for place, name in enumerate(table.header):
        wanted = normal(name)
        if wanted in places:
            problems.add(
                _("The column appears twice."),
                _("Keep one of the two."),
                line=table.header_line,
                column=name,
            )
        elif wanted in columns.known:
            places[wanted] = place
        else:
            problems.add(
                _("There is no such column in this kind of table."),
                _nearest_column(wanted, columns.known),
                line=table.header_line,
                column=name,
            )
    for name in columns.required:
        if name not in places and name not in given:
            problems.add(
                _("The column is missing."),
                _("Add the column “%(name)s”. The first row must name: %(columns)s.")
                % {"name": name, "columns": ", ".join(columns.required)},
                line=table.header_line,
                column=name,
            )
    return places


def pick_columns(table: Table, wanted: Mapping[str, str], problems: Problems) -> dict[str, int]:
    """Return the place of each column that a mapping names in the words of the file."""
    places: dict[str, int] = {}
    for ours, theirs in wanted.items():
        if theirs in table.header:
            places[ours] = table.header.index(theirs)
        else:
            problems.add(
                _("The mapping names a column that the file does not have."),
                nearest(theirs, table.header) or _("Correct the mapping, or add the column."),
                line=table.header_line,
                column=theirs,
            )
    return places


def _nearest_column(name: str, known: Sequence[str]) -> str:
    if SWEDISH.get(name) in known:
        return _("Write “%(name)s” instead.") % {"name": SWEDISH[name]}
    return nearest(name, known) or _("Remove the column. These are known: %(columns)s.") % {
        "columns": ", ".join(known)
    }


def nearest(name: str, known: Sequence[str]) -> str:
    """Say which known name comes closest; empty when none does."""
    close = difflib.get_close_matches(shown(name), known, n=1, cutoff=0.7)
    return _("Did you mean “%(name)s”?") % {"name": close[0]} if close else ""


def same_width(table: Table, problems: Problems) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Walk the rows; one with more or fewer cells than the header is a problem."""
    width = len(table.header)
    for line, cells in table.rows():
        if line % TOLD_EVERY == 0:
            tell(Step.READ, line, max(table.length, line))
        if len(cells) == width:
            yield line, cells
        else:
            problems.add(
                _("The row has %(found)d cells, the header has %(expected)d.")
                % {"found": len(cells), "expected": width},
                _("Look for a missing cell, or for a delimiter inside a text without quotation marks."),
                line=line,
            )
