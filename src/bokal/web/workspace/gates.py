"""Gates at work: put into the calendar, opened, decided."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import GateKind, Phase
from bokal.programme.initiatives.models import Gate, Passage
from bokal.programme.initiatives.perms import can_plan_initiatives
from bokal.programme.initiatives.services import change_gate, open_gate, pass_gate, set_gate
from bokal.programme.initiatives.services.gate_minutes import show_gate_minutes
from bokal.web.ui.drafts import keeps_draft
from bokal.web.ui.guards import allow
from bokal.web.workspace.gates_forms import GateForm, PassForm
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.initiatives import act_page, done_or_told, initiative_here
from bokal.web.workspace.minutes_forms import with_minutes


def gate_here(slug: str, number: int) -> Gate:
    """Return a gate of an initiative."""
    found = Gate.objects.select_related("initiative__area", "initiative__unit", "opening")
    return get_object_or_404(found, pk=number, initiative__slug=slug)


@allow(can_plan_initiatives)
def gate_new(request: HttpRequest, slug: str) -> HttpResponse:
    found = initiative_here(slug)
    form = GateForm.at(Phase(found.phase), request.POST or None)

    def act() -> object:
        return set_gate(
            initiative_id=found.pk,
            kind=GateKind(form.cleaned_data["kind"]),
            due_on=form.cleaned_data["due_on"],
            criteria=form.criteria(),
            actor=account_of(request),
        )

    return act_page(request, found, _("Add a gate"), form, act)


@allow(can_plan_initiatives)
def gate_change(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    gate = gate_here(slug, number)
    form = GateForm.of(gate, request.POST or None)

    def act() -> object:
        day, criteria = form.cleaned_data["due_on"], form.criteria()
        return change_gate(gate_id=gate.pk, due_on=day, criteria=criteria, actor=account_of(request))

    return act_page(request, gate.initiative, _("Change a gate"), form, act)


@allow(can_plan_initiatives)
@require_POST
def gate_open(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open a gate; what it is judged by stands fast from here on."""
    gate = gate_here(slug, number)
    return done_or_told(request, slug, lambda: open_gate(gate_id=gate.pk, actor=account_of(request)))


@allow(can_plan_initiatives)
@keeps_draft(_("What was decided at a gate"))
def gate_pass(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    gate = gate_here(slug, number)
    opening = getattr(gate, "opening", None)
    criteria = opening.criteria if opening else gate.criteria
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form, actor = PassForm(*data, gate=gate, criteria=criteria), account_of(request)

    def act(document: Document | None) -> Passage:
        return pass_gate(gate_id=gate.pk, judged=form.judged(document), actor=actor)

    kept = partial(with_minutes, form, actor, act)
    return act_page(request, gate.initiative, gate.get_kind_display(), form, kept)


@allow(can_plan_initiatives)
@require_POST
def gate_minutes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the document of a decision to everybody, or take it back."""
    passage = get_object_or_404(Passage, opening__gate=gate_here(slug, number))
    shown, actor = request.POST.get("shown") == "yes", account_of(request)
    act = partial(show_gate_minutes, passage_id=passage.pk, shown=shown, actor=actor)
    return done_or_told(request, slug, act)


urlpatterns = [
    path("", gate_new, name="gate-new"),
    path("<int:number>/", gate_change, name="gate-change"),
    path("<int:number>/open/", gate_open, name="gate-open"),
    path("<int:number>/decide/", gate_pass, name="gate-pass"),
    path("<int:number>/minutes/", gate_minutes, name="gate-minutes"),
]
