"""Promises at work: of organisations and of the city's own units, by the day they are to be kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import PromiseFilter, PromiseState
from bokal.programme.voices.models import Promise
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_see_problems_at_work,
    can_write_problems,
)
from bokal.programme.voices.services import (
    PROMISE_COLUMNS,
    READ_AT_WORK,
    abouts_of,
    make_promise,
    promise_rows,
    promises_listed,
    settle_promise,
)
from bokal.web.ui.acts import done
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.downloads import send
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.promises_forms import SettleForm, UnitPromiseForm


def asked_for(request: HttpRequest) -> str:
    """Return what a list of promises is asked to keep; a word that is no choice keeps everything."""
    keep = request.GET.get("keep", "")
    return keep if keep in PromiseFilter.values else ""


def promise_here(number: int, areas: frozenset[str] | None) -> Promise:
    """Return a promise of one's areas; one outside them is answered as if it were not there."""
    promise = promises_listed(areas=areas).filter(pk=number).first()
    if promise is None:
        raise Http404
    return promise


@allow(can_see_problems_at_work)
def promise_list(request: HttpRequest) -> HttpResponse:
    keep, areas = asked_for(request), areas_worked_in(request.user)
    page = one_page(promises_listed(keep, areas=areas), request)
    context = {
        "page": page,
        "abouts": abouts_of(list(page), get_language() or "sv"),
        "keep": keep,
        "filters": PromiseFilter.choices,
        "may_write": can_write_problems(request.user),
    }
    return render(request, "workspace/promises/list.html", context)


@allow(can_see_problems_at_work)
def promise_table(request: HttpRequest) -> HttpResponse:
    """Send the same list as a table."""
    found = promises_listed(asked_for(request), areas=areas_worked_in(request.user))
    return send(
        request,
        csv_lines(PROMISE_COLUMNS, promise_rows(found)),
        name="promises.csv",
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


@allow(can_write_problems)
@keeps_draft(_("Promise something for a unit"))
def promise_new(request: HttpRequest) -> HttpResponse:
    """Record what a unit of the city promises."""
    form = UnitPromiseForm(handed_in(request), areas=areas_written_in(request.user))
    form = with_search(form, request)

    def act() -> object:
        found = form.cleaned_data
        return make_promise(
            by=found["unit"],
            text=form.written("text"),
            due_on=found["due_on"],
            about=found["about"],
            actor=account_of(request),
        )

    if request.method == "POST" and done(form, act):
        return redirect("workspace:promise-list")
    status = 422 if form.is_bound else 200
    return render(request, "workspace/promises/new.html", {"form": form}, status=status)


@allow(can_write_problems)
def promise(request: HttpRequest, number: int) -> HttpResponse:
    """Say what came of a promise, whoever made it."""
    held = promise_here(number, areas_written_in(request.user))
    form = SettleForm(request.POST or None)

    def act() -> object:
        return settle_promise(
            promise_id=held.pk,
            state=PromiseState(form.cleaned_data["state"]),
            outcome=form.written("outcome"),
            actor=account_of(request),
        )

    if request.method == "POST" and done(form, act):
        if held.organisation is not None:
            return redirect("workspace:organisation", number=held.organisation.pk)
        return redirect("workspace:promise-list")
    context: dict[str, Any] = {
        "promise": held,
        "abouts": abouts_of([held], get_language() or "sv", READ_AT_WORK),
        "form": form,
    }
    return render(request, "workspace/promises/promise.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("", promise_list, name="promise-list"),
    path("promises.csv", promise_table, name="promise-table"),
    path("new/", promise_new, name="promise-new"),
    path("<int:number>/", promise, name="promise"),
]
