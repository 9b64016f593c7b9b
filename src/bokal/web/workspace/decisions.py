"""Decisions at work: first what one is about, then what was decided on each thing, and why."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.perms import can_record_decisions, can_see_decisions_at_work
from bokal.programme.decisions.services import decide, in_force, newest_of, ruled_elsewhere, show_minutes
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.voices.models import Problem
from bokal.programme.voices.perms import areas_written_in
from bokal.programme.voices.services import free_slug
from bokal.web.ui.choosing import FIND, with_search
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.workspace.decisions_forms import (
    ChooseForm,
    DecisionForm,
    Offered,
    things_marked,
    things_ruled_on,
)
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.minutes_forms import with_minutes


@allow(can_see_decisions_at_work)
def decision_list(request: HttpRequest) -> HttpResponse:
    page, areas = one_page(in_force(), request), areas_written_in(request.user)
    # Who works in some areas does not correct what was decided on others.
    elsewhere = ruled_elsewhere(list(page), areas) if areas is not None else set()
    return render(request, "workspace/decisions/list.html", {"page": page, "elsewhere": elsewhere})


@allow(can_record_decisions)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Ask what a decision is about; the choice stands in the address of the next step."""
    chosen = things_marked(request.GET.getlist("things"), areas_written_in(request.user))
    return decision_record(request, chosen) if chosen else choose(request)


def choose(request: HttpRequest, corrects: Decision | None = None) -> HttpResponse:
    """Ask for problems and proposals, or find some of them, and go on to what was decided."""
    asked = (
        None if FIND in request.GET or not {"problems", "proposals", "go"} & set(request.GET) else request.GET
    )
    form = with_search(ChooseForm(asked, areas=areas_written_in(request.user)), request)
    if form.is_valid():
        return redirect(f"{request.path}?{urlencode({'things': form.marks()}, doseq=True)}")
    context = {"form": form, "corrects": corrects, "offered": form.has_choices()}
    return render(request, "workspace/decisions/choose.html", context)


def record_here(form: DecisionForm, request: HttpRequest, corrects: Decision | None = None) -> Decision:
    """Record what was written; a correction keeps the document, where no other came along."""
    slug = free_slug(Decision, in_language(form.written("title")))
    rulings, withdrawn, actor = form.rulings(), form.withdrawn(), account_of(request)

    def act(document: Document | None) -> Decision:
        minuted = form.minuted(document)
        if corrects is not None:
            minuted = replace(minuted, source=corrects.source, constructed=corrects.constructed)
        return decide(
            slug=slug,
            minuted=minuted,
            rulings=rulings,
            actor=actor,
            corrects=corrects,
            withdrawn=withdrawn,
        )

    return with_minutes(form, actor, act)


@keeps_draft(_("Record a decision"))
def decision_record(request: HttpRequest, chosen: Offered) -> HttpResponse:
    """Ask for the decision on what was chosen, and record it."""
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DecisionForm(*data, chosen=chosen, areas=areas_written_in(request.user))
    return recorded_or_asked(request, form)


@allow(can_record_decisions)
@keeps_draft(_("Correct a decision"))
def decision_correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a decision anew that was written down wrongly; the old one stays on record.

    What it is about too can be chosen first, and stands in the address then. One that was corrected meanwhile
    leads on to the newest, save whoever has begun to write: that is shown, with the way on.
    """
    wrong = get_object_or_404(Decision.objects.select_related("unit", "area"), slug=slug)
    areas, newest = areas_written_in(request.user), newer_than(wrong)
    chosen = things_ruled_on(wrong, areas)
    if chosen is None:
        raise Http404
    if newest and request.method != "POST" and not request.draft.saved:  # type: ignore[attr-defined]
        address = reverse("workspace:decision-correct", kwargs={"slug": newest.slug})
        return redirect(f"{address}?{request.GET.urlencode()}" if request.GET else address)
    if "more" in request.GET:
        return choose(request, wrong)
    more = things_marked(request.GET.getlist("things"), areas)
    chosen |= more
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = DecisionForm.of(wrong, *data, chosen=chosen, areas=areas)
    return recorded_or_asked(request, form, wrong, address_to_choose(more))


def newer_than(decision: Decision) -> Decision | None:
    """Return the decision in force that takes the place of one that was corrected, if it was."""
    newest = newest_of({decision.pk})[decision.pk]
    return None if newest == decision.pk else Decision.objects.get(pk=newest)


def address_to_choose(more: Offered) -> str:
    """Return the address at which another thing is chosen that a correction is about, the others ticked."""
    asked: dict[str, Any] = {"more": "yes", FIND: "", "problems": [], "proposals": []}
    for thing, _title in more.values():
        asked["problems" if isinstance(thing, Problem) else "proposals"].append(thing.pk)
    return f"?{urlencode(asked, doseq=True)}"


def recorded_or_asked(
    request: HttpRequest, form: DecisionForm, corrects: Decision | None = None, more: str = ""
) -> HttpResponse:
    """Record a decision when all is there; what is refused goes back into the form."""
    if request.method == "POST" and form.is_valid():
        try:
            decision = record_here(form, request, corrects)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("public:decision", slug=decision.slug)
    status = 422 if request.method == "POST" else 200
    newest = newer_than(corrects) if corrects else None
    context = {"form": form, "corrects": corrects, "more": more, "newest": newest}
    return render(request, "workspace/decisions/record.html", context, status=status)


@allow(can_record_decisions)
@require_POST
def decision_minutes(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the document of a decision to everybody, or take it back."""
    found = get_object_or_404(in_force(), slug=slug)
    if things_ruled_on(found, areas_written_in(request.user)) is None:
        raise Http404
    shown = request.POST.get("shown") == "yes"
    show_minutes(decision_id=found.pk, shown=shown, actor=account_of(request))
    return redirect("workspace:decision-list")


urlpatterns = [
    path("", decision_list, name="decision-list"),
    path("new/", decision_new, name="decision-new"),
    path("<slug:slug>/correct/", decision_correct, name="decision-correct"),
    path("<slug:slug>/minutes/", decision_minutes, name="decision-minutes"),
]
