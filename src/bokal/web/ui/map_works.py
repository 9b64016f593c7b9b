"""Works on a map: points, lines and areas, told apart by their pattern as well as by their colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bokal.web.ui.chart_svg import Pen, line_of
from bokal.web.ui.map_choropleth import FONT, HATCH, TALL, accent_names, scale_bar, write_names
from bokal.web.ui.map_classes import Outline, Ring
from bokal.web.ui.map_paths import MARGIN, Frame, frame_around, path_of

PLANNED, BUILT, USED = "planned", "built", "used"
ROOM = 300
"""Metres left free around what is drawn, so that a work at the edge is seen whole."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A work on a map: its outline in whole metres, the form of that, and how far the work is."""

    code: str
    label: str
    form: str
    outline: Sequence[Ring]
    stage: str
    href: str = ""


def box_of(outlines: Iterable[Ring], *, room: int = ROOM) -> tuple[int, int, int, int] | None:
    """Return the box around some rows of coordinates: west, south, east, north."""
    rows = [row for row in outlines if row]
    if not rows:
        return None
    xs = [x for row in rows for x in row[::2]]
    ys = [y for row in rows for y in row[1::2]]
    return min(xs) - room, min(ys) - room, max(xs) + room, max(ys) + room


def frame_of_box(box: tuple[int, int, int, int]) -> Frame:
    """Return the frame that holds a box."""
    west, south, east, north = box
    return frame_around([[west, south, east, south, east, north, west, north]])


def works_map(
    *,
    name: str,
    marks: Sequence[Mark],
    box: tuple[int, int, int, int],
    context: Sequence[Ring],
    accent: Sequence[Outline],
    title: str,
    description: str,
) -> SafeString:
    """Draw works over land, water and the outlines of the programme areas; areas below lines and points."""
    pen, frame = Pen(size=FONT), frame_of_box(box)
    near = [ring for ring in context if meets(ring, box)]
    parts = [pattern(pen, name)] if any(mark.stage == BUILT for mark in marks) else []
    # A page may be wider or taller than the map, and shows what lies beyond its edge.
    beyond = {"x": -frame.width, "y": -frame.height, "width": 3 * frame.width, "height": 3 * frame.height}
    parts.append(pen.draw("rect", "water", **beyond))
    parts.append(pen.draw("path", "context", d=path_of(near, frame), fill_rule="evenodd"))
    if accent:
        outline = path_of([ring for one in accent for ring in one.rings], frame)
        parts += [pen.draw("path", css, d=outline) for css in ("accent under", "accent")]
    parts.append(write_names(pen, frame, accent_names(accent, frame)))
    order = {"Polygon": 0, "LineString": 1}
    parts += [linked(pen, frame, mark, name) for mark in sorted(marks, key=lambda m: order.get(m.form, 2))]
    parts.append(scale_bar(pen, frame))
    return pen.sheet(
        parts,
        name=name,
        css="choropleth",
        box=(frame.width, frame.height + FONT * 2),
        title=title,
        description=description,
        links=any(mark.href for mark in marks),
        metres=frame.metres,
    )


def meets(ring: Ring, box: tuple[int, int, int, int]) -> bool:
    """Tell whether a ring may be seen in a box; some ground beyond its edge is drawn too."""
    west, south, east, north = box
    beyond = max(east - west, north - south) // 10
    xs, ys = ring[::2], ring[1::2]
    return (
        min(xs) <= east + beyond
        and max(xs) >= west - beyond
        and min(ys) <= north + beyond
        and max(ys) >= south - beyond
    )


def pattern(pen: Pen, name: str, *, step: int = HATCH) -> str:
    """Return the hatching of areas that are being built."""
    ground = pen.draw("rect", "work-paper", width=step, height=TALL)
    lines = pen.draw("path", "work-hatch", d=f"M0 0V{TALL}M{step} 0V{TALL}")
    return (
        f'<defs><pattern id="{name}-built" patternUnits="userSpaceOnUse" width="{step}" height="{TALL}"'
        f' patternTransform="rotate(45)">{ground}{lines}</pattern></defs>'
    )


def linked(pen: Pen, frame: Frame, mark: Mark, name: str) -> str:
    """Return a work as a link that says its name and how far it is."""
    drawn = draw_mark(pen, frame, mark, name)
    if not mark.href:
        return drawn
    dot = ' data-dot=""' if mark.form == "Point" else ""
    where = f'href="{escape(mark.href)}" data-code="{escape(mark.code)}"{dot}'
    return f'<a {where} aria-label="{escape(mark.label)}">{drawn}</a>'


def draw_mark(pen: Pen, frame: Frame, mark: Mark, name: str) -> str:
    """Draw a work by its form and stage. The first path is the one that is ringed when it is picked."""
    if mark.form == "Polygon":
        fill = {"fill": f"url(#{name}-built)"} if mark.stage == BUILT else {}
        outline = path_of(mark.outline, frame)
        return pen.draw("path", f"work-area {mark.stage}", d=outline, fill_rule="evenodd", **fill)
    (row,) = mark.outline
    places = [frame.place(x, y) for x, y in zip(row[::2], row[1::2], strict=True)]
    if mark.form == "Point" or len(set(places)) == 1:
        return dot(pen, places[0], mark.stage)
    line = line_of(places)
    looks = ("work-reach", "work-line under", f"work-line {mark.stage}")
    return "".join(pen.draw("path", css, d=line) for css in looks)


def dot(pen: Pen, place: tuple[int, int], stage: str) -> str:
    """Draw a point: full when in use, with a core while it is built, hollow while it is planned.

    It is a line almost without length and with round ends, so that it keeps its size however near one looks.
    """
    looks = {
        USED: ("work-dot ink",),
        BUILT: ("work-dot ink", "work-dot light", "work-dot core"),
        PLANNED: ("work-dot ink", "work-dot light"),
    }[stage]
    line = f"M{place[0]} {place[1]}h1"
    return "".join(pen.draw("path", css, d=line) for css in ("work-reach", "work-dot under", *looks))


def stage_shapes(pen: Pen, stage: str, *, at: tuple[int, int] = (0, 0), times: int = 1, step: int) -> str:
    """Draw how a stage looks as an area, a line and a point; at first in a field of 84 by 20."""
    name, (x, y) = f"key-{stage}", at
    height = 20 * times
    frame = Frame(west=MARGIN - x, north=y + height - MARGIN, metres=1, width=84 * times, height=height)
    rows = {
        "Polygon": (3, 17, 25, 17, 25, 3, 3, 3),
        "LineString": (32, 10, 62, 10),
        "Point": (75, 10),
    }
    drawn = "".join(
        draw_mark(pen, frame, Mark("", "", form, [[times * one for one in row]], stage), name)
        for form, row in rows.items()
    )
    return (pattern(pen, name, step=step) if stage == BUILT else "") + drawn


def stage_swatch(stage: str) -> SafeString:
    """Draw how a stage looks, for the key beside a map."""
    drawn = stage_shapes(Pen(), stage, step=6)
    return mark_safe(  # noqa: S308 fixed markup without text
        f'<svg class="swatch work-swatch" viewBox="0 0 84 20" width="84" height="20" aria-hidden="true">'
        f"{drawn}</svg>"
    )
