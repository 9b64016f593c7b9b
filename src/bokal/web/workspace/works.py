"""The works of an initiative: describe, place, follow step by step, show pictures and rents."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.initiatives.enums import WorkStep
from bokal.programme.initiatives.models import Initiative, Work
from bokal.programme.initiatives.perms import (
    can_plan_initiatives,
    can_report,
    can_see_initiatives_at_work,
)
from bokal.programme.initiatives.services.read_works import works_of
from bokal.programme.initiatives.services.works import (
    add_photo,
    add_quantity,
    add_work,
    describe_work,
    drop_phase,
    drop_photo,
    drop_quantity,
    free_work_slug,
    note_displacement,
    set_phase,
    tell_noise,
)
from bokal.web.ui.acts import done
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.work_place import work_ground, work_place
from bokal.web.workspace.works_forms import (
    NoiseForm,
    PhaseForm,
    QuantityForm,
    RentForm,
    WorkForm,
    WorkPhotoForm,
)


def initiative_of(slug: str) -> Initiative:
    """Return an initiative; the guard has asked about its area."""
    return get_object_or_404(Initiative.objects.select_related("area"), slug=slug)


def work_here(slug: str, work: str) -> Work:
    """Return a work of an initiative."""
    return get_object_or_404(
        Work.objects.select_related("initiative__area"), initiative__slug=slug, slug=work
    )


@allow(can_see_initiatives_at_work)
def work_list(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = initiative_of(slug)
    context = {
        "initiative": initiative,
        "works": works_of(initiative),
        "may_plan": can_plan_initiatives(request.user, slug=slug) and not initiative.documented,
    }
    return render(request, "workspace/works/list.html", context)


@allow(can_plan_initiatives)
@keeps_draft(_("Add a work"))
def work_new(request: HttpRequest, slug: str) -> HttpResponse:
    initiative, form = initiative_of(slug), WorkForm.of(None, request.POST or None)
    made: list[Work] = []

    def act() -> None:
        made.append(
            add_work(
                initiative_id=initiative.pk,
                slug=free_work_slug(form.written("name")),
                facts=form.facts(initiative=initiative),
                actor=account_of(request),
            )
        )

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("workspace:work-place", slug=slug, work=made[0].slug)
    context = {"initiative": initiative, "form": form, "work": None}
    return render(request, "workspace/works/form.html", context, status=422 if form.is_bound else 200)


@allow(can_plan_initiatives)
@keeps_draft(_("Describe a work"))
def work_change(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known = work_here(slug, work)
    form = WorkForm.of(known, request.POST or None)

    def act() -> object:
        facts = form.facts(initiative=known.initiative, work=known)
        return describe_work(work_id=known.pk, facts=facts, actor=account_of(request))

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("workspace:work", slug=slug, work=work)
    context = {"initiative": known.initiative, "form": form, "work": known}
    return render(request, "workspace/works/form.html", context, status=422 if form.is_bound else 200)


def work_page(request: HttpRequest, known: Work, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a work, with the form that was refused when there is one."""
    runs_here = not known.initiative.documented
    own: dict[str, forms.Form] = {
        "phase": PhaseForm(auto_id="phase-%s"),
        "quantity": QuantityForm(auto_id="quantity-%s"),
        "rent": RentForm(auto_id="rent-%s"),
        "photo": WorkPhotoForm(auto_id="photo-%s"),
        "noise": NoiseForm(auto_id="noise-%s", known={"noise": known.noise}),
    }
    context: dict[str, Any] = {
        "work": known,
        "initiative": known.initiative,
        "forms": own | sent,
        "may_plan": runs_here and can_plan_initiatives(request.user, slug=known.initiative.slug),
        "may_report": runs_here and can_report(request.user, slug=known.initiative.slug),
        "photos": known.photos.select_related("document"),
        "public": Initiative.objects.public().filter(pk=known.initiative_id).exists(),
    }
    return render(request, "workspace/works/work.html", context, status=422 if sent else 200)


@allow(can_see_initiatives_at_work)
def work(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    return work_page(request, work_here(slug, work))


def change(
    request: HttpRequest, known: Work, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form on the page of a work asks for; what is refused goes back into the form."""
    if form.is_valid() and done(form, act):
        return redirect("workspace:work", slug=known.initiative.slug, work=known.slug)
    return work_page(request, known, **{name: form})


@allow(can_plan_initiatives)
@require_POST
def work_phase(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known, form = work_here(slug, work), PhaseForm(request.POST, auto_id="phase-%s")

    def act() -> object:
        return set_phase(work_id=known.pk, phase=form.facts(), actor=account_of(request))

    return change(request, known, "phase", form, act)


@allow(can_plan_initiatives)
@require_POST
def work_quantity(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known, form = work_here(slug, work), QuantityForm(request.POST, auto_id="quantity-%s")

    def act() -> object:
        return add_quantity(work_id=known.pk, actor=account_of(request), **form.amount())

    return change(request, known, "quantity", form, act)


@allow(can_plan_initiatives)
@require_POST
def work_rent(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known, form = work_here(slug, work), RentForm(request.POST, auto_id="rent-%s")

    def act() -> object:
        return note_displacement(work_id=known.pk, rents=form.facts(), actor=account_of(request))

    return change(request, known, "rent", form, act)


@allow(can_report)
@require_POST
def work_photo(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known = work_here(slug, work)
    form = WorkPhotoForm(request.POST, request.FILES, auto_id="photo-%s")

    def act() -> object:
        return add_photo(work_id=known.pk, actor=account_of(request), **form.photo())

    return change(request, known, "photo", form, act)


@allow(can_plan_initiatives)
@require_POST
def work_noise(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    known, form = work_here(slug, work), NoiseForm(request.POST, auto_id="noise-%s")

    def act() -> object:
        return tell_noise(work_id=known.pk, noise=form.written("noise"), actor=account_of(request))

    return change(request, known, "noise", form, act)


@allow(can_plan_initiatives)
@require_POST
def work_drop(request: HttpRequest, slug: str, work: str) -> HttpResponse:
    """Take out a step, an amount or a picture; the history keeps that it was there."""
    known, actor, form = work_here(slug, work), account_of(request), forms.Form(request.POST)
    step = request.POST.get("phase", "")
    quantity, photo = (number_in(request.POST.get(name, "")) for name in ("quantity", "photo"))

    def act() -> None:
        if step in WorkStep.values:
            drop_phase(work_id=known.pk, step=WorkStep(step), actor=actor)
        if quantity is not None:
            drop_quantity(work_id=known.pk, quantity_id=quantity, actor=actor)
        if photo is not None:
            drop_photo(work_id=known.pk, photo_id=photo, actor=actor)

    return change(request, known, "drop", form, act)


urlpatterns = [
    path("", work_list, name="work-list"),
    path("new/", work_new, name="work-new"),
    path("ground.svg", work_ground, name="work-ground"),
    path("<slug:work>/", work, name="work"),
    path("<slug:work>/change/", work_change, name="work-change"),
    path("<slug:work>/place/", work_place, name="work-place"),
    path("<slug:work>/phase/", work_phase, name="work-phase"),
    path("<slug:work>/quantity/", work_quantity, name="work-quantity"),
    path("<slug:work>/rent/", work_rent, name="work-rent"),
    path("<slug:work>/photo/", work_photo, name="work-photo"),
    path("<slug:work>/noise/", work_noise, name="work-noise"),
    path("<slug:work>/drop/", work_drop, name="work-drop"),
]
