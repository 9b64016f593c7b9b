"""Indicators and areas as those who work here see them: what is defined, and what there is."""

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bokal.programme.areas.models import Composition, Dataset, Geography, Indicator, Observation
from bokal.programme.areas.perms import can_see_figures_at_work
from bokal.web.ui.guards import allow


@allow(can_see_figures_at_work)
def indicator_list(request: HttpRequest) -> HttpResponse:
    indicators = Indicator.objects.annotate(
        versions=Count("definitions", distinct=True),
        figures=Count("definitions__observations"),
        first=Min("definitions__observations__year"),
        last=Max("definitions__observations__year"),
    )
    context = {"indicators": indicators.order_by("position", "code")}
    return render(request, "workspace/indicators/list.html", context)


@allow(can_see_figures_at_work)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Indicator, code=code)
    rows = Observation.objects.filter(definition__indicator=found).order_by()
    coverage = rows.values("definition__version", "area__geography__code", "year", "dataset__slug").annotate(
        figures=Count("pk")
    )
    context = {
        "indicator": found,
        "definitions": found.definitions.order_by("version"),
        "coverage": coverage.order_by(
            "definition__version", "area__geography__code", "year", "dataset__slug"
        ),
    }
    return render(request, "workspace/indicators/indicator.html", context)


@allow(can_see_figures_at_work)
def area_list(request: HttpRequest) -> HttpResponse:
    geographies = Geography.objects.annotate(
        size=Count("areas", distinct=True), drawn=Count("areas__boundaries", distinct=True)
    )
    composites = Composition.objects.filter(judged=True).select_related("whole", "part", "part__geography")
    context = {
        "geographies": geographies.order_by("position", "code"),
        "composites": composites.order_by("whole__name", "part__geography__code", "part__code"),
        "datasets": Dataset.objects.order_by("slug"),
    }
    return render(request, "workspace/areas/list.html", context)


indicator_patterns = [
    path("", indicator_list, name="indicator-list"),
    path("<slug:code>/", indicator, name="indicator"),
]
area_patterns = [path("", area_list, name="area-list")]
