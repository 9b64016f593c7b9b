"""My week: what is due within two weeks or overdue, in the areas of whoever reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bokal.programme.initiatives.perms import (
    areas_planned_in,
    areas_read_in,
    areas_reported_in,
    can_see_initiatives_at_work,
)
from bokal.programme.initiatives.services.week import Reach, counts_of_week, week_of
from bokal.programme.voices.perms import areas_worked_in
from bokal.web.ui.guards import allow


def reach_of(request: HttpRequest) -> Reach:
    """Return where whoever asks can do something about what is owed."""
    return Reach(
        reads=areas_read_in(request.user),
        voices=areas_worked_in(request.user),
        approves=areas_planned_in(request.user),
        reports=areas_reported_in(request.user),
        account=request.user.pk,
    )


def counts_for(request: HttpRequest) -> dict[str, int]:
    """Return how much is owed in the areas of whoever asks, by the name of the list; nothing for nothing."""
    counts = counts_of_week(timezone.localdate(), reach_of(request))
    return counts if any(counts.values()) else {}


@allow(can_see_initiatives_at_work)
def week(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {"week": week_of(today, reach_of(request)), "today": today}
    return render(request, "workspace/week.html", context)


urlpatterns = [path("", week, name="week")]
