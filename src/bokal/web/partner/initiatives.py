"""The initiatives the own organisation takes part in: what it does and promised there, what came of it."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language

from bokal.programme.initiatives.services.taking_part import TakesPart, initiatives_with, takes_part
from bokal.programme.voices.models import Organisation
from bokal.programme.voices.perms import can_speak_for_organisation
from bokal.programme.voices.services import abouts_of
from bokal.web.partner.speaker import speaker_of
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines

COLUMNS = (
    *("initiative", "title", "phase", "decide_on", "role"),
    *("promise", "text", "due_on", "state", "settled_on", "outcome", "constructed"),
)
RESTS_ON = ("accounts", "programmes", "areas", "voices", "initiatives")


@allow(can_speak_for_organisation)
def initiative_list(request: HttpRequest) -> HttpResponse:
    organisation = speaker_of(request).organisation
    page = one_page(initiatives_with(organisation), request)
    parts = takes_part(organisation, list(page))
    promises = [promise for part in parts for promise in part.promises]
    context = {"page": page, "parts": parts, "abouts": abouts_of(promises, get_language() or "sv")}
    return render(request, "partner/initiatives.html", context)


@allow(can_speak_for_organisation)
def initiative_table(request: HttpRequest) -> HttpResponse:
    """Send the same as a table: a row for each promise, and one for an initiative without any."""
    rows = csv_lines(COLUMNS, rows_of(speaker_of(request).organisation))
    return send(request, rows, name="initiatives.csv", kind="text/csv; charset=utf-8", of=RESTS_ON)


def rows_of(organisation: Organisation) -> Iterator[Sequence[object]]:
    """Yield what an organisation promised in initiatives, row by row."""
    for part in takes_part(organisation, list(initiatives_with(organisation))):
        facts = facts_of(part)
        for promise in part.promises:
            said = (promise.pk, in_language(promise.text), promise.due_on, promise.state)
            came = (promise.settled_on, in_language(promise.outcome))
            yield (*facts, *said, *came, int(promise.constructed or part.initiative.constructed))
        if not part.promises:
            yield (*facts, *("",) * 6, int(part.initiative.constructed))


def facts_of(part: TakesPart) -> tuple[object, ...]:
    """Return what a row says of the initiative."""
    one = part.initiative
    roles = "; ".join(in_language(role) for role in part.roles)
    return one.slug, in_language(one.title), one.phase, one.decide_on, roles


urlpatterns = [
    path("", initiative_list, name="initiative-list"),
    path("initiatives.csv", initiative_table, name="initiative-table"),
]
