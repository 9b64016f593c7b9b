"""Draw a place by pressing a picture, one corner at a time, without script: a point, a line or an outline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from bokal.programme.initiatives.services.work_place import pressed_place
from bokal.web.ui.chart_svg import Pen, line_of
from bokal.web.ui.map_ground import NEAR, SIDE, Ground, Point
from bokal.web.ui.map_paths import Frame
from bokal.web.ui.map_pressed import PICK, pressed_at

POINT, LINE, AREA = SHAPES = ("point", "line", "area")
NEEDED = {POINT: 1, LINE: 2, AREA: 3}
FORMS = {"Point": POINT, "LineString": LINE, "Polygon": AREA}
MOST = 60
"""Corners that are pressed by hand; the address of the picture holds them all."""

WRITTEN = re.compile(r"(?:-?\d{1,8},-?\d{1,8};){0,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture in the form: what ground it shows, what is drawn, and the corners that were pressed."""

    ground: Ground
    shape: str
    corners: tuple[Point, ...] = ()

    @property
    def query(self) -> str:
        """The query of the address where the picture is drawn."""
        return urlencode({"view": str(self.ground), "shape": self.shape, "corners": self.written})

    @property
    def written(self) -> str:
        """The corners as the form holds them."""
        return "".join(f"{x},{y};" for x, y in self.corners)

    @property
    def side(self) -> int:
        return SIDE

    @property
    def is_whole(self) -> bool:
        """Whether there are corners enough for the shape."""
        return len(self.corners) >= NEEDED[self.shape]

    @property
    def is_full(self) -> bool:
        return len(self.corners) >= MOST

    def geometry(self) -> dict[str, Any] | None:
        """Return the place as GeoJSON; nothing while corners are missing."""
        return pressed_place(self.corners, closed=self.shape == AREA) if self.is_whole else None

    def press(self, place: Point) -> Drawing:
        """Add a corner, or move the point; the first press on a map of everything brings one near."""
        corners = (place,) if self.shape == POINT else (*self.corners, place)[:MOST]
        far = not self.corners and self.ground.size > 2 * NEAR
        ground = Ground.around(place, max(2 * NEAR, self.ground.size // 4)) if far else self.ground
        return replace(self, corners=corners, ground=ground)

    def do(self, act: str) -> Drawing:
        """Do what a button beside the picture says."""
        if act == "undo":
            return replace(self, corners=self.corners[:-1])
        if act == "none":
            return replace(self, corners=())
        steps = {"closer": 1, "wider": -1}.get(act, 0)
        around = self.corners[-1] if self.corners else None
        return replace(self, ground=self.ground.closer(around, steps=steps)) if steps else self


def corners_in(text: str) -> tuple[Point, ...]:
    """Read corners from a form or an address; nothing when they are none."""
    if WRITTEN.fullmatch(text) is None:
        return ()
    pairs = (pair.split(",") for pair in text.split(";") if pair)
    return tuple((int(x), int(y)) for x, y in pairs)


def drawing_of(sent: Mapping[str, str], start: Drawing) -> Drawing:
    """Return the picture after what was sent: a press, a button, another shape."""
    shape = sent.get("shape", "")
    shape = shape if shape in SHAPES else start.shape
    corners = corners_in(sent.get("corners", ""))
    corners = corners[-1:] if shape == POINT else corners
    drawing = Drawing(Ground.read(sent.get("view", "")) or start.ground, shape, corners)
    pressed = pressed_at(sent)
    return drawing.press(drawing.ground.pressed(*pressed)) if pressed else drawing.do(sent.get("map", ""))


def is_drawing(sent: Mapping[str, str]) -> bool:
    """Tell whether the picture was pressed or one of its buttons, and the place not yet saved."""
    return "map" in sent or f"{PICK}.x" in sent


def draw_corners(drawing: Drawing, pen: Pen, frame: Frame) -> str:
    """Draw the corners, what runs between them, and the last one so that it can be told."""
    return "".join(parts_of(drawing, pen, [frame.place(*corner) for corner in drawing.corners]))


def parts_of(drawing: Drawing, pen: Pen, places: Sequence[Point]) -> list[str]:
    """Return the parts of what is drawn; an outline is closed once it has three corners."""
    if not places:
        return []
    closed = drawing.shape == AREA and drawing.is_whole
    parts = []
    if len(places) > 1:
        line = line_of(places) + ("z" if closed else "")
        parts += [pen.draw("path", css, d=line) for css in ("work-line under", "work-line used")]
    for place in places:
        parts.append(pen.draw("path", "work-dot ink", d=f"M{place[0]} {place[1]}h1"))
    x, y = places[-1]
    parts += [pen.draw("path", css, d=f"M{x} {y}h1") for css in ("work-dot light", "work-dot core")]
    return parts
