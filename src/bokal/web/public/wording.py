"""What is said of an area's figures: differences in words, places among all, never a cause."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from bokal.programme.areas.enums import Unit
from bokal.programme.areas.models import Indicator
from bokal.programme.areas.services import IndicatorOfArea, InsidePart, Level
from bokal.web.public.ordinals import place_in_words
from bokal.web.ui.formats import names_listed, number, place_name
from bokal.web.ui.wording import plural_count, unit_name, value_with_unit

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
    """Write the size of a difference; between shares it is counted in percentage points."""
    size = abs(gap)
    if indicator.unit == Unit.PERCENT:
        text = number(size, indicator.decimals)
        counted = plural_count(size, indicator.decimals)
        words = ngettext("%(number)s percentage point", "%(number)s percentage points", counted)
        return words % {"number": text}
    return told(size, indicator)


def gap_words(figure: IndicatorOfArea) -> str:
    """Say how far a level is from the city's."""
    if figure.gap is None or not is_rate(figure.indicator):
        return ""
    if figure.too_close:
        return gettext("Too close to the city to tell")
    if figure.gap == 0:
        return gettext("As in the city")
    words = {"size": difference(figure.gap, figure.indicator)}
    if figure.gap > 0:
        return gettext("%(size)s above the city") % words
    return gettext("%(size)s below the city") % words


def place_words(figure: IndicatorOfArea) -> str:
    """Say where a level stands among all areas of the same kind."""
    if figure.placed is None or not is_rate(figure.indicator):
        return ""
    return place_in_words(figure.placed)


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
        "names": names_listed(figure.alike.names),
        "before": told(figure.alike.before, figure.indicator),
        "now": told(figure.alike.value, figure.indicator),
        "year": figure.latest.year,
    }


def inside_words(parts: Sequence[InsidePart], indicator: Indicator) -> str:
    """Say what lies between the lowest and the highest part inside a mean."""
    if len(parts) < 2 or not is_rate(indicator):
        return ""
    low, high = told(parts[0].value, indicator), told(parts[-1].value, indicator)
    if low == high:
        return gettext("Every part has the same level: %(value)s.") % {"value": low}
    return gettext("The mean hides a spread: from %(low)s in %(lowest)s to %(high)s in %(highest)s.") % {
        "low": low,
        "lowest": place_name(parts[0].name),
        "high": high,
        "highest": place_name(parts[-1].name),
    }


def change_words(first: Level, last: Level, indicator: Indicator) -> str:
    """Say what became of a level between two years of one definition: it rose, fell, or is as it was."""
    before, after = told(first.value, indicator), told(last.value, indicator)
    words = {"before": before, "after": after, "from": first.year, "to": last.year}
    if before == after:
        return gettext("%(after)s in %(to)s, as in %(from)s") % words
    if (last.value or 0.0) > (first.value or 0.0):
        return gettext("Rose from %(before)s in %(from)s to %(after)s in %(to)s") % words
    return gettext("Fell from %(before)s in %(from)s to %(after)s in %(to)s") % words


def chance_words(level: Level, indicator: Indicator) -> str:
    """Say how many cases stand behind a rate, and how far chance alone could move it."""
    if indicator.unit != Unit.PER_10000 or level.cases is None:
        return ""
    cases = ngettext(
        "About %(count)s case in %(year)s stands behind the figure.",
        "About %(count)s cases in %(year)s stand behind the figure.",
        plural_count(level.cases.count, 0),
    ) % {"count": number(level.cases.count), "year": level.year}
    chance = gettext("Chance alone could have made it anything from %(low)s to %(high)s.") % {
        "low": number(level.cases.low, indicator.decimals),
        "high": told(level.cases.high, indicator),
    }
    return f"{cases} {chance}"
