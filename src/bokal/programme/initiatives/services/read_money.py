"""What stands on the lines: by initiative and year, by funder and unit, and as everybody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from bokal.programme.initiatives.models import BudgetLine, Initiative
from bokal.programme.initiatives.services.money import SUMS
from bokal.programme.programmes.models import Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines are asked for; what is empty asks for all."""

    year: int | None = None
    unit: str = ""
    funder: str = ""
    initiative: str = ""
    areas: frozenset[str] | None = None


@dataclass(slots=True)
class Sums:
    """Four sums in öre."""

    planned: int = 0
    revised: int = 0
    committed: int = 0
    actual: int = 0

    @property
    def left(self) -> int:
        """What is neither paid nor committed; below zero when more was spent than planned."""
        return self.revised - self.committed - self.actual

    @property
    def changed(self) -> int:
        """How far the plan was changed since it was made."""
        return self.revised - self.planned

    def add(self, other: BudgetLine | Sums) -> None:
        """Add other sums to these."""
        for name in SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line as it is listed, with the latest reason why its plan was changed."""

    line: BudgetLine
    sums: Sums
    because: str


def sums_of(lines: Iterable[BudgetLine]) -> Sums:
    """Return the sums of lines together."""
    total = Sums()
    for line in lines:
        total.add(line)
    return total


def lines_wanted(wanted: Wanted) -> QuerySet[BudgetLine]:
    """Return the lines that are asked for, by year, newest first, and initiative."""
    found = BudgetLine.objects.select_related("initiative__area", "unit")
    if wanted.areas is not None:
        found = found.filter(initiative__area__code__in=wanted.areas)
    chosen = {
        "year": wanted.year,
        "unit__code": wanted.unit,
        "funder": wanted.funder,
        "initiative__slug": wanted.initiative,
    }
    found = found.filter(**{name: value for name, value in chosen.items() if value})
    return found.order_by("-year", "initiative__slug", "account", "pk")


def lines_shown(lines: Sequence[BudgetLine]) -> list[LineShown]:
    """Return lines with their sums, and why the plan of each was changed last."""
    changed = (
        BudgetLine.objects.filter(pk__in=[line.pk for line in lines], entries__because__gt="")
        .exclude(entries__kind="correct")
        .order_by("entries__pk")
        .values_list("pk", "entries__because")
    )
    reasons = dict(changed)
    return [LineShown(line, sums_of([line]), reasons.get(line.pk, "")) for line in lines]


@dataclass(frozen=True, slots=True)
class Offered:
    """What lines can be narrowed down to."""

    years: list[int]
    units: list[Unit]
    funders: list[str]


def offered(wanted: Wanted) -> Offered:
    """Return the years, units and funders that there are."""
    lines = lines_wanted(Wanted(areas=wanted.areas)).order_by()
    return Offered(
        years=sorted(set(lines.values_list("year", flat=True)), reverse=True),
        units=list(Unit.objects.filter(budget_lines__in=lines).distinct().order_by("code")),
        funders=sorted(set(lines.values_list("funder", flat=True))),
    )


def total_of(wanted: Wanted) -> Sums:
    """Return the sums of all lines that are asked for."""
    found = lines_wanted(wanted).order_by().aggregate(**{name: Sum(name) for name in SUMS})
    return Sums(**{name: amount or 0 for name, amount in found.items()})


@dataclass(slots=True)
class WhoPays:
    """Who pays for whom: a row for each funder, a column for each unit.

    Attributes
    ----------
    cells
        Sums by funder and code of the unit.
    """

    units: list[Unit]
    funders: list[str]
    cells: dict[tuple[str, str], Sums] = field(default_factory=dict)
    by_funder: dict[str, Sums] = field(default_factory=dict)
    by_unit: dict[str, Sums] = field(default_factory=dict)
    total: Sums = field(default_factory=Sums)

    def rows(self) -> list[tuple[str, list[Sums | None], Sums]]:
        """Return a row for each funder: its name, its sums by unit, and together."""
        return [
            (
                funder,
                [self.cells.get((funder, unit.code)) for unit in self.units],
                self.by_funder[funder],
            )
            for funder in self.funders
        ]

    def feet(self) -> list[Sums]:
        """Return the sums of each unit."""
        return [self.by_unit[unit.code] for unit in self.units]


def who_pays(wanted: Wanted) -> WhoPays:
    """Return who pays how much for which unit."""
    found = lines_wanted(wanted).order_by().values_list("funder", "unit__code")
    counted = list(found.annotate(*(Sum(name) for name in SUMS)))
    codes = {unit for _funder, unit, *_sums in counted}
    table = WhoPays(
        units=list(Unit.objects.filter(code__in=codes).order_by("code")),
        funders=sorted({funder for funder, *_rest in counted}),
    )
    for funder, unit, *amounts in counted:
        sums = Sums(*amounts)
        table.cells[funder, unit] = sums
        for kept in (
            table.by_funder.setdefault(funder, Sums()),
            table.by_unit.setdefault(unit, Sums()),
            table.total,
        ):
            kept.add(sums)
    return table


@dataclass(frozen=True, slots=True)
class PublicRow:
    """What one funder gives in one year, and why more was spent than planned when it was."""

    year: int
    funder: str
    sums: Sums
    overrun_because: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class PublicMoney:
    """The money of an initiative as everybody reads it: by year and funder, without accounts."""

    rows: list[PublicRow]
    total: Sums


def money_of(initiative: Initiative) -> PublicMoney:
    """Return the money of an initiative by year and funder."""
    return money_on(list(initiative.budget_lines.all()))


def money_on(lines: Sequence[BudgetLine]) -> PublicMoney:
    """Return the money on the lines of an initiative by year and funder."""
    groups: dict[tuple[int, str], list[BudgetLine]] = {}
    for line in sorted(lines, key=lambda one: (one.year, one.funder, one.pk)):
        groups.setdefault((line.year, line.funder), []).append(line)
    rows = [
        PublicRow(
            year,
            funder,
            sums_of(some),
            [one.overrun_because for one in some if one.overrun_because and sums_of([one]).left < 0],
        )
        for (year, funder), some in groups.items()
    ]
    return PublicMoney(rows, sums_of(lines))
