"""What problems and proposals at work have in common: wording, showing, publishing and answering."""

from collections.abc import Callable
from typing import Any, TypeGuard

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.areas.models import Area
from bokal.programme.voices.models import Answer, Problem, Proposal
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_see_problems_at_work,
    can_write_problems,
)
from bokal.programme.voices.services import (
    Thing,
    answer_thing,
    areas_to_speak_about,
    assign_thing,
    cases_in,
    deeds_of,
    languages_in,
    latest_version,
    objections_to,
    publish_wording,
    reword_problem,
    reword_proposal,
    show_wording,
    thing_page,
    translate_answer,
)
from bokal.web.ui.acts import done
from bokal.web.ui.choosing import only_searches
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.things_forms import (
    AnswerThingForm,
    JoinForm,
    TermsForm,
    TranslateForm,
    WordingForm,
    languages_to_write,
)
from bokal.web.workspace.voices_forms import AssignForm

KINDS: dict[str, type[Problem] | type[Proposal]] = {"problem": Problem, "proposal": Proposal}


def thing_here(kind: str, number: int, areas: frozenset[str] | None) -> Thing:
    """Return a problem or proposal of one's areas; outside them it is as if there were none."""
    found = KINDS[kind]._default_manager.select_related("area", "unit").filter(pk=number)
    thing = (found if areas is None else found.filter(area__code__in=areas)).first()
    if thing is None:
        raise Http404
    return thing


def areas_offered(areas: frozenset[str] | None) -> list[Area]:
    """Return the areas that a list can be narrowed down to."""
    return [area for area in areas_to_speak_about() if areas is None or area.code in areas]


def is_problem(thing: Thing) -> TypeGuard[Problem]:
    """Tell a problem from a proposal."""
    return isinstance(thing, Problem)


def forms_of(thing: Thing, areas: frozenset[str] | None) -> dict[str, forms.Form]:
    """Return the forms of a problem or proposal, filled in as far as is known."""
    said, unit = languages_in(thing), thing.unit.code if thing.unit else ""
    known = latest_version(list(thing.wordings.order_by("version", "pk")))
    found: dict[str, forms.Form] = {
        "word": WordingForm(languages=languages_to_write(said), known=known),
        "assign": AssignForm(initial={"unit": unit, "due_on": thing.due_on}),
        "answer": AnswerThingForm(said=said, initial={"unit": unit}),
    }
    if is_problem(thing):
        return found | {"join": JoinForm(areas=areas, but=thing.pk)}
    return found | {"terms": terms_form(thing, areas)}


def terms_form(proposal: Any, areas: frozenset[str] | None, data: Any = None) -> TermsForm:
    """Return the form of a proposal's terms; the problems it answers already are always among the choices."""
    held = list(proposal.purposes.now().values_list("problem_id", flat=True))
    names = ("author", "cost", "feasibility", "offer")
    known = {name: getattr(proposal, name) for name in names} | {"problems": held}
    known["organisation"] = proposal.organisation.slug if proposal.organisation else ""
    return TermsForm(data, offered_in=areas, held=held, initial=known)


def page_of_thing(request: HttpRequest, thing: Thing, **sent: forms.Form) -> HttpResponse:
    """Draw the page of a problem or proposal, with the form that was refused when there is one."""
    areas = areas_written_in(request.user)
    may_write = can_write_problems(request.user) and (
        areas is None or (thing.area is not None and thing.area.code in areas)
    )
    cases = cases_in(thing).select_related("voice__words", "area")
    context: dict[str, Any] = {
        "page": thing_page(thing, language=get_language() or "sv", at_work=True),
        "kind": "problem" if is_problem(thing) else "proposal",
        "cases": one_page(cases, request),
        "objections": objections_to(thing),
        "deeds": deeds_of(thing) if is_problem(thing) else [],
        "may_write": may_write,
        "forms": (forms_of(thing, areas) if may_write else {}) | sent,
    }
    refused = sent and not only_searches(request)
    return render(request, "workspace/things/thing.html", context, status=422 if refused else 200)


@allow(can_see_problems_at_work)
def thing(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    return page_of_thing(request, thing_here(kind, number, areas_worked_in(request.user)))


def change(
    request: HttpRequest, thing: Thing, name: str, form: forms.Form, act: Callable[[], object]
) -> HttpResponse:
    """Do what a form asks for; what is refused goes back into the form."""
    if done(form, act):
        return redirect(f"workspace:{'problem' if is_problem(thing) else 'proposal'}", number=thing.pk)
    return page_of_thing(request, thing, **{name: form})


@allow(can_write_problems)
@require_POST
def thing_word(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Put it in other words."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = WordingForm(request.POST, languages=languages_to_write(languages_in(thing)))

    def act() -> object:
        facts = {"texts": form.texts(), "written_in": form.cleaned_data["written_in"]}
        if is_problem(thing):
            return reword_problem(problem_id=thing.pk, actor=account_of(request), **facts)
        return reword_proposal(proposal_id=thing.pk, actor=account_of(request), **facts)

    return change(request, thing, "word", form, act)


@allow(can_write_problems)
@require_POST
def thing_show(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Show the wording to those who spoke."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = forms.Form(request.POST)
    return change(request, thing, "move", form, lambda: show_wording(thing=thing, actor=account_of(request)))


@allow(can_write_problems)
@require_POST
def thing_publish(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Let everybody read it."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = forms.Form(request.POST)
    return change(
        request, thing, "move", form, lambda: publish_wording(thing=thing, actor=account_of(request))
    )


@allow(can_write_problems)
@require_POST
def thing_assign(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Say which unit owes the next step."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = AssignForm(request.POST)

    def act() -> object:
        return assign_thing(thing=thing, actor=account_of(request), **form.cleaned_data)

    return change(request, thing, "assign", form, act)


@allow(can_write_problems)
@require_POST
def thing_answer(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Answer everybody who is part of it."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = AnswerThingForm(request.POST, said=languages_in(thing))

    def act() -> object:
        return answer_thing(thing=thing, actor=account_of(request), **form.answer())

    return change(request, thing, "answer", form, act)


@allow(can_write_problems)
@require_POST
def thing_translate(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Add a translation of an answer that was missing."""
    thing = thing_here(kind, number, areas_written_in(request.user))
    form = TranslateForm(request.POST)

    def act() -> object:
        found = form.cleaned_data
        answer = Answer.objects.filter(
            **{kind: thing}, pk=found["answer"], translation_of__isnull=True
        ).first()
        if answer is None or found["language"] not in answer.missing:
            raise Http404
        return translate_answer(
            answer_id=answer.pk, language=found["language"], text=found["text"], actor=account_of(request)
        )

    return change(request, thing, "translate", form, act)
