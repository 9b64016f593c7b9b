"""The choice of areas: record it, with a reason for each area."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.enums import Precision
from bokal.programme.areas.errors import SelectionRefused
from bokal.programme.areas.models import Area, Geography, IndexRun, Selection
from bokal.programme.areas.perms import can_record_selection, can_see_figures_at_work
from bokal.programme.areas.services import ChoiceOf, areas_in, select_areas, selections_shown
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of

LANGUAGES = (("sv", _("Swedish")), ("en", _("English")), ("ar", _("Arabic")))


class GeographyForm(forms.Form):
    """Among which areas the choice is made."""

    geography = forms.ModelChoiceField(
        label=_("Geography"), queryset=Geography.objects.order_by("position", "code"), to_field_name="code"
    )


class SelectionForm(forms.Form):
    """A decision, and for each area considered whether it was chosen and why."""

    slug = forms.SlugField(label=_("Address"), help_text=_("Letters, digits and hyphens."), max_length=80)
    run = forms.ModelChoiceField(
        label=_("Ranking it rests on"),
        queryset=IndexRun.objects.order_by("-computed_at"),
        to_field_name="slug",
        required=False,
        empty_label=_("None"),
    )
    decided_by = forms.CharField(label=_("Decided by"), max_length=200)
    decided_on = forms.DateField(label=_("Decided on"), widget=forms.DateInput(attrs={"type": "date"}))
    precision = forms.ChoiceField(label=_("How exactly the day is known"), choices=Precision)
    source = forms.CharField(label=_("Source"), required=False)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = areas
        for code, name in LANGUAGES:
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title, %(language)s") % {"language": name}
            )
            self.fields[f"reasons_{code}"] = forms.CharField(
                label=_("Reasons, %(language)s") % {"language": name},
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for area in areas:
            self.fields[f"chosen_{area.pk}"] = forms.BooleanField(
                label=_("%(name)s is chosen") % {"name": area.name}, required=False, initial=True
            )
            self.fields[f"reason_{area.pk}"] = forms.CharField(
                label=_("Reason for %(name)s") % {"name": area.name}
            )

    def texts(self, name: str) -> dict[str, str]:
        """Return a text in each language."""
        return {code: self.cleaned_data[f"{name}_{code}"] for code, _name in LANGUAGES}

    def choices(self) -> list[ChoiceOf]:
        """Return what was said of each area."""
        found = self.cleaned_data
        return [
            ChoiceOf(area, found[f"chosen_{area.pk}"], {"sv": found[f"reason_{area.pk}"]})
            for area in self.areas
        ]


@allow(can_see_figures_at_work)
def selection_list(request: HttpRequest) -> HttpResponse:
    context = {"selections": selections_shown(), "form": GeographyForm()}
    return render(request, "workspace/selections/list.html", context)


@allow(can_record_selection)
def selection_new(request: HttpRequest) -> HttpResponse:
    place = GeographyForm(request.GET)
    if not place.is_valid():
        return redirect("workspace:selection-list")
    geography = place.cleaned_data["geography"]
    areas = areas_in(geography.code)
    wanted = set(request.GET.getlist("area"))
    considered = [area for area in areas if area.code in wanted]
    if not considered:
        context = {"geography": geography, "areas": areas}
        return render(request, "workspace/selections/areas.html", context)
    form = SelectionForm(request.POST or None, areas=considered)
    if request.method == "POST" and form.is_valid() and keep(request, form) is not None:
        return redirect("workspace:selection-list")
    context = {"form": form, "geography": geography}
    return render(request, "workspace/selections/new.html", context, status=422 if form.is_bound else 200)


def keep(request: HttpRequest, form: SelectionForm) -> Selection | None:
    """Record the decision; a refusal goes back into the form."""
    found = form.cleaned_data
    try:
        return select_areas(
            slug=found["slug"],
            title=form.texts("title"),
            run=found["run"],
            decided_by=found["decided_by"],
            decided_on=found["decided_on"],
            precision=found["precision"],
            reasons=form.texts("reasons"),
            choices=form.choices(),
            source=found["source"],
            actor=account_of(request),
        )
    except SelectionRefused as refusal:
        form.add_error(None, str(refusal))
        return None


urlpatterns = [
    path("", selection_list, name="selection-list"),
    path("new/", selection_new, name="selection-new"),
]
