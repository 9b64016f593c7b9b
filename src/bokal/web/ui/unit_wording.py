"""Amounts in what measures count in: each word in the form that its number asks for."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.utils.translation import ngettext

from bokal.programme.initiatives.enums import MeasureUnit
from bokal.web.ui.formats import number
from bokal.web.ui.wording import BROKEN, plural_count

COUNTED: Mapping[str, Callable[[int], str]] = {
    MeasureUnit.PERSONS: lambda count: ngettext("%(number)s person", "%(number)s persons", count),
    MeasureUnit.HOUSEHOLDS: lambda count: ngettext("%(number)s household", "%(number)s households", count),
    MeasureUnit.DWELLINGS: lambda count: ngettext("%(number)s dwelling", "%(number)s dwellings", count),
    MeasureUnit.JOBS: lambda count: ngettext("%(number)s job", "%(number)s jobs", count),
    MeasureUnit.VISITS: lambda count: ngettext("%(number)s visit", "%(number)s visits", count),
    MeasureUnit.EVENTS: lambda count: ngettext("%(number)s occasion", "%(number)s occasions", count),
    MeasureUnit.HOURS: lambda count: ngettext("%(number)s hour", "%(number)s hours", count),
    MeasureUnit.METRES: lambda count: ngettext("%(number)s metre", "%(number)s metres", count),
    MeasureUnit.SQUARE_METRES: lambda count: ngettext(
        "%(number)s square metre", "%(number)s square metres", count
    ),
    MeasureUnit.OTHER: lambda count: ngettext("%(number)s unit", "%(number)s units", count),
}


def decimals_in(value: Decimal) -> int:
    """Return how many decimals a number has, without noughts at the end."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain_number(value: Decimal | None) -> str:
    """Write a number with the decimals that it has; none is a dash."""
    return number(None) if value is None else number(float(value), decimals_in(value))


def amount_of(value: Decimal, unit: str) -> str:
    """Write an amount with what it is counted in."""
    # The words for one and two in Arabic have no number in them, so they would lose a minus.
    count = BROKEN if value < 0 else plural_count(float(value), decimals_in(value))
    worded = COUNTED[unit](count)
    return worded % {"number": plain_number(value)}
