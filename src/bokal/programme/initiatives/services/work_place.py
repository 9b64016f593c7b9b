"""Where a work lies: a point, a line or a polygon, checked and never mended."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.services import degrees_of, outlines_for
from bokal.programme.areas.services.import_outline import outlines, to_sweref
from bokal.programme.history.services import kept
from bokal.programme.initiatives.errors.places import (
    FarFromCity,
    LineTooShort,
    OutlineCrossed,
    OutsideWorld,
    PlaceOfWrongKind,
    PlaceTooLarge,
    PlaceTooSmall,
    PlaceTurned,
    PlaceUnreadable,
    RingOpen,
)

MOST_CORNERS = 2_000
WIDEST = 20_000
NEAR_CITY = 5_000
DECIMALS = 6
"""A tenth of a metre, as the points that voices are about have it."""

COUNTRY = (10.0, 55.0, 25.0, 70.0)
"""West, south, east and north of the ground that whole metres of SWEREF 99 TM are meant for, about."""

PAIR = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*", re.ASCII)

type Outline = list[list[int]]
type Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lie:
    """Where a work lies: GeoJSON in degrees, and the same in whole metres for drawing."""

    geometry: dict[str, Any]
    outline: Outline


def read_place(given: object) -> Lie:
    """Check a GeoJSON geometry, or a feature or collection that holds just one; return where it lies."""
    shape = shape_of(only_geometry(given))
    require_in_world(shape)
    (drawn,) = to_sweref([shape])
    require_size(shape, drawn)
    require_near(shape, drawn)
    outline = outline_of(drawn)
    if not outline:
        raise PlaceTooSmall
    return Lie(geometry_of(shape), outline)


def read_text(text: str) -> object:
    """Read what somebody pasted: GeoJSON, or points one a line; a closed row of them is a polygon.

    In the city no latitude can be a longitude, so both orders are understood here.

    Examples
    --------
    >>> read_text("55.59, 13.01")
    {'type': 'Point', 'coordinates': [13.01, 55.59]}
    """
    words = text.strip()
    if words.startswith("{"):
        try:
            found: object = json.loads(words)
        except (ValueError, RecursionError):
            raise PlaceUnreadable from None
        return found
    lines = [PAIR.fullmatch(line) for line in words.splitlines() if line.strip()]
    if not lines or len(lines) > MOST_CORNERS or None in lines:
        raise PlaceUnreadable
    return drawn_through([in_order(float(line[1]), float(line[2])) for line in lines if line])


def in_order(one: float, other: float) -> Corner:
    """Return longitude and latitude of two numbers in either order."""
    west, _south, east, _north = COUNTRY
    return (other, one) if not west <= one <= east and west <= other <= east else (one, other)


def drawn_through(corners: Sequence[Corner]) -> dict[str, Any]:
    """Return the geometry through some points: one is a point, more a line, a closed row a polygon."""
    places = [list(corner) for corner in corners]
    if len(places) == 1:
        return {"type": "Point", "coordinates": places[0]}
    if len(places) > 3 and places[0] == places[-1]:
        return {"type": "Polygon", "coordinates": [places]}
    return {"type": "LineString", "coordinates": places}


def pressed_place(corners: Sequence[tuple[int, int]], *, closed: bool) -> dict[str, Any]:
    """Return the geometry of places in metres that somebody pressed one after the other."""
    found = [degrees_of(x, y) for x, y in corners]
    degrees = [one for one in found if one is not None]
    if len(degrees) < len(found):
        raise FarFromCity
    return drawn_through([*degrees, degrees[0]] if closed and len(degrees) > 2 else degrees)


def only_geometry(given: object) -> dict[str, Any]:
    """Return the one geometry of what was given."""
    if isinstance(given, dict) and given.get("type") == "FeatureCollection":
        features = given.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise PlaceOfWrongKind
        given = features[0]
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    if not isinstance(given, dict):
        raise PlaceUnreadable
    return given


def shape_of(geometry: dict[str, Any]) -> BaseGeometry:
    """Build the shape of a geometry, or say why it is none."""
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return shapely.Point(corner_of(coordinates))
    if kind == "LineString":
        line = corners_of(coordinates)
        if len(set(line)) < 2:
            raise LineTooShort
        return shapely.LineString(line)
    if kind == "Polygon":
        return polygon_of(coordinates)
    if isinstance(kind, str) and "coordinates" in geometry:
        raise PlaceOfWrongKind
    raise PlaceUnreadable


def polygon_of(coordinates: object) -> BaseGeometry:
    """Build a polygon from closed rings."""
    if not isinstance(coordinates, list) or not coordinates:
        raise PlaceUnreadable
    rings = [corners_of(ring) for ring in coordinates]
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise RingOpen
    if any(len(set(ring)) < 3 for ring in rings):
        raise LineTooShort
    shape = shapely.Polygon(rings[0], rings[1:])
    if not shape.is_valid:
        raise OutlineCrossed
    return shape


def corners_of(coordinates: object) -> list[Corner]:
    """Read a row of points."""
    if not isinstance(coordinates, list):
        raise PlaceUnreadable
    if len(coordinates) > MOST_CORNERS:
        raise PlaceTooLarge
    return [corner_of(corner) for corner in coordinates]


def corner_of(corner: object) -> Corner:
    """Read a point; a height is left out."""
    if not isinstance(corner, list) or not 2 <= len(corner) <= 4:
        raise PlaceUnreadable
    x, y = corner[:2]
    if type(x) not in (int, float) or type(y) not in (int, float):
        raise PlaceUnreadable
    if abs(x) > 180 or abs(y) > 180 or not (math.isfinite(x) and math.isfinite(y)):
        raise OutsideWorld
    return round(float(x), DECIMALS), round(float(y), DECIMALS)


def require_in_world(shape: BaseGeometry) -> None:
    """Refuse what is no place of the globe, or has its numbers turned."""
    west, south, east, north = shape.bounds
    low, bottom, high, top = COUNTRY
    if low <= south and north <= high and bottom <= west and east <= top:
        raise PlaceTurned
    if south < -90 or north > 90:
        raise OutsideWorld
    if west < low or east > high or south < bottom or north > top:
        raise FarFromCity


def require_size(shape: BaseGeometry, drawn: BaseGeometry) -> None:
    """Refuse what is too large for a work or for a map."""
    west, south, east, north = drawn.bounds
    if shapely.count_coordinates(shape) > MOST_CORNERS or max(east - west, north - south) > WIDEST:
        raise PlaceTooLarge


def require_near(shape: BaseGeometry, drawn: BaseGeometry) -> None:
    """Refuse what lies far from the city; without an outline of the city nothing can be said."""
    city = city_ground()
    if city is not None and shapely.distance(city, drawn) > NEAR_CITY:
        raise FarFromCity


def city_ground() -> BaseGeometry | None:
    """Return the ground of the city, else of the programme's areas, kept in memory between readers."""
    return kept(("ground of the city",), gather_ground, of=("areas.boundary", "areas.area"))


def gather_ground() -> BaseGeometry | None:
    """Join the rings of the city, else of the programme's areas; holes do not matter for what is near."""
    known = outlines_for("")
    rings = known.city or tuple(ring for rings in known.accent.values() for ring in rings)
    shapes = [shapely.Polygon(list(zip(ring[::2], ring[1::2], strict=True))) for ring in rings]
    whole = [shape for shape in shapes if shape.is_valid]
    return shapely.union_all(whole) if whole else None


def outline_of(drawn: BaseGeometry) -> Outline:
    """Return a shape in whole metres: rings as areas have them; a point and a line as one row of numbers."""
    if drawn.geom_type == "Polygon":
        (rings,) = outlines([drawn])
        return rings
    points = [(round(x), round(y)) for x, y in drawn.coords]
    row = [point for place, point in enumerate(points) if not place or point != points[place - 1]]
    return [[number for point in row for number in point]]


def geometry_of(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON with plain lists."""
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return {"type": found["type"], "coordinates": found["coordinates"]}
