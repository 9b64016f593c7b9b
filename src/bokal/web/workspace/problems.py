"""Problems at work: written from voices, gathered, split and joined; every act can be undone."""

import uuid
from collections.abc import Callable, Sequence

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, Problem
from bokal.programme.voices.perms import (
    areas_worked_in,
    areas_written_in,
    can_see_problems_at_work,
    can_write_problems,
)
from bokal.programme.voices.services import (
    READ_AT_WORK,
    draft_problem,
    free_slug,
    group_voices,
    join_problems,
    problems_listed,
    problems_touched,
    split_problem,
    undo_grouping,
    ungroup_voices,
)
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import numbers_in
from bokal.web.workspace import things
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.things import change, is_problem, page_of_thing, thing_here
from bokal.web.workspace.things_forms import DraftForm, JoinForm, languages_to_write
from bokal.web.workspace.things_list import list_page, list_table

MOST_VOICES = 500


def problems_seen(request: HttpRequest) -> QuerySet[Problem]:
    """Return the problems that whoever asks sees at work."""
    areas, found = areas_worked_in(request.user), problems_listed(READ_AT_WORK)
    return found if areas is None else found.filter(area__code__in=areas)


@allow(can_see_problems_at_work)
def problem_list(request: HttpRequest) -> HttpResponse:
    return list_page(request, problems_seen(request), "workspace/problems/list.html")


@allow(can_see_problems_at_work)
def problem_table(request: HttpRequest) -> HttpResponse:
    return list_table(
        request,
        problems_seen(request),
        name="problems.csv",
        more=("constructed",),
        cells=lambda problem: (int(problem.constructed),),
    )


def voices_ticked(sent: Sequence[str], areas: frozenset[str] | None) -> list[Case]:
    """Return where the ticked voices stand; those outside one's areas and withdrawn ones are left out."""
    found = Case.objects.within(areas).filter(voice_id__in=numbers_in(sent, most=MOST_VOICES))
    live = found.exclude(standing=Standing.WITHDRAWN).select_related("voice__words", "area")
    return list(live.order_by("voice_id"))


def gather_page(request: HttpRequest, cases: list[Case], form: forms.Form, join: forms.Form) -> HttpResponse:
    """Show the voices that were ticked, before anything is done with them."""
    wrong = form.is_bound or join.is_bound
    context = {"cases": cases, "form": form, "join": join}
    return render(request, "workspace/problems/gather.html", context, status=422 if wrong else 200)


def empty_forms(request: HttpRequest, cases: list[Case]) -> tuple[DraftForm, JoinForm]:
    """Return the two ways on from ticked voices: a new problem, or one that there is."""
    areas = areas_written_in(request.user)
    about = {case.area.code for case in cases if case.area}
    initial = {"area": about.pop()} if len(about) == 1 else {}
    draft = DraftForm(languages=written_languages(cases), areas=areas, initial=initial)
    return draft, JoinForm(areas=areas)


def written_languages(cases: list[Case]) -> list[str]:
    """Return the languages that a problem of these voices is put in."""
    return languages_to_write(sorted({case.voice.language for case in cases} - {"und"}))


@allow(can_write_problems)
def problem_new(request: HttpRequest) -> HttpResponse:
    """Look at the ticked voices, then write a problem from them."""
    sent, areas = request.POST or request.GET, areas_written_in(request.user)
    cases = voices_ticked(sent.getlist("voices"), areas)
    draft, join = empty_forms(request, cases)
    if request.method != "POST":
        return gather_page(request, cases, draft, join)
    form = DraftForm(request.POST, languages=written_languages(cases), areas=areas)
    if form.is_valid():
        texts, written_in = form.texts(), form.cleaned_data["written_in"]
        try:
            problem = draft_problem(
                slug=free_slug(Problem, texts[written_in].title),
                area=form.cleaned_data["area"],
                voices=[case.voice_id for case in cases],
                texts=texts,
                written_in=written_in,
                actor=account_of(request),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:problem", number=problem.pk)
    return gather_page(request, cases, form, join)


@allow(can_write_problems)
@require_POST
def problem_gather(request: HttpRequest) -> HttpResponse:
    """Add the ticked voices to a problem that there is."""
    areas = areas_written_in(request.user)
    cases = voices_ticked(request.POST.getlist("voices"), areas)
    draft, _join = empty_forms(request, cases)
    form = with_search(JoinForm(handed_in(request), areas=areas), request)
    if form.is_valid():
        problem = form.cleaned_data["into"]
        try:
            voices = [case.voice_id for case in cases]
            group_voices(problem_id=problem.pk, voices=voices, actor=account_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:problem", number=problem.pk)
    return gather_page(request, cases, draft, form)


def problem_here(request: HttpRequest, number: int) -> Problem:
    """Return a problem that somebody may write."""
    thing = thing_here("problem", number, areas_written_in(request.user))
    if not is_problem(thing):
        raise Http404
    return thing


def ticked(request: HttpRequest) -> list[int]:
    """Return the numbers of the voices that were ticked on the page of a problem."""
    return numbers_in(request.POST.getlist("voices"), most=MOST_VOICES)


def act_on_links(request: HttpRequest, problem: Problem, act: Callable[[], object]) -> HttpResponse:
    """Do something with the voices of a problem; a refusal is said on its page."""
    return change(request, problem, "links", forms.Form(request.POST), act)


@allow(can_write_problems)
@require_POST
def problem_take_out(request: HttpRequest, number: int) -> HttpResponse:
    problem = problem_here(request, number)
    return act_on_links(
        request,
        problem,
        lambda: ungroup_voices(problem_id=problem.pk, voices=ticked(request), actor=account_of(request)),
    )


@allow(can_write_problems)
@require_POST
def problem_split(request: HttpRequest, number: int) -> HttpResponse:
    """Make a new problem of the ticked voices; its wording is asked for on its own page."""
    problem, form = problem_here(request, number), forms.Form(request.POST)
    form.is_valid()
    try:
        new, _act = split_problem(
            problem_id=problem.pk,
            voices=ticked(request),
            slug=free_slug(Problem, problem.slug),
            actor=account_of(request),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page_of_thing(request, problem, links=form)
    return redirect("workspace:problem", number=new.pk)


@allow(can_write_problems)
@require_POST
def problem_join(request: HttpRequest, number: int) -> HttpResponse:
    problem, areas = problem_here(request, number), areas_written_in(request.user)
    form = with_search(JoinForm(handed_in(request), areas=areas, but=problem.pk), request)

    def act() -> object:
        into = form.cleaned_data["into"]
        return join_problems(problem_id=problem.pk, into_id=into.pk, actor=account_of(request))

    return change(request, problem, "join", form, act)


@allow(can_write_problems)
@require_POST
def problem_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Undo an act that stands in the trace; all that it was about must lie in one's areas."""
    problem = problem_here(request, number)
    try:
        act = uuid.UUID(request.POST.get("act", ""))
    except ValueError as wrong:
        raise Http404 from wrong
    touched = problems_touched(act)
    if problem.pk not in touched:
        raise Http404
    for other in touched:
        problem_here(request, other)
    return act_on_links(request, problem, lambda: undo_grouping(act=act, actor=account_of(request)))


KIND = {"kind": "problem"}
urlpatterns = [
    path("", problem_list, name="problem-list"),
    path("problems.csv", problem_table, name="problem-table"),
    path("new/", problem_new, name="problem-new"),
    path("gather/", problem_gather, name="problem-gather"),
    path("<int:number>/", things.thing, KIND, name="problem"),
    path("<int:number>/word/", things.thing_word, KIND, name="problem-word"),
    path("<int:number>/show/", things.thing_show, KIND, name="problem-show"),
    path("<int:number>/publish/", things.thing_publish, KIND, name="problem-publish"),
    path("<int:number>/assign/", things.thing_assign, KIND, name="problem-assign"),
    path("<int:number>/answer/", things.thing_answer, KIND, name="problem-answer"),
    path("<int:number>/translate/", things.thing_translate, KIND, name="problem-translate"),
    path("<int:number>/take-out/", problem_take_out, name="problem-take-out"),
    path("<int:number>/split/", problem_split, name="problem-split"),
    path("<int:number>/join/", problem_join, name="problem-join"),
    path("<int:number>/undo/", problem_undo, name="problem-undo"),
]
