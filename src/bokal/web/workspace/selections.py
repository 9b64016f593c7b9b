"""The choice of areas: record it, with a reason for each area."""

from dataclasses import fields

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.errors import SelectionRefused
from bokal.programme.areas.models import Area, Geography, Selection
from bokal.programme.areas.perms import can_record_selection, can_see_figures_at_work
from bokal.programme.areas.services import areas_in, revise_selection, select_areas, selections_shown
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.selections_forms import GeographyForm, RevisionForm, SelectionForm


@allow(can_see_figures_at_work)
def selection_list(request: HttpRequest) -> HttpResponse:
    context = {
        "selections": selections_shown(),
        "form": GeographyForm(),
        "may_record": can_record_selection(request.user),
    }
    return render(request, "workspace/selections/list.html", context)


def considered(request: HttpRequest, areas: list[Area]) -> list[Area]:
    """Return the areas that were ticked."""
    wanted = set(request.GET.getlist("area"))
    return [area for area in areas if area.code in wanted]


def ask_for_areas(
    request: HttpRequest, geography: Geography, areas: list[Area], ticked: set[str]
) -> HttpResponse:
    """Ask which areas were considered; none is chosen yet."""
    context = {"geography": geography, "areas": areas, "ticked": ticked}
    return render(request, "workspace/selections/areas.html", context)


@allow(can_record_selection)
@keeps_draft(_("Record a choice"))
def selection_new(request: HttpRequest) -> HttpResponse:
    place = GeographyForm(request.GET)
    if not place.is_valid():
        return redirect("workspace:selection-list")
    geography = place.cleaned_data["geography"]
    areas = areas_in(geography.code)
    chosen = considered(request, areas)
    if not chosen:
        return ask_for_areas(request, geography, areas, set())
    form = SelectionForm(request.POST or None, areas=chosen)
    if request.method == "POST" and form.is_valid() and keep(request, form) is not None:
        return redirect("workspace:selection-list")
    context = {"form": form, "geography": geography}
    return render(request, "workspace/selections/new.html", context, status=422 if form.is_bound else 200)


def keep(request: HttpRequest, form: SelectionForm) -> Selection | None:
    """Record the decision; a refusal goes back into the form."""
    decision = form.decision()
    facts = {field.name: getattr(decision, field.name) for field in fields(decision)}
    try:
        return select_areas(slug=form.cleaned_data["slug"], actor=account_of(request), **facts)
    except SelectionRefused as refusal:
        form.add_error(None, str(refusal))
        return None


@allow(can_record_selection)
@keeps_draft(_("Revise the record"))
def selection_revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Correct the record of a decision; the areas that were considered may be others now."""
    selection = get_object_or_404(Selection.objects.select_related("run"), slug=slug)
    before = selection.choices.select_related("area__geography").order_by("pk")
    known = [choice.area for choice in before]
    if not known:
        return redirect("workspace:selection-list")
    geography = known[0].geography
    areas = areas_in(geography.code)
    chosen = considered(request, areas)
    if not chosen:
        return ask_for_areas(request, geography, areas, {area.code for area in known})
    form = RevisionForm(request.POST or None, areas=chosen, known=selection)
    if request.method == "POST" and form.is_valid() and revise(request, form, slug) is not None:
        return redirect("workspace:selection-list")
    context = {"form": form, "selection": selection}
    return render(request, "workspace/selections/revise.html", context, status=422 if form.is_bound else 200)


def revise(request: HttpRequest, form: RevisionForm, slug: str) -> Selection | None:
    """Store the corrected record; a refusal goes back into the form."""
    because = form.cleaned_data["because"]
    try:
        return revise_selection(
            slug=slug, decision=form.decision(), because=because, actor=account_of(request)
        )
    except SelectionRefused as refusal:
        form.add_error(None, str(refusal))
        return None


urlpatterns = [
    path("", selection_list, name="selection-list"),
    path("new/", selection_new, name="selection-new"),
    path("<slug:slug>/revise/", selection_revise, name="selection-revise"),
]
