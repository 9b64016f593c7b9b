"""Organisations at work: looked into before they speak, and held to what they promise in public."""

import datetime
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bokal.programme.voices.enums import OrganisationKind
from bokal.programme.voices.models import Organisation
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_see_problems_at_work,
    can_write_problems,
)
from bokal.programme.voices.services import (
    abouts_of,
    add_organisation,
    end_spokesperson,
    free_slug,
    invite_spokesperson,
    make_promise,
    organisation_page,
    spokespeople_of,
    verify_organisation,
)
from bokal.web.ui.acts import done
from bokal.web.ui.choosing import handed_in, only_searches, with_search
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.organisations_forms import OrganisationForm, PromiseForm, SpeakerForm, VerifyForm


def speaks(organisation: Organisation, day: datetime.date) -> bool:
    """Tell whether an organisation is verified and in its term."""
    return Organisation.objects.speaking_on(day).filter(pk=organisation.pk).exists()


def organisation_here(number: int, areas: frozenset[str] | None) -> Organisation:
    """Return an organisation of one's areas; one outside them is answered as if it were not there."""
    found = Organisation.objects.filter(pk=number).select_related("area", "verified_by")
    organisation = (found if areas is None else found.filter(area__code__in=areas)).first()
    if organisation is None:
        raise Http404
    return organisation


@allow(can_see_problems_at_work)
def organisation_list(request: HttpRequest) -> HttpResponse:
    areas, today = areas_worked_in(request.user), timezone.localdate()
    found = Organisation.objects.select_related("area").order_by("name", "pk")
    found = found if areas is None else found.filter(area__code__in=areas)
    page = one_page(found, request)
    speaking = set(Organisation.objects.speaking_on(today).values_list("pk", flat=True))
    context = {"page": page, "speaking": speaking}
    return render(request, "workspace/organisations/list.html", context)


@allow(can_write_problems)
def organisation_new(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None, areas=areas_written_in(request.user))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        organisation = add_organisation(
            slug=free_slug(Organisation, found["name"]),
            name=found["name"],
            kind=OrganisationKind(found["kind"]),
            role=form.written("role"),
            area=found["area"],
            contact=found["contact"],
            actor=account_of(request),
        )
        return redirect("workspace:organisation", number=organisation.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/organisations/new.html", {"form": form}, status=status)


def page_of(request: HttpRequest, organisation: Organisation, **sent: forms.Form) -> HttpResponse:
    """Draw the page of an organisation, with the form that was refused when there is one."""
    areas = areas_written_in(request.user)
    may_write = can_write_problems(request.user) and (
        areas is None or (organisation.area is not None and organisation.area.code in areas)
    )
    fresh: dict[str, forms.Form] = {
        "verify": VerifyForm(),
        "promise": PromiseForm(areas=areas),
        "speaker": SpeakerForm(auto_id="speaker-%s"),
    }
    language = get_language() or "sv"
    page = organisation_page(organisation, language=language, at_work=True)
    context: dict[str, Any] = {
        "page": page,
        "abouts": abouts_of(page.promises, language),
        "speaks": speaks(organisation, timezone.localdate()),
        "may_write": may_write,
        "forms": fresh | sent,
        "speakers": spokespeople_of(organisation) if may_write else [],
    }
    status = 422 if sent and not only_searches(request) else 200
    return render(request, "workspace/organisations/organisation.html", context, status=status)


@allow(can_see_problems_at_work)
@never_cache
def organisation(request: HttpRequest, number: int) -> HttpResponse:
    return page_of(request, organisation_here(number, areas_worked_in(request.user)))


def change(
    request: HttpRequest, organisation: Organisation, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form asks for; what is refused goes back into the form."""
    if done(form, act):
        return redirect("workspace:organisation", number=organisation.pk)
    return page_of(request, organisation, **{name: form})


@allow(can_write_problems)
@require_POST
def organisation_verify(request: HttpRequest, number: int) -> HttpResponse:
    organisation = organisation_here(number, areas_written_in(request.user))
    form = VerifyForm(request.POST)

    def act() -> object:
        return verify_organisation(
            organisation_id=organisation.pk, actor=account_of(request), **form.cleaned_data
        )

    return change(request, organisation, "verify", form, act)


@allow(can_write_problems)
@require_POST
def organisation_promise(request: HttpRequest, number: int) -> HttpResponse:
    areas = areas_written_in(request.user)
    organisation = organisation_here(number, areas)
    form = with_search(PromiseForm(handed_in(request), areas=areas), request)

    def act() -> object:
        return make_promise(
            by=organisation,
            text=form.written("text"),
            due_on=form.cleaned_data["due_on"],
            about=form.cleaned_data["about"],
            actor=account_of(request),
        )

    return change(request, organisation, "promise", form, act)


@allow(can_write_problems)
@require_POST
@never_cache
def organisation_invite(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody speak for the organisation."""
    organisation = organisation_here(number, areas_written_in(request.user))
    form = SpeakerForm(request.POST, auto_id="speaker-%s")

    def act() -> object:
        return invite_spokesperson(
            organisation_id=organisation.pk, actor=account_of(request), **form.cleaned_data
        )

    return change(request, organisation, "speaker", form, act)


@allow(can_write_problems)
@require_POST
def organisation_end_speaker(request: HttpRequest, number: int, speaker: int) -> HttpResponse:
    """End that somebody speaks for the organisation."""
    organisation = organisation_here(number, areas_written_in(request.user))
    found = get_object_or_404(spokespeople_of(organisation), pk=speaker)
    form = forms.Form(request.POST)

    def act() -> object:
        return end_spokesperson(spokesperson_id=found.pk, actor=account_of(request))

    return change(request, organisation, "end", form, act)


urlpatterns = [
    path("", organisation_list, name="organisation-list"),
    path("new/", organisation_new, name="organisation-new"),
    path("<int:number>/", organisation, name="organisation"),
    path("<int:number>/verify/", organisation_verify, name="organisation-verify"),
    path("<int:number>/promise/", organisation_promise, name="organisation-promise"),
    path("<int:number>/invite/", organisation_invite, name="organisation-invite"),
    path(
        "<int:number>/speakers/<int:speaker>/end/", organisation_end_speaker, name="organisation-end-speaker"
    ),
]
