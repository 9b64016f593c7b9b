"""Who was heard, as a table: one row an area and group, small numbers left out."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.services import deliveries
from bokal.programme.voices.services import AT_A_TIME, FEWEST, AllHeard, Heard, who_was_heard
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines

COLUMNS = (
    *("area", "area_name", "question", "group", "group_name", "shown", "voices"),
    *("living", "living_estimated", "ratio", "ratio_low", "ratio_high"),
)


@allow(anyone)
@require_safe
def heard_table(request: HttpRequest) -> HttpResponse:
    """Send who was heard in every area, with lines that say how it was counted and from what."""
    return send(
        request,
        lines(),
        name="who-was-heard.csv",
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


def lines() -> Iterator[str]:
    """Yield how it was counted, the sources of the population, then the table."""
    with override("en"):
        found = who_was_heard()
    yield (
        f"# The programme's own voices, counted on {found.on}, {AT_A_TIME} at a time in each area. Groups of "
        f"fewer than {FEWEST}, and those that would tell them, are not shown. A ratio is the share of who "
        "answered over the share of those living there, with its 95 per cent interval (Wilson).\r\n"
    )
    if found.constructed:
        yield "# Some of these voices are constructed: they belong to a demonstration.\r\n"
    keys = {key for one in (found.whole, *found.areas) if one.living for key in one.living.datasets}
    for dataset in deliveries(keys):
        facts = (dataset.publisher, dataset.slug, dataset.licence_name, f"retrieved {dataset.retrieved_on}")
        yield f"# Population: {', '.join(facts)}.\r\n"
    yield from csv_lines(COLUMNS, rows_of(found))


def rows_of(found: AllHeard) -> Iterator[Sequence[object]]:
    """Yield the programme as a whole, then each area."""
    for one in (found.whole, *found.areas):
        yield from rows_of_area(one)


def rows_of_area(one: Heard) -> Iterator[Sequence[object]]:
    """Yield the number of voices, those of each channel, and those of each answer."""
    begin = (one.code, one.name)
    none = (None,) * 5
    yield *begin, "voices", "", "", 1, one.voices, *none
    for channel in one.channels:
        yield *begin, "channel", channel.code, channel.name, *told(channel.heard), *none
    for division in one.divisions:
        for group in division.groups:
            living = None if group.living is None else round(group.living)
            estimated = bool(one.living and (one.living.estimated or group.estimated)) if living else None
            ratio = group.ratio
            numbers = [None] * 3 if ratio is None else [ratio.ratio, ratio.low, ratio.high]
            rounded = [None if number is None else round(number, 3) for number in numbers]
            yield (
                *(*begin, division.question, group.code, group.name, *told(group.heard)),
                *(living, None if estimated is None else int(estimated), *rounded),
            )
        yield *begin, division.question, "silent", "No answer", *told(division.silent), *none


def told(number: int | None) -> tuple[int, int | None]:
    """Return whether a number is shown, and the number."""
    return int(number is not None), number
