"""Figures that nobody has published before must not tell of a few persons."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bokal.programme.areas.calculations import THRESHOLD, small_counts, small_shares
from bokal.programme.areas.enums import Unit
from bokal.programme.areas.models import Definition
from bokal.programme.areas.services.read_observations import ObservationRow
from bokal.programme.areas.services.read_problems import Problems

BOTH = ("numerator", "denominator")
RESTS_ON: dict[str, Sequence[str]] = {
    Unit.PERCENT: BOTH,
    Unit.PER_10000: BOTH,
    Unit.THOUSAND_KRONOR: ("denominator",),
}
"""What must be told beside a value, so that it can be seen how many persons stand behind it."""

MOST = 1_000_000_000
"""More persons than any figure of a city counts; a larger number is a slip."""


def refuse_small_numbers(own: Sequence[tuple[ObservationRow, Definition]], problems: Problems) -> None:
    """Tell of each of the city's own figures that few persons stand behind.

    What a statistical office publishes it has protected itself, and hiding it again protects nobody. Figures
    out of a register of the city's own are published here for the first time. They are refused and not
    hidden in silence, because who hides one cell must look at the sums it stands in as well.
    """
    for row, definition in own:
        unit = definition.indicator.unit
        missing = [column for column in RESTS_ON.get(unit, ()) if getattr(row, column) is None]
        counts = _counts_of(row, unit)
        if row.value is not None and missing:
            _refuse(
                row,
                missing[0],
                _("Nothing says how many persons stand behind this figure."),
                _("Add the columns “numerator” and “denominator” for a share, “denominator” for a mean."),
                problems,
            )
        elif not _are_counts(row, counts):
            _refuse(
                row,
                next(iter(counts)),
                _("These are not counts of persons."),
                _("Write whole numbers from zero on, the numerator no larger than the denominator."),
                problems,
            )
        elif _tells_of_few(counts):
            _refuse(
                row,
                next(iter(counts)),
                _("Fewer than %(count)d persons stand behind this figure.") % {"count": THRESHOLD},
                _("Leave the value and its counts empty and write “suppressed” in the column “status”."),
                problems,
            )


def _counts_of(row: ObservationRow, unit: str) -> dict[str, float]:
    """Return the numbers of persons in a row by their column, also where its value is hidden."""
    value = row.value if unit == Unit.PERSONS else None
    found = {"value": value, "numerator": row.numerator, "denominator": row.denominator}
    return {column: number for column, number in found.items() if number is not None}


def _are_counts(row: ObservationRow, counts: dict[str, float]) -> bool:
    whole = all(0 <= number <= MOST and number.is_integer() for number in counts.values())
    pair = row.numerator is not None and row.denominator is not None
    return whole and not (pair and counts["numerator"] > counts["denominator"])


def _tells_of_few(counts: dict[str, float]) -> bool:
    """Tell whether few have the trait, few lack it, or few persons are counted at all."""
    numbers = {column: int(number) for column, number in counts.items()}
    few = bool(small_counts(counts=list(numbers.values())).any())
    if not few and numbers.keys() >= set(BOTH):
        cases, everyone = [numbers["numerator"]], [numbers["denominator"]]
        few = bool(small_shares(numerator=cases, denominator=everyone).any())
    return few


def _refuse(row: ObservationRow, column: str, reason: str, remedy: str, problems: Problems) -> None:
    # The value is not repeated: the list of problems may be handed on.
    problems.add(reason, remedy, line=row.line, column=column)
