"""Figures, maps and outlines as files, each with its source and licence."""

import json
from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Area, Geography, IndexRun, Indicator
from bokal.programme.areas.services import (
    Table,
    figures_for_download,
    figures_of_area,
    find_area,
    outlines_for_download,
    ranked_areas,
    run_page,
    run_shown_first,
    sources_of_area,
    sources_of_figures,
    sources_of_outlines,
    values_in,
    years_with_figures,
)
from bokal.web.data.files import Described, asked_language, send_table, source_lines
from bokal.web.data.rankings import RANKED, notes_of
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow

AREA: Described = (("code", "stable code of the area"), ("name", "name of the area"))
FIGURE: Described = (
    ("indicator", "code of the indicator"),
    ("title", "what is measured, in the language asked for"),
    ("definition", "version of the definition; levels of two versions cannot be compared"),
    ("year", "the year the figure is for"),
    ("value", "empty where the figure is hidden or missing"),
    ("unit", "unit of the value"),
    ("status", "ok, estimated, perturbed, suppressed or missing"),
    ("source", "the dataset it comes from"),
)


@allow(anyone)
@require_safe
def observations(request: HttpRequest, geography: str, indicator: str) -> HttpResponse:
    """Send every figure of an indicator in a geography; what is hidden has a status and no value."""
    where = get_object_or_404(Geography, code=geography)
    what = get_object_or_404(Indicator, code=indicator)
    sources = sources_of_figures(where, what)
    if not sources:
        raise Http404
    language = asked_language(request)
    return send_table(
        request,
        name=f"{indicator}-{geography}",
        columns=(*AREA, *FIGURE),
        rows=(
            (code, name, *figure_cells(figure, language))
            for code, name, *figure in figures_for_download(where, what)
        ),
        sources=sources,
    )


def figure_cells(figure: Sequence[object], language: str) -> tuple[object, ...]:
    """Return the cells of a figure; its title is the one of its definition."""
    indicator, title, *rest = figure
    with override(language):
        return (indicator, in_language(title), *rest)  # type: ignore[arg-type]


@allow(anyone)
@require_safe
def area(request: HttpRequest, geography: str, code: str) -> HttpResponse:
    """Send every figure of one area, all years and definitions."""
    try:
        found = find_area(geography, code)
    except Area.DoesNotExist as missing:
        raise Http404 from missing
    language = asked_language(request)
    return send_table(
        request,
        name=f"{geography}-{code}",
        columns=FIGURE,
        rows=(figure_cells(figure, language) for figure in figures_of_area(found)),
        sources=sources_of_area(found),
    )


@allow(anyone)
@require_safe
def boundaries(request: HttpRequest, geography: str) -> HttpResponse:
    """Send the outlines in force as GeoJSON in WGS 84."""
    where = get_object_or_404(Geography, code=geography)
    sources = sources_of_outlines(where)
    if not sources:
        raise Http404
    with override("en"):
        told = list(source_lines(sources))
    return send(request, features(where, told), name=f"{geography}.geojson", kind="application/geo+json")


def features(geography: Geography, sources: Sequence[str]) -> Iterator[str]:
    """Yield a feature collection piece by piece."""
    head = {"name": geography.code, "sources": sources}
    yield json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False)[:-1] + ', "features": [\n'
    between = ""
    for code, name, valid_from, geometry in outlines_for_download(geography):
        known = {"code": code, "name": name, "valid_from": valid_from.isoformat()}
        feature = {"type": "Feature", "id": code, "properties": known, "geometry": geometry}
        yield between + json.dumps(feature, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


@allow(anyone)
@require_safe
def map_table(request: HttpRequest, geography: str, show: str) -> HttpResponse:
    """Send what a map shows: one row an area."""
    where = get_object_or_404(Geography, code=geography)
    run, table = shown_on_map(where, show)
    name = f"{geography}-{show}"
    if run is not None:
        ranked = (
            (area.rank, area.rank_low, area.rank_high, area.code, area.name, area.score, area.decile)
            for area in ranked_areas(run, with_values=False)
        )
        told = {"sources": run_page(run).sources, "notes": notes_of(run)}
        return send_table(request, name=name, columns=RANKED, rows=ranked, **told)  # type: ignore[arg-type]
    if table is None:
        raise Http404
    indicator = table.definition.indicator
    with override(asked_language(request)):
        title = in_language(table.definition.name)
    same = (indicator.code, title, table.definition.version, table.year)
    rows = (
        (area.code, area.name, *same, area.value, indicator.unit, area.status) for area in values_in(table)
    )
    sources = sources_of_figures(where, indicator)
    return send_table(request, name=name, columns=(*AREA, *FIGURE[:-1]), rows=rows, sources=sources)


def shown_on_map(geography: Geography, show: str) -> tuple[IndexRun | None, Table | None]:
    """Return the ranking (``rank``) or the table (``code.version.year``) that a map is asked to show."""
    if show == "rank":
        return run_shown_first(geography), None
    for definition, years in years_with_figures(geography.code):
        for year in years:
            if show == f"{definition.indicator.code}.{definition.version}.{year}":
                return None, Table(definition, geography, year)
    return None, None
