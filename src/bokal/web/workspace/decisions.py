"""Decisions at work: first what one is about, then what was decided on each thing, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.perms import can_record_decisions, can_see_decisions_at_work
from bokal.programme.decisions.services import decide, in_force
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.voices.perms import areas_written_in
from bokal.programme.voices.services import free_slug
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.workspace.decisions_forms import ChooseForm, DecisionForm, Offered, things_to_rule_on
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.minutes_forms import with_minutes


@allow(can_see_decisions_at_work)
def decision_list(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/decisions/list.html", {"page": one_page(in_force(), request)})


@allow(can_record_decisions)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Ask what a decision is about; the choice stands in the address of the next step."""
    offered = things_to_rule_on(areas_written_in(request.user))
    form = ChooseForm(request.GET if "things" in request.GET else None, offered=offered)
    if form.is_bound and form.is_valid():
        return decision_record(request, {mark: offered[mark] for mark in form.cleaned_data["things"]})
    return render(request, "workspace/decisions/choose.html", {"form": form, "offered": bool(offered)})


def record_here(form: DecisionForm, request: HttpRequest) -> Decision:
    """Record what was written."""
    slug = free_slug(Decision, in_language(form.written("title")))
    rulings, actor = form.rulings(), account_of(request)

    def act(document: Document | None) -> Decision:
        return decide(slug=slug, minuted=form.minuted(document), rulings=rulings, actor=actor)

    return with_minutes(form, actor, act)


@keeps_draft(_("Record a decision"))
def decision_record(request: HttpRequest, chosen: Offered) -> HttpResponse:
    """Ask for the decision on what was chosen, and record it."""
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DecisionForm(*data, chosen=chosen, areas=areas_written_in(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            decision = record_here(form, request)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("public:decision", slug=decision.slug)
    status = 422 if data else 200
    return render(request, "workspace/decisions/record.html", {"form": form}, status=status)


urlpatterns = [
    path("", decision_list, name="decision-list"),
    path("new/", decision_new, name="decision-new"),
]
