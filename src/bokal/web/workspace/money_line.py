"""One budget line: its entries, and a form for each thing that can be entered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bokal.programme.accounts.models import Account
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.initiatives.perms import areas_read_in, can_enter_money, can_see_money
from bokal.programme.initiatives.services.money import (
    commit_money,
    correct_payment,
    explain_overrun,
    pay_money,
    plan_money,
    release_money,
    revise_money,
)
from bokal.programme.initiatives.services.move_money import carry_over_money, reallocate_money
from bokal.programme.initiatives.services.read_money import Wanted, lines_wanted, sums_of
from bokal.web.ui.choosing import handed_in, only_searches, with_search
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.sent_numbers import number_in
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.money_forms import (
    CarryForm,
    CommitForm,
    CorrectForm,
    ExplainForm,
    MoveForm,
    MovesForm,
    PayForm,
    PlanForm,
    ReleaseForm,
    ReviseForm,
)


def told(form: forms.Form, *names: str) -> dict[str, Any]:
    """Return what a form says, with why it is more than the line has where the form asks."""
    found = {name: form.cleaned_data[name] for name in names}
    return found | ({"overrun_because": form.written("overrun")} if isinstance(form, MovesForm) else {})


def plan(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    return plan_money(line_id=line.pk, actor=actor, **told(form, "amount", "on", "text"))


def revise(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    by = form.cleaned_data["amount"]
    return revise_money(line_id=line.pk, by=by, actor=actor, **told(form, "on", "because"))


def commit(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    return commit_money(line_id=line.pk, actor=actor, **told(form, "amount", "on", "text"))


def release(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    return release_money(line_id=line.pk, actor=actor, **told(form, "amount", "on", "text"))


def pay(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    releases = form.cleaned_data["releases"] or 0
    words = told(form, "amount", "on", "text")
    return pay_money(line_id=line.pk, releases=releases, actor=actor, **words)


def correct(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    entry = form.cleaned_data["entry"].pk
    return correct_payment(entry_id=entry, actor=actor, **told(form, "amount", "on", "because"))


def reallocate(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    words = told(form, "amount", "on", "because", "decision", "decided")
    return reallocate_money(from_id=line.pk, to_id=form.cleaned_data["to"].pk, actor=actor, **words)


def carry_over(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    words = told(form, "amount", "on", "because", "to_year")
    return carry_over_money(line_id=line.pk, actor=actor, **words)


def explain(line: BudgetLine, form: forms.Form, actor: Account) -> object:
    assert isinstance(form, ExplainForm)
    return explain_overrun(line_id=line.pk, because=form.written("because"), actor=actor)


@dataclass(frozen=True, slots=True)
class Entering:
    """Something that can be entered: its form, what its button says, and the service."""

    form: Callable[..., forms.Form]
    button: str | Promise
    do: Callable[[BudgetLine, forms.Form, Account], object]


ACTS: Mapping[str, Entering] = {
    "plan": Entering(PlanForm, _("Plan money"), plan),
    "revise": Entering(ReviseForm, _("Change the plan"), revise),
    "commit": Entering(CommitForm, _("Commit money"), commit),
    "release": Entering(ReleaseForm, _("End a commitment"), release),
    "pay": Entering(PayForm, _("Enter a payment"), pay),
    "correct": Entering(CorrectForm, _("Correct a payment"), correct),
    "reallocate": Entering(MoveForm, _("Move to another line"), reallocate),
    "carry-over": Entering(CarryForm, _("Carry over to another year"), carry_over),
    "explain": Entering(ExplainForm, _("Explain an overrun"), explain),
}


def line_here(request: HttpRequest, number: int) -> BudgetLine:
    """Return a line that the reader may see; another is answered as if it were not there."""
    line = lines_wanted(Wanted(areas=areas_read_in(request.user))).filter(pk=number).first()
    if line is None:
        raise Http404
    return line


def form_for(name: str, line: BudgetLine, data: Any = None, payment: int | None = None) -> forms.Form:
    """Return the form of an act, empty or as it was sent."""
    extra = {"line": line} if name in {"correct", "reallocate"} else {}
    initial = {"to_year": line.year + 1, "entry": payment}
    return ACTS[name].form(data, auto_id=f"{name}-%s", initial=initial, **extra)


def line_page(request: HttpRequest, line: BudgetLine, sent: str = "", wrong: Any = None) -> HttpResponse:
    """Draw the page of a line, with the form that was refused when there is one."""
    shown, sums = [], sums_of([line])
    # A payment is corrected once it is chosen, and an overrun explained where there is one.
    hidden = {"correct"} if sums.left < 0 else {"correct", "explain"}
    may = can_enter_money(request.user) and not line.initiative.documented
    payment = number_in(request.GET.get("payment", "")) or 0
    if may:
        # A payment is chosen where it stands, so that a line with very many needs no list of them.
        asked = sent or ("correct" if line.entries.filter(pk=payment, kind=EntryKind.PAY).exists() else "")
        shown = [
            (
                name,
                act.button,
                wrong if name == sent else form_for(name, line, payment=payment),
                name == asked,
            )
            for name, act in ACTS.items()
            if name == asked or name not in hidden
        ]
    entries = line.entries.select_related("decision", "corrects").order_by("-on", "-pk")
    page = one_page(entries, request)
    context = {"line": line, "sums": sums, "entries": page, "forms": shown, "may": may}
    refused = sent and not only_searches(request)
    return render(request, "workspace/money/line.html", context, status=422 if refused else 200)


@allow(can_see_money)
def money_line(request: HttpRequest, number: int) -> HttpResponse:
    return line_page(request, line_here(request, number))


@allow(can_enter_money)
@require_POST
def money_enter(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Enter something on a line; what is refused goes back into its form."""
    line = line_here(request, number)
    form = with_search(form_for(act, line, handed_in(request)), request)
    if form.is_valid():
        try:
            ACTS[act].do(line, form, account_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("workspace:money-line", number=line.pk)
    return line_page(request, line, act, form)


urlpatterns = [
    path("", money_line, name="money-line"),
    *(path(f"{act}/", money_enter, {"act": act}, name=f"money-{act}") for act in ACTS),
]
