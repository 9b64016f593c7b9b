"""From metres on the ground to a drawing with north up: one grid for all, so that neighbours still meet."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bokal.web.ui.map_classes import Ring

SPAN = 3_000
"""Units along the longer side of the drawing. Outlines are kept with half as many steps."""

MARGIN = 60

KEPT = 8_192
"""Outlines whose drawing is kept: a boundary is drawn on many pages and does not change."""

type Place = tuple[int, int]
type Rings = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The piece of ground that is drawn."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    def place(self, x: float, y: float) -> Place:
        """Return where a point in metres lies in the drawing."""
        return round((x - self.west) / self.metres) + MARGIN, round((self.north - y) / self.metres) + MARGIN

    def ring(self, ring: Ring) -> list[Place]:
        """Return the corners of a ring, without those that fall onto the one before."""
        places = [self.place(x, y) for x, y in corners(ring)]
        kept = [place for at, place in enumerate(places) if place != places[at - 1]]
        return kept or places[:1]


def corners(ring: Ring) -> Iterator[tuple[int, int]]:
    """Return the corners of a ring as pairs."""
    if len(ring) % 2 or len(ring) < 6:
        raise ValueError("A ring needs at least three corners and an even count of numbers: x, y, x, y, ….")
    return zip(ring[::2], ring[1::2], strict=True)


def firm(rings: Sequence[Ring]) -> Rings:
    """Return rings that cannot be changed; those that cannot are returned as they are."""
    return tuple(tuple(ring) for ring in rings)


def frame_around(rings: Sequence[Ring]) -> Frame:
    """Return the frame that holds the rings."""
    return frame_of(firm(rings))


@lru_cache(maxsize=64)
def frame_of(rings: Rings) -> Frame:
    """Work out the frame that holds the rings."""
    points = [point for ring in rings for point in corners(ring)]
    if not points:
        raise ValueError("A map needs at least one ring: say that there is nothing to draw in words instead.")
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    metres = max(east - west, north - south, 1) / SPAN
    return Frame(
        west=west,
        north=north,
        metres=metres,
        width=math.ceil((east - west) / metres) + 2 * MARGIN,
        height=math.ceil((north - south) / metres) + 2 * MARGIN,
    )


def path_of(rings: Sequence[Ring], frame: Frame) -> str:
    """Return path data in whole units, each corner relative to the one before."""
    return data_of(firm(rings), frame)


@lru_cache(maxsize=KEPT)
def data_of(rings: Rings, frame: Frame) -> str:
    """Work out the path data of rings in a frame."""
    lines = [frame.ring(ring) for ring in rings]
    drawable = [line for line in lines if len(line) >= 3]
    return "".join(_closed(line) for line in drawable) or "".join(_speck(line[0]) for line in lines[:1])


def _closed(line: Sequence[Place]) -> str:
    (x, y), rest = line[0], line[1:]
    steps: list[str] = []
    for next_x, next_y in rest:
        steps.append(_pair(next_x - x, next_y - y, first=not steps))
        x, y = next_x, next_y
    return f"M{line[0][0]} {line[0][1]}l{''.join(steps)}z"


def _pair(x: int, y: int, *, first: bool) -> str:
    """Write two numbers with a blank only where no minus sign parts them already."""
    return f"{'' if first or x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}"


def _speck(place: Place) -> str:
    """Keep an area that is too small to draw as a point one can still pick."""
    return f"M{place[0]} {place[1]}h2v2h-2z"


def inner_place(rings: Sequence[Ring], frame: Frame) -> tuple[float, float, float]:
    """Return a place well inside the rings for a name, and how wide the area is there."""
    return place_of(firm(rings), frame)


@lru_cache(maxsize=512)
def place_of(rings: Rings, frame: Frame) -> tuple[float, float, float]:
    """Work out a place well inside the rings."""
    lines = [line for ring in rings if len(line := frame.ring(ring)) >= 3]
    if not lines:
        return (*frame.ring(rings[0])[0], 0.0)
    heights = [y for line in lines for _, y in line]
    top, bottom = min(heights), max(heights)
    best = (0.0, 0.0, 0.0)
    for part in range(3, 14):
        y = top + (bottom - top) * part / 16 + 0.01
        found = sorted(_crossings(lines, y))
        for left, right in zip(found[::2], found[1::2], strict=True):
            if right - left > best[2]:
                best = ((left + right) / 2, y, right - left)
    return best


def _crossings(lines: Sequence[Sequence[Place]], y: float) -> Iterator[float]:
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True):
            if (y1 > y) != (y2 > y):
                yield x1 + (y - y1) / (y2 - y1) * (x2 - x1)
