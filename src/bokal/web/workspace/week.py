"""My week: what is due within two weeks or overdue, in the areas of whoever reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from bokal.programme.initiatives.perms import areas_read_in, can_see_initiatives_at_work
from bokal.programme.initiatives.services.week import Week, week_of
from bokal.programme.voices.perms import areas_worked_in
from bokal.web.ui.guards import allow


def week_for(request: HttpRequest) -> Week:
    """Return what is owed in the areas of whoever asks."""
    return week_of(timezone.localdate(), areas_read_in(request.user), areas_worked_in(request.user))


@allow(can_see_initiatives_at_work)
def week(request: HttpRequest) -> HttpResponse:
    context = {"week": week_for(request), "today": timezone.localdate()}
    return render(request, "workspace/week.html", context)


urlpatterns = [path("", week, name="week")]
