"""Rankings as files: the ranks, what the score is made of, what would give another order."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import IndexRun
from bokal.programme.areas.services import ranked_areas, run_page
from bokal.web.data.files import Described, send_table
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines

RANKED = (
    ("rank", "1 is the lowest welfare"),
    ("rank_low", "first of the likely ranks"),
    ("rank_high", "last of the likely ranks"),
    ("code", "stable code of the area"),
    ("name", "name of the area"),
    ("score", "higher means lower welfare"),
    ("tenth", "1 is the tenth with the lowest welfare"),
)
MOVED = (
    ("code", "stable code of the area"),
    ("name", "name of the area"),
    ("rank_before", "its rank in the ranking"),
    ("rank_after", "its rank after the change"),
    ("correlation", "Spearman's rank correlation of the whole order with the ranking"),
)


def found_run(slug: str) -> IndexRun:
    """Return a run by its address, or answer that there is none."""
    return get_object_or_404(IndexRun.objects.select_related("geography"), slug=slug)


def notes_of(run: IndexRun) -> list[str]:
    """Say how a ranking was made."""
    settings = json.dumps(run.parameters, sort_keys=True)
    made = f"{run.slug}: {run.method}, {run.year}, {settings}"
    return [made, f"input_sha256 {run.input_sha256}, Bokal {run.bokal_version}"]


@allow(anyone)
@require_safe
def ranking(request: HttpRequest, run: str) -> HttpResponse:
    """Send a whole ranking with the levels it rests on."""
    found = found_run(run)
    page = run_page(found)
    codes = [domain.code for domain in page.domains]
    rows = (
        (
            *(area.rank, area.rank_low, area.rank_high, area.code, area.name, area.score, area.decile),
            *(area.values.get(code) for code in codes),
            *(area.contributions.get(code) for code in codes),
        )
        for area in ranked_areas(found)
    )
    units = {domain.code: domain.definition.indicator.unit for domain in page.domains}
    levels = [(code, f"level, in {units[code]}") for code in codes]
    parts = [(f"part_{code}", "what the indicator adds to the score") for code in codes]
    columns: Described = (*RANKED, *levels, *parts)
    return send_table(
        request, name=run, columns=columns, rows=rows, sources=page.sources, notes=notes_of(found)
    )


@allow(anyone)
@require_safe
def sensitivity(request: HttpRequest, run: str) -> HttpResponse:
    """Send what leaving out or doubling an indicator does to the order."""
    found = found_run(run)
    rows = (
        (entry["domain"], change, *moved)
        for entry in found.summary["sensitivity"]
        for change in ("without", "doubled")
        for moved in movers(entry[change])
    )
    columns = (("indicator", "its code"), ("change", "left out (without) or counted double"), *MOVED)
    return send_about(request, found, "sensitivity", columns, rows)


@allow(anyone)
@require_safe
def methods(request: HttpRequest, run: str) -> HttpResponse:
    """Send every area's rank by each method."""
    found = found_run(run)
    known = found.summary.get("methods", [])
    columns = (*RANKED[3:5], *((method["method"], "rank by this method") for method in known))
    rows = (
        (area.code, area.name, *(method.get("ranks", {}).get(area.code) for method in known))
        for area in ranked_areas(found, with_values=False)
    )
    return send_about(request, found, "methods", columns, rows)


def movers(entry: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the areas that move most, or one line without an area where none moves."""
    for area in entry.get("movers") or [{}]:
        told = (area.get("code"), area.get("name"), area.get("from"), area.get("to"))
        yield (*told, entry.get("spearman"))


def send_about(
    request: HttpRequest, run: IndexRun, what: str, columns: Described, rows: Iterator[tuple[Any, ...]]
) -> HttpResponse:
    """Send a table that a ranking keeps about itself."""
    sources = run_page(run).sources
    name = f"{run.slug}-{what}"
    return send_table(request, name=name, columns=columns, rows=rows, sources=sources, notes=notes_of(run))


@allow(anyone)
@require_safe
def ranking_levels(request: HttpRequest, run: str) -> HttpResponse:
    """Send the levels of a ranking as ``bokal index`` reads them: one row an area."""
    found = found_run(run)
    codes = [domain["code"] for domain in found.parameters["domains"]]
    rows = ((area.code, *(area.values.get(code) for code in codes)) for area in ranked_areas(found))
    lines = csv_lines(("code", *codes), rows)
    return send(request, lines, name="levels.csv", kind="text/csv; charset=utf-8")


@allow(anyone)
@require_safe
def ranking_spec(request: HttpRequest, run: str) -> HttpResponse:
    """Send the specification with which ``bokal index`` computes a ranking again."""
    return send(request, spec_lines(found_run(run)), name="spec.toml", kind="application/toml")


def spec_lines(run: IndexRun) -> Iterator[str]:
    """Yield the lines of a specification; the quotes of JSON are those of TOML."""
    given = run.parameters
    yield f"# {run.slug}, input_sha256 {run.input_sha256}\n"
    yield f'id = "code"\nmethod = {json.dumps(run.method)}\n'
    yield f"rank_rule = {json.dumps(given['rank_rule'])}\nkappa = {given['kappa']!r}\n"
    for domain in given["domains"]:
        name, kind = json.dumps(domain["code"]), json.dumps(domain["kind"])
        yield f"\n[[domain]]\nname = {name}\ncolumn = {name}\nkind = {kind}\nweight = {domain['weight']!r}\n"
