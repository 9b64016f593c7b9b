"""Small grants as tables to take along: what was granted, and how a vote fell; sums are in öre."""

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bokal.programme.initiatives.models import GrantCall
from bokal.programme.initiatives.perms import can_apply_for_grant
from bokal.programme.initiatives.services.grant_votes import Result, result_of
from bokal.programme.initiatives.services.read_grants import grants_given, shown
from bokal.web.public.grants import RESTS_ON, call_here
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines

KIND = "text/csv; charset=utf-8"
COLUMNS = (
    *("call", "call_title", "area", "number", "amount_ore", "state", "decided_on", "decided_by"),
    *("title", "words", "language", "reported_on", "report", "report_language", "constructed"),
)
OF_VOTE = (
    *("call", "voted_on", "entitled", "voted", "votes_each", "place", "number", "title", "votes"),
    *("amount_ore", "by_votes", "state", "about_tie", "about_votes", "constructed"),
)


def rows_of(call: GrantCall | None = None) -> Iterator[Sequence[object]]:
    """Yield a row for each grant; words and reports that nobody has shown are empty."""
    for one in grants_given(call).select_related("call__area").iterator(chunk_size=1000):
        grant = shown(one)
        yield (
            one.call.slug,
            in_language(one.call.title),
            one.call.area.code if one.call.area else "",
            one.number,
            one.amount,
            one.state,
            one.decided_on,
            in_language(one.decided_by),
            grant.title,
            grant.words,
            one.language if grant.title else "",
            one.reported_on,
            grant.report,
            one.report_language if grant.report else "",
            int(one.call.constructed),
        )


@allow(can_apply_for_grant)
@require_safe
def grant_table(request: HttpRequest) -> HttpResponse:
    """Send everything that was granted."""
    return send(request, csv_lines(COLUMNS, rows_of()), name="grants.csv", kind=KIND, of=RESTS_ON)


@allow(can_apply_for_grant)
@require_safe
def grant_call_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Send what was granted in one call."""
    lines = csv_lines(COLUMNS, rows_of(call_here(slug)))
    return send(request, lines, name=f"{slug}-grants.csv", kind=KIND, of=RESTS_ON)


@allow(can_apply_for_grant)
@require_safe
def grant_votes_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Send how a vote fell; nothing where so few voted that it would tell how each did."""
    result = result_of(call_here(slug))
    if result is None or not result.told:
        raise Http404
    lines = csv_lines(OF_VOTE, rows_of_vote(result))
    return send(request, lines, name=f"{slug}-votes.csv", kind=KIND, of=RESTS_ON)


def rows_of_vote(result: Result) -> Iterator[Sequence[object]]:
    """Yield a row for each application that was put to the vote, the most votes first."""
    vote, call = result.vote, result.vote.call
    for row in result.rows:
        one = row.application
        yield (
            *(call.slug, vote.on, vote.entitled, vote.voted, vote.each),
            *(row.place, one.number, row.title, one.votes, one.amount),
            *(row.says.value, one.state, in_language(one.about_tie), in_language(one.about_votes)),
            int(call.constructed),
        )
