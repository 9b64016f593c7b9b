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
COLUMNS = ("value", *BOTH)
RESTS_ON: dict[str, Sequence[str]] = {
    Unit.PERCENT: BOTH,
    Unit.PER_10000: BOTH,
    Unit.THOUSAND_KRONOR: ("denominator",),
}
"""What must be told beside a value, so that it can be seen how many persons stand behind it."""

MOST = 1_000_000_000
"""More persons than any figure of a city counts; a larger number is a slip."""


type Counts = dict[str, float]


def refuse_small_numbers(own: Sequence[tuple[ObservationRow, Definition]], problems: Problems) -> None:
    """Tell of each of the city's own figures that few persons stand behind.

    What a statistical office publishes it has protected itself, and hiding it again protects nobody. Figures
    out of a register of the city's own are published here for the first time. They are refused and not
    hidden in silence, because who hides one cell must look at the sums it stands in as well.
    """
    counted: list[tuple[ObservationRow, Counts]] = []
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
        elif not all(0 <= number <= MOST and number.is_integer() for number in counts.values()):
            _refuse(
                row,
                next(iter(counts)),
                _("These are not counts of persons."),
                _("Write whole numbers from zero on."),
                problems,
            )
        elif unit == Unit.PERCENT and _cases(counts) > counts.get("denominator", MOST):
            _refuse(
                row,
                "numerator",
                _("More persons have it than are counted."),
                _("Check which count is the numerator and which the denominator."),
                problems,
            )
        else:
            counted.append((row, counts))
    _refuse_few(counted, problems)


def _counts_of(row: ObservationRow, unit: str) -> Counts:
    """Return the numbers of persons in a row by their column, also where its value is hidden."""
    value = row.value if unit == Unit.PERSONS else None
    found = {"value": value, "numerator": row.numerator, "denominator": row.denominator}
    return {column: number for column, number in found.items() if number is not None}


def _cases(counts: Counts) -> float:
    return counts.get("numerator", 0)


def _refuse_few(counted: Sequence[tuple[ObservationRow, Counts]], problems: Problems) -> None:
    """Refuse rows where few are counted, or all but a few of those who are; all rows are judged at once."""
    if not counted:
        return
    numbers = [[int(counts.get(column, 0)) for column in COLUMNS] for _row, counts in counted]
    # Of events there may be more than inhabitants; then nobody can be said to have none.
    cases = [min(_cases(counts), counts.get("denominator", 0)) for _row, counts in counted]
    everyone = [counts.get("denominator", MOST) for _row, counts in counted]
    judged = zip(
        counted,
        small_counts(counts=numbers),
        small_shares(numerator=cases, denominator=everyone),
        strict=True,
    )
    for (row, _counts), small, few_lack_it in judged:
        if small.any():
            column = COLUMNS[int(small.argmax())]
            reason = _("Fewer than %(count)d persons stand behind this figure.")
        elif few_lack_it:
            column = "numerator"
            reason = _("Fewer than %(count)d of those in the denominator are not in the numerator.")
        else:
            continue
        remedy = _("Leave the value and its counts empty and write “suppressed” in the column “status”.")
        _refuse(row, column, reason % {"count": THRESHOLD}, remedy, problems)


def _refuse(row: ObservationRow, column: str, reason: str, remedy: str, problems: Problems) -> None:
    # The value is not repeated: the list of problems may be handed on.
    problems.add(reason, remedy, line=row.line, column=column)
