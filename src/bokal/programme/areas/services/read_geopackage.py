"""GeoPackage: an SQLite file with shapes in a small header and WKB (OGC 12-128r18, clause 2.1.3)."""

from __future__ import annotations

import sqlite3
import struct
from typing import Any

import pyproj
import shapely
from django.utils.translation import gettext as _
from shapely.errors import GEOSException, ShapelyError
from shapely.geometry.base import BaseGeometry

from bokal.programme.areas.services.read_boundaries import WGS84, Feature, find_crs
from bokal.programme.areas.services.read_problems import Problems, shown

MAGIC = b"SQLite format 3\x00"
ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the envelope by its code in the flags."""
STEPS = 10_000
MOST_STEPS = 20_000
LAYERS = """
    SELECT c.table_name, g.column_name, g.srs_id, s.organization, s.organization_coordsys_id, s.definition
    FROM gpkg_contents AS c
    JOIN gpkg_geometry_columns AS g ON g.table_name = c.table_name
    LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id
    WHERE c.data_type = 'features' ORDER BY c.table_name
"""


class Patience:
    """Stops a query that goes on without end; a file may hold a view made to do so."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def __call__(self) -> bool:
        self.left -= 1
        return self.left < 0


def read_geopackage(content: bytes, problems: Problems, *, layer: str) -> tuple[list[Feature], pyproj.CRS]:
    """Return the features of the only layer, or of the one that is named, with their reference system."""
    connection = sqlite3.connect(":memory:")
    try:
        # Never run what the file brings along: no functions in views, no tricks in the stored schema.
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_TRUSTED_SCHEMA, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.set_progress_handler(Patience(), STEPS)
        # A file written in WAL mode opens in memory only when its header does not say so.
        connection.deserialize(content[:18] + b"\x01\x01" + content[20:])
        connection.execute("PRAGMA query_only = ON")
        name, column, *system = _choose(connection.execute(LAYERS).fetchall(), layer, problems)
        crs = _crs(system, problems)
        return _features(connection, name, column, problems), crs
    except (sqlite3.Error, UnicodeError, OverflowError, TypeError, MemoryError):
        raise problems.stop(
            _("The file is not a GeoPackage that can be read."),
            _("Export the layer again as GeoPackage or GeoJSON."),
        ) from None
    finally:
        connection.close()


def _choose(layers: list[tuple[Any, ...]], layer: str, problems: Problems) -> tuple[Any, ...]:
    wanted = [found for found in layers if not layer or found[0] == layer]
    if len(wanted) == 1:
        return wanted[0]
    names = ", ".join(shown(found[0]) for found in layers) or "–"
    raise problems.stop(
        _("The file has %(count)d layers that could be meant.") % {"count": len(wanted)},
        _("Name one of: %(names)s.") % {"names": names},
        value=layer,
    )


def _crs(system: list[Any], problems: Problems) -> pyproj.CRS:
    srs_id, organization, number, definition = system
    if isinstance(organization, str) and organization.upper() == "EPSG" and isinstance(number, int):
        return find_crs(number, problems)
    if srs_id in (0, -1) or not isinstance(definition, str):
        problems.warn(
            _("The file names no reference system. WGS 84 is assumed."), _("Check the map afterwards.")
        )
        return pyproj.CRS.from_epsg(WGS84)
    return find_crs(definition, problems)


def _features(connection: sqlite3.Connection, name: str, column: str, problems: Problems) -> list[Feature]:
    quoted = '"' + name.replace('"', '""') + '"'
    cursor = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 -- a quoted name of the file's own table
    names = [description[0] for description in cursor.description]
    if column not in names:
        raise sqlite3.DatabaseError
    features = []
    for number, row in enumerate(cursor, 1):
        properties = dict(zip(names, row, strict=True))
        blob = properties.pop(column)
        try:
            features.append(Feature(0, number, properties, _shape(blob)))
        except (ValueError, GEOSException, ShapelyError, struct.error) as error:
            problems.add(
                _("The shape cannot be read: %(error)s") % {"error": shown(error)},
                _("Export the layer again from the map program."),
                column=_("shape %(number)d") % {"number": number},
            )
    return features


def _shape(blob: object) -> BaseGeometry | None:
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8:
        raise ValueError(_("it does not begin as a shape of a GeoPackage"))
    flags = blob[3]
    envelope = flags >> 1 & 0b111
    if envelope >= len(ENVELOPES) or flags & 0b100000:
        raise ValueError(_("its header is of an unknown kind"))
    if flags & 0b10000:
        return shapely.Polygon()
    shape = shapely.from_wkb(blob[8 + ENVELOPES[envelope] :])
    return shape if isinstance(shape, BaseGeometry) else None
