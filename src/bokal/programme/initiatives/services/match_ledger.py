"""Find the budget line that each row of the ledger belongs to, and say what is not found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from django.db.models import Exists, OuterRef

from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.known_rows import Here, same_sum
from bokal.programme.initiatives.services.ledger import Extract, LedgerRow, Voucher, place_of, row_key
from bokal.programme.programmes.models import Unit


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the ledger that moves money, with what it is known by and the year it counts in."""

    key: str
    year: int
    voucher: Voucher
    row: LedgerRow

    @property
    def place(self) -> str:
        """What its voucher is known by."""
        return place_of(self.key)

    @property
    def told(self) -> str:
        """Series and number of its voucher, for people."""
        return " ".join(part for part in (self.voucher.series, self.voucher.number) if part)

    @property
    def group(self) -> str:
        """What rows have in common that go to the same line: account, objects, unit and year."""
        return "|".join((self.row.account, " ".join(sorted(self.row.codes())), self.row.unit, str(self.year)))

    @property
    def back(self) -> str:
        """What a choice names it by when it pays back more than its line has."""
        return f"{self.key}|back"


@dataclass(slots=True)
class Group:
    """Rows of one account and the same objects for which nobody can tell the line from the file."""

    key: str
    account: str
    codes: tuple[str, ...]
    unit: str
    year: int
    candidates: list[BudgetLine]
    near: bool = True
    """Whether more than the account is one of ours."""
    again: str = ""
    """The voucher, when it is one row that is perhaps here."""
    back: str = ""
    """The voucher, when it is one row that would pay back more than was paid from its line."""
    stranger: bool = False
    """Whether it would be plain, were the line not paid from the ledger of another company so far."""
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
        Rows that were read in before.
    undecided
        Rows that concern lines of ours, when the file does not say which.
    elsewhere
        Rows of other accounts and objects.
    """

    found: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    known: list[Row] = field(default_factory=list)
    undecided: dict[str, Group] = field(default_factory=dict)
    elsewhere: list[Row] = field(default_factory=list)
    lines: dict[int, BudgetLine] = field(default_factory=dict)


def rows_of(extract: Extract) -> list[Row]:
    """Return the rows that count and move money."""
    found = []
    # Two vouchers are known by the same where a year was ended early, and the next began in the same.
    equal: Counter[str] = Counter()
    for voucher in extract.vouchers:
        place, year = extract.voucher_key(voucher), extract.year_of(voucher)
        for row in voucher.rows:
            if row.number and row.amount:
                content = f"{place}/{row_key(row)}"
                equal[content] += 1
                found.append(Row(f"{content}/{equal[content]}", year, voucher, row))
    return found


class Finder:
    """The budget lines of some years, found by account, object and unit.

    ``strange`` are the numbers of the units that were paid from ledgers of other companies so far.
    """

    def __init__(self, lines: Iterable[BudgetLine], strange: Collection[int] = ()) -> None:
        self.strange = strange
        self.lines = {line.pk: line for line in lines}
        # The lines without an object are those of the object "".
        self.by_both: dict[tuple[str, str, int], list[BudgetLine]] = defaultdict(list)
        self.by_object: dict[tuple[str, int], list[BudgetLine]] = defaultdict(list)
        for line in self.lines.values():
            self.by_both[line.account, line.object_code, line.year].append(line)
            if line.object_code:
                self.by_object[line.object_code, line.year].append(line)

    def lines_for(self, one: Row) -> list[BudgetLine]:
        """Return the lines of a row: those of its account and object; without an object where it has none."""
        codes = dict.fromkeys(one.row.codes()) or ("",)
        return sorted((line for code in codes for line in self.of_account(one, code)), key=attrgetter("pk"))

    def plain(self, one: Row) -> BudgetLine | None:
        """Return the only line of a row, where the ledger of its unit is no other."""
        found = self.lines_for(one)
        return found[0] if len(found) == 1 and not self.stranger(found) else None

    def stranger(self, found: Sequence[BudgetLine]) -> bool:
        """Whether the only line of a row was paid from the ledgers of other companies so far."""
        return len(found) == 1 and found[0].unit_id in self.strange

    def of_account(self, one: Row, code: str) -> list[BudgetLine]:
        """Return the lines of the account of a row, and of its unit if it names one, that have an object."""
        found, unit = self.by_both.get((one.row.account, code, one.year), []), one.row.unit
        return [line for line in found if not unit or line.unit.code == unit]

    def loose(self, one: Row) -> list[BudgetLine]:
        """Return the lines of its account without an object: whose the object of the row is, nobody knows."""
        return self.of_account(one, "")

    def near(self, one: Row) -> list[BudgetLine]:
        """Return the lines of the objects of a row, whatever their account."""
        return [line for code in one.row.codes() for line in self.by_object.get((code, one.year), [])]


def match_rows(rows: Sequence[Row], finder: Finder, here: Here, choices: Mapping[str, int]) -> Matching:
    """Find the line of each row; ``choices`` names one for groups that somebody decided."""
    matching = Matching(lines=finder.lines)
    for one in rows:
        if one.key in here.known:
            matching.known.append(one)
            continue
        group = group_of(one, finder, here)
        line = finder.plain(one) if group is None else chosen_line(one, finder, choices.get(group.key))
        if line is not None:
            line = chosen_line(one, finder, choices.get(one.back)) or line
            matching.found[line.pk].append(one)
        elif group is not None and group.candidates:
            matching.undecided.setdefault(group.key, group).rows.append(one)
        else:
            matching.elsewhere.append(one)
    for number in list(matching.found):
        hold_back(matching, matching.lines[number], choices)
    matching.found = {number: found for number, found in matching.found.items() if found}
    return matching


def chosen_line(one: Row, finder: Finder, number: int | None) -> BudgetLine | None:
    """Return the line that somebody chose for a row; one of another year is none."""
    line = finder.lines.get(number) if number is not None else None
    return line if line is not None and line.year == one.year else None


def hold_back(matching: Matching, line: BudgetLine, choices: Mapping[str, int]) -> None:
    """Ask about the rows that pay back on a line which would have less than nothing paid.

    Those that somebody put there stay, as far as there is enough for all of them.
    """
    for chosen_too in (False, True):
        found = matching.found[line.pk]
        if line.actual + sum(one.row.amount for one in found) >= 0:
            return
        matching.found[line.pk] = stays = []
        for one in found:
            if one.row.amount >= 0 or (choices.get(one.back) == line.pk and not chosen_too):
                stays.append(one)
                continue
            told = (one.row.account, one.row.codes(), one.row.unit, one.year)
            group = Group(one.back, *told, [line], back=one.told)
            group.rows.append(one)
            matching.undecided[group.key] = group


def group_of(one: Row, finder: Finder, here: Here) -> Group | None:
    """Return the group of a row for which somebody must choose; nothing when its line is plain."""
    told = (one.row.account, one.row.codes(), one.row.unit, one.year)
    fitting = finder.lines_for(one)
    near = fitting or finder.near(one)
    booked = here.doubtful.get(one.key)
    if booked is not None:
        before = finder.lines.get(booked.line) if same_sum(one, booked) else None
        lines = [line for line in (before, *near, *finder.loose(one)) if line is not None]
        return Group(one.key, *told, list(dict.fromkeys(lines)), again=one.told)
    if finder.plain(one) is not None:
        return None
    candidates = near or finder.loose(one)
    return Group(one.group, *told, candidates, near=bool(near), stranger=finder.stranger(fitting))


def finder_of(rows: Sequence[Row]) -> Finder:
    """Return the lines of the years of some rows; what is known from sources alone has none to pay from."""
    years = {one.year for one in rows}
    lines = BudgetLine.objects.filter(year__in=years, initiative__documented=False)
    return Finder(lines.select_related("unit", "initiative").order_by("pk"), strangers_to(rows))


def strangers_to(rows: Sequence[Row]) -> frozenset[int]:
    """Return the numbers of the units that were paid from other companies' ledgers, and never from this one.

    The keys of the payments remember it: once somebody chooses a line of the unit, the company is known.
    """
    if not rows:
        return frozenset()
    company = f"{rows[0].key.partition('/')[0]}/"
    paid = BudgetEntry.objects.filter(kind=EntryKind.PAY, line__unit=OuterRef("pk")).exclude(voucher="")
    here, elsewhere = paid.filter(voucher__startswith=company), paid.exclude(voucher__startswith=company)
    return frozenset(Unit.objects.filter(~Exists(here), Exists(elsewhere)).values_list("pk", flat=True))
