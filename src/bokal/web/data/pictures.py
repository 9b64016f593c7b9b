"""Pictures of rankings and indicators as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Geography, IndexRun
from bokal.programme.areas.services import Table, ranked_areas, run_shown_first, values_in, years_with_figures
from bokal.web.ui.area_pictures import run_map, run_ranks, table_map
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.downloads import send_picture
from bokal.web.ui.guards import allow

PLOTTED = 50


def asked_language(request: HttpRequest) -> str:
    """Return the language asked for by ``?lang=``, else the one of the browser or the installation."""
    known = {"sv", "en", "ar"}
    word = request.GET.get("lang", "")
    return word if word in known else get_language() or "en"


@allow(anyone)
@require_safe
def ranks(request: HttpRequest, run: str, kind: str) -> HttpResponse:
    """Send the picture of ranks and intervals."""
    found = get_object_or_404(IndexRun.objects.select_related("geography"), slug=run)
    with override(asked_language(request)):
        return send_picture(
            request,
            lambda: run_ranks(found, ranked_areas(found)[:PLOTTED]),
            name=f"{run}-ranks",
            kind=kind,
        )


@allow(anyone)
@require_safe
def map_picture(request: HttpRequest, geography: str, show: str, kind: str) -> HttpResponse:
    """Send the map of a ranking (``rank``) or of an indicator (``code.version.year``)."""
    where = get_object_or_404(Geography, code=geography)
    with override(asked_language(request)):
        return send_picture(request, lambda: drawn_map(where, show), name=f"{geography}-{show}", kind=kind)


def drawn_map(geography: Geography, show: str) -> Drawn | None:
    """Draw the map asked for, if there is one."""
    if show == "rank":
        run = run_shown_first(geography)
        return run_map(run, ranked_areas(run)) if run else None
    for definition, years in years_with_figures(geography.code):
        for year in years:
            if show == f"{definition.indicator.code}.{definition.version}.{year}":
                table = Table(definition, geography, year)
                return table_map(table, values_in(table))
    return None
