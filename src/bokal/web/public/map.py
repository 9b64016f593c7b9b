"""The map: the reader chooses what is shown; the list beside it says the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Geography, IndexRun, Indicator
from bokal.programme.areas.services import (
    RankedArea,
    Table,
    geographies_with_counts,
    latest_run,
    ranked_areas,
    values_in,
    years_with_figures,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import told
from bokal.web.ui.area_pictures import Drawn, run_map, table_map
from bokal.web.ui.cells import area_link, badge, head_cell, number_cell, rows_of
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 250
RANK = "rank"


@dataclass(frozen=True, slots=True)
class Line:
    """An area in the list beside the map; its value is put into words when the line is shown."""

    geography: str
    code: str
    name: str
    figure: float | None
    status: str
    indicator: Indicator | None = None

    @property
    def value(self) -> str:
        """The figure in words, or the rank."""
        return number(self.figure) if self.indicator is None else told(self.figure, self.indicator)


def of_run(run: IndexRun, asked: Asked) -> tuple[Drawn | None, Page[Any], list[Line]]:
    """Return the map of a ranking, and the page of its list that is asked for."""
    areas: Sequence[RankedArea] = ranked_areas(run, with_values=False)
    where = run.geography.code
    rows = asked.page_of(areas, PAGE_SIZE)
    return run_map(run, areas), rows, [Line(where, area.code, area.name, area.rank, "ok") for area in rows]


def of_table(table: Table, asked: Asked) -> tuple[Drawn | None, Page[Any], list[Line]]:
    """Return the map of an indicator, and the page of its list that is asked for."""
    values = values_in(table)
    indicator = table.definition.indicator
    rows = asked.page_of(values, PAGE_SIZE)
    lines = [Line(area.geography, area.code, area.name, area.value, area.status, indicator) for area in rows]
    return table_map(table, values), rows, lines


def list_of(lines: Iterable[Line]) -> SafeString:
    """Write the rows of the list beside the map."""
    return rows_of(
        (head_cell(area_link(line.geography, line.code, line.name)), number_cell(figure_of(line)))
        for line in lines
    )


def figure_of(line: Line) -> SafeString:
    """Write the figure of a line, with how it came to be where it is not plain."""
    if line.status == "ok":
        return conditional_escape(line.value)
    return format_html("{} {}", line.value, badge(line.status))


def tables_in(geography: Geography | None) -> dict[str, Table]:
    """Return what a map of a geography can show, by its word in the address."""
    if geography is None:
        return {}
    return {
        f"{definition.indicator.code}.{definition.version}.{year}": Table(definition, geography, year)
        for definition, years in years_with_figures(geography.code)
        for year in years
    }


@allow(anyone)
@remembered("programmes", "areas")
def map_(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    run = latest_run()
    geographies = {geography.code: geography for geography in geographies_with_counts()}
    usual = run.geography.code if run else next(iter(geographies), "")
    geography = geographies.get(asked.choice("geography", geographies, usual))
    tables = tables_in(geography)
    ranked = run is not None and geography is not None and run.geography_id == geography.pk
    words = [*([RANK] if ranked else []), *tables]
    shown = asked.choice("show", words, words[0] if words else "")
    if shown == RANK and run is not None:
        drawn, rows, lines = of_run(run, asked)
    elif shown:
        drawn, rows, lines = of_table(tables[shown], asked)
    else:
        drawn, rows, lines = None, asked.page_of([], PAGE_SIZE), []
    context = {
        "geographies": list(geographies.values()),
        "geography": geography,
        "choices": [(word, choice_words(tables.get(word))) for word in words],
        "shown": shown,
        "shown_words": choice_words(tables.get(shown)) if shown else "",
        "drawn": drawn,
        "rows": rows,
        "list": list_of(lines),
        "ranked": shown == RANK,
        "notes": asked.notes,
    }
    return render(request, "public/map.html", context)


def choice_words(table: Table | None) -> str:
    """Name what a map shows."""
    if table is None:
        return gettext("Rank: where welfare is lowest")
    return f"{in_language(table.definition.name)}, {table.year}"
