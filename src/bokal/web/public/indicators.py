"""Indicators: the list, and one with its definitions side by side, its picture and its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Indicator
from bokal.programme.areas.services import (
    AreaValue,
    IndicatorPage,
    Table,
    city_value,
    indicator_page,
    sources_of_figures,
    values_in,
)
from bokal.programme.areas.services import indicator_list as all_indicators
from bokal.programme.history.services import kept
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import is_rate, told, unit_sign
from bokal.web.ui.area_pictures import source_of
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import chart, strip_plot
from bokal.web.ui.downloads import send_picture
from bokal.web.ui.formats import in_language, number, place_name, whole_name
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 50
MARKS = 400
ORDERS: dict[str, Callable[[AreaValue], Any]] = {
    "high": lambda area: (area.value is None, -(area.value or 0.0), area.code),
    "low": lambda area: (area.value is None, area.value or 0.0, area.code),
    "name": lambda area: (area.name.casefold(), area.code),
}


@allow(anyone)
@remembered("programmes", "areas")
def indicator_list(request: HttpRequest) -> HttpResponse:
    return render(request, "public/indicator_list.html", {"indicators": all_indicators()})


def marks_of(values: Sequence[float]) -> list[float]:
    """Thin out many values evenly by rank, so that a picture of thousands stays small; the ends stay."""
    ordered = sorted(values)
    if len(ordered) <= MARKS:
        return ordered
    return [ordered[round(place * (len(ordered) - 1) / (MARKS - 1))] for place in range(MARKS)]


def spread_words(first: AreaValue, last: AreaValue, indicator: Indicator) -> str:
    """Say which area is highest and which lowest, or that all are alike."""
    high, low = told(first.value, indicator), told(last.value, indicator)
    if high == low:
        return gettext("All areas have the same level: %(value)s") % {"value": high}
    return gettext("Highest in %(highest)s with %(high)s, lowest in %(lowest)s with %(low)s") % {
        "highest": place_name(first.name),
        "high": high,
        "lowest": place_name(last.name),
        "low": low,
    }


@dataclass(frozen=True, slots=True)
class AskedFor:
    """What a reader asks of an indicator: one of its tables, with its values."""

    page: IndicatorPage
    asked: Asked
    table: Table | None
    values: Sequence[AreaValue]
    city: float | None


def page_of(code: str) -> IndicatorPage:
    """Return what there is of an indicator, or answer that there is none."""
    try:
        return indicator_page(code)
    except Indicator.DoesNotExist as missing:
        raise Http404 from missing


def asked_for(request: HttpRequest, code: str) -> AskedFor:
    """Return the table that an address asks for, else the newest."""
    page = page_of(code)
    asked = Asked(request.GET)
    tables = {table.key: table for table in page.tables}
    usual = max(page.tables, key=lambda t: (t.year, t.geography.position), default=None)
    table = tables.get(asked.choice("table", tables, usual.key if usual else ""))
    city = city_value(table) if table and is_rate(page.indicator) else None
    return AskedFor(page, asked, table, values_in(table) if table else [], city)


def spread_picture(table: Table, values: Sequence[AreaValue], city: float | None) -> Drawn | None:
    """Draw how the areas of a table are spread, with the ends and the city named; kept in memory."""
    name = ("spread", table.geography.pk, table.definition.pk, table.year, get_language())
    return kept(name, partial(draw_spread, table, values, city), of=("areas",))


def draw_spread(table: Table, values: Sequence[AreaValue], city: float | None) -> Drawn | None:
    """Draw how the areas of a table are spread."""
    known = [area for area in values if area.value is not None]
    if len(known) < 2:
        return None
    indicator = table.definition.indicator
    first, last = known[0], known[-1]
    named = [(last.value or 0.0, whole_name(last.name)), (first.value or 0.0, whole_name(first.name))]
    if city is not None:
        named.insert(1, (city, gettext("The whole city")))
    title = spread_words(first, last, indicator)
    sentence = ngettext(
        "%(name)s in %(count)s area, %(year)s. Each grey mark is one area.",
        "%(name)s in %(count)s areas, %(year)s. Each grey mark is one area.",
        len(known),
    ) % {"name": in_language(table.definition.name), "count": number(len(known)), "year": table.year}
    picture = chart(
        strip_plot,
        name="spread",
        values=marks_of([area.value for area in known if area.value is not None]),
        highlighted=named,
        unit=unit_sign(indicator.unit),
        decimals=indicator.decimals,
        title=title,
        description=sentence,
    )
    source = source_of(sources_of_figures(table.geography, indicator), table.year)
    return Drawn(title, sentence, picture, source=source)


@allow(anyone)
@remembered("programmes", "areas")
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found = asked_for(request, code)
    page, table, asked = found.page, found.table, found.asked
    sort = asked.choice("sort", ORDERS, "high")
    context = {
        "page": page,
        "table": table,
        "sort": sort,
        "city": found.city,
        "rows": asked.page_of(sorted(found.values, key=ORDERS[sort]), PAGE_SIZE),
        "spread": spread_picture(table, found.values, found.city) if table else None,
        "notes": asked.notes,
        "geographies": sorted({t.geography for t in page.tables}, key=lambda g: (g.position, g.code)),
    }
    return render(request, "public/indicator.html", context)


@allow(anyone)
@require_safe
def indicator_picture(request: HttpRequest, code: str, key: str, kind: str) -> HttpResponse:
    """Send how the areas are spread as a file."""
    page = page_of(code)
    table = next((one for one in page.tables if one.key == key), None)
    if table is None:
        raise Http404
    city = city_value(table) if is_rate(page.indicator) else None
    return send_picture(
        request, lambda: spread_picture(table, values_in(table), city), name=f"{code}-{key}", kind=kind
    )
