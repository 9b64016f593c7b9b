"""Those who take part in a social initiative: how many began, came and got where. Numbers, never names."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.initiatives.enums import UNDER_WAY
from bokal.programme.initiatives.models import Cohort
from bokal.programme.initiatives.perms import can_report, can_see_initiatives_at_work
from bokal.programme.initiatives.services.social import (
    SessionShown,
    change_cohort,
    count_outcome,
    count_session,
    gather_cohort,
    sessions_for_all,
)
from bokal.web.ui.acts import done
from bokal.web.ui.downloads import send
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.cohorts_forms import CohortForm, OutcomeForm, SessionForm
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.updates import initiative_of

SESSION_COLUMNS = ("day", "step", "came", "kept_back", "not_counted_because")


def cohort_of(slug: str, number: int) -> Cohort:
    """Return a cohort of an initiative."""
    found = Cohort.objects.select_related("initiative")
    return get_object_or_404(found, initiative__slug=slug, initiative__documented=False, pk=number)


@allow(can_see_initiatives_at_work)
def cohort_list(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = initiative_of(slug)
    context = {
        "initiative": initiative,
        "cohorts": initiative.cohorts.order_by("-from_day", "-pk"),
        "may_report": initiative.phase in UNDER_WAY and can_report(request.user, slug=slug),
    }
    return render(request, "workspace/cohorts/list.html", context)


@allow(can_report)
@keeps_draft(_("Note who takes part"))
def cohort_new(request: HttpRequest, slug: str) -> HttpResponse:
    initiative = initiative_of(slug)
    form, actor = CohortForm(request.POST or None, language=get_language() or "sv"), account_of(request)

    def act() -> object:
        return gather_cohort(initiative_id=initiative.pk, gathered=form.gathered(), actor=actor)

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("workspace:cohort-list", slug=slug)
    context = {"initiative": initiative, "form": form, "new": True}
    return render(request, "workspace/cohorts/form.html", context, status=422 if form.is_bound else 200)


@allow(can_report)
@keeps_draft(_("Change who takes part"))
def cohort_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    cohort, actor = cohort_of(slug, number), account_of(request)
    form = CohortForm(request.POST or None, known=cohort, language=get_language() or "sv")

    def act() -> object:
        return change_cohort(cohort_id=cohort.pk, gathered=form.gathered(), actor=actor)

    if request.method == "POST" and form.is_valid() and done(form, act):
        return redirect("workspace:cohort", slug=slug, number=number)
    context = {"initiative": cohort.initiative, "form": form, "new": False}
    return render(request, "workspace/cohorts/form.html", context, status=422 if form.is_bound else 200)


def cohort_page(request: HttpRequest, cohort: Cohort, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a cohort, with the form that was refused when there is one."""
    steps = [in_language(step) for step in cohort.steps]
    sessions = cohort.sessions.order_by("-on", "-pk")
    context: dict[str, Any] = {
        "cohort": cohort,
        "initiative": cohort.initiative,
        "steps": steps,
        "sessions": [(one, named(steps, one.step)) for one in sessions],
        "outcomes": cohort.outcomes.order_by("-period_to", "-pk"),
        "forms": {"session": SessionForm(cohort=cohort), "outcome": OutcomeForm()} | sent,
        "may_report": cohort.initiative.phase in UNDER_WAY
        and can_report(request.user, slug=cohort.initiative.slug),
    }
    return render(request, "workspace/cohorts/cohort.html", context, status=422 if sent else 200)


def named(steps: list[str], place: int | None) -> str:
    """Return the name of a step; none when it has been taken away since."""
    return steps[place] if place is not None and place < len(steps) else ""


@allow(can_see_initiatives_at_work)
def cohort(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return cohort_page(request, cohort_of(slug, number))


@allow(can_see_initiatives_at_work)
def cohort_sessions(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Send the times that a cohort met as a table; it may go anywhere, so few people are not told of."""
    known = cohort_of(slug, number)
    shown = sessions_for_all(known)
    groups = sorted({group for one in shown for group in one.groups})
    rows = csv_lines((*SESSION_COLUMNS, *groups), session_rows(known, shown, groups))
    name, kind = f"{slug}-sessions-{known.pk}.csv", "text/csv; charset=utf-8"
    return send(request, rows, name=name, kind=kind, of=("programmes", "areas", "initiatives"))


def session_rows(
    known: Cohort, shown: Sequence[SessionShown], groups: Sequence[str]
) -> Iterator[Sequence[object]]:
    """Yield a row for each time; what is empty was not counted or is kept back, and the row says which."""
    steps = [in_language(step) for step in known.steps]
    for one in shown:
        yield (
            one.session.on.isoformat(),
            named(steps, one.session.step),
            "" if one.came is None else one.came,
            "yes" if one.kept_back else "no",
            one.session.not_counted_because,
            *("" if one.groups.get(group) is None else one.groups[group] for group in groups),
        )


def change(
    request: HttpRequest, known: Cohort, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form on the page of a cohort asks for; what is refused goes back into the form."""
    if form.is_valid() and done(form, act):
        return redirect("workspace:cohort", slug=known.initiative.slug, number=known.pk)
    return cohort_page(request, known, **{name: form})


@allow(can_report)
@require_POST
def cohort_session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, actor = cohort_of(slug, number), account_of(request)
    form = SessionForm(request.POST, cohort=known)
    return change(
        request,
        known,
        "session",
        form,
        lambda: count_session(cohort_id=known.pk, actor=actor, **form.counted()),
    )


@allow(can_report)
@require_POST
def cohort_outcome(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    known, actor, form = cohort_of(slug, number), account_of(request), OutcomeForm(request.POST)
    return change(
        request,
        known,
        "outcome",
        form,
        lambda: count_outcome(cohort_id=known.pk, actor=actor, **form.counted()),
    )


urlpatterns = [
    path("cohorts/", cohort_list, name="cohort-list"),
    path("cohorts/new/", cohort_new, name="cohort-new"),
    path("cohorts/<int:number>/", cohort, name="cohort"),
    path("cohorts/<int:number>/sessions.csv", cohort_sessions, name="cohort-sessions"),
    path("cohorts/<int:number>/change/", cohort_change, name="cohort-change"),
    path("cohorts/<int:number>/session/", cohort_session, name="cohort-session"),
    path("cohorts/<int:number>/outcome/", cohort_outcome, name="cohort-outcome"),
]
