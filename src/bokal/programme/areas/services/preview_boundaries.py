"""Boundaries of a file against the records: a changed line ends the old boundary and begins a new one."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.models import Area, Boundary, Dataset, Geography
from bokal.programme.areas.services.import_kinds import Change, Counts, ImportOptions
from bokal.programme.areas.services.import_outline import outlines, to_sweref
from bokal.programme.areas.services.import_progress import Step, tell
from bokal.programme.areas.services.preview_changes import SAMPLE
from bokal.programme.areas.services.preview_sources import SourcePlan
from bokal.programme.areas.services.read_boundaries import BoundaryRow
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_tables import nearest
from bokal.programme.history.errors import day_words

SLIVER = 0.01
"""Share of the smaller one by which neighbours may overlap untold; lines drawn twice differ a little."""


@dataclass(slots=True)
class Draft:
    """A boundary to make, with the one that it ends."""

    row: BoundaryRow
    area: Area
    sha256: str
    ends: Boundary | None


@dataclass(slots=True)
class BoundaryPlan:
    """Boundaries to begin and to end."""

    geography: Geography
    valid_from: datetime.date
    dataset: Dataset
    source: SourcePlan
    drafts: list[Draft] = field(default_factory=list)
    new_areas: list[Area] = field(default_factory=list)
    unchanged: int = 0
    untouched: int = 0
    began: list[Boundary] = field(default_factory=list)
    redrawn: list[Boundary] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        changed = sum(1 for draft in self.drafts if draft.ends)
        return Counts(len(self.drafts) - changed, changed, self.unchanged, self.untouched)

    @property
    def sample(self) -> tuple[Change, ...]:
        return tuple(
            Change(
                f"{self.geography.code} {draft.row.code}",
                before=str(draft.ends.valid_from) if draft.ends else "",
                after=str(self.valid_from),
            )
            for draft in self.drafts[:SAMPLE]
        )

    @property
    def subject(self) -> Dataset:
        return self.dataset

    def prepare(self) -> None:
        """Draw the geography as a whole: what is new, and the neighbours whose line moves with it."""
        self.source.prepare()
        in_force = Boundary.objects.filter(area__geography=self.geography, valid_to__isnull=True)
        replaced = {draft.ends.pk for draft in self.drafts if draft.ends is not None}
        there = list(in_force.exclude(pk__in=replaced).select_related("area"))
        self.began = [self._boundary(draft) for draft in self.drafts]
        # Whichever of them is new: the same lines in the same order are drawn the same.
        boundaries = sorted([*there, *self.began], key=lambda boundary: boundary.area.code)
        shapes = to_sweref([shape(boundary.geometry) for boundary in boundaries])
        self.redrawn = []
        for boundary, metres, outline in zip(boundaries, shapes, outlines(shapes), strict=True):
            if boundary._state.adding:
                boundary.outline, boundary.square_metres = outline, metres.area
            elif boundary.outline != outline:
                boundary.outline = outline
                self.redrawn.append(boundary)

    def write(self) -> None:
        self.source.write()
        for area in self.new_areas:
            area.save()
        for draft in self.drafts:
            if draft.ends is not None:
                draft.ends.valid_to = self.valid_from
                draft.ends.save(update_fields=["valid_to"])
        for draft, boundary in zip(self.drafts, self.began, strict=True):
            # It was made before the records it points to had a number.
            boundary.area, boundary.dataset = draft.area, self.dataset
            boundary.save()
        for done, boundary in enumerate(self.redrawn, 1):
            boundary.save(update_fields=["outline"])
            tell(Step.WRITE, done, len(self.redrawn))

    def _boundary(self, draft: Draft) -> Boundary:
        west, south, east, north = draft.row.shape.bounds
        return Boundary(
            area=draft.area,
            valid_from=self.valid_from,
            geometry=_geometry(draft.row.shape),
            sha256=draft.sha256,
            west=west,
            south=south,
            east=east,
            north=north,
        )


def plan_boundaries(
    rows: Sequence[BoundaryRow],
    problems: Problems,
    options: ImportOptions,
    source: SourcePlan,
    dataset: Dataset,
) -> BoundaryPlan:
    """Compare the lines of a file with the boundaries there are."""
    geography = find_geography(options.geography, problems)
    plan = BoundaryPlan(geography, options.valid_from or geography.valid_from, dataset, source)
    areas = {area.code: area for area in Area.objects.filter(geography=geography)}
    parents = _parents(rows, problems)
    current = {
        boundary.area_id: boundary
        for boundary in Boundary.objects.filter(area__geography=geography, valid_to__isnull=True).defer(
            "geometry"
        )
    }
    for row in rows:
        area = areas.get(row.code) or _new_area(row, geography, list(areas), parents, problems)
        if area is None:
            continue
        if area._state.adding:
            plan.new_areas.append(area)
        _compare(row, area, current.get(area.pk or 0), plan, problems)
    plan.untouched = len(current.keys() - {areas[row.code].pk for row in rows if row.code in areas})
    _warn_of_overlaps(rows, problems)
    return plan


def find_geography(code: str, problems: Problems) -> Geography:
    """Return the geography that the options name."""
    known = {geography.code: geography for geography in Geography.objects.all()}
    if code in known:
        return known[code]
    raise problems.stop(
        _("There is no such geography.") if code else _("Nothing says which geography this is."),
        nearest(code, list(known))
        or _("Choose one of: %(known)s.") % {"known": ", ".join(sorted(known)) or "–"},
        value=code,
    )


def fingerprint_of(line: BaseGeometry) -> str:
    """Return a fingerprint that does not depend on where a ring begins or which way it runs."""
    return hashlib.sha256(shapely.to_wkb(shapely.normalize(line), byte_order=1)).hexdigest()


def _geometry(line: BaseGeometry) -> dict[str, object]:
    return json.loads(json.dumps(mapping(line)))  # type: ignore[no-any-return]


def _parents(rows: Sequence[BoundaryRow], problems: Problems) -> dict[str, Area]:
    wanted = {row.parent for row in rows if row.parent}
    found: dict[str, Area] = {}
    for area in Area.objects.filter(code__in=wanted).select_related("geography").order_by("geography", "pk"):
        if area.code in found:
            problems.add(
                _("Two geographies have an area with the code of this parent."),
                _("Import the areas with their parents first, and leave the parent out here."),
                value=area.code,
            )
        found[area.code] = area
    return found


def _new_area(
    row: BoundaryRow, geography: Geography, codes: Sequence[str], parents: dict[str, Area], problems: Problems
) -> Area | None:
    place = _("shape %(number)d") % {"number": row.number}
    if not row.name:
        problems.add(
            _("There is no area with this code in the geography “%(name)s”.") % {"name": geography.code},
            nearest(row.code, codes) or _("Say which property holds the name, so that the area can be made."),
            line=row.line,
            column=place,
            value=row.code,
        )
        return None
    if row.parent and row.parent not in parents:
        problems.add(
            _("There is no area with the code of the parent."),
            _("Import the areas above first."),
            line=row.line,
            column=place,
            value=row.parent,
        )
        return None
    return Area(geography=geography, code=row.code, name=row.name, parent=parents.get(row.parent))


def _compare(
    row: BoundaryRow, area: Area, current: Boundary | None, plan: BoundaryPlan, problems: Problems
) -> None:
    sha256 = fingerprint_of(row.shape)
    if current is not None and current.sha256 == sha256:
        plan.unchanged += 1
    elif current is not None and current.valid_from >= plan.valid_from:
        problems.add(
            _("The line differs from the one that is in force since %(day)s.")
            % {"day": day_words(current.valid_from)},
            _("Say from which later day the new line is in force. The old one is kept until then."),
            line=row.line,
            column=_("shape %(number)d") % {"number": row.number},
            value=row.code,
        )
    else:
        plan.drafts.append(Draft(row, area, sha256, current))


def _warn_of_overlaps(rows: Sequence[BoundaryRow], problems: Problems) -> None:
    shapes = [row.shape for row in rows]
    if not shapes:
        return
    tree = shapely.STRtree(shapes)
    first, second = tree.query(shapes, predicate="intersects")
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if one >= other:
            continue
        smaller = min(shapes[one].area, shapes[other].area)
        if shapely.intersection(shapes[one], shapes[other]).area > SLIVER * smaller:
            problems.warn(
                _("The area overlaps the area “%(code)s”.") % {"code": rows[other].code},
                _("Check the two lines. They are imported as they are."),
                line=rows[one].line,
                column=_("shape %(number)d") % {"number": rows[one].number},
                value=rows[one].code,
            )
