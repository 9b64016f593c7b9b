"""Boundaries from a map file: read, put into one reference system, checked, never repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

import pyproj
import shapely
from django.utils.translation import gettext as _
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.services.read_problems import Problems, is_plain

WGS84 = 4326
SWEREF = 3006
DECIMALS = 7
PLACE = re.compile(r"^(.*?)\[(\S+) (\S+)\]$")
LONGEST = {"code": 40, "name": 200, "parent": 40}


class Feature(NamedTuple):
    """One shape as a file gives it, with its properties."""

    line: int
    number: int
    properties: dict[str, Any]
    shape: BaseGeometry | None


class BoundaryRow(NamedTuple):
    """The line around one area, in WGS 84."""

    line: int
    number: int
    code: str
    name: str
    parent: str
    shape: BaseGeometry


class Properties(NamedTuple):
    """Which property of a map file means what."""

    code: str
    name: str
    parent: str


def read_boundaries(
    features: Iterable[Feature], properties: Properties, crs: pyproj.CRS, problems: Problems
) -> list[BoundaryRow]:
    """Turn the features of a map file into boundaries; each wrong one is told with its place."""
    to_wgs84 = pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)
    west, south, east, north = country()
    seen: dict[str, int] = {}
    rows = []
    for feature in features:
        before = problems.count
        code, name, parent = _texts(feature, properties, problems)
        if code in seen and code:
            _tell(
                problems,
                feature,
                _("The code appears twice."),
                _("Join the two shapes or correct one."),
                code,
            )
        seen.setdefault(code, feature.number)
        shape = _polygon(feature, problems)
        if shape is None or problems.count > before:
            continue
        if crs.to_epsg() != WGS84:
            shape = moved(shape, to_wgs84)
        shape = shapely.transform(shape, lambda points: points.round(DECIMALS))
        if _is_valid(feature, shape, code, problems) and _lies_in(
            (west, south, east, north), feature, shape, problems
        ):
            rows.append(BoundaryRow(feature.line, feature.number, code, name, parent, shape))
    if not seen and not problems:
        problems.add(_("The file holds no shapes."), _("Choose a file with one polygon for each area."))
    return rows


def moved(shape: BaseGeometry, way: pyproj.Transformer) -> BaseGeometry:
    """Put a shape into another reference system."""
    transform: Any = way.transform
    return shapely.transform(shape, transform, interleaved=False)


def find_crs(name: str | int, problems: Problems) -> pyproj.CRS:
    """Return a reference system by its name or EPSG number."""
    try:
        return pyproj.CRS.from_user_input(name)
    except (CRSError, TypeError, ValueError, OverflowError):
        raise problems.stop(
            _("The reference system of the file is not known."),
            _("Save the file in WGS 84 (EPSG:4326) or SWEREF 99 TM (EPSG:3006)."),
            value=name,
        ) from None


def country() -> tuple[float, float, float, float]:
    """Return the box (west, south, east, north) that SWEREF 99 TM is made for, in degrees."""
    area = pyproj.CRS.from_epsg(SWEREF).area_of_use
    assert area is not None
    return area.west, area.south, area.east, area.north


def _texts(feature: Feature, properties: Properties, problems: Problems) -> tuple[str, str, str]:
    texts = {}
    for ours, theirs in properties._asdict().items():
        value = feature.properties.get(theirs) if theirs else None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
        if len(text) > LONGEST[ours] or not is_plain(text):
            _tell(
                problems,
                feature,
                _("The text is too long or holds signs that cannot be kept."),
                _("Shorten it."),
                text,
            )
            text = ""
        texts[ours] = text
    if not texts["code"]:
        names = ", ".join(sorted(map(str, feature.properties))) or "–"
        _tell(
            problems,
            feature,
            _("The shape has no code in the property “%(name)s”.") % {"name": properties.code},
            _("Say which property holds the code. The shape has: %(names)s.") % {"names": names[:200]},
        )
    return texts["code"], texts["name"], texts["parent"]


def _polygon(feature: Feature, problems: Problems) -> BaseGeometry | None:
    shape = feature.shape
    if shape is None or shape.is_empty:
        _tell(problems, feature, _("The shape is empty."), _("Draw the area, or remove the row."))
    elif shape.geom_type not in {"Polygon", "MultiPolygon"}:
        _tell(
            problems,
            feature,
            _("The shape is not a polygon."),
            _("Only polygons and multipolygons can be areas."),
            shape.geom_type,
        )
    elif shape.has_z:
        return shapely.force_2d(shape)
    else:
        return shape
    return None


def _is_valid(feature: Feature, shape: BaseGeometry, code: str, problems: Problems) -> bool:
    if shape.is_valid:
        return True
    found = PLACE.match(shapely.is_valid_reason(shape))
    reason, x, y = found.groups() if found else (shapely.is_valid_reason(shape), "?", "?")
    _tell(
        problems,
        feature,
        _("The line of the area is wrong: %(reason)s at longitude %(x)s, latitude %(y)s.")
        % {"reason": reason, "x": x, "y": y},
        _("Mend the line there in the map program. It is not mended here, since that could move the border."),
        code,
    )
    return False


def _lies_in(
    box: tuple[float, float, float, float], feature: Feature, shape: BaseGeometry, problems: Problems
) -> bool:
    if _inside(shape.bounds, box):
        return True
    west, south, east, north = shape.bounds
    place = f"{west:.5g} {south:.5g} {east:.5g} {north:.5g}"
    if _inside((south, west, north, east), box):
        reason = _("The coordinates lie in wrong order: latitude comes before longitude.")
        remedy = _("Write each point as longitude, latitude.")
    elif max(map(abs, shape.bounds)) > 360:
        reason = _("The coordinates are not degrees. They look like metres of another reference system.")
        remedy = _("Save the file in WGS 84, or name its reference system in the file.")
    else:
        reason = _("The area lies outside Sweden.")
        remedy = _("Check the reference system that the file was saved in.")
    _tell(problems, feature, reason, remedy, place)
    return False


def _inside(bounds: tuple[float, ...], box: tuple[float, float, float, float]) -> bool:
    # A NaN compares false, so that it lies nowhere.
    return bounds[0] >= box[0] and bounds[1] >= box[1] and bounds[2] <= box[2] and bounds[3] <= box[3]


def _tell(problems: Problems, feature: Feature, reason: str, remedy: str, value: object = "") -> None:
    place = _("shape %(number)d") % {"number": feature.number}
    problems.add(reason, remedy, line=feature.line, column=place, value=value)
