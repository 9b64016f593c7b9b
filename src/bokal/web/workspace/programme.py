"""The programme: its texts, goals, units over time, and what is open now."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.accounts.perms import has_any_role
from bokal.programme.programmes.models import Succession, Unit, Window
from bokal.programme.programmes.perms import can_change_programme, can_open_stage_in, can_open_stages
from bokal.programme.programmes.services import (
    add_unit,
    close_window,
    current_programme,
    describe_programme,
    open_window,
    reorganise,
    set_goals,
    successors_of,
    what_is_open,
)
from bokal.web.ui.acts import done
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.programme_forms import (
    CloseWindowForm,
    DescribeForm,
    ReorganiseForm,
    UnitForm,
    WindowForm,
    goal_forms,
)


@allow(has_any_role)
def programme(request: HttpRequest) -> HttpResponse:
    return programme_page(request, WindowForm())


def programme_page(
    request: HttpRequest, form: WindowForm, refusal: CloseWindowForm | None = None
) -> HttpResponse:
    """Draw the page of the programme, with the form that was refused when there is one."""
    known, today = current_programme(), timezone.localdate()
    context = {
        "programme": known,
        "goals": known.goals.order_by("position") if known else [],
        "units": [
            (unit, successors_of(unit, today) if unit.valid_to and unit.valid_to <= today else [])
            for unit in Unit.objects.order_by("code")
        ],
        "successions": Succession.objects.select_related("predecessor", "successor").order_by(
            "from_day", "pk"
        ),
        "windows": [
            (window, can_open_stage_in(request.user, window.area_code))
            for window in what_is_open(timezone.now())
        ],
        "may_change": can_change_programme(request.user),
        "may_open": can_open_stages(request.user),
        "form": form,
        "refusal": refusal,
    }
    wrong = form.is_bound or refusal is not None
    return render(request, "workspace/programme/programme.html", context, status=422 if wrong else 200)


def form_page(request: HttpRequest, template: str, form: forms.Form) -> HttpResponse:
    """Draw the page of one form."""
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


@allow(can_change_programme)
@keeps_draft(_("Describe the programme"))
def programme_describe(request: HttpRequest) -> HttpResponse:
    known = current_programme()
    form = DescribeForm.of(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        description = form.description(known)
        if done(form, lambda: describe_programme(description=description, actor=account_of(request))):
            return redirect("workspace:programme")
    return form_page(request, "workspace/programme/describe.html", form)


@allow(can_change_programme)
@keeps_draft(_("Goals"))
def programme_goals(request: HttpRequest) -> HttpResponse:
    known = current_programme()
    if known is None:
        return redirect("workspace:programme-describe")
    sheets = goal_forms(list(known.goals.order_by("position")), request.POST or None)
    if request.method == "POST" and all(sheet.is_valid() for sheet in sheets):
        written = [(sheet.written("text"), sheet.cleaned_data["source"]) for sheet in sheets]
        goals = [goal for goal in written if goal[0]]
        if done(sheets[0], lambda: set_goals(goals=goals, actor=account_of(request))):
            return redirect("workspace:programme")
    status = 422 if request.method == "POST" else 200
    return render(request, "workspace/programme/goals.html", {"sheets": sheets}, status=status)


@allow(can_change_programme)
@keeps_draft(_("Add a unit"))
def programme_unit(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plain = {name: form.cleaned_data[name] for name in form.base_fields}
        if done(form, lambda: add_unit(**plain, name=form.written("name"), actor=account_of(request))):
            return redirect("workspace:programme")
    return form_page(request, "workspace/programme/unit.html", form)


@allow(can_change_programme)
@keeps_draft(_("Reorganise"))
def programme_reorganise(request: HttpRequest) -> HttpResponse:
    form = ReorganiseForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent and done(form, lambda: reorganise(**form.cleaned_data, actor=account_of(request))):
        return redirect("workspace:programme")
    return form_page(request, "workspace/programme/reorganise.html", form)


def require_scope(request: HttpRequest, area_code: str) -> None:
    """Answer as if it were not there when a place lies outside somebody's area."""
    if not can_open_stage_in(request.user, area_code):
        raise Http404


@allow(can_open_stages)
@require_POST
def programme_open(request: HttpRequest) -> HttpResponse:
    form = WindowForm(request.POST)
    if not form.is_valid():
        return programme_page(request, form)
    require_scope(request, form.cleaned_data["area_code"])
    if not done(form, lambda: open_window(**form.cleaned_data, actor=account_of(request))):
        return programme_page(request, form)
    return redirect("workspace:programme")


@allow(can_open_stages)
@require_POST
def programme_close(request: HttpRequest, number: int) -> HttpResponse:
    window = get_object_or_404(Window, pk=number)
    require_scope(request, window.area_code)
    form = CloseWindowForm(request.POST)
    form.is_valid()
    if not done(form, lambda: close_window(window_id=window.pk, actor=account_of(request))):
        return programme_page(request, WindowForm(), form)
    return redirect("workspace:programme")


urlpatterns = [
    path("", programme, name="programme"),
    path("describe/", programme_describe, name="programme-describe"),
    path("goals/", programme_goals, name="programme-goals"),
    path("units/new/", programme_unit, name="programme-unit"),
    path("units/reorganise/", programme_reorganise, name="programme-reorganise"),
    path("windows/open/", programme_open, name="programme-open"),
    path("windows/<int:number>/close/", programme_close, name="programme-close"),
]
