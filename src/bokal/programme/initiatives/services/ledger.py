"""An extract of the ledger as it is read and written: vouchers with rows, exact to the öre."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import count

EVERY = 1000
PARTS = 9
"""The parts of the key of a row: four of its voucher, four of what it says, and its number among equals."""
ORGANISATION = re.compile(r"^([0-9]{6})-?([0-9]{4})$")
AMOUNT = re.compile(r"(-?)([0-9]{1,13})(?:[.]([0-9]{1,2}))?")


type Tell = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Told:
    """Whoever wants to know how far reading has come, and how many lines there are."""

    total: int
    tell: Tell | None = None

    def at(self, line: int) -> None:
        """Tell how far it is, once in a while."""
        if self.tell is not None and line % EVERY == 0:
            self.tell(min(line, self.total), self.total)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of a voucher: an account moves, for some objects, by an amount in öre.

    Attributes
    ----------
    objects
        Pairs of dimension and object, such as ("6", "1203") for a project.
    number
        Its place among the rows that count in the voucher, from 1; 0 for rows that were struck out or marked
        as added, which are kept and not counted.
    kind
        TRANS, RTRANS (added afterwards; the same row stands as TRANS too) or BTRANS (struck out).
    """

    account: str
    amount: int
    objects: tuple[tuple[str, str], ...] = ()
    on: datetime.date | None = None
    text: str = ""
    quantity: str = ""
    sign: str = ""
    unit: str = ""
    kind: str = "TRANS"
    number: int = 0
    line: int = field(default=0, compare=False)

    def codes(self) -> tuple[str, ...]:
        """Return the objects as budget lines name them."""
        return tuple(f"{dimension}:{name}" for dimension, name in self.objects)


@dataclass(frozen=True, slots=True)
class Voucher:
    """One event in the ledger."""

    series: str
    number: str
    on: datetime.date
    text: str = ""
    entered_on: datetime.date | None = None
    sign: str = ""
    rows: tuple[LedgerRow, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Balance:
    """A sum of an account in a year: IB when it begins, UB when it ends, RES what came in and went out."""

    kind: str
    year: int
    account: str
    amount: int
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What an extract says: whose ledger, which years, what accounts and objects are called, what happened.

    ``years`` holds the first and last day of each year by its number: 0 is the one the file is of, -1 the one
    before.
    """

    company: str
    name: str = ""
    years: dict[int, tuple[datetime.date, datetime.date]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: tuple[Balance, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    program: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    form: str = "sie4"

    def year_of(self, voucher: Voucher) -> int:
        """Return the year that a voucher counts in."""
        found = (first.year for first, last in self.years.values() if first <= voucher.on <= last)
        return next(found, voucher.on.year)

    def voucher_key(self, voucher: Voucher) -> str:
        """Return what a voucher is known by wherever it comes again: company, year, series and number."""
        # The same name in other letters is the same company, on every database.
        company = " ".join(ORGANISATION.sub(r"\1-\2", self.company).casefold().split())
        parts = (company, str(self.year_of(voucher)), voucher.series, voucher.number)
        return "/".join(key_part(part, 40) for part in parts)


def row_key(row: LedgerRow) -> str:
    """Return what a row is known by in its voucher: account, objects, unit and amount, whatever its place."""
    parts = (row.account, " ".join(sorted(set(row.codes()))), row.unit, kronor_of(row.amount))
    return "/".join(map(key_part, parts, (20, 100, 50, 20)))


def place_of(key: str) -> str:
    """Return the part of a row's key that its voucher is known by."""
    return "/".join(key.split("/", 4)[:4])


def parts_of(place: str) -> list[str]:
    """Return company, year, series and number of a voucher as the ledger writes them, if they are short."""
    return [part.replace("%2F", "/").replace("%25", "%") for part in place.split("/")]


def voucher_number(key: str) -> str:
    """Return series and number of a voucher for people, from the key of one of its rows.

    What was taken over from another system may be known by words of its own, and stays as it is.
    """
    if key.count("/") != PARTS - 1:
        return key
    return " ".join(part for part in parts_of(place_of(key))[2:] if part)


def free_key(key: str, taken: Collection[str]) -> str:
    """Return a key, as the next row of the same content where it is taken."""
    content, _slash, number = key.rpartition("/")
    return next(free for n in count(int(number)) if (free := f"{content}/{n}") not in taken)


def key_part(text: str, longest: int) -> str:
    """Write a part of a key without the sign that parts them; a long one by its fingerprint."""
    part = text.replace("%", "%25").replace("/", "%2F")
    return part if len(part) <= longest else hashlib.sha256(text.encode()).hexdigest()[:20]


def ore_of(text: str) -> int | None:
    """Read an amount with a decimal point and at most two decimals; nothing when it is none."""
    found = AMOUNT.fullmatch(text)
    if found is None or not text.isascii():
        return None
    minus, kronor, ore = found.groups()
    amount = int(kronor) * 100 + int((ore or "").ljust(2, "0"))
    return -amount if minus else amount


def kronor_of(amount: int) -> str:
    """Write öre as kronor with a point and two decimals."""
    kronor, ore = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{kronor}.{ore:02}"
