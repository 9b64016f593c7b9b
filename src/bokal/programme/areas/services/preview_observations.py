"""Rows of observations against the records: what is unknown, out of range, new or different."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Licence
from bokal.programme.areas.models import Area, Dataset, Definition, Observation
from bokal.programme.areas.services.import_kinds import Change
from bokal.programme.areas.services.import_progress import TOLD_EVERY, Step, tell
from bokal.programme.areas.services.preview_changes import Changes
from bokal.programme.areas.services.preview_plan import ChangesPlan
from bokal.programme.areas.services.preview_small_numbers import refuse_small_numbers
from bokal.programme.areas.services.preview_sources import SourcePlan
from bokal.programme.areas.services.read_observations import ObservationRow
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_tables import nearest

KEYS = ("area_id", "definition_id", "year")
COLUMNS = (*KEYS, "value", "numerator", "denominator", "status", "dataset_id")

type Key = tuple[int, int, int]
type Figures = tuple[float | None, float | None, float | None, str]


class ObservationPlan(ChangesPlan[Observation]):
    """Observations to make and to change."""

    @property
    def subject(self) -> Dataset:
        _key, _row, dataset = (self.changes.new or self.changes.changed)[0]
        return dataset  # type: ignore[no-any-return]


class Names:
    """Looks up what rows name; each unknown name is explained where it stands."""

    def __init__(self, rows: Sequence[ObservationRow], datasets: Mapping[str, Dataset]) -> None:
        geographies = {row.geography for row in rows}
        self.areas: dict[tuple[str, str], int] = {
            (geography, code): pk
            for pk, geography, code in Area.objects.filter(geography__code__in=geographies)
            .order_by()
            .values_list("pk", "geography__code", "code")
        }
        self.geographies = {geography for geography, _code in self.areas}
        definitions = Definition.objects.select_related("indicator").order_by("indicator", "version")
        self.definitions = {(item.indicator.code, item.version): item for item in definitions}
        self.versions: dict[str, list[int]] = {}
        for indicator, version in self.definitions:
            self.versions.setdefault(indicator, []).append(version)
        sources = {row.source for row in rows}
        newest = Dataset.objects.filter(source__in=sources).newest()
        self.datasets = {item.source: item for item in newest} | dict(datasets)
        self.only = next(iter(datasets.values())) if len(datasets) == 1 else None

    def area(self, row: ObservationRow, problems: Problems) -> int | None:
        pk = self.areas.get((row.geography, row.area))
        if pk is None and row.geography not in self.geographies:
            problems.add(
                _("There is no such geography, or it has no areas."),
                nearest(row.geography, self._all_geographies()) or _("Import its areas first."),
                line=row.line,
                column="geography",
                value=row.geography,
            )
        elif pk is None:
            codes = [code for geography, code in self.areas if geography == row.geography]
            problems.add(
                _("There is no area with this code in the geography “%(name)s”.") % {"name": row.geography},
                (nearest(row.area, codes) if problems.count < 50 else "")
                or _("Correct the code, or import the areas of that geography first."),
                line=row.line,
                column="area",
                value=row.area,
            )
        return pk

    def _all_geographies(self) -> list[str]:
        return list(Area.objects.order_by().values_list("geography__code", flat=True).distinct())

    def definition(self, row: ObservationRow, problems: Problems) -> Definition | None:
        versions = self.versions.get(row.indicator)
        if versions is None:
            problems.add(
                _("There is no such indicator."),
                nearest(row.indicator, list(self.versions)) or _("Define the indicator first."),
                line=row.line,
                column="indicator",
                value=row.indicator,
            )
            return None
        if not row.version and len(versions) == 1:
            return self.definitions[row.indicator, versions[0]]
        definition = self.definitions.get((row.indicator, row.version))
        if definition is None:
            problems.add(
                _("The indicator has several definitions, and the row does not say which.")
                if not row.version
                else _("The indicator has no definition with this number."),
                _("Write one of these in the column “version”: %(versions)s.")
                % {"versions": ", ".join(map(str, versions))},
                line=row.line,
                column="version",
                value=row.version or "",
            )
        return definition

    def dataset(self, row: ObservationRow, problems: Problems) -> Dataset | None:
        dataset = self.datasets.get(row.source) if row.source else self.only
        if dataset is None:
            problems.add(
                _("There is no such source.")
                if row.source
                else _("Nothing says where the value comes from."),
                _("Describe the source when you import, or import the sources first."),
                line=row.line,
                column="source",
                value=row.source,
            )
        return dataset


def plan_observations(
    rows: Sequence[ObservationRow], problems: Problems, source: SourcePlan, datasets: Mapping[str, Dataset]
) -> ObservationPlan:
    """Compare the rows with the observations there are."""
    names = Names(rows, datasets)
    plan = ObservationPlan(Changes(Observation, COLUMNS, _build), source, KEYS)
    wanted: dict[Key, tuple[ObservationRow, Dataset]] = {}
    seen: dict[Key, int] = {}
    own: list[tuple[ObservationRow, Definition]] = []
    for place, row in enumerate(rows):
        if place % TOLD_EVERY == 0:
            tell(Step.COMPARE, place, len(rows))
        area, definition = names.area(row, problems), names.definition(row, problems)
        dataset = names.dataset(row, problems)
        if area is None or definition is None or dataset is None:
            continue
        key = (area, definition.pk, row.year)
        if key in seen:
            _tell_duplicate(row, seen[key], problems)
        elif _fits(row, definition, problems):
            wanted[key] = (row, dataset)
            if dataset.licence == Licence.OWN:
                own.append((row, definition))
        seen.setdefault(key, row.line)
    refuse_small_numbers(own, problems)
    if not problems:
        _compare(wanted, plan.changes)
    return plan


def _tell_duplicate(row: ObservationRow, first: int, problems: Problems) -> None:
    problems.add(
        _("The row repeats area, indicator, definition and year of line %(line)d.") % {"line": first},
        _("Keep one of the two rows."),
        line=row.line,
        column="area",
        value=row.area,
    )


def _fits(row: ObservationRow, definition: Definition, problems: Problems) -> bool:
    if row.value is None:
        return True
    if definition.least is not None and row.value < definition.least:
        bound, reason = definition.least, _("The value is below the lowest possible, %(bound)g.")
    elif definition.most is not None and row.value > definition.most:
        bound, reason = definition.most, _("The value is above the highest possible, %(bound)g.")
    else:
        return True
    problems.add(
        reason % {"bound": bound},
        _("Correct the value, or check that it stands under the right indicator."),
        line=row.line,
        column="value",
        value=f"{row.value:g}",
    )
    return False


def _compare(wanted: Mapping[Key, tuple[ObservationRow, Dataset]], changes: Changes[Observation]) -> None:
    geographies = {row.geography for row, _dataset in wanted.values()}
    stored = _stored(geographies, {key[1] for key in wanted}, {key[2] for key in wanted})
    changes.untouched = len(stored.keys() - wanted.keys())
    for key, (row, dataset) in wanted.items():
        figures = (row.value, row.numerator, row.denominator, row.status)
        before = stored.get(key)
        if before == figures:
            changes.unchanged += 1
            continue
        what = partial(_describe, row, before, figures)
        if before is None:
            changes.create((key, row, dataset), what)
        else:
            changes.change((key, row, dataset), what)


def _build(draft: tuple[Key, ObservationRow, Dataset]) -> tuple[Any, ...]:
    key, row, dataset = draft
    return *key, row.value, row.numerator, row.denominator, row.status, dataset.pk


def _stored(
    geographies: Iterable[str], definitions: Iterable[int], years: Iterable[int]
) -> dict[Key, Figures]:
    rows = (
        Observation.objects.filter(
            area__geography__code__in=list(geographies),
            definition__in=list(definitions),
            year__in=list(years),
        )
        .order_by()
        .values_list("area", "definition", "year", "value", "numerator", "denominator", "status")
    )
    return {
        (row[0], row[1], row[2]): (row[3], row[4], row[5], row[6]) for row in rows.iterator(chunk_size=10_000)
    }


def _describe(row: ObservationRow, before: Figures | None, after: Figures) -> Change:
    what = f"{row.geography} {row.area} · {row.indicator} · {row.year}"
    return Change(what, _text(before) if before else "", _text(after))


def _text(figures: Figures) -> str:
    value, _numerator, _denominator, status = figures
    return status if value is None else f"{value:g} ({status})"
