"""Read a table strictly: every cell that is used is right, or the sentence says where it is not."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import math
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import cast

from bokal.cli.parquet import is_parquet, parquet_rows
from bokal.cli.refusals import Refusal

MOST_BYTES = 100_000_000
LARGEST = 1e100
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
ENDINGS = (".csv", ".csv.gz", ".parquet")
OTHER_FORMATS = {
    b"\x1f\x8b": "is compressed with gzip. Give it a name that ends in .csv.gz.",
    b"PK\x03\x04": "is a workbook or a zip file. Save the table as CSV.",
    b"\xd0\xcf\x11\xe0": "is an old workbook. Save the table as CSV.",
    b"PAR1": "is a Parquet file. Give it a name that ends in .parquet.",
    b"%PDF": "is a PDF. Give the table behind it, as CSV.",
    b"\xff\xfe": "is in UTF-16. Save it as CSV in UTF-8.",
    b"\xfe\xff": "is in UTF-16. Save it as CSV in UTF-8.",
}


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table that were asked for, as text, with the line of each row.

    Attributes
    ----------
    name
        The file, as it was given.
    sha256
        Fingerprint of the file as it lies on the disk.
    columns
        Cells by column, in the order of the rows.
    lines
        The line on which each row begins.
    """

    name: str
    sha256: str
    columns: dict[str, tuple[str, ...]]
    lines: Sequence[int]

    def refusal(self, column: str, row: int, reason: str) -> Refusal:
        """Return the refusal of one cell."""
        return Refusal(f"{self.name}, line {self.lines[row]}, column “{column}”: {reason}")

    def keys(self, column: str) -> tuple[str, ...]:
        """Return a column whose cells name the rows: none empty, none twice."""
        cells = self.columns[column]
        seen: dict[str, int] = {}
        for row, cell in enumerate(cells):
            if not cell.strip():
                raise self.refusal(column, row, "the key is empty. Give each row its own key.")
            if cell != cell.strip():
                raise self.refusal(column, row, f"the key {shown(cell)} has spaces around it. Remove them.")
            if cell in seen:
                first = self.lines[seen[cell]]
                reason = f"the key {shown(cell)} is already on line {first}. Keep one of the two rows."
                raise self.refusal(column, row, reason)
            seen[cell] = row
        return cells

    def numbers(self, column: str) -> list[float]:
        """Return a column of finite numbers."""
        cells = self.columns[column]
        matches = NUMBER.fullmatch
        numbers = [float(cell) if matches(cell) else math.nan for cell in cells]
        for row, number in enumerate(numbers):
            if not abs(number) <= LARGEST:
                raise self.refusal(column, row, not_a_number(cells[row]))
        return numbers


def shown(cell: str) -> str:
    """Quote a cell, shortened and on one line."""
    text = cell if len(cell) <= 40 else cell[:39] + "…"
    return "“" + "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text) + "”"


def not_a_number(cell: str) -> str:
    """Say why a cell is no number, and what to do."""
    if not cell.strip():
        return "the cell is empty. Give a number or leave the row out; a missing value is not zero."
    if NUMBER.fullmatch(cell):
        return f"{shown(cell)} is too large to be a figure. Check the cell."
    if cell.strip().lower().lstrip("+-") in {"nan", "na", "n/a", "inf", "infinity", "null", "none"}:
        return f"{shown(cell)} is not a value. Give a number or leave the row out."
    if NUMBER.fullmatch(cell.replace(",", ".", 1)):
        return f"{shown(cell)} has a comma for the decimals. Write a decimal point."
    if NUMBER.fullmatch(cell.strip()):
        return f"{shown(cell)} has spaces around it. Remove them."
    return f"{shown(cell)} is not a number. Write digits with a decimal point, and nothing else."


def read_file(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Read a file that is not larger than it may be."""
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name a file in it.")
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except FileNotFoundError:
        raise Refusal(f"{path} does not exist. Check the name.") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise Refusal(f"{path} cannot be read ({reason}). Check its name and who may read it.") from None
    if len(data) > most:
        raise Refusal(f"{path} is larger than {most // 1_000_000} MB. Keep only the columns that are needed.")
    return data


def read_table(path: Path, *, columns: Sequence[str]) -> Table:
    """Read the named columns of a ``.csv``, ``.csv.gz`` or ``.parquet`` file; others are not looked at."""
    ending = next((ending for ending in ENDINGS if path.name.lower().endswith(ending)), None)
    if ending is None and (path.is_file() or not path.exists()):
        raise Refusal(f"{path} has a name that tells no format. It must end in {', '.join(ENDINGS)}.")
    data = read_file(path)
    digest = hashlib.sha256(data).hexdigest()
    if ending == ".parquet":
        if not is_parquet(data):
            raise Refusal(f"{path} is not a Parquet file. Write it anew, or give the table as CSV.")
        header, rows = parquet_rows(path, data, columns=columns, most=MOST_BYTES)
        positions_of(header, columns=columns, name=str(path))
        lines: Sequence[int] = range(1, len(rows) + 1)
    else:
        text = decoded(path, unpacked(path, data) if ending == ".csv.gz" else data)
        rows, lines = csv_rows(path, text, columns=columns)
    if not rows:
        raise Refusal(f"{path} has a header but no rows. Give at least one area.")
    by_column = zip(*rows, strict=True)
    return Table(str(path), digest, dict(zip(columns, by_column, strict=True)), lines)


def unpacked(path: Path, data: bytes) -> bytes:
    """Unpack gzip, up to the size a table may have."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(MOST_BYTES + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise Refusal(f"{path} cannot be unpacked ({error}). Compress or download it again.") from None
    if len(plain) > MOST_BYTES:
        raise Refusal(f"{path} unpacks to more than {MOST_BYTES // 1_000_000} MB, which no table needs.")
    return plain


def decoded(path: Path, data: bytes) -> str:
    """Return the text of a file, or say what else it is."""
    if not data.strip():
        raise Refusal(f"{path} is empty. Give a table with a header and rows.")
    for magic, what in OTHER_FORMATS.items():
        if data.startswith(magic):
            raise Refusal(f"{path} {what}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(
            f"{path}, line {line}: the text is not UTF-8 (byte 0x{data[error.start]:02x}). "
            "If it comes from an older program it may be Latin-1; save it as UTF-8."
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Refusal(f"{path}, line {line}: there is a null byte, so this is not text. Save it as CSV.")
    return text


def csv_rows(path: Path, text: str, *, columns: Sequence[str]) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the cells of the named columns row by row, and the line on which each row begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    blank = 0
    try:
        header = next(reader, [])
        pick = picker(positions_of(header, columns=columns, name=f"{path}, line 1"))
        width, start = len(header), reader.line_num + 1
        for row in reader:
            if not row:
                blank = blank or start
            elif blank:
                raise Refusal(f"{path}, line {blank}: the line is empty. Remove it.")
            elif len(row) != width:
                raise Refusal(
                    f"{path}, line {start}: there are {len(row)} cells, but the header has {width}. "
                    "Put cells that hold a comma in quotes, and fill up short rows."
                )
            else:
                rows.append(pick(row))
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(
            f"{path}, line {max(reader.line_num, 1)}: this is not CSV ({error}). Check the quotes."
        ) from None
    return rows, lines


def picker(positions: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return a function that takes the cells at ``positions`` out of a row, always as a tuple."""
    if len(positions) == 1:
        return lambda row: (row[positions[0]],)
    return cast("Callable[[Sequence[str]], tuple[str, ...]]", itemgetter(*positions))


def positions_of(header: Sequence[str], *, columns: Iterable[str], name: str) -> list[int]:
    """Return where each column stands in the header, or say what is wrong with the header."""
    seen: set[str] = set()
    for column in header:
        if column in seen:
            raise Refusal(f"{name}: the column {shown(column)} is there twice. Rename or remove one.")
        seen.add(column)
    for column in columns:
        if column not in seen:
            raise Refusal(f"{name}: there is no column {shown(column)}. {remedy_for(column, header)}")
    return [header.index(column) for column in columns]


def remedy_for(column: str, header: Sequence[str]) -> str:
    """Guess why a column is missing."""
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        return "The cells seem to be separated by something else than commas. Save the file with commas."
    alike = [other for other in header if other.strip().casefold() == column.strip().casefold()]
    if alike:
        return f"There is one called {shown(alike[0])}: write it the same way in both places."
    listed = ", ".join(shown(other) for other in header[:12]) + (" …" if len(header) > 12 else "")
    return f"The columns are {listed}."
