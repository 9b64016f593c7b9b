"""Initiatives at work: planned until nothing is missing, then tried out, decided on, learned from."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import GATES_AHEAD, UNDER_WAY, Grade, Held, Kind, Phase
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.perms import (
    areas_planned_in,
    areas_read_in,
    can_accept_handover,
    can_plan_initiatives,
    can_see_initiatives_at_work,
    can_settle_handover,
)
from bokal.programme.initiatives.services import (
    add_measure,
    answer_with,
    assume,
    change_plan,
    drop_measure,
    initiative_page,
    initiatives_listed,
    learn,
    plan_initiative,
    serve_goals,
    settle_assumption,
    take_part,
)
from bokal.programme.initiatives.services.amend import amend_initiative
from bokal.programme.initiatives.services.handover import can_go_on, was_overtaken
from bokal.programme.initiatives.services.initiative_table import all_columns, initiative_rows
from bokal.programme.initiatives.services.read import InitiativePage
from bokal.programme.voices.services import free_slug
from bokal.web.ui.choosing import handed_in, only_searches, with_search
from bokal.web.ui.downloads import send
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace import things
from bokal.web.workspace.answers_forms import AnswersForm
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.initiatives_forms import (
    AmendForm,
    AssumptionForm,
    AssumptionFoundForm,
    GoalsForm,
    LearnForm,
    MeasureForm,
    PartnerForm,
    PlanForm,
)


def asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what the list is asked to keep; a word that is no choice keeps everything."""
    known = {"phase": Phase.values, "kind": Kind.values}
    asked = {name: request.GET.get(name, "") for name in known}
    kept = {name: word if word in known[name] else "" for name, word in asked.items()}
    return kept | {"area": request.GET.get("area", "").replace("\0", "")[:40]}


def kept(request: HttpRequest) -> QuerySet[Initiative]:
    """Return the initiatives of one's areas that were asked for."""
    areas, asked = areas_read_in(request.user), asked_for(request)
    found = initiatives_listed(at_work=True)
    found = found if areas is None else found.filter(area__code__in=areas)
    names = {"phase": asked["phase"], "kind": asked["kind"], "area__code": asked["area"]}
    return found.filter(**{name: word for name, word in names.items() if word})


@allow(can_see_initiatives_at_work)
def initiative_list(request: HttpRequest) -> HttpResponse:
    context = {
        "page": one_page(kept(request), request),
        "asked": asked_for(request),
        "areas": [(area.code, area.name) for area in things.areas_offered(areas_read_in(request.user))],
        "phases": Phase.choices,
        "kinds": Kind.choices,
        "today": timezone.localdate(),
    }
    return render(request, "workspace/initiatives/list.html", context)


@allow(can_see_initiatives_at_work)
def initiative_table(request: HttpRequest) -> HttpResponse:
    """Send the same list as a table, which can be brought in again."""
    kind = "text/csv; charset=utf-8"
    rests_on = ("programmes", "areas", "voices", "initiatives")
    rows = csv_lines(all_columns(), initiative_rows(kept(request), areas=areas_read_in(request.user)))
    return send(request, rows, name="initiatives.csv", kind=kind, of=rests_on)


def initiative_here(slug: str) -> Initiative:
    """Return an initiative; whether it is in one's areas, the guard has asked."""
    return get_object_or_404(Initiative.objects.select_related("area", "unit"), slug=slug)


def handing_over(request: HttpRequest, page: InitiativePage) -> dict[str, bool]:
    """Return what may be done about the handover of an initiative, by whoever asks."""
    found, handover = page.initiative, page.handover
    here = not found.documented
    proposed_here = handover is not None and handover.proposed_by_id == request.user.pk
    return {
        "decided": here and page.decided_to_end,
        "open": handover is not None and can_go_on(handover),
        "overtaken": handover is not None and was_overtaken(handover),
        "propose": here and can_plan_initiatives(request.user, at_hand=found),
        "accept": here and can_accept_handover(request.user, at_hand=found) and not proposed_here,
        "settle": here and can_settle_handover(request.user, at_hand=found),
    }


@allow(can_see_initiatives_at_work)
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    whole = Initiative.objects.select_related("area", "unit", "handover__receiver")
    found = get_object_or_404(whole, slug=slug)
    page = initiative_page(found, language=get_language() or "sv", at_work=True)
    context = {
        "page": page,
        "missing": page.missing,
        "may_plan": can_plan_initiatives(request.user, at_hand=found) and not found.documented,
        "may_add_gate": found.phase in GATES_AHEAD,
        "handing": handing_over(request, page),
        "waivers": [(one, one.by_id == request.user.pk) for one in page.waivers_open],
    }
    return render(request, "workspace/initiatives/initiative.html", context)


def act_page(
    request: HttpRequest, initiative: Initiative | None, title: Any, form: forms.Form, act: Callable[[], Any]
) -> HttpResponse:
    """Ask for one thing; do it when all is there, and go back to the initiative it is about."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            about = initiative or done
            return redirect("workspace:initiative", slug=about.slug)
    draft = getattr(request, "draft", "")
    context = {"initiative": initiative, "title": title, "form": form, "draft": draft}
    status = 422 if request.method == "POST" and not only_searches(request) else 200
    return render(request, "workspace/initiatives/act.html", context, status=status)


@allow(can_plan_initiatives)
@keeps_draft(_("Plan an initiative"))
def initiative_new(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST or None, areas=areas_planned_in(request.user))

    def act() -> Initiative:
        slug = free_slug(Initiative, in_language(form.written("title")))
        return plan_initiative(slug=slug, plan=form.plan(), actor=account_of(request))

    return act_page(request, None, _("Plan an initiative"), form, act)


@allow(can_plan_initiatives)
@keeps_draft(_("Change the plan"))
def initiative_change(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    if found.phase in UNDER_WAY:
        return amend_page(request, found)
    form = PlanForm.of(found, request.POST or None, areas_planned_in(request.user))

    def act() -> Initiative:
        plan = form.plan(constructed=found.constructed)
        return change_plan(initiative_id=found.pk, plan=plan, actor=account_of(request))

    return act_page(request, found, _("Change the plan"), form, act)


def amend_page(request: HttpRequest, found: Initiative) -> HttpResponse:
    """Change what may change of an initiative under way."""
    form = AmendForm.of(found, request.POST or None)

    def act() -> object:
        return amend_initiative(
            initiative_id=found.pk,
            title=form.written("title"),
            summary=form.written("summary"),
            unit=form.cleaned_data["unit"],
            ends_on=form.cleaned_data["ends_on"],
            actor=account_of(request),
        )

    return act_page(request, found, _("Change name, unit or end"), form, act)


@allow(can_plan_initiatives)
def initiative_answers(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = AnswersForm.of(found, handed_in(request), areas_planned_in(request.user))
    form = with_search(form, request)

    def act() -> object:
        return answer_with(
            initiative_id=found.pk,
            answers=form.answers(),
            because=form.written("because"),
            keeping=form.unseen(found),
            actor=account_of(request),
        )

    return act_page(request, found, _("What it answers"), form, act)


@allow(can_plan_initiatives)
@keeps_draft(_("What must be true"))
def initiative_assume(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = initiative_here(slug), AssumptionForm(request.POST or None)

    def act() -> object:
        return assume(
            initiative_id=found.pk,
            text=form.written("text"),
            wrong_when=form.written("wrong_when"),
            grade=Grade(form.cleaned_data["grade"]),
            unit=form.cleaned_data["unit"],
            actor=account_of(request),
        )

    return act_page(request, found, _("What must be true"), form, act)


@allow(can_plan_initiatives)
def initiative_found(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say whether an assumption holds."""
    found = initiative_here(slug)
    assumption = get_object_or_404(found.assumptions, pk=number)
    form = AssumptionFoundForm(request.POST or None, initial={"on": timezone.localdate()})

    def act() -> object:
        return settle_assumption(
            assumption_id=assumption.pk,
            held=Held(form.cleaned_data["held"]),
            found=form.written("found"),
            on=form.cleaned_data["on"],
            actor=account_of(request),
        )

    return act_page(request, found, in_language(assumption.text), form, act)


@allow(can_plan_initiatives)
@keeps_draft(_("Add a measure"))
def initiative_measure(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = initiative_here(slug), MeasureForm(request.POST or None)

    def act() -> object:
        return add_measure(initiative_id=found.pk, measured=form.measured(), actor=account_of(request))

    return act_page(request, found, _("Add a measure"), form, act)


@allow(can_plan_initiatives)
@require_POST
def initiative_drop(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Take a measure out of an idea; it can be added again."""
    measure = get_object_or_404(initiative_here(slug).measures, position=position)
    return done_or_told(request, slug, lambda: drop_measure(measure_id=measure.pk, actor=account_of(request)))


def done_or_told(request: HttpRequest, slug: str, act: Callable[[], object]) -> HttpResponse:
    """Do what a button asks for, or say why it was refused."""
    try:
        act()
    except Refused as refusal:
        context = {"initiative": initiative_here(slug), "refusal": refusal}
        return render(request, "workspace/initiatives/refused.html", context, status=409)
    return redirect("workspace:initiative", slug=slug)


@allow(can_plan_initiatives)
def initiative_goals(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = GoalsForm(request.POST or None, initial={"goals": list(found.goals.all())})

    def act() -> object:
        goals = list(form.cleaned_data["goals"])
        return serve_goals(initiative_id=found.pk, goals=goals, actor=account_of(request))

    return act_page(request, found, _("Goals it serves"), form, act)


@allow(can_plan_initiatives)
def initiative_partner(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = with_search(PartnerForm(handed_in(request)), request)

    def act() -> object:
        return take_part(
            initiative_id=found.pk,
            organisation=form.cleaned_data["organisation"],
            promise=form.cleaned_data["promise"],
            role=form.written("role"),
            actor=account_of(request),
        )

    return act_page(request, found, _("Who takes part"), form, act)


@allow(can_plan_initiatives)
@keeps_draft(_("What was learned"))
def initiative_learn(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = LearnForm(request.POST or None, known={"lesson": found.lesson})

    def act() -> object:
        return learn(initiative_id=found.pk, lesson=form.written("lesson"), actor=account_of(request))

    return act_page(request, found, _("What was learned"), form, act)


urlpatterns = [
    path("", initiative_list, name="initiative-list"),
    path("initiatives.csv", initiative_table, name="initiative-table"),
    path("new/", initiative_new, name="initiative-new"),
    path("<slug:slug>/", initiative, name="initiative"),
    path("<slug:slug>/plan/", initiative_change, name="initiative-change"),
    path("<slug:slug>/answers/", initiative_answers, name="initiative-answers"),
    path("<slug:slug>/assumptions/", initiative_assume, name="initiative-assume"),
    path("<slug:slug>/assumptions/<int:number>/", initiative_found, name="initiative-found"),
    path("<slug:slug>/measures/", initiative_measure, name="initiative-measure"),
    path("<slug:slug>/measures/<int:position>/drop/", initiative_drop, name="initiative-drop"),
    path("<slug:slug>/goals/", initiative_goals, name="initiative-goals"),
    path("<slug:slug>/partners/", initiative_partner, name="initiative-partner"),
    path("<slug:slug>/lesson/", initiative_learn, name="initiative-learn"),
]
