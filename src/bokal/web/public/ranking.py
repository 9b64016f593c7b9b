"""The ranking: who is where, how sure that is, what other weights and methods would give."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.errors import RunRefused
from bokal.programme.areas.models import IndexRun
from bokal.programme.areas.services import (
    DomainOfRun,
    RankedArea,
    RunPage,
    find_run,
    ranked_areas,
    run_page,
    run_shown_first,
)
from bokal.programme.history.services import kept
from bokal.web.public.parameters import Asked
from bokal.web.ui.area_pictures import moved_ranks, run_ranks, source_of
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 20
PLOTTED = 20
LISTED = 10
MOVERS = 5
COLUMNS = 6
TYPED = 20


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other weights do to a ranking; nothing of it is stored."""

    moved: int
    movers: tuple[RankedArea, ...]


@dataclass(frozen=True, slots=True)
class WeightField:
    """A field for the weight of a domain: what it holds, what was typed where that is wrong."""

    domain: DomainOfRun
    weight: float
    typed: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class MethodsRow:
    """One area's ranks, each with the word of its method."""

    area: RankedArea
    ranks: tuple[tuple[str, int | None], ...]


def sorters(domains: Sequence[DomainOfRun]) -> dict[str, Callable[[RankedArea], Any]]:
    """Return the orders a reader may choose, by their word in the address."""
    orders: dict[str, Callable[[RankedArea], Any]] = {
        "rank": lambda area: area.rank,
        "new": lambda area: area.new_rank or area.rank,
        "name": lambda area: area.name.casefold(),
        "moved": lambda area: -abs(area.moved),
    }
    return orders | {domain.code: partial(level_order, domain.code) for domain in domains}


def level_order(code: str, area: RankedArea) -> float:
    """Return where an area stands by the level of one indicator, highest first."""
    return -area.values.get(code, 0.0)


def rows_asked_for(
    asked: Asked, areas: Sequence[RankedArea], domains: Sequence[DomainOfRun], *, moved: bool
) -> tuple[Page[RankedArea], str, str]:
    """Return the page of rows a reader asks for, with the words searched for and the order."""
    words = asked.text("q")
    usual = "new" if moved else "rank"
    orders = sorters(domains)
    sort = asked.choice("sort", orders, usual)
    wanted = words.casefold()
    found = [area for area in areas if not wanted or wanted in f"{area.name} {area.code}".casefold()]
    return asked.page_of(sorted(found, key=orders[sort]), PAGE_SIZE), words, sort


def what_if(areas: Sequence[RankedArea]) -> WhatIf:
    """Say how many areas move, and which move most."""
    moved = sorted((area for area in areas if area.moved), key=lambda area: (-abs(area.moved), area.rank))
    return WhatIf(len(moved), tuple(moved[:MOVERS]))


def beside(run: IndexRun, areas: Sequence[RankedArea]) -> list[MethodsRow]:
    """Return the ranks of some areas by each method; large runs keep only how the methods agree."""
    methods = run.summary.get("methods", [])
    if not all(method["ranks"] for method in methods if "ranks" in method):
        return []
    return [
        MethodsRow(area, tuple((m["method"], m.get("ranks", {}).get(area.code)) for m in methods))
        for area in areas
    ]


def doubt_of(page: RunPage, lowest: Sequence[RankedArea]) -> SafeString:
    """Write what a ranking is made of and what would give another; kept in memory between readers."""
    run = page.run
    context = {
        "page": page,
        "run": run,
        "lowest": lowest,
        "columns": page.domains[:COLUMNS],
        "methods": beside(run, lowest),
    }
    write = partial(render_to_string, "public/parts/ranking_doubt.html", context)
    return kept(("doubts of a run", run.pk, get_language()), write, of=("areas",))


def areas_held(
    run: IndexRun, weights: list[float] | None, asked: Asked
) -> tuple[list[RankedArea], list[float] | None]:
    """Rank with the weights a reader gives, or as stored where figures of the run are hidden by now."""
    try:
        return ranked_areas(run, weights=weights), weights
    except RunRefused as refusal:
        asked.notes.append(str(refusal))
        return ranked_areas(run), None


def plotted(run: IndexRun, areas: Sequence[RankedArea], source: str, *, moved: bool) -> Drawn | None:
    """Draw the lowest areas: as the ranking has them, or as a reader's weights do."""
    if not moved:
        return run_ranks(run, areas[:PLOTTED], source=source)
    lowest = sorted(areas, key=lambda area: (area.new_rank or area.rank, area.code))[:PLOTTED]
    return moved_ranks(run, lowest, source=source)


def fields_of(asked: Asked, domains: Sequence[DomainOfRun], weights: list[float] | None) -> list[WeightField]:
    """Return the fields of the weights: as computed, as given, or as typed where that cannot be used."""
    return [
        WeightField(
            domain,
            weights[place] if weights else domain.weight,
            asked.query.get(f"w-{domain.code}", "")[:TYPED] if asked.wrong else "",
            domain.code in asked.wrong,
        )
        for place, domain in enumerate(domains)
    ]


def draw_ranking(request: HttpRequest, run: IndexRun) -> HttpResponse:
    """Draw the ranking of a run, whole or only its rows."""
    page = run_page(run)
    asked = Asked(request.GET)
    weights = asked.weights([domain.code for domain in page.domains])
    areas, weights = areas_held(run, weights, asked)
    rows, words, sort = rows_asked_for(asked, areas, page.domains, moved=weights is not None)
    context = {
        "page": page,
        "run": run,
        "fields": fields_of(asked, page.domains, weights),
        "wrong": asked.wrong,
        "levels": page.domains[:COLUMNS] if areas and areas[0].values else (),
        "rows": rows,
        "words": words,
        "sort": sort,
        "notes": asked.notes,
        "what_if": what_if(areas) if weights is not None else None,
        "total": len(areas),
        "ranks": plotted(run, areas, source_of(page.sources, run.year), moved=weights is not None),
        "fragment": bool(request.headers.get("HX-Request")),
        "doubt": doubt_of(page, areas[:LISTED]),
    }
    template = "public/ranking.html"
    if request.headers.get("HX-Request"):
        template = "public/ranking.html#rows"
    return render(request, template, context)


@allow(anyone)
@remembered("programmes", "areas")
def ranking_latest(request: HttpRequest) -> HttpResponse:
    run = run_shown_first()
    if run is None:
        return render(request, "public/ranking_none.html")
    return draw_ranking(request, run)


@allow(anyone)
@remembered("programmes", "areas")
def ranking(request: HttpRequest, run: str) -> HttpResponse:
    try:
        return draw_ranking(request, find_run(run))
    except IndexRun.DoesNotExist as missing:
        raise Http404 from missing


@allow(anyone)
@remembered("programmes", "areas")
def method(request: HttpRequest) -> HttpResponse:
    run = run_shown_first()
    return render(request, "public/method.html", {"page": run_page(run) if run else None})
