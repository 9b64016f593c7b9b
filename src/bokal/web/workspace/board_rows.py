"""What a number of the board's page counts, row by row: what it is, where it is read, and its day."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from bokal.programme.initiatives.models import (
    Assumption,
    BudgetLine,
    Gate,
    Handover,
    Initiative,
    LookBack,
    Measure,
    Update,
)
from bokal.programme.voices.models import Problem, Promise
from bokal.programme.voices.services import listed
from bokal.web.ui.formats import in_language, kronor
from bokal.web.ui.formats import listed as in_words

COLUMNS = ("what", "more", "day", "address")
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: its words, the page it is read on (or none), more about it, and a day when it has one."""

    text: str
    address: str = ""
    more: str = ""
    day: datetime.date | None = None


def initiative_address(initiative: Initiative) -> str:
    """Return where an initiative is read at work."""
    return reverse("workspace:initiative", kwargs={"slug": initiative.slug})


def of_initiative(
    initiative: Initiative, more: str = "", day: datetime.date | None = None, *, place: str = ""
) -> Entry:
    """Return an entry that leads to an initiative, or to a place on its page."""
    return Entry(in_language(initiative.title), f"{initiative_address(initiative)}{place}", more, day)


def measure_entry(row: Measure) -> Entry:
    """Return a measure, which has a page of its own."""
    where = {"slug": row.initiative.slug, "position": row.position}
    title = in_language(row.initiative.title)
    return Entry(title, reverse("workspace:measure", kwargs=where), in_language(row.name), row.target_on)


def update_entry(row: Update) -> Entry:
    """Return a report, which is read, approved or sent back on its own page."""
    measured = in_language(row.measure.name) if row.measure else row.sentence
    address = reverse("workspace:update", kwargs={"slug": row.initiative.slug, "number": row.pk})
    more = f"{measured} · {row.get_state_display()}"
    return Entry(in_language(row.initiative.title), address, more, row.period_from)


def promise_entry(row: Promise) -> Entry:
    """Return a promise with who made it; that of an organisation is read on its page."""
    who = in_language(row.unit.name) if row.unit else row.organisation.name  # type: ignore[union-attr]
    address = ""
    if row.organisation is not None:
        address = reverse("public:organisation", kwargs={"slug": row.organisation.slug})
    return Entry(in_language(row.text), address, f"{who} · {row.get_state_display()}", row.due_on)


def money_entry(row: BudgetLine) -> Entry:
    """Return a budget line with its sums."""
    sums = in_words([kronor(getattr(row, name)) for name in ("planned", "revised", "committed", "actual")])
    address = reverse("workspace:money-line", kwargs={"number": row.pk})
    return Entry(in_language(row.initiative.title), address, f"{row.funder} · {row.account} · {sums}")


NEEDED: dict[type[Any], tuple[str, ...]] = {
    Initiative: (),
    Measure: ("initiative",),
    Update: ("initiative", "measure"),
    Assumption: ("initiative",),
    Promise: ("unit", "organisation"),
    Problem: (),
    Handover: ("initiative", "receiver"),
    LookBack: ("handover__initiative",),
    Gate: ("initiative",),
    BudgetLine: ("initiative",),
}


def with_parts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Ask for all that an entry names in one go, in an order that stays."""
    needed = NEEDED[rows.model]
    found = rows.select_related(*needed) if needed else rows
    found = found.prefetch_related("wordings") if rows.model is Problem else found
    return found.order_by(*rows.model._meta.ordering, "pk")


def entry_of(row: Any) -> Entry:
    """Return a row as an entry."""
    if isinstance(row, Initiative):
        return of_initiative(row, row.get_phase_display(), row.decide_on)
    if isinstance(row, Measure):
        return measure_entry(row)
    if isinstance(row, Update):
        return update_entry(row)
    if isinstance(row, Assumption):
        return of_initiative(
            row.initiative, in_language(row.text), row.found_on, place=f"#assumption-{row.pk}"
        )
    if isinstance(row, Promise):
        return promise_entry(row)
    if isinstance(row, Handover):
        return of_initiative(row.initiative, row.get_afterlife_display(), row.from_day, place="#handover")
    if isinstance(row, LookBack):
        day, place = row.due_on or row.seen_on, f"#look-back-{row.pk}"
        return of_initiative(row.handover.initiative, row.get_found_display(), day, place=place)
    if isinstance(row, Gate):
        return of_initiative(row.initiative, row.get_kind_display(), row.due_on, place=f"#gate-{row.pk}")
    return money_entry(row)


def entries_of(rows: list[Any]) -> list[Entry]:
    """Return rows of one kind as entries; a problem is named by how it is put in the reader's language."""
    if rows and isinstance(rows[0], Problem):
        return [
            Entry(
                one.wording.title if one.wording else one.thing.slug,
                reverse("public:problem", kwargs={"slug": one.thing.slug}),
                one.thing.get_status_display(),
            )
            for one in listed(rows, get_language() or "sv")
        ]
    return [entry_of(row) for row in rows]


def table_rows(rows: QuerySet[Any], home: str) -> Iterator[Sequence[object]]:
    """Yield the rows that a number counts for a table; ``home`` stands before each address."""
    for some in batched(with_parts(rows).iterator(chunk_size=AT_A_TIME), AT_A_TIME):
        for one in entries_of(list(some)):
            day = one.day.isoformat() if one.day else ""
            yield one.text, one.more, day, f"{home}{one.address}" if one.address else ""
