"""Find the budget line that each row of the ledger belongs to, and say what is not found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.ledger import Extract, LedgerRow, Voucher

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger that moves money, with what it is known by and the year it counts in."""

    key: str
    year: int
    voucher: Voucher
    row: LedgerRow

    @property
    def group(self) -> str:
        """What rows have in common that go to the same line: account, objects, unit and year."""
        return "|".join((self.row.account, " ".join(sorted(self.row.codes())), self.row.unit, str(self.year)))


@dataclass(slots=True)
class Group:
    """Rows of one account and the same objects for which nobody can tell the line from the file."""

    key: str
    account: str
    codes: tuple[str, ...]
    unit: str
    year: int
    candidates: list[BudgetLine]
    rows: list[Row] = field(default_factory=list)

    @property
    def amount(self) -> int:
        """The sum of the rows in öre."""
        return sum(one.row.amount for one in self.rows)

    @property
    def lines(self) -> int:
        """How many rows there are."""
        return len(self.rows)


@dataclass(slots=True)
class Matching:
    """What was found.

    Attributes
    ----------
    found
        New rows by the number of their budget line.
    known
        Rows that were read in before, with the amount they have here.
    undecided
        Rows that concern lines of ours, when the file does not say which.
    elsewhere
        Rows of other accounts and objects.
    """

    found: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    known: list[tuple[Row, int]] = field(default_factory=list)
    undecided: dict[str, Group] = field(default_factory=dict)
    elsewhere: list[Row] = field(default_factory=list)
    lines: dict[int, BudgetLine] = field(default_factory=dict)


def rows_of(extract: Extract) -> list[Row]:
    """Return the rows that count and move money."""
    found = []
    for voucher in extract.vouchers:
        year = next(
            (first.year for first, last in extract.years.values() if first <= voucher.on <= last),
            voucher.on.year,
        )
        found += [
            Row(extract.key(voucher, row), year, voucher, row)
            for row in voucher.rows
            if row.number and row.amount
        ]
    return found


def amounts_here(keys: Iterable[str]) -> dict[str, int]:
    """Return the rows that were read in before, with their amounts."""
    found: dict[str, int] = {}
    for some in batched(keys, AT_ONCE):
        here = BudgetEntry.objects.filter(voucher__in=some).exclude(voucher="").order_by()
        found.update(here.values_list("voucher", "amount"))
    return found


class Finder:
    """The budget lines of some years, found by account, object and unit."""

    def __init__(self, lines: Iterable[BudgetLine]) -> None:
        self.lines = {line.pk: line for line in lines}
        # The lines without an object are those of the object "".
        self.by_both: dict[tuple[str, str, int], list[BudgetLine]] = defaultdict(list)
        self.by_object: dict[tuple[str, int], list[BudgetLine]] = defaultdict(list)
        for line in self.lines.values():
            self.by_both[line.account, line.object_code, line.year].append(line)
            if line.object_code:
                self.by_object[line.object_code, line.year].append(line)

    def lines_for(self, one: Row) -> list[BudgetLine]:
        """Return the lines of a row: those of its account and object, else those without an object."""
        exact = [line for code in dict.fromkeys(one.row.codes()) for line in self.of_account(one, code)]
        return sorted(exact, key=lambda line: line.pk) or self.of_account(one, "")

    def of_account(self, one: Row, code: str) -> list[BudgetLine]:
        """Return the lines of the account and unit of a row that have an object."""
        found = self.by_both.get((one.row.account, code, one.year), [])
        unit = one.row.unit
        return [line for line in found if not unit or line.unit.code == unit]

    def near(self, one: Row) -> list[BudgetLine]:
        """Return the lines of the objects of a row, whatever their account."""
        return [line for code in one.row.codes() for line in self.by_object.get((code, one.year), [])]


def match_rows(
    rows: Sequence[Row], finder: Finder, here: Mapping[str, int], choices: Mapping[str, int]
) -> Matching:
    """Find the line of each row; ``choices`` names one for groups that somebody decided."""
    matching = Matching(lines=finder.lines)
    for one in rows:
        if one.key in here:
            matching.known.append((one, here[one.key]))
            continue
        fitting = finder.lines_for(one)
        if len(fitting) == 1:
            matching.found[fitting[0].pk].append(one)
            continue
        candidates = fitting or finder.near(one)
        chosen = choices.get(one.group)
        line = finder.lines.get(chosen) if chosen is not None else None
        if line is not None and line.year == one.year:
            matching.found[line.pk].append(one)
        elif candidates:
            told = (one.group, one.row.account, one.row.codes(), one.row.unit, one.year, candidates)
            matching.undecided.setdefault(one.group, Group(*told)).rows.append(one)
        else:
            matching.elsewhere.append(one)
    return matching


def finder_of(rows: Sequence[Row]) -> Finder:
    """Return the lines of the years of some rows; what is known from sources alone has none to pay from."""
    years = {one.year for one in rows}
    lines = BudgetLine.objects.filter(year__in=years, initiative__documented=False)
    return Finder(lines.select_related("unit", "initiative").order_by("pk"))
