"""What is measured of an initiative, as everybody reads it; and the parts of its page that say so.

``measures_context`` and ``cohorts_context`` give what the includes ``public/initiatives/measures.html`` and
``public/initiatives/cohorts.html`` take.
"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bokal.programme.initiatives.models import Initiative, Measure
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.measured import counted_of, groups_for_all, measuring_of
from bokal.programme.initiatives.services.social import cohorts_for_all
from bokal.web.ui.downloads import as_download, mark_of, not_modified, picture_answer, send, unchanged
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import COLUMNS, RESTS_ON, drawn, shown, table_rows, update_words
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines


def measures_context(initiative: Initiative, measures: Sequence[Measure]) -> dict[str, Any]:
    """Return what is measured and was said, for ``public/initiatives/measures.html``."""
    counted = counted_of(initiative, measures)
    found = [shown(one, groups_for_all(one)) for one in counted.measures]
    told = [(one, update_words(one)) for one in counted.told]
    return {"initiative": initiative, "measures": found, "told": told}


def cohorts_context(initiative: Initiative) -> dict[str, Any]:
    """Return who took part in an initiative, for ``public/initiatives/cohorts.html``."""
    return {"initiative": initiative, "cohorts": cohorts_for_all(initiative)}


def measure_at(slug: str, position: int) -> Measure:
    """Return a measure of an initiative that everybody may read."""
    found = Measure.objects.select_related("initiative", "owner", "compared_area")
    asked = found.filter(initiative__in=Initiative.objects.public(), initiative__slug=slug)
    return get_object_or_404(asked, position=position)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def measure_list(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = get_object_or_404(Initiative.objects.public(), slug=slug)
    measures = list(initiative.measures.order_by("position"))
    context = measures_context(initiative, measures) | cohorts_context(initiative)
    return render(request, "public/initiatives/measure_list.html", context)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def measure(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    found = measure_at(slug, position)
    counted = measures_context(found.initiative, [found])
    context = counted | cohorts_context(found.initiative) | {"shown": counted["measures"][0]}
    return render(request, "public/initiatives/measure.html", context)


@allow(can_read_initiatives)
def measure_table(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Send every approved value of a measure, those that were corrected too."""
    rows = table_rows(measuring_of([measure_at(slug, position)])[0])
    name, kind = f"{slug}-{position}.csv", "text/csv; charset=utf-8"
    return send(request, csv_lines(COLUMNS, rows), name=name, kind=kind, of=RESTS_ON)


@allow(can_read_initiatives)
def measure_picture(request: HttpRequest, slug: str, position: int, kind: str) -> HttpResponse:
    """Send the picture of a measure as a file."""
    mark = mark_of(request, of=RESTS_ON)
    if unchanged(request, mark):
        return not_modified(request, mark)
    picture = drawn(measuring_of([measure_at(slug, position)])[0])
    if picture is None:
        raise Http404
    return as_download(request, picture_answer(request, picture, kind), f"{slug}-{position}.{kind}", mark)
