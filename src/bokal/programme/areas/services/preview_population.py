"""People by age and sex against the records: whole, counted once, and new or different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from bokal.programme.areas.calculations import THRESHOLD, small_counts
from bokal.programme.areas.enums import Licence
from bokal.programme.areas.models import Area, Dataset, Population
from bokal.programme.areas.services.import_kinds import Change
from bokal.programme.areas.services.preview_changes import Changes
from bokal.programme.areas.services.preview_plan import ChangesPlan
from bokal.programme.areas.services.preview_sources import SourcePlan
from bokal.programme.areas.services.read_population import Ages, PopulationRow
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_tables import nearest

KEYS = ("area_id", "year", "sex", "age_from")
COLUMNS = (*KEYS, "age_to", "people", "dataset_id")

type Group = tuple[int, int, str]
type Counted = dict[Ages, PopulationRow]


@dataclass(slots=True)
class PopulationPlan(ChangesPlan[Population]):
    """Groups of people to make and to change, all from one dataset."""

    subject: Dataset


def plan_population(
    rows: Sequence[PopulationRow], problems: Problems, source: SourcePlan, dataset: Dataset
) -> PopulationPlan:
    """Compare the rows with the people there are; of each area everybody is counted, and once."""
    plan = PopulationPlan(Changes(Population, COLUMNS, _build), source, KEYS, dataset)
    areas = _areas(rows)
    groups: dict[Group, Counted] = defaultdict(dict)
    totals: list[tuple[int, PopulationRow]] = []
    for row in rows:
        area = areas.get((row.geography, row.area))
        if area is None:
            _tell_unknown(row, areas, problems)
        elif row.ages is None or not row.sex:
            totals.append((area, row))
        elif row.ages in groups[area, row.year, row.sex]:
            _tell(row, "ages", _("The row repeats a group of this area."), _("Keep one."), problems)
        else:
            groups[area, row.year, row.sex][row.ages] = row
    stored = _stored(areas.values(), {row.year for row in rows})
    if not problems:
        # A row that was refused leaves a gap, which is no other mistake.
        _check_whole(groups, totals, stored, problems)
    if dataset.licence == Licence.OWN:
        _refuse_small([row for counted in groups.values() for row in counted.values()], problems)
    if not problems:
        _compare(groups, stored, plan)
    return plan


def _areas(rows: Iterable[PopulationRow]) -> dict[tuple[str, str], int]:
    found = Area.objects.filter(geography__code__in={row.geography for row in rows}).order_by()
    return {
        (geography, code): pk for pk, geography, code in found.values_list("pk", "geography__code", "code")
    }


def _tell_unknown(row: PopulationRow, areas: Mapping[tuple[str, str], int], problems: Problems) -> None:
    codes = [code for geography, code in areas if geography == row.geography]
    close = nearest(row.area, codes) if problems.count < 50 else ""
    _tell(
        row,
        "area" if codes else "geography",
        _("There is no area with this code in the geography “%(name)s”.") % {"name": row.geography},
        close or _("Correct the code, or import the areas of that geography first."),
        problems,
    )


def _tell(row: PopulationRow, column: str, reason: str, remedy: str, problems: Problems) -> None:
    ages = "" if row.ages is None else f"{row.ages.first}-{'' if row.ages.last is None else row.ages.last}"
    value = {"ages": ages, "area": row.area, "geography": row.geography, "sex": row.sex}
    problems.add(reason, remedy, line=row.line, column=column, value=value.get(column, ""))


def _check_whole(
    groups: Mapping[Group, Counted],
    totals: Iterable[tuple[int, PopulationRow]],
    stored: Mapping[Group, Mapping[Ages, int]],
    problems: Problems,
) -> None:
    for group, counted in groups.items():
        _check_ages(counted, stored.get(group, {}), problems)
    _check_sexes(groups, problems)
    _check_totals(groups, totals, problems)


def _check_ages(counted: Counted, stored: Mapping[Ages, int], problems: Problems) -> None:
    """Refuse ages that leave somebody out, count somebody twice, or are cut otherwise than before."""
    ordered = sorted(counted, key=lambda ages: ages.first)
    expected: int | None = 0
    for ages in ordered:
        if ages.first != expected:
            _tell(
                counted[ages],
                "ages",
                _("The ages of this area leave a gap or overlap here."),
                _("Give all ages from 0 on, each once, the oldest group as 80+."),
                problems,
            )
            return
        expected = None if ages.last is None else ages.last + 1
    if expected is not None:
        _tell(
            counted[ordered[-1]],
            "ages",
            _("Nobody above this age is counted."),
            _("Give the oldest group as 80+."),
            problems,
        )
    elif stored and stored.keys() != counted.keys():
        _tell(
            counted[ordered[0]],
            "ages",
            _("The people of this area and year are counted in other ages already."),
            _("Use the same ages as before, or another year."),
            problems,
        )


def _check_sexes(groups: Mapping[Group, Counted], problems: Problems) -> None:
    for (area, year, sex), counted in groups.items():
        other = "men" if sex == "women" else "women"
        if (area, year, other) not in groups:
            row = next(iter(counted.values()))
            _tell(row, "sex", _("Only one sex of this area is counted."), _("Add the other."), problems)


def _check_totals(
    groups: Mapping[Group, Counted], totals: Iterable[tuple[int, PopulationRow]], problems: Problems
) -> None:
    for area, row in totals:
        sexes = [row.sex] if row.sex else ["women", "men"]
        parts = [
            part
            for sex in sexes
            for ages, part in groups.get((area, row.year, sex), {}).items()
            if row.ages is None or ages == row.ages
        ]
        if sum(part.people for part in parts) != row.people:
            problems.add(
                _("The groups do not add up to this total."),
                _("Look for a group that is missing or wrong."),
                line=row.line,
                column="people",
                value=row.people,
            )


def _refuse_small(rows: Sequence[PopulationRow], problems: Problems) -> None:
    """Refuse small groups that nobody has published before; a statistical office protects its own."""
    small = small_counts(counts=[row.people for row in rows]) if rows else ()
    for row, few in zip(rows, small, strict=True):
        if few:
            reason = _("Fewer than %(count)d persons stand behind this figure.") % {"count": THRESHOLD}
            problems.add(reason, _("Join it with the ages beside it."), line=row.line, column="people")


def _stored(areas: Iterable[int], years: Iterable[int]) -> dict[Group, dict[Ages, int]]:
    rows = Population.objects.filter(area__in=set(areas), year__in=set(years)).order_by()
    found: dict[Group, dict[Ages, int]] = defaultdict(dict)
    for area, year, sex, first, last, people in rows.values_list(
        "area", "year", "sex", "age_from", "age_to", "people"
    ):
        found[area, year, sex][Ages(first, last)] = people
    return found


def _compare(
    groups: Mapping[Group, Counted], stored: Mapping[Group, Mapping[Ages, int]], plan: PopulationPlan
) -> None:
    changes = plan.changes
    seen = sum(len(stored.get(group, {})) for group in groups)
    changes.untouched = sum(map(len, stored.values())) - seen
    for group, counted in groups.items():
        for ages, row in counted.items():
            before = stored.get(group, {}).get(ages)
            draft, what = (group, ages, row.people, plan.subject), partial(_describe, row, before)
            if before is None:
                changes.create(draft, what)
            elif before != row.people:
                changes.change(draft, what)
            else:
                changes.unchanged += 1


def _build(draft: tuple[Group, Ages, int, Dataset]) -> tuple[Any, ...]:
    group, ages, people, dataset = draft
    return *group, ages.first, ages.last, people, dataset.pk


def _describe(row: PopulationRow, before: int | None) -> Change:
    ages = row.ages or Ages(0, None)
    what = f"{row.geography} {row.area} · {row.year} · {row.sex} {ages.first}–{ages.last or ''}"
    return Change(what, "" if before is None else str(before), str(row.people))
