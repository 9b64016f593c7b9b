"""Rankings: make a run, see what it rests on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.areas.errors import RunRefused
from bokal.programme.areas.models import Area, Definition, Geography, IndexRun, Observation
from bokal.programme.areas.perms import can_run_index, can_see_figures_at_work, can_show_run
from bokal.programme.areas.services import (
    RunSpec,
    ranked_areas,
    run_index,
    runs_shown,
    show_run,
    showings_of,
)
from bokal.programme.areas.services import run_page as describe_run
from bokal.programme.areas.services.index_spec import parameters_of
from bokal.programme.areas.tasks import compute_index
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.runs_forms import PlaceForm, RunForm

AT_ONCE = 1000
LOWEST = 20


@allow(can_see_figures_at_work)
def run_list(request: HttpRequest) -> HttpResponse:
    runs = IndexRun.objects.select_related("geography").defer("summary").order_by("-computed_at", "-pk")
    context = {
        "runs": runs,
        "shown": runs_shown(),
        "form": PlaceForm(),
        "may_run": can_run_index(request.user),
    }
    return render(request, "workspace/runs/list.html", context)


def definitions_for(geography: Geography, year: int) -> list[Definition]:
    """Return the definitions that have figures for a geography and year."""
    keys = Observation.objects.filter(area__geography=geography, year=year).order_by()
    found = Definition.objects.filter(pk__in=keys.values("definition")).select_related("indicator")
    return list(found.order_by("indicator__position", "indicator__code", "version"))


@allow(can_run_index)
@keeps_draft(_("Make a ranking"))
def run_new(request: HttpRequest) -> HttpResponse:
    """Ask where, then how, then whether that is right; only then compute."""
    place = PlaceForm(request.GET or None)
    if not place.is_valid():
        status = 422 if place.is_bound else 200
        return render(request, "workspace/runs/place.html", {"form": place}, status=status)
    geography, year = place.cleaned_data["geography"], place.cleaned_data["year"]
    definitions = definitions_for(geography, year)
    form = RunForm(request.POST or None, definitions=definitions)
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        answer = check_or_compute(request, form, geography, year)
        if answer is not None:
            return answer
    context = {"form": form, "geography": geography, "year": year, "definitions": definitions}
    return render(request, "workspace/runs/new.html", context, status=422 if form.errors else 200)


def check_or_compute(
    request: HttpRequest, form: RunForm, geography: Geography, year: int
) -> HttpResponse | None:
    """Show the answers for checking, or compute when they were; a refusal goes back into the form."""
    spec = form.spec(geography=geography.code, year=year)
    try:
        parameters_of(spec)
        if "confirm" in request.POST:
            return make_run(request, spec)
    except RunRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    context = {"form": form, "geography": geography, "year": year, "counted": form.counted(), "spec": spec}
    return render(request, "workspace/runs/check.html", context)


def make_run(request: HttpRequest, spec: RunSpec) -> HttpResponse:
    """Compute the run now, or in the background when there are many areas."""
    if Area.objects.filter(geography__code=spec.geography).count() > AT_ONCE:
        job = compute_index.enqueue(spec.as_dict(), request.user.pk, get_language())
        return redirect("workspace:job-progress", public_id=job.id)
    run = run_index(spec=spec, actor=account_of(request))
    return redirect("workspace:run", slug=run.slug)


@allow(can_see_figures_at_work)
def run_page(request: HttpRequest, slug: str) -> HttpResponse:
    run = get_object_or_404(IndexRun.objects.select_related("geography"), slug=slug)
    told_apart = {"domains", "left_out"}
    context = {
        "page": describe_run(run),
        "run": run,
        "results": ranked_areas(run, with_values=False)[:LOWEST],
        "parameters": {name: run.parameters[name] for name in run.parameters if name not in told_apart},
        "left_out": run.parameters["left_out"],
        "showings": showings_of(run),
        "may_show": can_show_run(request.user),
    }
    return render(request, "workspace/runs/run.html", context)


@allow(can_show_run)
@require_POST
def run_show(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a ranking the first that everyone sees."""
    get_object_or_404(IndexRun, slug=slug)
    show_run(slug=slug, actor=account_of(request))
    return redirect("workspace:run", slug=slug)


urlpatterns = [
    path("", run_list, name="run-list"),
    path("new/", run_new, name="run-new"),
    path("<slug:slug>/", run_page, name="run"),
    path("<slug:slug>/show/", run_show, name="run-show"),
]
