"""Figures that nobody has published before must not tell of a few persons."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from bokal.programme.areas.calculations import THRESHOLD, small_counts, small_shares
from bokal.programme.areas.enums import Unit
from bokal.programme.areas.models import Definition
from bokal.programme.areas.services.read_observations import ObservationRow
from bokal.programme.areas.services.read_problems import Problems

SHARES = frozenset((Unit.PERCENT, Unit.PER_10000))

type Own = Sequence[tuple[ObservationRow, Definition]]


def refuse_small_numbers(own: Own, problems: Problems) -> None:
    """Tell of each of the city's own figures that few persons stand behind.

    What a statistical office publishes it has protected itself, and hiding it again protects nobody. Figures
    out of a register of the city's own are published here for the first time. They are refused and not
    hidden in silence, because who hides one cell must look at the sums it stands in as well.
    """
    for bare in _bare_shares(own):
        _refuse(
            bare,
            "numerator",
            _("Nothing says how many persons stand behind this share."),
            _("Add the columns “numerator” and “denominator”, in whole numbers."),
            problems,
        )
    for row, column in (*_small_values(own), *_small_bases(own, problems)):
        _refuse(
            row,
            column,
            _("Fewer than %(count)d persons stand behind this figure.") % {"count": THRESHOLD},
            _("Leave the value and its counts empty and write “suppressed” in the column “status”."),
            problems,
        )


def _bare_shares(own: Own) -> list[ObservationRow]:
    return [
        row
        for row, definition in own
        if definition.indicator.unit in SHARES
        and row.value is not None
        and (row.numerator is None or row.denominator is None)
    ]


def _small_values(own: Own) -> list[tuple[ObservationRow, str]]:
    """Return the numbers of persons that are small."""
    rows = [
        row
        for row, definition in own
        if definition.indicator.unit == Unit.PERSONS and row.value is not None and row.value.is_integer()
    ]
    small = small_counts(counts=[int(row.value or 0) for row in rows]) if rows else ()
    return [(row, "value") for row, few in zip(rows, small, strict=True) if few]


def _small_bases(own: Own, problems: Problems) -> list[tuple[ObservationRow, str]]:
    """Return the rows with counts that are small, also where the value is hidden and its counts are not."""
    counted: list[tuple[ObservationRow, int, int]] = []
    for row, _definition in own:
        if row.denominator is None:
            continue
        numbers = (row.denominator if row.numerator is None else row.numerator, row.denominator)
        if all(number >= 0 and number.is_integer() for number in numbers) and numbers[0] <= numbers[1]:
            counted.append((row, int(numbers[0]), int(numbers[1])))
        else:
            _refuse(
                row,
                "numerator",
                _("These are not counts of persons."),
                _("Write whole numbers from zero on, the numerator no larger than the denominator."),
                problems,
            )
    if not counted:
        return []
    marked = small_shares(
        numerator=[cases for _row, cases, _everyone in counted],
        denominator=[everyone for _row, _cases, everyone in counted],
        people=THRESHOLD,
    )
    return [(row, "numerator") for (row, *_counts), few in zip(counted, marked, strict=True) if few]


def _refuse(row: ObservationRow, column: str, reason: str, remedy: str, problems: Problems) -> None:
    # The value is not repeated: the list of problems may be handed on.
    problems.add(reason, remedy, line=row.line, column=column)
