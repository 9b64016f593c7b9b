"""Read an extract of the ledger, whichever of the two forms it has: SIE of type 4, or a table."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_problems import Problems, Unreadable, is_plain
from bokal.programme.areas.services.read_text import decode
from bokal.programme.initiatives.services.ledger import Extract, LedgerRow, Tell, Told, Voucher, ore_of
from bokal.programme.initiatives.services.read_sie4 import read_sie4

NEEDED = ("company", "voucher", "date", "account", "amount")
COLUMNS = (*NEEDED, "series", "object", "unit", "text")
LONGEST = {"company": 40, "series": 20, "voucher": 20, "account": 20, "unit": 50, "text": 500, "object": 200}
LABEL = b"#"
EMPTY = b" \t\r\n\x1a"

type Key = tuple[str, str, int]
type Open = tuple[Voucher, list[LedgerRow]]


def read_ledger(content: bytes, problems: Problems, tell: Tell | None = None) -> Extract | None:
    """Read a file; nothing when it is refused, and ``problems`` says why."""
    so_far = Told(content.count(b"\n") + 1, tell)
    if not content.strip(EMPTY):
        problems.add(_("The file is empty."), _("Have the ledger write it again."))
        return None
    if content.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(LABEL):
        return read_sie4(content, problems, so_far)
    try:
        return read_table(decode(content, problems), problems, so_far)
    except Unreadable:
        return None


def read_table(text: str, problems: Problems, so_far: Told) -> Extract | None:
    """Read a table of rows; a table holds some accounts alone, so its vouchers need not add up to nothing."""
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=max(",;\t", key=first.count))
    vouchers: dict[Key, Open] = {}
    company = ""
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        check_header(header, problems)
        for cells in rows:
            so_far.at(rows.line_num)
            if not any(cells):
                continue
            if len(cells) != len(header):
                told = _("This row has %(n)d cells, and the first row names %(m)d.")
                words = told % {"n": len(cells), "m": len(header)}
                problems.add(words, _("Put texts with separators in quotes."), line=rows.line_num)
                continue
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
            company = company or row["company"]
            take_row(row, rows.line_num, company, vouchers, problems)
    except csv.Error:
        raise problems.stop(
            _("The table cannot be read from here on."), _("Look at the quotes."), line=rows.line_num
        ) from None
    if not vouchers and not problems:
        problems.add(_("The file holds no rows."), _("Have the ledger write it again."))
    if problems:
        return None
    whole = tuple(replace(head, rows=tuple(taken)) for head, taken in vouchers.values())
    return Extract(company=company, name=company, vouchers=whole, form="csv")


def check_header(header: list[str], problems: Problems) -> None:
    """Refuse a table whose first row does not name the columns."""
    for name in NEEDED:
        if name not in header:
            told = _("The columns are %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            problems.add(_("This column is missing."), told, line=1, column=name)
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            told = _("The columns are %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            problems.add(_("This column is not known, or named twice."), told, line=1, column=name)
    if problems:
        raise Unreadable


def take_row(
    row: Mapping[str, str],
    line: int,
    company: str,
    vouchers: dict[Key, Open],
    problems: Problems,
) -> None:
    """Take a row into its voucher, or note what is wrong with it."""
    before = problems.count
    on, amount = day_of(row["date"]), ore_of(row["amount"].replace(",", "."))
    if on is None:
        problems.add(
            _("This is not a day."), _("Write it as 2026-01-31."), line=line, column="date", value=row["date"]
        )
    if amount is None:
        problems.add(
            _("This is not an amount."),
            _("Write digits with at most two decimals, and nothing between thousands."),
            line=line,
            column="amount",
            value=row["amount"],
        )
    for name, longest in LONGEST.items():
        text = row.get(name, "")
        if len(text) > longest or not is_plain(text) or (not text and name in NEEDED):
            told = _("This must be a text of at most %(n)d signs.") % {"n": longest}
            problems.add(told, _("Correct it."), line=line, column=name, value=text)
    objects = objects_of(row.get("object", ""))
    if objects is None:
        told = _("Write dimension and object with a colon, as in 6:1203, several with blanks between.")
        problems.add(_("This is no object."), told, line=line, column="object", value=row["object"])
    if row["company"] != company:
        told = _("The file holds the ledger of more than one company.")
        problems.add(told, _("Send a file for each."), line=line, column="company", value=row["company"])
    if problems.count > before or on is None or amount is None or objects is None:
        return
    key = (row.get("series", ""), row["voucher"], on.year)
    if key not in vouchers:
        vouchers[key] = (Voucher(key[0], key[1], on, line=line), [])
    voucher, taken = vouchers[key]
    if voucher.on != on:
        told = _("The voucher has another day on line %(line)d.") % {"line": voucher.line}
        problems.add(told, _("A voucher has one day."), line=line, column="date", value=on)
        return
    made = LedgerRow(
        account=row["account"],
        amount=amount,
        objects=objects,
        text=row.get("text", ""),
        unit=row.get("unit", ""),
        number=len(taken) + 1,
        line=line,
    )
    taken.append(made)


def day_of(text: str) -> datetime.date | None:
    """Read a day such as 2026-01-31; nothing when it is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def objects_of(text: str) -> tuple[tuple[str, str], ...] | None:
    """Read objects such as ``1:456 6:1203``; nothing when they are none."""
    found = [one.partition(":") for one in text.split()]
    if any(not dimension or not name for dimension, _colon, name in found):
        return None
    return tuple((dimension, name) for dimension, _colon, name in found)
