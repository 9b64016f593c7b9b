"""Geographies, areas and indicators of a file against the records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.utils.translation import gettext as _

from bokal.programme.areas.models import MEANING, Area, Definition, Geography, Indicator, Observation
from bokal.programme.areas.services.import_kinds import Change, Counts
from bokal.programme.areas.services.preview_changes import SAMPLE
from bokal.programme.areas.services.read_described import AreaRow, GeographyRow, IndicatorRow
from bokal.programme.areas.services.read_problems import Problems

type AreaKey = tuple[str, str]


@dataclass(slots=True)
class RecordPlan:
    """A few records to make and to change, in the order they need each other."""

    new: list[Model] = field(default_factory=list)
    changed: list[Model] = field(default_factory=list)
    lines: list[Change] = field(default_factory=list)
    unchanged: int = 0
    untouched: int = 0

    @property
    def counts(self) -> Counts:
        return Counts(len(self.new), len(self.changed), self.unchanged, self.untouched)

    @property
    def sample(self) -> tuple[Change, ...]:
        return tuple(self.lines[:SAMPLE])

    @property
    def subject(self) -> Model:
        return (*self.new, *self.changed)[0]

    def prepare(self) -> None:
        """Nothing takes long here."""

    def write(self) -> None:
        for record in self.new:
            record.save()
        for record in self.changed:
            record.save()

    def take[M: Model](self, name: str, known: M | None, model: type[M], facts: Mapping[str, Any]) -> M:
        """Note what becomes of one record and return it."""
        if known is None:
            made = model(**facts)
            self.new.append(made)
            self.lines.append(Change(name, after=name))
            return made
        different = [key for key, value in facts.items() if getattr(known, key) != value]
        if different:
            self.changed.append(known)
            self.lines.append(Change(name, before=", ".join(different), after=name))
            for key in different:
                setattr(known, key, facts[key])
        else:
            self.unchanged += 1
        return known


def plan_areas(
    geographies: Sequence[GeographyRow], rows: Sequence[AreaRow], problems: Problems
) -> RecordPlan:
    """Compare geographies and areas with the records; a parent may come with the same file."""
    plan = RecordPlan()
    known = {geography.code: geography for geography in Geography.objects.all()}
    for row in geographies:
        if any(other.code == row.code for other in geographies if other is not row):
            problems.add(_("The code appears twice."), _("Keep one of the two."), value=row.code)
    found: dict[str, Geography] = dict(known)
    for row in geographies:
        facts = row.facts | {"code": row.code}
        found[row.code] = plan.take(row.code, known.get(row.code), Geography, facts)
    used = {row.geography for row in rows} | {row.parent_geography for row in rows}
    stored = Area.objects.filter(geography__code__in=used).select_related("geography", "parent")
    areas: dict[AreaKey, Area] = {(area.geography.code, area.code): area for area in stored}
    named: set[AreaKey] = set()
    for area_row in rows:
        _take_area(area_row, found, areas, named, plan, problems)
    plan.untouched = sum(1 for key in areas if key[0] in {row.geography for row in rows} and key not in named)
    return plan


def _take_area(
    row: AreaRow,
    geographies: Mapping[str, Geography],
    areas: dict[AreaKey, Area],
    named: set[AreaKey],
    plan: RecordPlan,
    problems: Problems,
) -> None:
    key = (row.geography, row.code)
    parent = areas.get((row.parent_geography or row.geography, row.parent)) if row.parent else None
    wrong = ""
    if key in named:
        wrong = _("The code appears twice in its geography.")
    elif row.geography not in geographies:
        wrong = _("There is no such geography.")
    elif row.parent and parent is None:
        wrong = _("There is no area with the code of the parent “%(code)s”.") % {"code": row.parent}
    elif parent is not None and parent is areas.get(key):
        wrong = _("An area cannot be its own parent.")
    if wrong:
        problems.add(
            wrong, _("Correct the row, or put what it needs before it."), line=row.line, value=row.code
        )
        return
    named.add(key)
    facts = {"geography": geographies[row.geography], "code": row.code, "name": row.name, "parent": parent}
    areas[key] = plan.take(f"{row.geography} {row.code}", areas.get(key), Area, facts)


def plan_indicators(rows: Sequence[IndicatorRow], problems: Problems) -> RecordPlan:
    """Compare indicators and their definitions with the records."""
    plan = RecordPlan()
    known = {indicator.code: indicator for indicator in Indicator.objects.all()}
    stored = {
        (item.indicator.code, item.version): item for item in Definition.objects.select_related("indicator")
    }
    seen: set[str] = set()
    for row in rows:
        if row.code in seen:
            problems.add(_("The code appears twice."), _("Keep one of the two."), value=row.code)
            continue
        seen.add(row.code)
        _keep_meaning(row, known.get(row.code), stored, problems)
        indicator = plan.take(row.code, known.get(row.code), Indicator, row.facts | {"code": row.code})
        for version in row.versions:
            facts = version.facts | {"indicator": indicator, "version": version.version}
            before = stored.get((row.code, version.version))
            plan.take(f"{row.code} v{version.version}", before, Definition, facts)
    plan.untouched = len(known.keys() - seen)
    return plan


def _keep_meaning(
    row: IndicatorRow,
    indicator: Indicator | None,
    stored: Mapping[tuple[str, int], Definition],
    problems: Problems,
) -> None:
    """Refuse to give figures that are there another meaning than they were collected with."""
    if indicator is None:
        return
    figures = Observation.objects.filter(definition=OuterRef("pk"))
    used = set(
        indicator.definitions.filter(Exists(figures)).order_by("version").values_list("version", flat=True)
    )
    different = ["unit"] if used and row.facts["unit"] != indicator.unit else []
    for version in row.versions:
        before = stored.get((row.code, version.version))
        if before is None or version.version not in used:
            continue
        told = {name: version.facts[name] for name in MEANING if name in version.facts}
        different += [
            f"v{version.version} {name}"
            for name, value in told.items()
            if not _says_the_same(getattr(before, name), value)
        ]
    if different:
        problems.add(
            _("There are figures by this definition, so that what it means is final: %(fields)s.")
            % {"fields": ", ".join(different)},
            _("Add a version with the new meaning. Another unit needs an indicator of its own."),
            value=row.code,
        )


def _says_the_same(before: Any, after: Any) -> bool:
    """Tell whether a value stays; a text may gain a language."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.items() <= after.items()
    return bool(before == after)
