"""Money at work: what stands on which line, who pays, and the tables to take along."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone

from bokal.programme.history.errors import Refused
from bokal.programme.initiatives.models import BudgetLine, Initiative
from bokal.programme.initiatives.perms import areas_read_in, can_enter_money, can_see_money
from bokal.programme.initiatives.services.money import SUMS, open_budget_line
from bokal.programme.initiatives.services.money_tables import (
    ENTRY_COLUMNS,
    LINE_COLUMNS,
    entry_rows,
    line_rows,
)
from bokal.programme.initiatives.services.read_money import (
    Wanted,
    lines_shown,
    lines_wanted,
    money_of,
    offered,
    total_of,
    who_pays,
)
from bokal.web.ui.choosing import handed_in, with_search
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.sent_numbers import number_in
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.money_forms import LineForm

LONGEST = 120
TABLES_OF = ("programmes", "areas", "decisions", "initiatives")


def wanted_in(request: HttpRequest) -> Wanted:
    """Return which lines the address asks for, of those that the reader may see."""
    return Wanted(
        year=number_in(request.GET.get("year", ""), digits=4),
        unit=text_in(request, "unit"),
        funder=text_in(request, "funder"),
        initiative=text_in(request, "initiative"),
        areas=areas_read_in(request.user),
    )


def text_in(request: HttpRequest, name: str) -> str:
    """Return a word of the address, cut to what can be one."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]


def asked(wanted: Wanted) -> str:
    """Return what is asked for as the end of an address."""
    words = {name: getattr(wanted, name) for name in ("year", "unit", "funder", "initiative")}
    return urlencode({name: word for name, word in words.items() if word})


@allow(can_see_money)
def money_list(request: HttpRequest) -> HttpResponse:
    wanted = wanted_in(request)
    page = one_page(lines_wanted(wanted), request)
    initiative = Initiative.objects.filter(slug=wanted.initiative).first() if wanted.initiative else None
    if initiative is not None and not lines_wanted(wanted).exists():
        initiative = None
    context = {
        "page": page,
        "lines": lines_shown(list(page)),
        "total": total_of(wanted),
        "wanted": wanted,
        "asked": asked(wanted),
        "offered": offered(wanted),
        "initiative": initiative,
        "public": money_of(initiative) if initiative else None,
    }
    return render(request, "workspace/money/list.html", context)


def table(request: HttpRequest, name: str, columns: tuple[str, ...], rows: Iterable[Any]) -> HttpResponse:
    """Send a table of what is asked for."""
    kind = "text/csv; charset=utf-8"
    return send(request, csv_lines(columns, rows), name=name, kind=kind, of=TABLES_OF)


@allow(can_see_money)
def money_lines(request: HttpRequest) -> HttpResponse:
    """Send the lines as a table, in the form that can be brought in again."""
    return table(request, "budget-lines.csv", LINE_COLUMNS, line_rows(lines_wanted(wanted_in(request))))


@allow(can_see_money)
def money_entries(request: HttpRequest) -> HttpResponse:
    """Send the entries of the lines, in the form that can be brought in again."""
    rows = entry_rows(lines_wanted(wanted_in(request)))
    return table(request, "budget-entries.csv", ENTRY_COLUMNS, rows)


@allow(can_see_money)
def money_who_pays(request: HttpRequest) -> HttpResponse:
    wanted = wanted_in(request)
    found, offer = who_pays(wanted), offered(wanted)
    context = {"table": found, "wanted": wanted, "asked": asked(wanted), "offered": offer}
    return render(request, "workspace/money/who_pays.html", context)


@allow(can_see_money)
def money_who_pays_table(request: HttpRequest) -> HttpResponse:
    """Send who pays for whom as a table, in öre, a row for each that has a line."""
    found = who_pays(wanted_in(request))
    rows = ((*place, *(getattr(sums, name) for name in SUMS)) for place, sums in sorted(found.cells.items()))
    return table(request, "who-pays.csv", ("funder", "unit", *SUMS), rows)


@allow(can_enter_money)
def money_new(request: HttpRequest) -> HttpResponse:
    about = Initiative.objects.filter(slug=text_in(request, "initiative")).values_list("pk", flat=True)
    given = {"initiative": about.first(), "year": timezone.localdate().year}
    form = with_search(LineForm(handed_in(request), initial=given), request)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("workspace:money-line", number=opened(request, form).pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    status = 422 if form.is_bound else 200
    return render(request, "workspace/money/new.html", {"form": form}, status=status)


def opened(request: HttpRequest, form: LineForm) -> BudgetLine:
    """Open a line, with its first plan when one is named."""
    found = form.cleaned_data
    return open_budget_line(
        initiative_id=found["initiative"].pk,
        facts=form.facts(),
        planned=found["amount"] or 0,
        actor=account_of(request),
    )


urlpatterns = [
    path("", money_list, name="money-list"),
    path("lines.csv", money_lines, name="money-lines"),
    path("entries.csv", money_entries, name="money-entries"),
    path("new/", money_new, name="money-new"),
    path("who-pays/", money_who_pays, name="money-who-pays"),
    path("who-pays.csv", money_who_pays_table, name="money-who-pays-table"),
    path("ledger/", include("bokal.web.workspace.ledger")),
    path("<int:number>/", include("bokal.web.workspace.money_line")),
]
