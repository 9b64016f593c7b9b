"""What the measures of initiatives show at the end of a period, from approved updates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from operator import attrgetter

from django.db.models import prefetch_related_objects

from bokal.programme.initiatives.calculations import Line, Pair, standing_keys, total_of
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit
from bokal.programme.initiatives.models import Initiative, Measure, Update
from bokal.programme.reports.services.status_rows import known_of
from bokal.programme.reports.services.status_span import Json, Span, counted, given, iso

PLANS, UPDATES = "plans", "updates"
COLUMNS = ("pk", "period_from", "period_to", "value", "value_of", "corrects_id", "removes")


@dataclass(frozen=True, slots=True)
class Counting:
    """The updates of one measure that count for a report, with the reason of each that has no value."""

    lines: list[Line] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    approved_in_time: set[int] = field(default_factory=set)


def updates_counting(measures: Sequence[Measure], span: Span) -> dict[int, Counting]:
    """Return the approved updates that count, by measure.

    An update counts when its time has ended by the end of the period and it was approved in time. What
    corrects one that counts counts whenever it was approved, so that an edition can be told to be wrong.
    """
    found = {measure.pk: Counting() for measure in measures}
    rows = Update.objects.approved().filter(measure__in=measures).order_by("pk")
    for measure, approved_at, because, *row in rows.values_list(
        "measure_id", "approved_at", "no_value_because", *COLUMNS
    ):
        line, kept = Line(*(*row, {})), found[measure]
        corrects = line.corrects in kept.approved_in_time
        if not corrects:
            if line.removes or line.period_to > span.after or approved_at >= span.closes:
                continue
            line = replace(line, corrects=None)
        kept.approved_in_time.add(line.pk)
        # What was corrected to be about a later time is no longer of this one.
        kept.lines.append(replace(line, removes=True) if line.period_to > span.after else line)
        if because:
            kept.reasons[line.pk] = because
    return found


def measures_by_initiative(initiatives: Sequence[Initiative], span: Span) -> dict[int, list[Json]]:
    """Return the measures of initiatives with baseline, target and what they show, by initiative."""
    measures = sorted(known_of(Measure, initiatives, span), key=attrgetter("position", "pk"))
    prefetch_related_objects(measures, "owner")
    counting = updates_counting(measures, span)
    found: dict[int, list[Json]] = {}
    for measure in measures:
        found.setdefault(measure.initiative_id, []).append(measure_of(measure, counting[measure.pk], span))
    return found


def measure_of(measure: Measure, kept: Counting, span: Span) -> Json:
    """Return one measure; a share is two numbers, how many and of how many."""
    standing = set(standing_keys(kept.lines))
    within = [line for line in kept.lines if line.pk in standing and line.period_to > span.first]
    whole = total_of(kept.lines, measure.accumulation)
    return {
        "code": str(measure.position),
        "name": measure.name,
        "unit": measure.unit,
        "direction": measure.direction,
        "accumulation": measure.accumulation,
        "comparator": measure.comparator,
        "owner": {"code": measure.owner.code, "name": measure.owner.name},
        "baseline_on": iso(measure.baseline_on),
        "no_baseline_because": measure.no_baseline_because,
        "target_on": iso(measure.target_on),
        **pair_of(measure, "baseline", as_pair(measure.baseline, measure.baseline_of), PLANS),
        **pair_of(measure, "target", as_pair(measure.target, measure.target_of), PLANS),
        **pair_of(measure, "value", whole.pair, UPDATES),
        **pair_of(measure, "in_period", in_period(measure, kept.lines, span), UPDATES),
        "times": counted(whole.periods, UPDATES),
        "times_without_value": counted(whole.without_value, UPDATES),
        "without_value": reasons_of(within, kept.reasons),
    }


def as_pair(value: Decimal | None, whole: Decimal | None) -> Pair | None:
    """Return a number that was set, and for a share of how many."""
    return None if value is None else Pair(value, whole)


def pair_of(measure: Measure, name: str, pair: Pair | None, register: str) -> Json:
    """Return a number of a measure, and for a share of how many."""
    level = given if register == PLANS else counted
    found = {name: level(pair.value if pair else None, register)}
    if measure.unit == MeasureUnit.PERCENT:
        found[f"{name}_of"] = level(pair.whole if pair else None, register)
    return found


def in_period(measure: Measure, lines: Iterable[Line], span: Span) -> Pair | None:
    """Return what the period brought: of a sum so far only what came to it, else what was reported in it."""
    known = list(lines)
    standing = set(standing_keys(known))
    plain = [replace(line, corrects=None) for line in known if line.pk in standing]
    now = total_of([line for line in plain if line.period_to > span.first], measure.accumulation).pair
    if measure.accumulation != Accumulation.CUMULATIVE or now is None:
        return now
    before = total_of([line for line in plain if line.period_to <= span.first], measure.accumulation).pair
    if before is None:
        return now
    whole = None if now.whole is None or before.whole is None else now.whole - before.whole
    return Pair(now.value - before.value, whole)


def reasons_of(lines: Iterable[Line], reasons: Mapping[int, str]) -> list[Json]:
    """Return why there is no value, for each time in the period that has none."""
    return [
        {
            "period_from": iso(line.period_from),
            "period_to": iso(line.period_to),
            "because": reasons.get(line.pk, ""),
        }
        for line in sorted(lines, key=lambda line: (line.period_to, line.pk))
        if line.value is None
    ]
