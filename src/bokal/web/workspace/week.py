"""My week: what is due within two weeks or overdue, in the areas of whoever reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bokal.programme.initiatives.perms import areas_read_in, can_see_initiatives_at_work
from bokal.programme.initiatives.services.week import counts_of_week, week_of
from bokal.programme.voices.perms import areas_worked_in
from bokal.web.ui.guards import allow


def counts_for(request: HttpRequest) -> dict[str, int]:
    """Return how much is owed in the areas of whoever asks, by the name of the list; nothing for nothing."""
    areas, voices_in = areas_read_in(request.user), areas_worked_in(request.user)
    counts = counts_of_week(timezone.localdate(), areas, voices_in)
    return counts if any(counts.values()) else {}


@allow(can_see_initiatives_at_work)
def week(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = week_of(today, areas_read_in(request.user), areas_worked_in(request.user))
    context = {"week": found, "today": today}
    return render(request, "workspace/week.html", context)


urlpatterns = [path("", week, name="week")]
