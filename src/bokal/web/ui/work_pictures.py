"""The pictures of works that pages, sheets and the workspace share."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from bokal.programme.areas.services import Outlines, outlines_for
from bokal.programme.initiatives.enums import WorkKind, WorkStep
from bokal.programme.initiatives.models import Work, WorkPhase
from bokal.programme.initiatives.services.read_works import Stage, Standing
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.chart_phases import Days, Step, phase_bars
from bokal.web.ui.chart_svg import Pen
from bokal.web.ui.charts import chart
from bokal.web.ui.formats import in_language, isolated, number, whole_name
from bokal.web.ui.map_ground import NEAR, SIZES, Ground, ground_map
from bokal.web.ui.map_paths import Frame
from bokal.web.ui.map_pressed import outlines_of_programme
from bokal.web.ui.map_works import BUILT, Mark, box_of, draw_mark, pattern, stage_swatch, works_map
from bokal.web.ui.maps import Outline


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of the key: how a stage looks, its name, and how many works are in it."""

    swatch: SafeString
    text: str
    count: int


def stage_words(stage: Stage, *, by_plan: bool = False) -> str:
    """Say how far a work is."""
    words = {
        Stage.PLANNED: pgettext("work", "Planned"),
        Stage.BUILT: pgettext("work", "Being built"),
        Stage.USED: pgettext("work", "In use"),
    }[stage]
    return gettext("%(stage)s, by the plan") % {"stage": words} if by_plan else words


def kind_words(work: Work) -> str:
    """Say what kind of work it is."""
    return str(WorkKind(work.kind).label)


def works_picture(
    standing: Sequence[Standing], *, every: Sequence[Work], year: int
) -> tuple[Drawn | None, list[KeyLine]]:
    """Draw the works of a year with their key; the ground is the same in every year."""
    outlines = outlines_for("")
    placed = [one for one in standing if one.work.outline]
    box = box_of(ground_rows(outlines, every))
    if box is None:
        return None, []
    counted = {stage: sum(one.stage is stage for one in placed) for stage in Stage}
    title, sentence = works_sentence(counted, year, len(standing) - len(placed))
    picture = works_map(
        name="works",
        marks=[mark_of(one) for one in placed],
        box=box,
        context=outlines.context,
        accent=[Outline(whole_name(name), rings) for name, rings in outlines.accent.items()],
        title=title,
        description=sentence,
    )
    key = [KeyLine(stage_swatch(stage), stage_words(stage), counted[stage]) for stage in Stage]
    return Drawn(title, sentence, picture), key


def ground_rows(outlines: Outlines, works: Sequence[Work]) -> list[Sequence[int]]:
    """Return what must be seen: the programme's areas and every work, else the city."""
    areas = [ring for rings in outlines.accent.values() for ring in rings] or list(outlines.city)
    return [*areas, *(row for work in works for row in work.outline or ())]


def works_sentence(counted: dict[Stage, int], year: int, unplaced: int) -> tuple[str, str]:
    """Say what a map of works shows."""
    total = sum(counted.values())
    words = {"count": number(total), "year": year}
    title = ngettext("%(count)s work on the map in %(year)s", "%(count)s works on the map in %(year)s", total)
    parts = [f"{stage_words(stage)}: {number(counted[stage])}" for stage in Stage]
    told = "; ".join(parts) + "."
    if unplaced:
        told += " " + ngettext(
            "%(count)s more has no known place and is in the list.",
            "%(count)s more have no known place and are in the list.",
            unplaced,
        ) % {"count": number(unplaced)}
    return title % words, told


def mark_of(one: Standing) -> Mark:
    """Return how a work is drawn in a year."""
    name = isolated(in_language(one.work.name))
    label = f"{name}: {kind_words(one.work)}. {stage_words(one.stage, by_plan=one.by_plan)}"
    return Mark(
        code=one.work.slug,
        label=label,
        form=str(one.work.geometry["type"]) if one.work.geometry else "Point",
        outline=one.work.outline or [],
        stage=str(one.stage),
        href=reverse("public:work", kwargs={"slug": one.work.slug}),
    )


def ground_of(work: Work) -> Ground | None:
    """Return the square of ground a work lies in, with some around it."""
    box = box_of(work.outline or [], room=0)
    if box is None:
        return None
    west, south, east, north = box
    needed = max(NEAR, 2 * max(east - west, north - south))
    size = next((size for size in SIZES if size >= needed), SIZES[-1])
    return Ground.around(((west + east) / 2, (south + north) / 2), size)


def place_picture(work: Work, *, stage: str) -> SafeString | None:
    """Draw where one work lies, as a picture of its own; nothing when the place is not known."""
    ground = ground_of(work)
    if ground is None or not work.geometry:
        return None
    mark = Mark(work.slug, "", str(work.geometry["type"]), work.outline or [], stage)
    return ground_with(ground, partial(over_ground, mark), title=in_language(work.name))


def over_ground(mark: Mark, pen: Pen, frame: Frame) -> str:
    """Draw a work over the ground."""
    hatch = pattern(pen, "ground") if mark.stage == BUILT else ""
    return hatch + draw_mark(pen, frame, mark, "ground")


def ground_with(ground: Ground, over: partial[str], *, title: str) -> SafeString:
    """Draw a square of ground with something over it."""
    outlines = outlines_of_programme()
    return ground_map(
        ground=ground,
        land=outlines.context,
        zones=outlines.areas.values(),
        named=outlines.accent,
        mark=None,
        title=title,
        description=gettext("Land, zones and the areas of the programme."),
        over=over,
    )


def timeline(phases: Sequence[WorkPhase], today: datetime.date) -> Drawn | None:
    """Draw the steps of a work over time; nothing when no day is known."""
    steps = [
        Step(
            str(WorkStep(phase.step).label),
            time_of(phase.planned_from, phase.planned_to),
            time_of(phase.from_day, phase.to_day),
        )
        for phase in phases
    ]
    known = [step for step in steps if step.planned or step.came]
    if not known:
        return None
    title = gettext("Step by step")
    sentence = gettext("Hollow: as planned. Full: as it came. What has no known end is drawn until today.")
    picture = chart(phase_bars, name="phases", steps=known, until=today, title=title, description=sentence)
    return Drawn(title, sentence, picture)


def time_of(begins: datetime.date | None, ends: datetime.date | None) -> Days | None:
    """Return a time that has a first day; one that is known only by its end is not drawn."""
    return (begins, ends) if begins else None
