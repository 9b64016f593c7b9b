"""What is measured of an initiative, as everybody reads it; and the parts of its page that say so.

``measures_context`` and ``cohorts_context`` give what the includes ``public/initiatives/measures.html`` and
``public/initiatives/cohorts.html`` take.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bokal.programme.initiatives.models import Initiative, Measure
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services import (
    Measuring,
    cohorts_for_all,
    groups_for_all,
    measuring_of,
    told_of,
)
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import COLUMNS, RESTS_ON, shown, table_rows, update_words
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines


def measures_context(initiative: Initiative) -> dict[str, Any]:
    """Return what is measured and was said, for ``public/initiatives/measures.html``."""
    measures = list(initiative.measures.select_related("initiative", "owner").order_by("position"))
    told = [(one, update_words(one)) for one in told_of(initiative)]
    found = [shown(one, groups_for_all(one)) for one in measuring_of(measures)]
    return {"initiative": initiative, "measures": found, "told": told}


def cohorts_context(initiative: Initiative) -> dict[str, Any]:
    """Return who took part in an initiative, for ``public/initiatives/cohorts.html``."""
    return {"initiative": initiative, "cohorts": cohorts_for_all(initiative)}


def measuring_at(slug: str, position: int) -> Measuring:
    """Return what a measure shows of an initiative that everybody may read."""
    found = Measure.objects.select_related("initiative", "owner", "compared_area")
    public = Initiative.objects.public()
    asked = found.filter(initiative__in=public, initiative__slug=slug)
    return measuring_of([get_object_or_404(asked, position=position)])[0]


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def measure_list(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = get_object_or_404(Initiative.objects.public(), slug=slug)
    context = measures_context(initiative) | cohorts_context(initiative)
    return render(request, "public/initiatives/measure_list.html", context)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def measure(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    found = measuring_at(slug, position)
    initiative = found.measure.initiative
    context = {
        "initiative": initiative,
        "shown": shown(found, groups_for_all(found)),
        "told": [(one, update_words(one)) for one in told_of(initiative)],
        "cohorts": cohorts_for_all(initiative),
    }
    return render(request, "public/initiatives/measure.html", context)


@allow(can_read_initiatives)
def measure_table(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Send every approved value of a measure, those that were corrected too."""
    rows = table_rows(measuring_at(slug, position))
    name, kind = f"{slug}-{position}.csv", "text/csv; charset=utf-8"
    return send(request, csv_lines(COLUMNS, rows), name=name, kind=kind, of=RESTS_ON)
