"""Small grants at work in lists: the calls, and the applications of one, as pages and as tables."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.perms import can_handle_grants
from bokal.programme.initiatives.services.grant_votes import by_votes_now, vote_of
from bokal.programme.initiatives.services.grants import given_in
from bokal.programme.initiatives.services.rank_votes import Ranked
from bokal.programme.initiatives.services.read_grants import (
    applications_at_work,
    calls_at_work,
    count_states,
    with_paid,
)
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines

KIND = "text/csv; charset=utf-8"
RESTS_ON = ("programmes", "areas", "initiatives")
OF_CALLS = (
    *("number", "slug", "title", "initiative", "area", "opens_on", "closes_on", "decides_on", "rule"),
    *("total_ore", "largest_ore", "given_ore", "applications", "waiting", "constructed"),
)
OF_APPLICATIONS = (
    *("call", "number", "title", "words", "language", "channel", "received_on", "amount_ore", "state"),
    *("votes", "place", "by_votes", "about_votes", "reason", "decided_on", "decided_by", "paid_ore"),
    *("reported_on", "report", "report_language", "words_shown", "report_shown"),
)


@allow(can_handle_grants)
def grant_list(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/grants/list.html", {"page": one_page(calls_at_work(), request)})


@allow(can_handle_grants)
def grant_calls_table(request: HttpRequest) -> HttpResponse:
    """Send every call as a table."""
    lines = csv_lines(OF_CALLS, (call_row(call) for call in calls_at_work().iterator(chunk_size=1000)))
    return send(request, lines, name="grant-calls.csv", kind=KIND, of=RESTS_ON)


def call_row(call: GrantCall) -> Sequence[object]:
    """Return the cells of a call."""
    return (
        *(call.pk, call.slug, in_language(call.title), call.initiative.slug),
        call.area.code if call.area else "",
        *(call.opens_on, call.closes_on, call.decides_on, call.rule, call.total, call.largest),
        *(getattr(call, name) for name in ("given", "came_in", "waiting")),
        int(call.constructed),
    )


def state_in(request: HttpRequest) -> str:
    """Return the state that a list is asked to keep; a word that is none keeps everything."""
    state = request.GET.get("state", "")
    return state if state in GrantState.values else ""


@allow(can_handle_grants)
def grant_call(request: HttpRequest, number: int) -> HttpResponse:
    """Show a call with a page of its applications, those in one state when it is asked for."""
    call, state = get_object_or_404(calls_at_work(), pk=number), state_in(request)
    page, vote = one_page(applications_at_work(call, state), request), vote_of(call)
    counts = count_states(call)
    ranked = by_votes_now(call) if vote else {}
    context = {
        "call": call,
        "left": call.total - given_in(call),
        "page": page,
        "rows": [(one, ranked.get(one.number)) for one in page],
        "state": state,
        "states": [(one.value, one.label, counts[one.value]) for one in GrantState if counts[one.value]],
        "vote": vote,
    }
    return render(request, "workspace/grants/call.html", context)


@allow(can_handle_grants)
def grant_applications_table(request: HttpRequest, number: int) -> HttpResponse:
    """Send the applications of a call as they are listed; their codes are known to nobody here."""
    call = get_object_or_404(GrantCall, pk=number)
    ranked = by_votes_now(call) if vote_of(call) else {}
    lines = csv_lines(OF_APPLICATIONS, rows_of(call, state_in(request), ranked))
    return send(request, lines, name=f"{call.slug}-applications.csv", kind=KIND, of=RESTS_ON)


def rows_of(call: GrantCall, state: str, ranked: dict[int, Ranked]) -> Iterator[Sequence[object]]:
    """Yield a row for each application."""
    for one in with_paid(applications_at_work(call, state)).iterator(chunk_size=1000):
        yield application_row(call, one, ranked.get(one.number))


def application_row(call: GrantCall, one: GrantApplication, ranked: Ranked | None) -> Sequence[object]:
    """Return the cells of an application."""
    return (
        *(call.slug, one.number, one.title, one.words, one.language, one.channel, one.at.date()),
        *(one.amount, one.state, one.votes),
        ranked.place if ranked else None,
        ranked.says.value if ranked and ranked.says else "",
        *(in_language(one.about_votes), in_language(one.reason), one.decided_on, in_language(one.decided_by)),
        *(getattr(one, name) for name in ("paid", "reported_on", "report", "report_language")),
        *(int(one.words_shown), int(one.report_shown)),
    )


urlpatterns = [
    path("", grant_list, name="grant-list"),
    path("calls.csv", grant_calls_table, name="grant-calls-table"),
    path("<int:number>/", grant_call, name="grant-call"),
    path("<int:number>/applications.csv", grant_applications_table, name="grant-applications-table"),
]
