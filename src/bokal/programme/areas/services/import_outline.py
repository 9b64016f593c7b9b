"""Outlines for drawing: the areas of a geography simplified together, so that neighbours keep one line."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.services.read_boundaries import SWEREF, WGS84, moved

STEPS = 1_500
"""How many steps the longer side of a geography is drawn with; a screen shows no more."""

TO_SWEREF = pyproj.Transformer.from_crs(WGS84, SWEREF, always_xy=True)

type Outline = list[list[int]]


def to_sweref(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Put shapes from WGS 84 into SWEREF 99 TM, in metres."""
    return [moved(shape, TO_SWEREF) for shape in shapes]


def outlines(shapes: Sequence[BaseGeometry]) -> list[Outline]:
    """Return for each shape in metres its rings as ``[x, y, x, y, …]`` in whole metres, not closed.

    Holes are rings as well; fill by the even-odd rule. Where the areas overlap or leave gaps, each one is
    simplified by itself.
    """
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds(list(shapes)).tolist()
    tolerance = _round_step(max(east - west, north - south) / STEPS)
    if shapely.coverage_is_valid(list(shapes)):
        simple = list(shapely.coverage_simplify(list(shapes), tolerance))
    else:
        simple = [shapely.simplify(shape, tolerance / 2, preserve_topology=True) for shape in shapes]
    return [_rings(shape) or _rings(whole) for shape, whole in zip(simple, shapes, strict=True)]


def _round_step(tolerance: float) -> float:
    """Round down to 1, 2 or 5 of a power of ten, so that one more area seldom changes all lines."""
    power = 10.0 ** math.floor(math.log10(max(tolerance, 1.0)))
    return max(step * power for step in (1, 2, 5) if step * power <= max(tolerance, 1.0))


def _rings(shape: BaseGeometry) -> Outline:
    polygons = getattr(shape, "geoms", [shape])
    lines = [line for polygon in polygons for line in (polygon.exterior, *polygon.interiors)]
    rings = []
    for line in lines:
        points = [(round(x), round(y)) for x, y in line.coords]
        kept = [point for place, point in enumerate(points[:-1]) if point != points[place + 1]]
        if len(set(kept)) >= 3:
            rings.append([number for point in kept for number in point])
    return rings
