"""Rankings: make a run, see what it rests on."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Method
from bokal.programme.areas.errors import RunRefused
from bokal.programme.areas.models import Area, Definition, Geography, IndexRun, Observation
from bokal.programme.areas.perms import can_run_index, can_see_figures_at_work
from bokal.programme.areas.services import DomainChoice, RunSpec, run_index
from bokal.programme.areas.tasks import compute_index
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of

AT_ONCE = 1000
LOWEST = 20
KINDS = [("", _("As defined")), ("score", _("Higher is worse")), ("good", _("Higher is better"))]


class PlaceForm(forms.Form):
    """Which areas are ranked, and in which year."""

    geography = forms.ModelChoiceField(
        label=_("Geography"),
        queryset=Geography.objects.order_by("position", "code"),
        to_field_name="code",
    )
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2200)


class RunForm(forms.Form):
    """What a run is made of; a weight field for each definition that has figures."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    title_sv = forms.CharField(label=_("Title in Swedish"))
    title_en = forms.CharField(label=_("Title in English"))
    title_ar = forms.CharField(label=_("Title in Arabic"))
    method = forms.ChoiceField(label=_("Method"), choices=Method)
    rank_rule = forms.ChoiceField(
        label=_("How a rank becomes a share"),
        choices=[("(N-r+1)/N", "(N−r+1)/N"), ("(N-r)/N", "(N−r)/N")],
    )
    draws = forms.IntegerField(
        label=_("Draws for the intervals"), initial=1000, min_value=20, max_value=10_000
    )

    def __init__(self, *args: Any, definitions: list[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = definitions
        for definition in definitions:
            name = in_language(definition.name)
            self.fields[f"weight_{definition.pk}"] = forms.FloatField(
                label=_("Weight: %(name)s") % {"name": name}, min_value=0, initial=0, required=False
            )
            if definition.indicator.direction == "neutral":
                self.fields[f"kind_{definition.pk}"] = forms.ChoiceField(
                    label=_("Direction: %(name)s") % {"name": name}, choices=KINDS, required=False
                )

    def spec(self, *, geography: str, year: int) -> RunSpec:
        """Return the run the form asks for."""
        found = self.cleaned_data
        chosen = [item for item in self.definitions if found.get(f"weight_{item.pk}")]
        return RunSpec(
            slug=found["slug"],
            title={code: found[f"title_{code}"] for code in ("sv", "en", "ar")},
            geography=geography,
            year=year,
            domains=[
                DomainChoice(item.pk, found[f"weight_{item.pk}"], found.get(f"kind_{item.pk}", ""))
                for item in chosen
            ],
            method=found["method"],
            rank_rule=found["rank_rule"],
            draws=found["draws"],
        )


@allow(can_see_figures_at_work)
def run_list(request: HttpRequest) -> HttpResponse:
    runs = IndexRun.objects.select_related("geography").order_by("-computed_at", "-pk")
    return render(request, "workspace/runs/list.html", {"runs": runs, "form": PlaceForm()})


@allow(can_run_index)
def run_new(request: HttpRequest) -> HttpResponse:
    place = PlaceForm(request.GET)
    if not place.is_valid():
        return render(request, "workspace/runs/place.html", {"form": PlaceForm(request.GET or None)})
    geography, year = place.cleaned_data["geography"], place.cleaned_data["year"]
    keys = Observation.objects.filter(area__geography=geography, year=year).order_by()
    definitions = Definition.objects.filter(pk__in=keys.values("definition")).select_related("indicator")
    ordered = list(definitions.order_by("indicator__position", "version"))
    form = RunForm(request.POST or None, definitions=ordered)
    if request.method == "POST" and form.is_valid():
        answer = make_run(request, form, geography, year)
        if answer is not None:
            return answer
    context = {"form": form, "geography": geography, "year": year, "definitions": ordered}
    return render(request, "workspace/runs/new.html", context, status=422 if form.is_bound else 200)


def make_run(request: HttpRequest, form: RunForm, geography: Geography, year: int) -> HttpResponse | None:
    """Compute the run now or in the background; a refusal goes back into the form."""
    spec = form.spec(geography=geography.code, year=year)
    if Area.objects.filter(geography=geography).count() > AT_ONCE:
        job = compute_index.enqueue(spec.as_dict(), request.user.pk, get_language())
        return redirect("workspace:job-progress", public_id=job.id)
    try:
        run = run_index(spec=spec, actor=account_of(request))
    except RunRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    return redirect("workspace:run", slug=run.slug)


@allow(can_see_figures_at_work)
def run_page(request: HttpRequest, slug: str) -> HttpResponse:
    run = get_object_or_404(IndexRun.objects.select_related("geography"), slug=slug)
    results = run.results.select_related("area").order_by("rank", "area__code")[:LOWEST]
    settings = {name: value for name, value in run.parameters.items() if name not in {"domains", "left_out"}}
    context = {"run": run, "results": results, "settings": settings, "domains": run.parameters["domains"]}
    return render(request, "workspace/runs/run.html", context)


urlpatterns = [
    path("", run_list, name="run-list"),
    path("new/", run_new, name="run-new"),
    path("<slug:slug>/", run_page, name="run"),
]
