"""The map: the reader chooses what is shown; the list beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Geography, IndexRun, Indicator
from bokal.programme.areas.services import (
    RankedArea,
    Table,
    geographies_with_counts,
    ranked_areas,
    run_shown_first,
    values_in,
    years_with_figures,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import told
from bokal.web.ui.area_pictures import run_map, table_map
from bokal.web.ui.chart_files import Drawn
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


def of_run(run: IndexRun) -> tuple[Drawn | None, list[Line]]:
    """Return map and list of a ranking."""
    areas: Sequence[RankedArea] = ranked_areas(run, with_values=False)
    where = run.geography.code
    lines = [Line(where, area.code, area.name, area.rank, "ok") for area in areas]
    return run_map(run, areas), lines


def of_table(table: Table) -> tuple[Drawn | None, list[Line]]:
    """Return map and list of an indicator."""
    values = values_in(table)
    indicator = table.definition.indicator
    lines = [
        Line(area.geography, area.code, area.name, area.value, area.status, indicator) for area in values
    ]
    return table_map(table, values), lines


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
@remembered
def map_(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    run = run_shown_first()
    geographies = {geography.code: geography for geography in geographies_with_counts()}
    usual = run.geography.code if run else next(iter(geographies), "")
    geography = geographies.get(asked.choice("geography", geographies, usual))
    tables = tables_in(geography)
    ranked = run is not None and geography is not None and run.geography_id == geography.pk
    words = [*([RANK] if ranked else []), *tables]
    shown = asked.choice("show", words, words[0] if words else "")
    drawn: Drawn | None = None
    lines: list[Line] = []
    if shown == RANK and run is not None:
        drawn, lines = of_run(run)
    elif shown:
        drawn, lines = of_table(tables[shown])
    context = {
        "geographies": list(geographies.values()),
        "geography": geography,
        "choices": [(word, choice_words(tables.get(word))) for word in words],
        "shown": shown,
        "shown_words": choice_words(tables.get(shown)) if shown else "",
        "drawn": drawn,
        "download": figures_address(run, tables.get(shown)),
        "rows": asked.page_of(lines, PAGE_SIZE),
        "ranked": shown == RANK,
        "notes": asked.notes,
    }
    return render(request, "public/map.html", context)


def choice_words(table: Table | None) -> str:
    """Name what a map shows."""
    if table is None:
        return gettext("Rank: where welfare is lowest")
    return f"{in_language(table.definition.name)}, {table.year}"


def figures_address(run: IndexRun | None, table: Table | None) -> str:
    """Return where the figures of a map are to be had."""
    if table is not None:
        where = {"geography": table.geography.code, "indicator": table.definition.indicator.code}
        return reverse("data:observations", kwargs=where)
    return reverse("data:ranking", kwargs={"run": run.slug}) if run else ""
