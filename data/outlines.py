"""Draw every geography of Malmö from two simplified coverages and the municipalities around it."""

import json
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import shapely
from files import CITY, PROGRAMME_AREAS, features, slug
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

WITHIN = 40.0  # metres; narrower gaps between neighbours come from simplified outlines, not from the ground
TOLERANCE = {"delomrade": 4.0, "deso2025": 3.0, "context": 15.0}  # metres
METRES_PER_DEGREE = 111_320.0
EAST = METRES_PER_DEGREE * math.cos(math.radians(55.58))


def to_metres(geometry: BaseGeometry) -> BaseGeometry:
    return shapely.transform(geometry, lambda points: points * [EAST, METRES_PER_DEGREE])


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Go back to longitude and latitude with five decimals, about one metre."""
    return shapely.transform(geometry, lambda points: (points / [EAST, METRES_PER_DEGREE]).round(5))


def simplified(outlines: dict[str, BaseGeometry], *, tolerance: float, gap: float) -> dict[str, BaseGeometry]:
    """Close gaps and overlaps, then simplify shared edges once so that neighbours still meet."""
    cleaned = shapely.coverage_clean(  # type: ignore[attr-defined]  # newer than its stubs
        [to_metres(outline) for outline in outlines.values()],
        gap_width=gap,
        snapping_distance=0.5,
        # One small zone lies wholly inside the outline of its neighbour and must keep its ground.
        merge_strategy="min_area",
    )
    return {
        code: to_degrees(outline)
        for code, outline in zip(outlines, shapely.coverage_simplify(cleaned, tolerance), strict=True)
    }


def dissolved(
    outlines: dict[str, BaseGeometry], belongs: Callable[[str], str | None]
) -> dict[str, BaseGeometry]:
    groups: dict[str, list[BaseGeometry]] = defaultdict(list)
    for code, outline in outlines.items():
        if (group := belongs(code)) is not None:
            groups[group].append(outline)
    return {code: shapely.coverage_union_all(parts) for code, parts in sorted(groups.items())}


def write_boundaries(path: Path, outlines: dict[str, BaseGeometry]) -> None:
    """Write one feature a line: small, and readable in a diff."""
    lines = []
    for code in sorted(outlines):
        outline = shapely.orient_polygons(outlines[code], exterior_cw=False)
        if not outline.is_valid or outline.is_empty:
            raise ValueError(f"The boundary of {code} for {path.name} is not valid after simplification.")
        feature = {"type": "Feature", "properties": {"code": code}, "geometry": mapping(outline)}
        lines.append(json.dumps(feature, separators=(",", ":")))
    path.write_text(
        '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n",
        encoding="utf-8",
        newline="\n",
    )


def boundaries(areas: Path) -> dict[str, dict[str, BaseGeometry]]:
    """Every geography from two coverages: what nests in the city's papers nests on the map too."""
    neighbourhoods = features(areas, "malmo_delomraden.geojson")
    zones = features(areas, "malmo_deso2025_land.geojson")
    delomrade = simplified(
        {f["properties"]["do_kod"]: shape(f["geometry"]) for f in neighbourhoods},
        tolerance=TOLERANCE["delomrade"],
        gap=2.0,
    )
    deso2025 = simplified(
        {f["properties"]["deso2025"]: shape(f["geometry"]) for f in zones},
        tolerance=TOLERANCE["deso2025"],
        gap=WITHIN,
    )
    stadsdel = {f["properties"]["do_kod"]: slug(f["properties"]["stadsdel"]) for f in neighbourhoods}
    programme = {f["properties"]["do_kod"]: f["properties"]["programomrade"] for f in neighbourhoods}
    zone = {f["properties"]["deso2025"]: f["properties"] for f in zones}
    around = {
        f["properties"]["kommun_kod"]: to_metres(shape(f["geometry"]))
        for f in features(areas, "skane_vast_kommuner.geojson")
        if f["properties"]["kommun_kod"] != CITY
    }
    return {
        "city": dissolved(delomrade, lambda _: CITY),
        "programme_areas": dissolved(delomrade, lambda code: PROGRAMME_AREAS.get(programme[code] or "")),
        "stadsdel1996": dissolved(delomrade, lambda code: stadsdel[code]),
        "delomrade": delomrade,
        "regso2025": dissolved(deso2025, lambda code: zone[code]["regso2025"]),
        "deso2025": deso2025,
        "deso2018": dissolved(deso2025, lambda code: zone[code]["deso2018"]),
        "context": {
            code: to_degrees(outline.simplify(TOLERANCE["context"])) for code, outline in around.items()
        },
    }
