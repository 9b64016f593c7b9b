"""Between the metres that outlines are kept in and degrees, in which a point is told to others."""

from functools import lru_cache
from math import isfinite

import pyproj

SWEREF = 3006
WGS84 = 4326
DECIMALS = 6
"""A tenth of a metre, which is more than anybody means who points at a map."""


@lru_cache(maxsize=2)
def transformer(source: int, target: int) -> pyproj.Transformer:
    """Return what turns coordinates of one reference system into those of another."""
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def degrees_of(x: float, y: float) -> tuple[float, float] | None:
    """Return longitude and latitude of a place in metres of SWEREF 99 TM, or nothing beyond the earth.

    Examples
    --------
    >>> degrees_of(374_000, 6_163_000)
    (13.000357, 55.596616)
    """
    longitude, latitude = transformer(SWEREF, WGS84).transform(x, y)
    return (round(longitude, DECIMALS), round(latitude, DECIMALS)) if isfinite(longitude) else None


def metres_of(longitude: float, latitude: float) -> tuple[int, int] | None:
    """Return a place in whole metres of SWEREF 99 TM, or nothing where that has none (105° east, say).

    Examples
    --------
    >>> metres_of(13.000357, 55.596616)
    (374000, 6163000)
    >>> metres_of(105.0, 0.0) is None
    True
    """
    x, y = transformer(WGS84, SWEREF).transform(longitude, latitude)
    return (round(x), round(y)) if isfinite(x) else None
