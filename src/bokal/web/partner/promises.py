"""Promises of the own organisation: make one in public, say what came of it, take the list along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import PromiseFilter, PromiseState
from bokal.programme.voices.models import PromiseQuerySet
from bokal.programme.voices.perms import can_speak_for_organisation
from bokal.programme.voices.services import (
    PROMISE_COLUMNS,
    abouts_of,
    promise_as_itself,
    promise_rows,
    promises_listed,
    settle_as_itself,
)
from bokal.web.partner.promises_forms import PromiseForm, SettleForm
from bokal.web.partner.speaker import speaker_of
from bokal.web.ui.acts import done
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.downloads import send
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines


def own_promises(request: HttpRequest) -> PromiseQuerySet:
    """Return the promises of the own organisation, narrowed down as asked."""
    keep = request.GET.get("keep", "")
    found = promises_listed(keep if keep in PromiseFilter.values else "")
    return found.filter(organisation=speaker_of(request).organisation)


@allow(can_speak_for_organisation)
def promise_list(request: HttpRequest) -> HttpResponse:
    page = one_page(own_promises(request), request)
    context = {
        "page": page,
        "abouts": abouts_of(list(page), get_language() or "sv"),
        "keep": request.GET.get("keep", ""),
        "filters": PromiseFilter.choices,
    }
    return render(request, "partner/promises.html", context)


@allow(can_speak_for_organisation)
def promise_table(request: HttpRequest) -> HttpResponse:
    """Send the same list as a table."""
    return send(
        request,
        csv_lines(PROMISE_COLUMNS, promise_rows(own_promises(request))),
        name="promises.csv",
        kind="text/csv; charset=utf-8",
        of=("accounts", "programmes", "areas", "voices"),
    )


@allow(can_speak_for_organisation)
@keeps_draft(_("Promise something"))
def promise_new(request: HttpRequest) -> HttpResponse:
    speaker = speaker_of(request)
    form = PromiseForm(handed_in(request), initial={"about": request.GET.get("about", "")})
    form = with_search(form, request)

    def act() -> object:
        found = form.cleaned_data
        return promise_as_itself(
            spokesperson_id=speaker.pk,
            text={found["language"]: found["text"]},
            due_on=found["due_on"],
            about=found["about"],
        )

    if request.method == "POST" and done(form, act):
        return redirect("partner:promise-list")
    context = {"form": form, "organisation": speaker.organisation}
    return render(request, "partner/promise_new.html", context, status=422 if form.is_bound else 200)


@allow(can_speak_for_organisation)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of a promise; that of another organisation is answered as if it were not there."""
    speaker = speaker_of(request)
    held = promises_listed().filter(pk=number, organisation=speaker.organisation).first()
    if held is None:
        raise Http404
    form = SettleForm(request.POST or None)

    def act() -> object:
        found = form.cleaned_data
        return settle_as_itself(
            spokesperson_id=speaker.pk,
            promise_id=held.pk,
            state=PromiseState(found["state"]),
            outcome={found["language"]: found["outcome"]},
        )

    if request.method == "POST" and done(form, act):
        replaced = form.cleaned_data["state"] == PromiseState.CHANGED
        return redirect("partner:promise-new" if replaced else "partner:promise-list")
    context = {"promise": held, "abouts": abouts_of([held], get_language() or "sv"), "form": form}
    return render(request, "partner/promise.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("", promise_list, name="promise-list"),
    path("promises.csv", promise_table, name="promise-table"),
    path("new/", promise_new, name="promise-new"),
    path("<int:number>/", promise, name="promise"),
]
