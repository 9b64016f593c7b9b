"""Numbers as people write them, by one rule for the decimal mark.

In a file with commas between the cells the mark is a point. In other tables it is the one that the file
uses, and it is refused when the file uses both, or when every marked number could as well be thousands
(``1.234``): then nobody can tell. Spaces and other signs inside a number are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_problems import Problems, shown
from bokal.programme.areas.services.read_tables import Cell

PLAIN = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,3})?")
MARKED = re.compile(r"[+-]?([0-9]+)([.,])([0-9]+)")
YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class NotANumber(Exception):
    """Why a cell is no number, and how to mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason = reason
        self.remedy = remedy
        super().__init__(reason)


def decide_mark(cells: Iterable[tuple[int, str, Cell]], problems: Problems) -> str:
    """Return the decimal mark that (line, column, cell) triples are written with."""
    decided: dict[str, tuple[int, str, str]] = {}
    doubtful: tuple[int, str, str] | None = None
    for line, column, cell in cells:
        found = MARKED.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found is None or not isinstance(cell, str):
            continue
        before, mark, after = found.groups()
        could_be_thousands = len(after) == 3 and len(before) <= 3 and not before.startswith("0")
        if not could_be_thousands:
            decided.setdefault(mark, (line, column, cell))
        elif doubtful is None:
            doubtful = (line, column, cell)
    if len(decided) > 1:
        line, column, value = decided[","]
        raise problems.stop(
            _("The file writes decimals both with a comma and with a point."),
            _("Use one of them in the whole file."),
            line=line,
            column=column,
            value=value,
        )
    if doubtful is not None and not decided:
        line, column, value = doubtful
        raise problems.stop(
            _("Nobody can tell whether this is a decimal number or thousands."),
            _("Write thousands without a mark, or decimals with another number of digits, such as 1,2340."),
            line=line,
            column=column,
            value=value,
        )
    return next(iter(decided), ".")


def parse_number(cell: Cell, *, mark: str) -> float | None:
    """Return the number in a cell; ``None`` when it is empty.

    Raises
    ------
    NotANumber
        The cell holds something else.
    """
    if cell is None:
        return None
    if isinstance(cell, str):
        text = cell.strip()
        if not text:
            return None
        number = _from_text(text, mark)
    else:
        number = float(cell)
    if not math.isfinite(number):
        raise NotANumber(
            _("This is not a number that can be counted with."),
            _("Leave the cell empty and write the reason in the column “status”."),
        )
    return number


def _from_text(text: str, mark: str) -> float:
    plain = text.replace(",", ".") if mark == "," and text.count(",") == 1 and "." not in text else text
    if PLAIN.fullmatch(plain) and not (mark == "," and "." in text):
        return float(plain)
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return math.nan
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[\s.,'’][0-9]{3})+(?:[.,][0-9]+)?", text):
        raise NotANumber(_("The number has marks between the thousands."), _("Write it without them."))
    if text.endswith("%"):
        raise NotANumber(_("The number carries a per cent sign."), _("Write only the number, as in 12.5."))
    raise NotANumber(
        _("This is not a number."),
        _("Write digits and a decimal mark “%(mark)s” only, or leave the cell empty with a status.")
        % {"mark": mark},
    )


def parse_year(cell: Cell) -> int:
    """Return a year from 1900 to 2099.

    Raises
    ------
    NotANumber
        The cell holds something else.
    """
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else shown(cell).strip()
    if YEAR.fullmatch(text):
        return int(text)
    raise NotANumber(_("This is not a year."), _("Write four digits, such as 2024."))
