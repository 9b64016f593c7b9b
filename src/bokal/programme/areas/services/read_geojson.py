"""GeoJSON (RFC 7946), and the older form that names its reference system."""

from __future__ import annotations

from typing import Any

import pyproj
import shapely
from django.utils.translation import gettext as _
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.services.read_boundaries import WGS84, Feature, find_crs
from bokal.programme.areas.services.read_json import parse_members
from bokal.programme.areas.services.read_problems import Problems


def read_geojson(content: bytes, problems: Problems) -> tuple[list[Feature], pyproj.CRS]:
    """Return the features of a collection and the reference system they are in."""
    rest, items = parse_members(content, "features", problems)
    if rest.get("type") != "FeatureCollection":
        raise problems.stop(
            _("The file is not a GeoJSON FeatureCollection."),
            _("Export the layer as GeoJSON with one polygon for each area."),
            value=rest.get("type", ""),
        )
    crs = _crs(rest.get("crs"), problems)
    features = (_feature(line, number, item, problems) for number, (line, item) in enumerate(items, 1))
    return [feature for feature in features if feature is not None], crs


def _crs(member: object, problems: Problems) -> pyproj.CRS:
    if member is None:
        return pyproj.CRS.from_epsg(WGS84)
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return find_crs(name if isinstance(name, str) else str(member), problems)


def _feature(line: int, number: int, item: object, problems: Problems) -> Feature | None:
    if not isinstance(item, dict) or item.get("type") != "Feature":
        problems.add(
            _("This is not a GeoJSON feature."),
            _("Export the layer again from the map program."),
            line=line,
            column=_("shape %(number)d") % {"number": number},
        )
        return None
    properties = item.get("properties")
    shape = _shape(item.get("geometry"))
    if isinstance(shape, str):
        problems.add(
            shape,
            _("Export the layer again. A point is [longitude, latitude], and a ring ends where it begins."),
            line=line,
            column=_("shape %(number)d") % {"number": number},
        )
        return None
    return Feature(line, number, properties if isinstance(properties, dict) else {}, shape)


def _shape(geometry: object) -> BaseGeometry | str | None:
    """Build the shape; text says why it cannot be built."""
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates: Any = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        return _("The shape is not a polygon.")
    try:
        parts = [
            [_ring(ring) for ring in polygon]
            for polygon in ([coordinates] if kind == "Polygon" else coordinates)
        ]
        shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in parts if rings]
    except (TypeError, ValueError, KeyError, OverflowError, GEOSException, ShapelyError) as error:
        return _("The coordinates cannot be read: %(error)s") % {"error": str(error)[:100]}
    if kind == "Polygon":
        return shapes[0] if shapes else shapely.Polygon()
    return shapely.MultiPolygon(shapes)


def _ring(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list):
        raise ValueError(_("a ring is not a list of points"))
    points = []
    for point in ring:
        if (
            not isinstance(point, list)
            or len(point) < 2
            or any(type(c) not in (int, float) for c in point[:2])
        ):
            raise ValueError(_("a point is not two numbers"))
        x, y = float(point[0]), float(point[1])
        if not (abs(x) < 1e9 and abs(y) < 1e9):
            raise ValueError(_("a coordinate is too large"))
        points.append((x, y))
    if len(points) < 4 or points[0] != points[-1]:
        raise ValueError(_("a ring does not end where it begins"))
    return points
