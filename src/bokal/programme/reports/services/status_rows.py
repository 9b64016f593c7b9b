"""Rows of initiatives as they were known for a status report, each with its initiative as it was known."""

from collections.abc import Collection, Iterable
from typing import Any, Protocol

from django.db.models import Model

from bokal.programme.history.services import as_known
from bokal.programme.initiatives.models import Initiative
from bokal.programme.reports.services.status_span import Span


class OfInitiative(Protocol):
    """A row that belongs to an initiative."""

    initiative_id: int
    initiative: Any


def of_these[Row: OfInitiative](rows: Iterable[Row], initiatives: Iterable[Initiative]) -> list[Row]:
    """Return rows of initiatives, each with its initiative as it was known for the report."""
    by_key, found = {one.pk: one for one in initiatives}, list(rows)
    for row in found:
        row.initiative = by_key[row.initiative_id]
    return found


def known_of[Row: Model](model: type[Row], initiatives: Collection[Initiative], span: Span) -> list[Row]:
    """Return rows of initiatives as they were known for a report."""
    rows: list[Any] = as_known(model, span.closes, by="initiative_id", among=[one.pk for one in initiatives])
    return of_these(rows, initiatives)


def known_by[Row: Model](
    model: type[Row], way: str, among: Collection[int], span: Span
) -> dict[int, list[Row]]:
    """Return rows as they were known for a report, by what they belong to."""
    found: dict[int, list[Row]] = {}
    for row in as_known(model, span.closes, by=way, among=among):
        found.setdefault(getattr(row, way), []).append(row)
    return found
