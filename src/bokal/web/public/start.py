"""The first page: what this is, the ways on, the map, plain numbers."""

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.services import StartPage, ranked_areas, start_page
from bokal.programme.programmes.models import Programme
from bokal.programme.reports.models import Snapshot
from bokal.web.ui.area_pictures import run_map
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

LISTED = 10


def numbers_of(page: StartPage) -> list[dict[str, object]]:
    """Return the plain numbers with what they count."""
    return [
        {"value": page.areas, "label": gettext("areas")},
        {"value": page.indicators, "label": gettext("indicators")},
        {"value": page.observations, "label": gettext("figures with a source")},
    ]


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
        "numbers": numbers_of(page),
        "map": run_map(page.run, areas) if page.run else None,
        "lowest": areas[:LISTED],
        "total": len(areas),
        "report": latest_report(),
    }
    return render(request, "public/start.html", context)
