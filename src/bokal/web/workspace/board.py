"""The board's page: one sheet of paper, and behind each number what it counts."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext

from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.initiatives.perms import areas_read_in, can_see_board_page
from bokal.programme.initiatives.services.board import board_page, budget_lines, counted, money_by_year
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import names_listed
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace import things
from bokal.web.workspace.board_rows import COLUMNS, entries_of, table_rows, with_parts

type Json = dict[str, Any]

PAGE_SIZE = 50
TABLES_OF = ("programmes", "areas", "voices", "decisions", "initiatives")
PARTS = {
    "promised": ("started", "targets", "promises"),
    "done": ("reported", "ended", "promises-kept", "problems-done"),
    "verified": ("approved", "reached", "handed-over", "problems-confirmed"),
    "unknown": ("without-value", "unmeasured", "untested", "look-backs"),
    "gates": ("gates-overdue", "gates-coming"),
    "risks": (
        *("off-target", "false", "overdue-updates", "to-approve"),
        *("promises-overdue", "problems-reopened", "lessons"),
    ),
    "handovers": ("to-accept", "to-settle", "faded"),
}


def words_for_numbers() -> dict[str, str]:
    """Return what each number counts."""
    return {
        "started": gettext("Initiatives started"),
        "targets": gettext("Targets set"),
        "promises": gettext("Promises made"),
        "reported": gettext("Reports sent in"),
        "ended": gettext("Initiatives brought to their end"),
        "promises-kept": gettext("Promises kept"),
        "problems-done": gettext("Problems done according to the city"),
        "approved": gettext("Reports approved by somebody else"),
        "reached": gettext("Targets reached by approved values"),
        "handed-over": gettext("Handovers complete"),
        "problems-confirmed": gettext("Problems confirmed by those who raised them"),
        "without-value": gettext("Targets without an approved value"),
        "unmeasured": gettext("Initiatives that are not measured"),
        "untested": gettext("Assumptions nobody has tested"),
        "look-backs": gettext("Look-backs not made in time"),
        "gates-overdue": gettext("Decisions overdue"),
        "gates-coming": gettext("Decisions due within 90 days"),
        "off-target": gettext("Targets missed on their day"),
        "false": gettext("Assumptions that were wrong"),
        "overdue-updates": gettext("Reports overdue"),
        "to-approve": gettext("Reports waiting for approval"),
        "promises-overdue": gettext("Promises overdue"),
        "problems-reopened": gettext("Problems opened again"),
        "lessons": gettext("Lessons overdue"),
        "to-accept": gettext("Handovers nobody has accepted yet"),
        "to-settle": gettext("Handovers accepted, not settled"),
        "faded": gettext("Look-backs that found it faded away"),
    }


def heads_of_parts() -> dict[str, tuple[str, str]]:
    """Return the heading of each part with what it means."""
    return {
        "promised": (pgettext("board", "Promised"), gettext("What the programme said it would do.")),
        "done": (pgettext("board", "Done"), gettext("According to those who do it.")),
        "verified": (pgettext("board", "Verified"), gettext("Somebody else has confirmed it.")),
        "unknown": (pgettext("board", "Not known"), gettext("What nobody can say yet.")),
        "gates": (gettext("Decisions"), ""),
        "risks": (gettext("Risks"), ""),
        "handovers": (gettext("Handovers"), ""),
    }


def parts_of(counts: Mapping[str, int]) -> dict[str, Json]:
    """Return the parts of the page with their numbers."""
    words, heads = words_for_numbers(), heads_of_parts()
    return {
        part: {
            "name": heads[part][0],
            "meaning": heads[part][1],
            "numbers": [{"name": name, "count": counts[name], "words": words[name]} for name in names],
        }
        for part, names in PARTS.items()
    }


@allow(can_see_board_page)
def board(request: HttpRequest) -> HttpResponse:
    areas, today = areas_read_in(request.user), timezone.localdate()
    page = board_page(today, areas)
    parts = parts_of(page.counts)
    context = {
        "page": page,
        "today": today,
        "columns": [parts[name] for name in ("promised", "done", "verified", "unknown")],
        "rest": [parts[name] for name in ("risks", "handovers")],
        "decisions": parts["gates"],
        "areas": names_listed([area.name for area in things.areas_offered(areas)]) if areas else "",
    }
    return render(request, "workspace/board/board.html", context)


def rows_page(request: HttpRequest, title: str, rows: QuerySet[Any], table: str) -> HttpResponse:
    """Show the rows that a number counts; ``table`` is where they are sent as one."""
    page = Paginator(with_parts(rows), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"title": title, "page": page, "entries": entries_of(list(page)), "table": table}
    return render(request, "workspace/board/rows.html", context)


def rows_table(request: HttpRequest, name: str, rows: QuerySet[Any]) -> HttpResponse:
    """Send the rows that a number counts today, in the areas of whoever asks."""
    areas, kind = areas_read_in(request.user), "text/csv; charset=utf-8"
    beside = (timezone.localdate().isoformat(), *sorted(areas or ()))
    lines = csv_lines(COLUMNS, table_rows(rows, request.build_absolute_uri("/").rstrip("/")))
    return send(request, lines, name=f"{name}.csv", kind=kind, of=TABLES_OF, beside=beside)


def rows_behind(request: HttpRequest, name: str) -> tuple[str, QuerySet[Any]]:
    """Return what a number counts in words, and the rows."""
    rows = counted(name, timezone.localdate(), areas_read_in(request.user))
    words = words_for_numbers().get(name)
    if rows is None or words is None:
        raise Http404
    return words, rows


@allow(can_see_board_page)
def board_rows(request: HttpRequest, name: str) -> HttpResponse:
    """Show what one number counts."""
    table = reverse("workspace:board-rows-table", kwargs={"name": name})
    return rows_page(request, *rows_behind(request, name), table)


@allow(can_see_board_page)
def board_rows_table(request: HttpRequest, name: str) -> HttpResponse:
    """Send what one number counts as a table."""
    _words, rows = rows_behind(request, name)
    return rows_table(request, name, rows)


def lines_of_year(request: HttpRequest, year: int) -> QuerySet[BudgetLine]:
    """Return the budget lines behind the sums of a year; 0 is all years before those on the board's page."""
    areas = areas_read_in(request.user)
    shown = [one.year for one in money_by_year(areas)]
    lines = budget_lines(areas)
    return lines.filter(year=year) if year else lines.exclude(year__in=[one for one in shown if one])


@allow(can_see_board_page)
def board_money(request: HttpRequest, year: int) -> HttpResponse:
    """Show the budget lines behind the sums of a year."""
    title = gettext("Budget lines of %(year)s") % {"year": year} if year else gettext("Older budget lines")
    table = reverse("workspace:board-money-table", kwargs={"year": year})
    return rows_page(request, title, lines_of_year(request, year), table)


@allow(can_see_board_page)
def board_money_table(request: HttpRequest, year: int) -> HttpResponse:
    """Send the budget lines behind the sums of a year as a table."""
    return rows_table(request, f"budget-lines-{year or 'older'}", lines_of_year(request, year))


urlpatterns = [
    path("", board, name="board"),
    path("money/<int:year>/", board_money, name="board-money"),
    path("money/<int:year>.csv", board_money_table, name="board-money-table"),
    path("<slug:name>/", board_rows, name="board-rows"),
    path("<slug:name>.csv", board_rows_table, name="board-rows-table"),
]
