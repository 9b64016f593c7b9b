"""One measure at work: its values over time with their corrections, and everything as a table."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bokal.programme.initiatives.models import Measure
from bokal.programme.initiatives.perms import can_see_initiatives_at_work
from bokal.programme.initiatives.services.measured import Measuring, groups_at_work, measuring_of
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import COLUMNS, RESTS_ON, shown, table_rows
from bokal.web.ui.tables import csv_lines


def measuring_at(slug: str, position: int) -> Measuring:
    """Return what a measure of an initiative shows."""
    found = Measure.objects.select_related("initiative", "owner", "compared_area")
    return measuring_of([get_object_or_404(found, initiative__slug=slug, position=position)])[0]


@allow(can_see_initiatives_at_work)
def measure(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    found = measuring_at(slug, position)
    context = {"shown": shown(found, groups_at_work(found)), "initiative": found.measure.initiative}
    return render(request, "workspace/updates/measure.html", context)


@allow(can_see_initiatives_at_work)
def measure_table(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Send every approved report on a measure, those that were corrected too."""
    rows = table_rows(measuring_at(slug, position))
    name, kind = f"{slug}-{position}.csv", "text/csv; charset=utf-8"
    return send(request, csv_lines(COLUMNS, rows), name=name, kind=kind, of=RESTS_ON)


urlpatterns = [
    path("measures/<int:position>/", measure, name="measure"),
    path("measures/<int:position>/values.csv", measure_table, name="measure-table"),
]
