"""A plain map to point at: the ground in a square, with a mark where somebody pointed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from bokal.programme.areas.services import metres_of
from bokal.web.ui.chart_svg import Pen, line_of, width_of
from bokal.web.ui.map_classes import Ring
from bokal.web.ui.map_paths import MARGIN, SPAN, Frame, inner_place

SIDE = 280
"""Pixels along a side, on every screen: the browser tells in pixels where a picture was pressed."""

NEAR = 1_000
FONT = SPAN * 13 / SIDE
SIZES = (500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000)
STEP = 50
WRITTEN = re.compile(r"(-?\d{1,8}),(-?\d{1,8}),(\d{1,5})", re.ASCII)

type Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """A square of ground: its north-western corner and its side, in metres."""

    west: int
    north: int
    size: int

    @classmethod
    def around(cls, point: tuple[float, float], size: int) -> Ground:
        """Return a square with a point about in its middle; corners lie on a grid, so that squares recur."""
        x, y = point
        return cls(round((x - size / 2) / STEP) * STEP, round((y + size / 2) / STEP) * STEP, size)

    @classmethod
    def holding(cls, rings: Iterable[Ring]) -> Ground | None:
        """Return the smallest square that holds the rings with a little room, or nothing without rings."""
        all_rings = list(rings)
        if not all_rings:
            return None
        xs = [x for ring in all_rings for x in ring[::2]]
        ys = [y for ring in all_rings for y in ring[1::2]]
        needed = 1.1 * max(max(xs) - min(xs), max(ys) - min(ys))
        size = next((size for size in SIZES if size >= needed), SIZES[-1])
        return cls.around(((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), size)

    @classmethod
    def read(cls, text: str) -> Ground | None:
        """Read a square from an address or a form; nothing when it is none."""
        found = WRITTEN.fullmatch(text)
        if found is None or int(found[3]) not in SIZES:
            return None
        return cls(int(found[1]), int(found[2]), int(found[3]))

    def __str__(self) -> str:
        return f"{self.west},{self.north},{self.size}"

    @property
    def middle(self) -> Point:
        return self.west + self.size // 2, self.north - self.size // 2

    def pressed(self, across: int, down: int) -> Point:
        """Return the place under a pixel of the picture."""
        scale = self.size / SIDE
        return round(self.west + (across + 0.5) * scale), round(self.north - (down + 0.5) * scale)

    def closer(self, point: Point | None, *, steps: int) -> Ground:
        """Return a smaller square around a point, or a larger one when the steps are below zero."""
        place = min(max(SIZES.index(self.size) - steps, 0), len(SIZES) - 1)
        return Ground.around(point or self.middle, SIZES[place])

    def frame(self) -> Frame:
        """Return the frame of the picture, which has no margin."""
        metres = self.size / SPAN
        return Frame(self.west + MARGIN * metres, self.north - MARGIN * metres, metres, SPAN, SPAN)

    def touches(self, ring: Ring) -> bool:
        """Tell whether a ring may be seen in the square."""
        xs, ys = ring[::2], ring[1::2]
        return (
            min(xs) <= self.west + self.size
            and max(xs) >= self.west
            and min(ys) <= self.north
            and max(ys) >= self.north - self.size
        )


def ground_address(ground: Ground, point: Point | None) -> str:
    """Return where the picture of a piece of ground is drawn."""
    marked = f"&mark={point[0]},{point[1]}" if point else ""
    return f"{reverse('public:ground')}?view={ground}{marked}"


def place_address(longitude: float, latitude: float) -> str:
    """Return where a small map of a place is drawn, or nothing for a place that our maps do not reach."""
    point = metres_of(longitude, latitude)
    return ground_address(Ground.around(point, NEAR), point) if point else ""


def ground_map(
    *,
    ground: Ground,
    land: Sequence[Ring],
    zones: Iterable[Sequence[Ring]],
    named: Mapping[str, Sequence[Ring]],
    mark: Point | None,
    title: str,
    description: str,
    over: Callable[[Pen, Frame], str] | None = None,
) -> SafeString:
    """Draw land, lines of zones, programme areas with their names, what is drawn over them, and the mark."""
    pen, frame = Pen(standalone=True, words=True, size=FONT), ground.frame()

    def lines(rings: Iterable[Ring]) -> str:
        return "".join(f"{line_of(frame.ring(ring))}z" for ring in rings if ground.touches(ring))

    parts = [pen.draw("rect", "water", width=SPAN, height=SPAN)]
    parts.append(pen.draw("path", "context", d=lines(land), fill_rule="evenodd"))
    parts.append(pen.draw("path", "zone", d=lines(ring for rings in zones for ring in rings)))
    areas = lines(ring for rings in named.values() for ring in rings)
    parts += [pen.draw("path", css, d=areas) for css in ("accent under", "accent")]
    for name, (x, y) in named_places(named, frame):
        parts.append(pen.write(name, x, y, css="text name", anchor="middle", halo=True))
    if over is not None:
        parts.append(over(pen, frame))
    if mark is not None:
        x, y = frame.place(*mark)
        parts.append(pen.draw("circle", "dot", cx=x, cy=y, r=90))
        parts.append(pen.draw("circle", "paper", cx=x, cy=y, r=55))
        parts.append(pen.draw("circle", "dot", cx=x, cy=y, r=25))
    return pen.sheet(
        parts, name="ground", css="ground", box=(SPAN, SPAN), title=title, description=description
    )


def named_places(
    named: Mapping[str, Sequence[Ring]], frame: Frame
) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield each name with where it is written; one that would cover another, or the edge, is left out."""
    taken: list[tuple[float, float, float]] = []
    for name, rings in named.items():
        x, y, _width = inner_place(rings, frame)
        half = width_of(name, FONT) / 2
        seen = half <= x <= SPAN - half and FONT <= y <= SPAN - FONT
        if seen and not any(abs(x - a) < half + b and abs(y - c) < 1.2 * FONT for a, b, c in taken):
            taken.append((x, half, y))
            yield name, (x, y + FONT / 3)
