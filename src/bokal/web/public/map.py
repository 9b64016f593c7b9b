"""The map: the reader chooses what is shown; the list beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Geography, IndexRun, Indicator
from bokal.programme.areas.services import (
    RankedArea,
    Table,
    folded,
    geographies_with_counts,
    ranked_areas,
    run_shown_first,
    sources_of,
    sources_of_figures,
    values_in,
    years_with_figures,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import told
from bokal.web.ui.area_pictures import run_map, source_of, table_map
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 20
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
    ranked: RankedArea | None = None

    @property
    def value(self) -> str:
        """The figure in words, or the rank."""
        return number(self.figure) if self.indicator is None else told(self.figure, self.indicator)


def of_run(run: IndexRun) -> tuple[Drawn | None, list[Line]]:
    """Return map and list of a ranking."""
    areas: Sequence[RankedArea] = ranked_areas(run, with_values=False)
    where = run.geography.code
    lines = [Line(where, area.code, area.name, area.rank, "ok", ranked=area) for area in areas]
    return run_map(run, areas, source=source_of(sources_of(run), run.year)), lines


def of_table(table: Table) -> tuple[Drawn | None, list[Line]]:
    """Return map and list of an indicator."""
    values = values_in(table)
    indicator = table.definition.indicator
    lines = [
        Line(area.geography, area.code, area.name, area.value, area.status, indicator) for area in values
    ]
    source = source_of(sources_of_figures(table.geography, indicator), table.year)
    return table_map(table, values, source=source), lines


def matching(lines: Sequence[Line], words: str) -> list[Line]:
    """Return the lines whose name or code has the words, without regard to case and marks."""
    sought = folded(words)
    if not sought:
        return list(lines)
    return [line for line in lines if sought in folded(f"{line.name} {line.code}")]


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
    run = run_shown_first()
    geographies = {geography.code: geography for geography in geographies_with_counts()}
    usual = run.geography.code if run else next(iter(geographies), "")
    geography = geographies.get(asked.choice("geography", geographies, usual))
    tables = tables_in(geography)
    ranked = run is not None and geography is not None and run.geography_id == geography.pk
    words = [*([RANK] if ranked else []), *tables]
    # What cannot be shown of a place that is not there is not worth a second notice.
    told = list(asked.notes)
    shown = asked.choice("show", words, words[0] if words else "")
    asked.notes = told or asked.notes
    drawn: Drawn | None = None
    lines: list[Line] = []
    if shown == RANK and run is not None:
        drawn, lines = of_run(run)
    elif shown:
        drawn, lines = of_table(tables[shown])
    words_sought = asked.text("q")
    context = {
        "geographies": list(geographies.values()),
        "geography": geography,
        "choices": [(word, choice_words(tables.get(word))) for word in words],
        "shown": shown,
        "shown_words": choice_words(tables.get(shown)) if shown else "",
        "drawn": drawn,
        "rows": asked.page_of(matching(lines, words_sought), PAGE_SIZE),
        "words": words_sought,
        "ranked": shown == RANK,
        "notes": asked.notes,
    }
    return render(request, "public/map.html", context)


def choice_words(table: Table | None) -> str:
    """Name what a map shows."""
    if table is None:
        return gettext("Index score and rank: where welfare is lowest")
    return f"{in_language(table.definition.name)}, {table.year}"
