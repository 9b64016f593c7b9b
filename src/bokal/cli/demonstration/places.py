"""Boundaries, areas that are put together from zones, and the rest of the city."""

import datetime
import json
from collections import defaultdict
from functools import partial
from pathlib import Path

from bokal.cli.demonstration.files import load, take_in, take_in_bytes, take_in_rows
from bokal.programme.areas.models import Area, Composition, Definition, Geography, Observation
from bokal.programme.areas.services import Kind, TableMapping, compose_observations

COMPOSITE_COLUMNS = ("area", "geography", "zone", "weight", "role", "note_sv", "note_en")
ROW_COLUMNS = ("whole_geography", "area", "geography", "zone", "weight", "role", "judged")
ZONES = ("deso2025", "deso2018")
COMPOSED = ("programme_areas", "rest", "delomrade", "regso2025")
JUDGED = "bokal-weights"
DRAWN = "scb-deso-outlines"
REST = {
    "code": "rest",
    "position": 25,
    "valid_from": "2010-01-01",
    "valid_to": None,
    "source": JUDGED,
    "name": {
        "sv": "Utanför programområdena",
        "en": "Outside the programme areas",
        "ar": "خارج مناطق البرنامج",
    },
    "areas": [{"code": "rest", "name": "Resten av Malmö"}],
}


def build_boundaries(folder: Path) -> None:
    """Import the boundaries of every geography."""
    for geography in load(folder, "geographies.json"):
        path = folder / "boundaries" / f"{geography['code']}.geojson"
        if path.exists():
            take_in(
                Kind.BOUNDARIES,
                path,
                geography=geography["code"],
                dataset=geography["source"],
                valid_from=datetime.date.fromisoformat(geography["valid_from"]),
            )


def build_composites(folder: Path) -> None:
    """Weigh composite areas by their zones, and compute every figure their parts allow."""
    take_in(
        Kind.COMPOSITES,
        folder / "composites.csv",
        dataset=JUDGED,
        mapping=TableMapping(
            columns={name: name for name in COMPOSITE_COLUMNS},
            fixed={"whole_geography": "programme_areas", "judged": "yes"},
        ),
    )
    take_in_bytes(Kind.GEOGRAPHIES, "rest.json", json.dumps([REST]).encode())
    shares = {"area": "delomrade", "zone": "deso", "weight": "share_of_deso"}
    for zones in ZONES:
        fixed = {"whole_geography": "delomrade", "geography": zones, "judged": "no"}
        mapping = TableMapping(columns=shares, fixed=fixed)
        take_in(Kind.COMPOSITES, folder / f"delomrade_{zones}.csv", dataset=DRAWN, mapping=mapping)
        take_in_whole_zones(zones)
        take_in_the_rest(zones)
    compose_all()


def take_in_whole_zones(zones: str) -> None:
    """Make each larger statistical area of the zones that lie wholly in it."""
    pairs = Area.objects.filter(geography__code=zones, parent__geography__code="regso2025")
    rows = [
        ("regso2025", parent, zones, code, 1, "core", "no")
        for code, parent in pairs.order_by("code").values_list("code", "parent__code")
    ]
    take_in_rows(Kind.COMPOSITES, f"regso2025-{zones}.csv", ROW_COLUMNS, rows, dataset=DRAWN)


def take_in_the_rest(zones: str) -> None:
    """Make the rest of the city of what the programme areas leave of each zone."""
    taken: dict[str, float] = defaultdict(float)
    judged = Composition.objects.filter(whole__geography__code="programme_areas", part__geography__code=zones)
    for code, weight in judged.order_by("part").values_list("part__code", "weight"):
        taken[code] += float(weight)
    codes = Area.objects.filter(geography__code=zones).order_by("code").values_list("code", flat=True)
    left = [(code, round(1 - taken[code], 6)) for code in codes]
    rows = [
        ("rest", "rest", zones, code, weight, "core" if weight == 1 else "partial", "yes")
        for code, weight in left
        if weight > 0
    ]
    take_in_rows(Kind.COMPOSITES, f"rest-{zones}.csv", ROW_COLUMNS, rows, dataset=JUDGED)


def compose_all() -> None:
    """Compute the figures of composite areas for every definition and year their zones have."""
    population = Definition.objects.get(indicator__code="population", version=1)
    wanted = Observation.objects.filter(area__geography__code__in=ZONES)
    pairs = sorted(set(wanted.order_by().values_list("definition", "year")))
    counted = [year for key, year in pairs if key == population.pk]
    definitions = Definition.objects.select_related("indicator").in_bulk([key for key, _year in pairs])
    for code in COMPOSED:
        geography = Geography.objects.get(code=code)
        for key, year in pairs:
            compose_observations(
                geography=geography,
                definition=definitions[key],
                year=year,
                population=population,
                population_year=min(counted, key=partial(distance, year)),
                actor=None,
            )


def distance(year: int, other: int) -> tuple[int, int]:
    """Return how far another year is; of two that are as far, the later is nearer."""
    return abs(other - year), -other
