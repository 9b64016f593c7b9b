"""Pictures of rankings and indicators as files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Geography, IndexRun
from bokal.programme.areas.services import ranked_areas, sources_of, sources_of_figures, values_in
from bokal.web.data.areas import shown_on_map
from bokal.web.data.files import asked_language
from bokal.web.ui.area_pictures import run_map, run_ranks, source_of, table_map
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.downloads import send_picture
from bokal.web.ui.guards import allow

PLOTTED = 50


@allow(anyone)
@require_safe
def ranks(request: HttpRequest, run: str, kind: str) -> HttpResponse:
    """Send the picture of ranks and intervals."""
    found = get_object_or_404(IndexRun.objects.select_related("geography"), slug=run)
    with override(asked_language(request)):
        return send_picture(request, lambda: drawn_ranks(found), name=f"{run}-ranks", kind=kind)


def drawn_ranks(run: IndexRun) -> Drawn | None:
    """Draw the lowest areas of a ranking."""
    return run_ranks(run, ranked_areas(run)[:PLOTTED], source=source_of(sources_of(run), run.year))


@allow(anyone)
@require_safe
def map_picture(request: HttpRequest, geography: str, show: str, kind: str) -> HttpResponse:
    """Send the map of a ranking (``rank``) or of an indicator (``code.version.year``)."""
    where = get_object_or_404(Geography, code=geography)
    with override(asked_language(request)):
        return send_picture(request, lambda: drawn_map(where, show), name=f"{geography}-{show}", kind=kind)


def drawn_map(geography: Geography, show: str) -> Drawn | None:
    """Draw the map asked for, if there is one."""
    run, table = shown_on_map(geography, show)
    if run is not None:
        return run_map(run, ranked_areas(run), source=source_of(sources_of(run), run.year))
    if table is not None:
        sources = sources_of_figures(geography, table.definition.indicator)
        return table_map(table, values_in(table), source=source_of(sources, table.year))
    return None
