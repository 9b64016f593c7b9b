"""Read an extract in the Swedish accounting exchange format SIE, type 4 (SIE-gruppen, version 4B and 4C).

Nothing is repaired: what cannot be understood is told with its line, and the file is refused whole. Labels
that are of no use here are passed over, as the format demands.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.initiatives.services.ledger import Balance, Extract, LedgerRow, Told, Voucher
from bokal.programme.initiatives.services.sie4_fields import (
    A_DAY,
    A_DIMENSION,
    ACCOUNT,
    WORD,
    WrongField,
    amount_of,
    at,
    day_of,
    day_or_none,
    matching,
    or_empty,
    pairs_of,
    short,
    year_of,
)
from bokal.programme.initiatives.services.split_sie4 import Field, NotSplit, split_fields

AN_ACCOUNT, AN_AMOUNT = gettext_lazy("account"), gettext_lazy("amount")
CODING = "cp437"
NEEDED = ("FLAGGA", "FORMAT", "SIETYP", "RAR")
BALANCES = ("IB", "UB", "RES")
ROWS = ("TRANS", "BTRANS", "RTRANS")
# How the letters å ä ö are written in the code page of the format, and in that of Windows.
OURS, OF_WINDOWS = frozenset(b"\x86\x84\x94\x8f\x8e\x99\x82"), frozenset(b"\xe5\xe4\xf6\xc5\xc4\xd6")


@dataclass(slots=True)
class Reading:
    """What was read so far."""

    problems: Problems
    company: str = ""
    name: str = ""
    years: dict[int, tuple[datetime.date, datetime.date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: list[Balance] = field(default_factory=list)
    vouchers: list[Voucher] = field(default_factory=list)
    program: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    seen: set[str] = field(default_factory=set)
    voucher: Voucher | None = None
    opened: bool = False
    spoiled: bool = False
    """A line of the voucher was not understood, so its sum says nothing."""
    rows: list[LedgerRow] = field(default_factory=list)
    counted: int = 0
    """How many of them count."""


def read_sie4(content: bytes, problems: Problems, so_far: Told) -> Extract | None:
    """Read a file; nothing when it is refused, and ``problems`` says why."""
    reading = Reading(problems)
    try:
        text = decoded(content, problems)
    except Unreadable:
        return None
    for number, line in lines_of(text):
        so_far.at(number)
        try:
            read_line(reading, number, line)
        except WrongField as wrong:
            problems.add(wrong.reason, wrong.remedy, line=number, value=wrong.value)
            reading.spoiled = True
        except NotSplit as wrong:
            problems.add(wrong.reason, wrong.remedy, line=number, value=line)
            reading.spoiled = True
    finish(reading)
    if problems:
        return None
    return Extract(
        company=reading.company or reading.name,
        name=reading.name,
        years=reading.years,
        accounts=reading.accounts,
        dimensions=reading.dimensions,
        objects=reading.objects,
        balances=tuple(reading.balances),
        vouchers=tuple(reading.vouchers),
        program=reading.program,
        made=reading.made,
    )


def decoded(content: bytes, problems: Problems) -> str:
    """Return the text of a file in the code page of the format, or refuse another coding."""
    remedy = _("Have the ledger write SIE with the code page PC8 (437), as the format demands.")
    high = {byte for byte in content if byte > 127}
    if high:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            if high & OF_WINDOWS and not high & OURS:
                line = next(n for n, one in enumerate(content.split(b"\n"), 1) if OF_WINDOWS & set(one))
                raise problems.stop(
                    _("The file is written in the code page of Windows."), remedy, line=line
                ) from None
        else:
            raise problems.stop(_("The file is written in UTF-8."), remedy, line=1)
    return content.rstrip(b"\x1a").decode(CODING)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, numbered from 1."""
    # Only a line feed ends a line: other signs that end lines elsewhere are no text here.
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t\r"):
            yield number, line.strip(" \t\r")


def read_line(reading: Reading, number: int, line: str) -> None:
    """Read one line: a label with its fields, or a brace around the rows of a voucher."""
    if line == "{":
        return open_rows(reading)
    if line == "}":
        return close_voucher(reading)
    if not line.startswith("#"):
        raise WrongField(
            _("The line begins with no label."),
            _("Each line of SIE begins with a label such as #TRANS, or is a brace."),
            line,
        )
    fields = split_fields(line)
    label = str(fields[0])[1:].upper()
    if reading.opened and label not in ROWS:
        reading.problems.add(
            _("The rows of the voucher do not end."),
            _("Close them with a brace on a line of its own."),
            line=number,
            value=label,
        )
        # Read on as if they had, so that the next voucher is not taken for a part of this one.
        reading.opened, reading.voucher = False, None
    reading.seen.add(label)
    read = READERS.get(label)
    if read is not None:
        read(reading, fields, number)
    return None


def read_flag(reading: Reading, fields: list[Field], number: int) -> None:
    matching(at(fields, 1, "0"), re.compile("[01]"), "#FLAGGA")


def read_format(reading: Reading, fields: list[Field], number: int) -> None:
    matching(at(fields, 1, "PC8"), re.compile("PC8"), "#FORMAT")


def read_type(reading: Reading, fields: list[Field], number: int) -> None:
    text = at(fields, 1, "4")
    if text != "4":
        raise WrongField(
            _("The file is of another type than 4, so it holds no vouchers to read."),
            _("Have the ledger write SIE of type 4."),
            text,
        )


def read_program(reading: Reading, fields: list[Field], number: int) -> None:
    reading.program = tuple(or_empty(fields, place) for place in range(1, len(fields)))


def read_made(reading: Reading, fields: list[Field], number: int) -> None:
    reading.made = tuple(or_empty(fields, place) for place in range(1, len(fields)))


def read_company(reading: Reading, fields: list[Field], number: int) -> None:
    reading.company = short(at(fields, 1, _("organisation number")), "company")


def read_name(reading: Reading, fields: list[Field], number: int) -> None:
    reading.name = at(fields, 1, _("name"))


def read_year(reading: Reading, fields: list[Field], number: int) -> None:
    first, last = day_of(at(fields, 2, A_DAY)), day_of(at(fields, 3, A_DAY))
    if last <= first:
        raise WrongField(_("The year ends before it begins."), _("Write its first and its last day."))
    reading.years[year_of(fields)] = (first, last)


def read_account(reading: Reading, fields: list[Field], number: int) -> None:
    account = matching(at(fields, 1, AN_ACCOUNT), ACCOUNT, AN_ACCOUNT)
    reading.accounts[account] = or_empty(fields, 2)


def read_dimension(reading: Reading, fields: list[Field], number: int) -> None:
    reading.dimensions[matching(at(fields, 1, A_DIMENSION), WORD, A_DIMENSION)] = or_empty(fields, 2)


def read_object(reading: Reading, fields: list[Field], number: int) -> None:
    dimension = matching(at(fields, 1, A_DIMENSION), WORD, A_DIMENSION)
    reading.objects[dimension, at(fields, 2, _("object"))] = or_empty(fields, 3)


def read_balance(reading: Reading, fields: list[Field], number: int) -> None:
    kind = str(fields[0])[1:].upper()
    account = matching(at(fields, 2, AN_ACCOUNT), ACCOUNT, AN_ACCOUNT)
    amount = amount_of(at(fields, 3, AN_AMOUNT))
    reading.balances.append(Balance(kind, year_of(fields), account, amount, or_empty(fields, 4)))


def read_voucher(reading: Reading, fields: list[Field], number: int) -> None:
    """Read the head of a voucher; its rows follow in braces."""
    if reading.voucher is not None:
        told = _("The voucher on line %(line)d has no rows.") % {"line": reading.voucher.line}
        reading.problems.add(told, _("Its rows stand in braces below it."), line=number)
    # What follows must not be read as rows of the voucher before, whatever is wrong with this head.
    reading.voucher, reading.rows = Voucher("", "", datetime.date.min, line=number), []
    reading.spoiled, reading.opened, reading.counted = False, False, 0
    reading.voucher = Voucher(
        series=short(or_empty(fields, 1), "series"),
        number=short(at(fields, 2, _("number of the voucher")), "number"),
        on=day_of(at(fields, 3, A_DAY)),
        text=or_empty(fields, 4),
        entered_on=day_or_none(or_empty(fields, 5)),
        sign=or_empty(fields, 6),
        line=number,
    )


def open_rows(reading: Reading) -> None:
    """Begin the rows of a voucher."""
    if reading.voucher is None or reading.opened:
        raise WrongField(_("A brace opens where no voucher is."), _("Rows stand in braces below #VER."))
    reading.opened = True


def read_row(reading: Reading, fields: list[Field], number: int) -> None:
    """Read a row of a voucher."""
    if not reading.opened:
        raise WrongField(
            _("The row stands outside of a voucher."), _("Rows stand in braces below #VER."), str(fields[0])
        )
    objects = fields[2] if len(fields) > 2 else ""
    if not isinstance(objects, tuple):
        raise WrongField(
            _("After the account there are no objects in braces."),
            _("Write {} where a row has none."),
            objects,
        )
    kind = str(fields[0])[1:].upper()
    counts = kind == "TRANS"
    row = LedgerRow(
        account=matching(at(fields, 1, AN_ACCOUNT), ACCOUNT, AN_ACCOUNT),
        amount=amount_of(at(fields, 3, AN_AMOUNT)),
        objects=pairs_of(objects),
        on=day_or_none(or_empty(fields, 4)),
        text=or_empty(fields, 5),
        quantity=or_empty(fields, 6),
        sign=or_empty(fields, 7),
        kind=kind,
        number=reading.counted + 1 if counts else 0,
        line=number,
    )
    reading.rows.append(row)
    reading.counted += counts


def close_voucher(reading: Reading) -> None:
    """End the rows of a voucher, which must add up to nothing."""
    voucher, reading.voucher = reading.voucher, None
    opened, reading.opened = reading.opened, False
    if voucher is None or not opened:
        raise WrongField(_("A brace closes where none was open."), _("Rows stand in braces below #VER."))
    if reading.spoiled:
        return
    total = sum(row.amount for row in reading.rows if row.number)
    if total:
        told = _("The rows of voucher %(voucher)s add up to %(total)d öre and not to zero.")
        name = f"{voucher.series} {voucher.number}".strip()
        raise WrongField(
            told % {"voucher": name, "total": total},
            _("Rows may be missing or damaged. Have the ledger write the file again."),
        )
    reading.vouchers.append(replace(voucher, rows=tuple(reading.rows)))


def finish(reading: Reading) -> None:
    """Note what the whole file lacks, and what is in it twice."""
    add = reading.problems.add
    for label in NEEDED:
        if label not in reading.seen:
            add(
                _("The file has no #%(label)s.") % {"label": label},
                _("Have the ledger write the file again."),
            )
    if not reading.company and not reading.name:
        add(_("The file does not say whose ledger it is."), _("It needs #ORGNR or #FNAMN."))
    if reading.voucher is not None:
        add(
            _("The file ends in the middle of a voucher."),
            _("It may have been cut off. Have the ledger write it again."),
            line=reading.voucher.line,
        )
    seen: dict[tuple[str, str, int], int] = {}
    for voucher in reading.vouchers:
        numbers = [n for n, (first, last) in reading.years.items() if first <= voucher.on <= last]
        if not numbers and reading.years:
            told = _("The voucher is of a day in none of the years of the file.")
            add(told, _("Have the ledger write the file again."), line=voucher.line, value=voucher.on)
        known = (voucher.series, voucher.number, numbers[0] if numbers else 0)
        if known in seen:
            told = _("The voucher stands on line %(line)d already.") % {"line": seen[known]}
            add(told, _("Have the ledger write the file again."), line=voucher.line, value=voucher.number)
        seen.setdefault(known, voucher.line)


READERS: Mapping[str, Callable[[Reading, list[Field], int], None]] = {
    "FLAGGA": read_flag,
    "FORMAT": read_format,
    "SIETYP": read_type,
    "PROGRAM": read_program,
    "GEN": read_made,
    "ORGNR": read_company,
    "FNAMN": read_name,
    "RAR": read_year,
    "KONTO": read_account,
    "DIM": read_dimension,
    "OBJEKT": read_object,
    **dict.fromkeys(BALANCES, read_balance),
    "VER": read_voucher,
    **dict.fromkeys(ROWS, read_row),
}
