"""What was said and how long answers take, as files."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.voices.services import (
    FEWEST,
    PROMISE_COLUMNS,
    VOICE_COLUMNS,
    answer_times,
    promise_rows,
    promises_listed,
    some_are_constructed,
    voices_to_take_along,
)
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines

TIMES = ("group", "code", "name", "shown", "voices", "answered", "unanswered_percent", "median_days")


@allow(anyone)
@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """Send every published voice, as it is published; what nobody has read is not in it."""
    return send(
        request,
        csv_lines(VOICE_COLUMNS, voices_to_take_along()),
        name="voices.csv",
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


@allow(anyone)
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Send everything that the city and organisations promised, and what came of it."""
    return send(
        request,
        csv_lines(PROMISE_COLUMNS, promise_rows(promises_listed())),
        name="promises.csv",
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


@allow(anyone)
@require_safe
def answer_table(request: HttpRequest) -> HttpResponse:
    """Send the table of how long answers take, with a line that says how it was counted."""
    return send(
        request,
        lines(),
        name="answers.csv",
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


def lines() -> Iterator[str]:
    """Yield the source, then the table."""
    with override("en"):
        times = answer_times()
    yield (
        f"# The programme's own voices, counted on {times.on}. Withdrawn ones are left out. Days from "
        f"receipt to the first answer in the language of the words; median of those answered. Groups of "
        f"fewer than {FEWEST}, and one more where a sum would tell, are not shown.\r\n"
    )
    if some_are_constructed():
        yield "# Some of these voices are constructed: they belong to a demonstration.\r\n"
    rows = (
        (
            *(row.group, row.code, row.name, int(row.shown), row.voices, row.answered),
            *(row.unanswered_percent, row.median_days),
        )
        for row in times.rows
    )
    yield from csv_lines(TIMES, rows)
