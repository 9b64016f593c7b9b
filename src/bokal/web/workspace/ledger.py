"""An extract of the ledger: hand it in, see what goes where, choose for the rest, then let it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.models import LedgerFile
from bokal.programme.initiatives.perms import can_enter_money
from bokal.programme.initiatives.services.import_ledger import (
    LedgerChoices,
    LedgerLook,
    keep_ledger,
    ledger_content,
    look_at_ledger,
    read_in_ledger,
)
from bokal.programme.initiatives.services.match_ledger import Group
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.workspace.imports import SHOWN, account_of
from bokal.web.workspace.money_forms import LedgerForm, LedgerTermsForm, line_choices

WAITING = "ledger"
EARLIER = 20
GROUPS = 50


@allow(can_enter_money)
def ledger_start(request: HttpRequest) -> HttpResponse:
    form = LedgerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        look = look_at_ledger(content=content, name=upload.name)
        if look.problems:
            return refused(request, look)
        try:
            document = keep_ledger(content=content, name=upload.name, actor=account_of(request))
        except DocumentRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            request.session[WAITING] = {"document": document.pk, "name": upload.name}
            return redirect("workspace:money-ledger-preview")
    files = LedgerFile.objects.order_by("-at", "-pk")[:EARLIER]
    status = 422 if form.is_bound else 200
    return render(request, "workspace/money/ledger.html", {"form": form, "files": files}, status=status)


def refused(request: HttpRequest, look: LedgerLook) -> HttpResponse:
    """Say what is wrong with a file."""
    context = {"look": look, "problems": look.problems.found[:SHOWN]}
    return render(request, "workspace/money/ledger_refused.html", context, status=422)


def waiting_content(request: HttpRequest) -> tuple[bytes, str] | None:
    """Return the file that waits to be read in, and its name."""
    waiting = request.session.get(WAITING)
    if waiting is None:
        return None
    found = Document.objects.filter(pk=waiting["document"], access=Access.STAFF).first()
    return (ledger_content(found), waiting["name"]) if found is not None else None


def choices_in(request: HttpRequest, terms: LedgerTermsForm) -> LedgerChoices:
    """Return what was chosen for rows that fit several lines or none."""
    chosen = zip(request.POST.getlist("group"), map(number_in, request.POST.getlist("line")), strict=False)
    lines = {group: number for group, number in chosen if number is not None}
    return LedgerChoices(lines, terms.cleaned_data["releases"], terms.written("overrun"))


def with_lines(groups: Sequence[Group]) -> list[tuple[Group, str]]:
    """Add to each group the lines of its year to choose from, drawn once for all groups of the year."""
    template = "workspace/money/line_options.html"
    years = {group.year for group in groups}
    drawn = {year: render_to_string(template, {"lines": line_choices().filter(year=year)}) for year in years}
    return [(group, drawn[group.year]) for group in groups]


def preview(
    request: HttpRequest,
    look: LedgerLook,
    terms: LedgerTermsForm,
    *,
    choices: LedgerChoices | None = None,
    said: str = "",
) -> HttpResponse:
    """Draw what a file would do, with what was chosen already."""
    context = {
        "look": look,
        "groups": with_lines(look.undecided[:GROUPS]),
        "more": max(0, len(look.undecided) - GROUPS),
        "chosen": dict(choices.lines) if choices else {},
        "terms": terms,
        "said": said,
    }
    return render(request, "workspace/money/ledger_preview.html", context, status=409 if said else 200)


@allow(can_enter_money)
def ledger_preview(request: HttpRequest) -> HttpResponse:
    waiting = waiting_content(request)
    if waiting is None:
        return redirect("workspace:money-ledger")
    content, name = waiting
    look = look_at_ledger(content=content, name=name)
    return refused(request, look) if look.problems else preview(request, look, LedgerTermsForm())


@allow(can_enter_money)
@require_POST
def ledger_apply(request: HttpRequest) -> HttpResponse:
    """Read the file in, or show again what is missing."""
    waiting = waiting_content(request)
    if waiting is None:
        return redirect("workspace:money-ledger")
    content, name = waiting
    terms = LedgerTermsForm(request.POST)
    terms.is_valid()
    choices = choices_in(request, terms)
    look = look_at_ledger(content=content, name=name, choices=choices)
    if look.problems:
        return refused(request, look)
    if request.POST.get("do") != "enter":
        return preview(request, look, terms, choices=choices)
    try:
        done = read_in_ledger(content=content, name=name, actor=account_of(request), choices=choices)
    except Refused as refusal:
        return preview(request, look, terms, choices=choices, said=str(refusal))
    return render(request, "workspace/money/ledger_done.html", {"look": done})


urlpatterns = [
    path("", ledger_start, name="money-ledger"),
    path("preview/", ledger_preview, name="money-ledger-preview"),
    path("apply/", ledger_apply, name="money-ledger-apply"),
]
