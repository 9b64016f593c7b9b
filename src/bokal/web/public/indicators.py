"""Indicators: the list, and one with its definitions side by side, its picture and its table."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Indicator
from bokal.programme.areas.services import (
    AreaValue,
    Table,
    city_value,
    indicator_page,
    values_in,
)
from bokal.programme.areas.services import indicator_list as all_indicators
from bokal.programme.history.services import kept
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import is_rate, told, unit_sign
from bokal.web.ui.area_pictures import Drawn
from bokal.web.ui.charts import strip_plot
from bokal.web.ui.formats import in_language, number
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


def marks_of(ordered: Sequence[float]) -> list[float]:
    """Thin out many values, lowest first, so that a picture of thousands stays small; the ends stay."""
    if len(ordered) <= MARKS:
        return list(ordered)
    return [ordered[round(place * (len(ordered) - 1) / (MARKS - 1))] for place in range(MARKS)]


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
    named = [(last.value or 0.0, last.name), (first.value or 0.0, first.name)]
    if city is not None:
        named.insert(1, (city, gettext("The whole city")))

    ends = {"low": told(last.value, indicator), "high": told(first.value, indicator)}
    title = gettext("From %(low)s to %(high)s") % ends
    sentence = gettext(
        "%(name)s in %(count)s areas, %(year)s. Lowest is %(lowest)s, highest %(highest)s."
    ) % {
        "name": in_language(table.definition.name),
        "count": number(len(known)),
        "year": table.year,
        "lowest": last.name,
        "highest": first.name,
    }
    picture = strip_plot(
        name="spread",
        values=marks_of([area.value for area in reversed(known) if area.value is not None]),
        highlighted=named,
        unit=unit_sign(indicator.unit),
        decimals=indicator.decimals,
        title=title,
        description=sentence,
    )
    return Drawn(title, sentence, picture)


@allow(anyone)
@remembered("programmes", "areas")
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    try:
        page = indicator_page(code)
    except Indicator.DoesNotExist as missing:
        raise Http404 from missing
    asked = Asked(request.GET)
    tables = {table.key: table for table in page.tables}
    usual = max(page.tables, key=lambda t: (t.year, t.geography.position), default=None)
    table = tables.get(asked.choice("table", tables, usual.key if usual else ""))
    sort = asked.choice("sort", ORDERS, "high")
    values = values_in(table) if table else []
    city = city_value(table) if table and is_rate(page.indicator) else None
    context = {
        "page": page,
        "table": table,
        "sort": sort,
        "city": city,
        "rows": asked.page_of(sorted(values, key=ORDERS[sort]), PAGE_SIZE),
        "spread": spread_picture(table, values, city) if table else None,
        "notes": asked.notes,
        "geographies": sorted({t.geography for t in page.tables}, key=lambda g: (g.position, g.code)),
    }
    return render(request, "public/indicator.html", context)
