"""The first page: what this is, the ways on, the map, plain numbers."""

import datetime
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import IndexRun
from bokal.programme.areas.services import RankedArea, StartPage, ranked_areas, sources_of, start_page
from bokal.programme.programmes.models import Programme
from bokal.programme.reports.models import Snapshot
from bokal.web.ui.area_pictures import run_map, source_of
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

LISTED = 10


def numbers_of(page: StartPage, ranked: int) -> list[dict[str, object]]:
    """Return the plain numbers with what they count; areas once, not once for each division of the city."""
    numbers = [
        (page.indicators, ngettext("indicator", "indicators", page.indicators)),
        (page.observations, ngettext("figure with a source", "figures with a source", page.observations)),
    ]
    if ranked:
        numbers.insert(0, (ranked, ngettext("area in order", "areas in order", ranked)))
    return [{"value": value, "label": label} for value, label in numbers]


def map_of(run: IndexRun, areas: Sequence[RankedArea]) -> Drawn | None:
    """Draw where the newest ranking finds welfare low."""
    return run_map(run, areas, source=source_of(sources_of(run), run.year))


def latest_report() -> Snapshot | None:
    """Return the edition that was published last."""
    return Snapshot.objects.select_related("report").defer("content").order_by("-published_at").first()


@allow(anyone)
@remembered("programmes", "areas", "reports")
def start(request: HttpRequest) -> HttpResponse:
    page = start_page()
    areas = ranked_areas(page.run, with_values=False) if page.run else []
    programme = Programme.objects.first()
    context = {
        "page": page,
        "programme": programme,
        "last_year": (programme.ends_on - datetime.timedelta(days=1)).year if programme else None,
        "numbers": numbers_of(page, len(areas)),
        "map": map_of(page.run, areas) if page.run else None,
        "lowest": areas[:LISTED],
        "total": len(areas),
        "report": latest_report(),
    }
    return render(request, "public/start.html", context)
