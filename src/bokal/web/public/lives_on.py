"""What lives on: everything that was handed over, by what is left of it, and what is not known."""

from collections.abc import Iterator, Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bokal.programme.initiatives.enums import Remains
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.lives_on import LivesOn, what_lives_on
from bokal.web.public.initiatives import RESTS_ON
from bokal.web.public.parameters import Asked
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines

PAGE_SIZE = 50
COLUMNS = (
    *("initiative", "title", "area", "remains", "afterlife", "receiver", "from_day", "from_year"),
    *("complete_on", "looked_on", "looked_year", "found", "text", "not_known", "source"),
    *("documented", "constructed"),
)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def lives_on(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    state = asked.choice("state", Remains.values, "")
    found = what_lives_on()
    rows = [row for row in found.rows if row.remains == state] if state else found.rows
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": [(one.value, one.label, count) for one, count in found.counts.items() if count],
        "state": state,
        "total": len(found.rows),
        "stopped": found.stopped,
        "notes": asked.notes,
    }
    return render(request, "public/lives_on.html", context)


@allow(can_read_initiatives)
def lives_on_table(request: HttpRequest) -> HttpResponse:
    """Send the same as a table; an empty cell is what no source says."""
    rows = csv_lines(COLUMNS, rows_of(what_lives_on().rows))
    return send(request, rows, name="what-lives-on.csv", kind="text/csv; charset=utf-8", of=RESTS_ON)


def rows_of(found: Sequence[LivesOn]) -> Iterator[Sequence[object]]:
    """Yield a row for each handover."""
    for row in found:
        handover, seen = row.handover, row.seen
        receiver = in_language(handover.receiver.name) if handover.receiver else handover.receiver_outside
        yield (
            handover.initiative.slug,
            in_language(handover.initiative.title),
            handover.initiative.area.code if handover.initiative.area else "",
            row.remains.value,
            handover.afterlife,
            receiver,
            handover.from_day,
            handover.from_year,
            handover.completed_at.date() if handover.completed_at else None,
            seen.seen_on if seen else None,
            seen.seen_year if seen else None,
            seen.found if seen else "",
            in_language(seen.text if seen and seen.text else handover.text),
            in_language(handover.unknown),
            "; ".join(row.sources),
            int(handover.initiative.documented),
            int(handover.initiative.constructed),
        )
