"""Parts of composite areas against the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bokal.programme.areas.models import Area, Composition, Dataset
from bokal.programme.areas.services.preview_described import RecordPlan
from bokal.programme.areas.services.preview_sources import SourcePlan
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_rows import CompositeRow

ROUNDING = Decimal("0.00005")
"""How much a share of the ground may be rounded up; weights judged by hand are exact."""


class CompositePlan(RecordPlan):
    """Parts to make and to change, with the dataset they come from."""

    def __init__(self, source: SourcePlan) -> None:
        super().__init__()
        self.source = source

    def prepare(self) -> None:
        self.source.prepare()

    def write(self) -> None:
        self.source.write()
        super().write()


def plan_composites(
    rows: Sequence[CompositeRow], problems: Problems, source: SourcePlan, dataset: Dataset
) -> CompositePlan:
    """Compare the parts with the records; a zone cannot be given away more than once."""
    plan = CompositePlan(source)
    names = {row.whole_geography for row in rows} | {row.geography for row in rows}
    areas = {
        (area.geography.code, area.code): area
        for area in Area.objects.filter(geography__code__in=names).select_related("geography")
    }
    parts = Composition.objects.filter(
        whole__geography__code__in={row.whole_geography for row in rows},
        part__geography__code__in={row.geography for row in rows},
    )
    stored = {(part.whole_id, part.part_id): part for part in parts.select_related("whole__geography")}
    seen: dict[tuple[int, int], CompositeRow] = {}
    for row in rows:
        whole, part = areas.get((row.whole_geography, row.whole)), areas.get((row.geography, row.part))
        if whole is None or part is None or whole == part:
            column = "area" if whole is None else "zone"
            value = row.whole if whole is None else row.part
            reason = _("There is no such area in that geography, or an area is its own part.")
            problems.add(reason, _("Correct the code."), line=row.line, column=column, value=value)
            continue
        key = (whole.pk, part.pk)
        if key in seen:
            problems.add(
                _("The row repeats a part."), _("Keep one."), line=row.line, column="zone", value=row.part
            )
            continue
        seen[key] = row
        facts = {"whole": whole, "part": part, "weight": row.weight, "role": row.role}
        facts |= {"judged": row.judged, "note": row.note}
        before = stored.get(key)
        if before is None or any(getattr(before, name) != value for name, value in facts.items()):
            facts["dataset"] = dataset
        plan.take(f"{row.whole} ⊃ {row.part}", before, Composition, facts)
    plan.untouched = len(stored.keys() - seen.keys())
    _check_sums(seen, [part for key, part in stored.items() if key not in seen], problems)
    return plan


def _check_sums(
    rows: dict[tuple[int, int], CompositeRow], kept: Iterable[Composition], problems: Problems
) -> None:
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    slack: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for part in kept:
        key = (part.whole.geography.code, part.part_id)
        sums[key] += part.weight
        slack[key] += Decimal(0) if part.judged else ROUNDING
    for (_whole, part_id), row in rows.items():
        key = (row.whole_geography, part_id)
        sums[key] += row.weight
        slack[key] += Decimal(0) if row.judged else ROUNDING
        if sums[key] > 1 + slack[key]:
            problems.add(
                _("The weights of this zone add up to %(sum)s, more than the whole zone.")
                % {"sum": sums[key]},
                _("Lower the weights, so that each person is counted once."),
                line=row.line,
                column="weight",
                value=row.part,
            )
