"""Figures, rankings and outlines as files, each with its source and licence inside."""

import json
from collections.abc import Iterable, Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Dataset, Geography, IndexRun, Indicator
from bokal.programme.areas.services import (
    figures_for_download,
    outlines_for_download,
    ranked_areas,
    run_page,
    sources_of_figures,
    sources_of_outlines,
)
from bokal.web.ui.downloads import mark_of, send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines


def source_lines(sources: Sequence[Dataset]) -> Iterator[str]:
    """Yield a line of comment for each source: a file must not travel without its origin."""
    for dataset in sources:
        title = in_language(dataset.title)
        told = f"{dataset.slug}: {dataset.publisher}, {title}. {dataset.licence_name}. {dataset.attribution}"
        yield f"# {' '.join(told.split())} Retrieved {dataset.retrieved_on}.\r\n"


@allow(anyone)
@require_safe
def observations(request: HttpRequest, geography: str, indicator: str) -> HttpResponse:
    """Send every figure of an indicator in a geography; what is hidden has a status and no value."""
    where = get_object_or_404(Geography, code=geography)
    what = get_object_or_404(Indicator, code=indicator)
    sources = sources_of_figures(where, what)
    if not sources:
        raise Http404
    columns = ("code", "name", "definition", "year", "value", "status", "source")
    with override("en"):
        head = list(source_lines(sources))
    lines = csv_lines(columns, figures_for_download(where, what))
    return send(
        request,
        chained(head, lines),
        name=f"{indicator}-{geography}.csv",
        kind="text/csv; charset=utf-8",
        mark=mark_of(request),
    )


def chained(head: Iterable[str], lines: Iterable[str]) -> Iterator[str]:
    """Yield the first lines, then the rest."""
    yield from head
    yield from lines


@allow(anyone)
@require_safe
def ranking(request: HttpRequest, run: str) -> HttpResponse:
    """Send a whole ranking with the levels it rests on."""
    found = get_object_or_404(IndexRun.objects.select_related("geography"), slug=run)
    page = run_page(found)
    codes = [domain.code for domain in page.domains]
    fixed = ("rank", "rank_low", "rank_high", "code", "name", "score", "tenth")
    columns = (*fixed, *codes, *(f"part_{code}" for code in codes))
    rows = (
        (
            *(area.rank, area.rank_low, area.rank_high, area.code, area.name, area.score, area.decile),
            *(area.values.get(code) for code in codes),
            *(area.contributions.get(code) for code in codes),
        )
        for area in ranked_areas(found)
    )
    made = [
        f"# {found.slug}: {found.method}, {found.year}, {json.dumps(found.parameters, sort_keys=True)}\r\n",
        f"# input_sha256 {found.input_sha256}, Bokal {found.bokal_version}\r\n",
    ]
    with override("en"):
        made += source_lines(page.sources)
    return send(
        request,
        chained(made, csv_lines(columns, rows)),
        name=f"{run}.csv",
        kind="text/csv; charset=utf-8",
        mark=mark_of(request),
    )


@allow(anyone)
@require_safe
def ranking_levels(request: HttpRequest, run: str) -> HttpResponse:
    """Send the levels of a ranking as ``bokal index`` reads them: one row an area, no line of comment."""
    found = get_object_or_404(IndexRun.objects.select_related("geography"), slug=run)
    codes = [domain["code"] for domain in found.parameters["domains"]]
    rows = ((area.code, *(area.values.get(code) for code in codes)) for area in ranked_areas(found))
    return send(
        request,
        csv_lines(("code", *codes), rows),
        name="levels.csv",
        kind="text/csv; charset=utf-8",
        mark=mark_of(request),
    )


@allow(anyone)
@require_safe
def ranking_spec(request: HttpRequest, run: str) -> HttpResponse:
    """Send the specification with which ``bokal index`` computes a ranking again."""
    found = get_object_or_404(IndexRun, slug=run)
    return send(
        request,
        spec_lines(found),
        name="spec.toml",
        kind="application/toml",
        mark=mark_of(request),
    )


def spec_lines(run: IndexRun) -> Iterator[str]:
    """Yield the lines of a specification; the quotes of JSON are those of TOML."""
    given = run.parameters
    yield f"# {run.slug}, input_sha256 {run.input_sha256}\n"
    yield f'id = "code"\nmethod = {json.dumps(run.method)}\n'
    yield f"rank_rule = {json.dumps(given['rank_rule'])}\nkappa = {given['kappa']!r}\n"
    for domain in given["domains"]:
        name, kind = json.dumps(domain["code"]), json.dumps(domain["kind"])
        yield f"\n[[domain]]\nname = {name}\ncolumn = {name}\nkind = {kind}\nweight = {domain['weight']!r}\n"


@allow(anyone)
@require_safe
def boundaries(request: HttpRequest, geography: str) -> HttpResponse:
    """Send the outlines in force as GeoJSON in WGS 84."""
    where = get_object_or_404(Geography, code=geography)
    sources = sources_of_outlines(where)
    if not sources:
        raise Http404
    with override("en"):
        told = [line.removeprefix("# ").strip() for line in source_lines(sources)]
    return send(
        request,
        features(where, told),
        name=f"{geography}.geojson",
        kind="application/geo+json",
        mark=mark_of(request),
    )


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
