"""What approved updates make together: kept beside each measure, and looked over each night."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.initiatives.calculations import Aggregate, Line, Pair, total_of
from bokal.programme.initiatives.enums import UpdateState
from bokal.programme.initiatives.models import Initiative, Measure, Portion, Recount, Total, Update
from bokal.programme.initiatives.services.plan import held

COLUMNS = ("pk", "period_from", "period_to", "value", "value_of", "corrects_id", "removes")
MOST_NAMED = 200

type Kept = tuple[Decimal | None, Decimal | None, datetime.date | None, int, int]

NOTHING: Kept = (None, None, None, 0, 0)


@dataclass(frozen=True, slots=True)
class Together:
    """What the approved updates of a measure make together.

    Attributes
    ----------
    kept
        As it is kept: value, of how many, up to which day, times with a value, times without.
    aggregate
        With groups, and with what needs a second look.
    """

    kept: Kept
    aggregate: Aggregate


def together(lines: Iterable[Line], accumulation: str) -> Together:
    """Work out what updates make together."""
    found = total_of(lines, accumulation)
    value, whole = found.pair or (None, None)
    up_to = None if found.up_to is None else datetime.date.fromordinal(found.up_to)
    return Together((value, whole, up_to, found.periods, found.without_value), found)


def portions_by_update(**narrowed: Any) -> dict[int, dict[str, Pair]]:
    """Return the portions of approved updates, by update and group."""
    found: dict[int, dict[str, Pair]] = {}
    rows = Portion.objects.filter(update__state=UpdateState.APPROVED, **narrowed).order_by("update", "group")
    for update, group, value, whole in rows.values_list("update_id", "group", "value", "value_of"):
        found.setdefault(update, {})[group] = Pair(value, whole)
    return found


def lines_of(measure: Measure) -> list[Line]:
    """Return the approved updates of a measure as plain rows."""
    portions = portions_by_update(update__measure=measure)
    rows = Update.objects.approved().filter(measure=measure).order_by("pk").values_list(*COLUMNS)
    return [Line(*(*row, portions.get(row[0], {}))) for row in rows]


def keep_total(measure: Measure) -> Together:
    """Keep what the approved updates of a measure make together, in the transaction that changed them."""
    found = together(lines_of(measure), measure.accumulation)
    names = ("value", "value_of", "up_to", "periods", "without_value")
    Total.objects.update_or_create(measure=measure, defaults=dict(zip(names, found.kept, strict=True)))
    return found


def lines_by_measure() -> dict[int, list[Line]]:
    """Return all approved updates as plain rows, by measure."""
    portions = portions_by_update()
    rows = Update.objects.approved().filter(measure__isnull=False).order_by("measure", "pk")
    found: dict[int, list[Line]] = {}
    for *row, measure in rows.values_list(*COLUMNS, "measure_id").iterator(chunk_size=5000):
        found.setdefault(measure, []).append(Line(*(*row, portions.get(row[0], {}))))
    return found


def kept_totals() -> dict[int, Kept]:
    """Return the totals that are kept, by measure."""
    names = ("measure_id", "value", "value_of", "up_to", "periods", "without_value")
    rows = Total.objects.order_by("measure").values_list(*names)
    return {measure: (value, whole, *rest) for measure, value, whole, *rest in rows}


def plain(kept: Kept) -> dict[str, Any]:
    """Return a total as JSON: exact numbers as texts."""
    value, whole, up_to, periods, without = kept
    return {
        "value": None if value is None else str(value),
        "value_of": None if whole is None else str(whole),
        "up_to": up_to and up_to.isoformat(),
        "periods": periods,
        "without_value": without,
    }


def compared(
    lines: Mapping[int, list[Line]], kept: Mapping[int, Kept]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Hold what follows from updates against what is kept; name what differs, and what needs a look."""
    differences, warnings = [], []
    measures = Measure.objects.select_related("initiative").order_by("initiative__slug", "position")
    for measure in measures:
        about = {"initiative": measure.initiative.slug, "position": measure.position}
        try:
            found = together(lines.get(measure.pk, []), measure.accumulation)
        except ValueError as impossible:
            differences.append(about | {"kept": plain(kept.get(measure.pk, NOTHING)), "why": str(impossible)})
            continue
        there = kept.get(measure.pk, NOTHING)
        if there != found.kept:
            differences.append(about | {"kept": plain(there), "follows": plain(found.kept)})
        for kind, pairs in (("falls", found.aggregate.falls), ("overlaps", found.aggregate.overlaps)):
            warnings += [about | {"kind": kind, "update": key, "before": before} for key, before in pairs]
    return differences, warnings


@transaction.atomic
def recount_totals() -> Recount:
    """Work out every total again from approved updates, and write down which of those kept is another.

    Exact numbers are held against exact numbers: they must be equal. Nothing is changed.
    """
    lines = lines_by_measure()
    differences, warnings = compared(lines, kept_totals())
    return Recount.objects.create(
        measures=Measure.objects.count(),
        updates=sum(map(len, lines.values())),
        differences=differences[:MOST_NAMED],
        warnings=warnings[:MOST_NAMED],
    )


@transaction.atomic
def renew_total(*, slug: str, position: int, actor: Account | None) -> Total:
    """Keep the total of a measure anew, as it follows from approved updates."""
    initiative = held(Initiative.objects.values_list("pk", flat=True).get(slug=slug))
    measure = initiative.measures.get(position=position)
    keep_total(measure)
    total = Total.objects.get(measure=measure)
    record(
        actor=actor,
        verb="total.renewed",
        subject=total,
        value=None if total.value is None else str(total.value),
    )
    return total
