"""Proposals at work: what would help, for which problems, at what cost, and by whom."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.models import Proposal
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_see_problems_at_work,
    can_write_problems,
)
from bokal.programme.voices.services import (
    READ_AT_WORK,
    draft_proposal,
    free_slug,
    proposals_listed,
    reconsider_proposal,
)
from bokal.web.ui.choosing import handed_in, only_searches, with_search
from bokal.web.ui.guards import allow
from bokal.web.workspace import things
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.things import change, is_problem, terms_form, thing_here
from bokal.web.workspace.things_forms import ProposalForm, languages_to_write
from bokal.web.workspace.things_list import list_page, list_table

MORE = ("author", "organisation", "cost_ore", "feasibility", "offer", "constructed")


def proposals_in(areas: frozenset[str] | None) -> Any:
    """Return the proposals of some areas."""
    found = proposals_listed(READ_AT_WORK)
    return found if areas is None else found.filter(area__code__in=areas)


@allow(can_see_problems_at_work)
def proposal_list(request: HttpRequest) -> HttpResponse:
    found = proposals_in(areas_worked_in(request.user))
    return list_page(request, found, "workspace/proposals/list.html")


@allow(can_see_problems_at_work)
def proposal_table(request: HttpRequest) -> HttpResponse:
    found = proposals_in(areas_worked_in(request.user))
    return list_table(request, found, name="proposals.csv", more=MORE, cells=terms_of)


def terms_of(proposal: Proposal) -> Sequence[object]:
    """Return who stands behind a proposal, what it costs and what is offered, as the table has it."""
    return (
        *(proposal.author, proposal.organisation.slug if proposal.organisation else ""),
        *(proposal.cost, proposal.feasibility, proposal.offer, int(proposal.constructed)),
    )


@allow(can_write_problems)
def proposal_new(request: HttpRequest) -> HttpResponse:
    areas = areas_written_in(request.user)
    initial = {"problems": request.GET.getlist("problem")}
    languages = languages_to_write([])
    form = ProposalForm(
        handed_in(request), languages=languages, areas=areas, offered_in=areas, initial=initial
    )
    form = with_search(form, request)
    if request.method == "POST" and form.is_valid():
        texts, written_in = form.texts(), form.cleaned_data["written_in"]
        try:
            proposal = draft_proposal(
                slug=free_slug(Proposal, texts[written_in].title),
                area=form.cleaned_data["area"],
                problems=[problem.pk for problem in form.cleaned_data["problems"]],
                terms=form.terms(),
                texts=texts,
                written_in=written_in,
                actor=account_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:proposal", number=proposal.pk)
    status = 422 if request.method == "POST" and not only_searches(request) else 200
    return render(request, "workspace/proposals/new.html", {"form": form}, status=status)


@allow(can_write_problems)
@require_POST
def proposal_terms(request: HttpRequest, number: int) -> HttpResponse:
    """Change cost, feasibility, offer and the problems it answers."""
    areas = areas_written_in(request.user)
    proposal = thing_here("proposal", number, areas)
    if is_problem(proposal):
        raise Http404
    form = with_search(terms_form(proposal, areas, handed_in(request)), request)

    def act() -> object:
        return reconsider_proposal(
            proposal_id=proposal.pk,
            problems=[problem.pk for problem in form.cleaned_data["problems"]],
            terms=form.terms(),
            actor=account_of(request),
        )

    return change(request, proposal, "terms", form, act)


KIND = {"kind": "proposal"}
urlpatterns = [
    path("", proposal_list, name="proposal-list"),
    path("proposals.csv", proposal_table, name="proposal-table"),
    path("new/", proposal_new, name="proposal-new"),
    path("<int:number>/", things.thing, KIND, name="proposal"),
    path("<int:number>/word/", things.thing_word, KIND, name="proposal-word"),
    path("<int:number>/show/", things.thing_show, KIND, name="proposal-show"),
    path("<int:number>/publish/", things.thing_publish, KIND, name="proposal-publish"),
    path("<int:number>/assign/", things.thing_assign, KIND, name="proposal-assign"),
    path("<int:number>/answer/", things.thing_answer, KIND, name="proposal-answer"),
    path("<int:number>/translate/", things.thing_translate, KIND, name="proposal-translate"),
    path("<int:number>/terms/", proposal_terms, name="proposal-terms"),
]
