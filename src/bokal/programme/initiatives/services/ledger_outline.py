"""What a look at an extract of the ledger showed, small enough to be kept until somebody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bokal.programme.areas.services.read_problems import Problem
from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.initiatives.services.import_ledger import LedgerLook, LineGets
from bokal.programme.initiatives.services.known_rows import Difference
from bokal.programme.initiatives.services.match_ledger import Group

GROUPS = 50
DIFFERENCES = 100
PROBLEMS = 200
LISTS = frozenset({"gets", "groups", "differences", "problems"})

type Lines = Mapping[int, BudgetLine]


@dataclass(frozen=True, slots=True)
class GroupOutline:
    """Rows of one account and the same objects without a line, counted; ``lines`` is how many rows."""

    key: str
    account: str
    codes: tuple[str, ...]
    year: int
    amount: int
    lines: int
    again: str
    candidates: tuple[BudgetLine, ...]
    back: str = ""
    stranger: bool = False

    @classmethod
    def of(cls, group: Group) -> GroupOutline:
        told = (group.key, group.account, group.codes, group.year, group.amount, group.lines)
        why: dict[str, Any] = {"again": group.again, "back": group.back, "stranger": group.stranger}
        return cls(*told, candidates=tuple(group.candidates), **why)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, lines by number."""
        names = ("key", "account", "year", "amount", "lines", "again", "back", "stranger")
        plain = {name: getattr(self, name) for name in names}
        return plain | {"codes": list(self.codes), "candidates": [line.pk for line in self.candidates]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], lines: Lines) -> GroupOutline:
        found = tuple(lines[number] for number in data["candidates"] if number in lines)
        return cls(**(dict(data) | {"codes": tuple(data["codes"]), "candidates": found}))


@dataclass(frozen=True, slots=True)
class DifferenceOutline:
    """A payment that stands here otherwise than in the ledger, with both amounts in öre."""

    voucher: str
    line: int
    entry: int
    stands: int
    says: int

    @classmethod
    def of(cls, one: Difference) -> DifferenceOutline:
        booked = one.booked
        return cls(one.voucher, booked.line, booked.entry, booked.stands, one.says)


@dataclass(frozen=True, slots=True)
class LedgerOutline:
    """What a file holds and what it would do, or did.

    Attributes
    ----------
    groups, undecided
        The first groups of rows without a line, and how many there are.
    differences
        The first payments that are booked otherwise than here.
    problems, wrong
        The first things that are wrong with it, and how many there are.
    """

    name: str
    company: str
    vouchers: int
    known: int
    elsewhere: int
    undecided: int
    wrong: int
    gets: Sequence[LineGets]
    groups: Sequence[GroupOutline]
    differences: Sequence[DifferenceOutline]
    problems: Sequence[Problem]

    @property
    def new(self) -> int:
        """How many rows would be entered."""
        return sum(one.rows for one in self.gets)

    @property
    def amount(self) -> int:
        """Their sum in öre."""
        return sum(one.amount for one in self.gets)

    @property
    def more(self) -> int:
        """How many groups without a line are not among the first."""
        return self.undecided - len(self.groups)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values, lines by number."""
        names = ("name", "company", "vouchers", "known", "elsewhere", "undecided", "wrong")
        plain: dict[str, Any] = {name: getattr(self, name) for name in names}
        return plain | {
            "gets": [[one.line.pk, one.rows, one.amount, one.ends, one.short] for one in self.gets],
            "groups": [one.as_dict() for one in self.groups],
            "differences": [asdict(one) for one in self.differences],
            "problems": [asdict(one) for one in self.problems],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LedgerOutline:
        """Return it from its plain values; lines that are gone since are left out."""
        numbers = {gets[0] for gets in data["gets"]}
        numbers.update(number for group in data["groups"] for number in group["candidates"])
        lines = lines_of(numbers)
        return cls(
            **{name: value for name, value in data.items() if name not in LISTS},
            gets=[LineGets(lines[number], *rest) for number, *rest in data["gets"] if number in lines],
            groups=[GroupOutline.from_dict(one, lines) for one in data["groups"]],
            differences=[DifferenceOutline(**one) for one in data["differences"]],
            problems=[Problem.from_dict(one) for one in data["problems"]],
        )


def lines_of(numbers: Iterable[int]) -> Lines:
    """Return lines by number, with what they are called by."""
    return BudgetLine.objects.select_related("initiative", "unit").in_bulk(list(numbers))


def outline_of(look: LedgerLook) -> LedgerOutline:
    """Return what a look showed, without the rows."""
    return LedgerOutline(
        name=look.name,
        company=look.extract.name if look.extract else "",
        vouchers=look.vouchers,
        known=look.known,
        elsewhere=look.elsewhere,
        undecided=len(look.undecided),
        wrong=look.problems.count,
        gets=look.gets,
        groups=[GroupOutline.of(one) for one in look.undecided[:GROUPS]],
        differences=[DifferenceOutline.of(one) for one in look.differences[:DIFFERENCES]],
        problems=look.problems.found[:PROBLEMS],
    )
