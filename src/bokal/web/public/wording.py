"""What is said of an area's figures: differences in words, places among all, never a cause."""

from collections.abc import Sequence

from django.utils.translation import gettext

from bokal.programme.areas.enums import Unit
from bokal.programme.areas.models import Indicator
from bokal.programme.areas.services import IndicatorOfArea, InsidePart
from bokal.web.ui.formats import number
from bokal.web.ui.wording import unit_name, value_with_unit

TOTALS = frozenset({Unit.PERSONS, Unit.COUNT})


def is_rate(indicator: Indicator) -> bool:
    """Tell whether areas of different size can be compared by an indicator."""
    return indicator.unit not in TOTALS


def unit_sign(unit: str) -> str:
    """Return a unit as it stands on an axis."""
    if unit in {Unit.COUNT, Unit.INDEX}:
        return ""
    return "%" if unit == Unit.PERCENT else unit_name(unit)


def told(value: float | None, indicator: Indicator) -> str:
    """Write a value with its unit."""
    return value_with_unit(value, unit=indicator.unit, decimals=indicator.decimals)


def difference(gap: float, indicator: Indicator) -> str:
    """Write the size of a difference; between shares it is counted in points."""
    size = abs(gap)
    if indicator.unit == Unit.PERCENT:
        return gettext("%(number)s points") % {"number": number(size, max(indicator.decimals, 1))}
    return told(size, indicator)


def gap_words(figure: IndicatorOfArea) -> str:
    """Say how far a level is from the city's."""
    if figure.gap is None or not is_rate(figure.indicator):
        return ""
    if figure.too_close:
        return gettext("Too close to the city to tell")
    words = {"size": difference(figure.gap, figure.indicator)}
    if figure.gap > 0:
        return gettext("%(size)s above the city") % words
    return gettext("%(size)s below the city") % words


def place_words(figure: IndicatorOfArea) -> str:
    """Say where a level stands among all areas of the same kind."""
    if figure.placed is None or not is_rate(figure.indicator):
        return ""
    words = {"rank": number(figure.placed.rank), "total": number(figure.placed.total)}
    return gettext("Number %(rank)s of %(total)s from the highest") % words


def rest_words(figure: IndicatorOfArea) -> str:
    """Say what there is outside the area: in the rest of the city, or in the other areas on average."""
    if not is_rate(figure.indicator):
        return ""
    if figure.rest_of_city is not None and figure.rest_of_city.value is not None:
        return gettext("Outside these areas, in the rest of the city, it is %(value)s (estimated).") % {
            "value": told(figure.rest_of_city.value, figure.indicator)
        }
    if figure.rest is None:
        return ""
    return gettext("The other areas of the same kind have %(value)s on average, each area counted once.") % {
        "value": told(figure.rest, figure.indicator)
    }


def alike_words(figure: IndicatorOfArea) -> str:
    """Say what became of the areas that were nearest when the series began."""
    if figure.alike is None or not is_rate(figure.indicator):
        return ""
    return gettext(
        "The areas nearest to it in %(since)s were %(names)s. "
        "Their mean was %(before)s then and %(now)s in %(year)s."
    ) % {
        "since": figure.alike.since,
        "names": ", ".join(figure.alike.names),
        "before": told(figure.alike.before, figure.indicator),
        "now": told(figure.alike.value, figure.indicator),
        "year": figure.latest.year,
    }


def inside_words(parts: Sequence[InsidePart], indicator: Indicator) -> str:
    """Say what lies between the lowest and the highest part inside a mean."""
    if len(parts) < 2 or not is_rate(indicator):
        return ""
    return gettext("The mean hides a spread: from %(low)s in %(lowest)s to %(high)s in %(highest)s.") % {
        "low": told(parts[0].value, indicator),
        "lowest": parts[0].name,
        "high": told(parts[-1].value, indicator),
        "highest": parts[-1].name,
    }
