"""Initiatives of the programme's own years, as far as sources tell; nothing is made up for them."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from shapely.geometry import shape

from bokal.cli.demonstration.files import load
from bokal.programme.areas.models import Area, Boundary
from bokal.programme.initiatives.enums import Afterlife, Found, Kind, Phase, WorkKind, WorkStep
from bokal.programme.initiatives.services import (
    Known,
    KnownHandover,
    KnownLookBack,
    KnownWork,
    note_known_initiative,
)

type Json = dict[str, Any]

HOME = "programme_areas"
# In degrees: some 60 metres, so that no place hides another.
STEP = 0.001


def build_known_initiatives(folder: Path) -> None:
    """Note each documented initiative, with its works and what became of it."""
    areas = {area.code: area for area in Area.objects.filter(geography__code=HOME)}
    middles = {code: middle_of(area) for code, area in areas.items()}
    placed: Counter[str] = Counter()
    for entry in load(folder, "initiatives.json"):
        works = [work_of(work, beside(middles, entry["area"], placed)) for work in entry["works"]]
        note_known_initiative(slug=entry["slug"], known=known_of(entry, areas, works), actor=None)


def middle_of(area: Area) -> tuple[float, float]:
    """Return a point inside an area, in degrees."""
    boundary = Boundary.objects.get(area=area, valid_to__isnull=True)
    point = shape(boundary.geometry).representative_point()
    return point.x, point.y


def beside(middles: dict[str, tuple[float, float]], area: str, placed: Counter[str]) -> Json | None:
    """Return a point in an area for what no source places, each a little east of the one before."""
    if area not in middles:
        return None
    longitude, latitude = middles[area]
    placed[area] += 1
    return {"type": "Point", "coordinates": [longitude + (placed[area] - 1) * STEP, latitude]}


def known_of(entry: Json, areas: dict[str, Area], works: list[KnownWork]) -> Known:
    """Return what the file says of an initiative."""
    return Known(
        title=entry["title"],
        summary=entry["summary"],
        kind=Kind(entry["kind"]),
        area=areas[entry["area"]] if entry["area"] else None,
        phase=Phase(entry["phase"]),
        source=entry["source"],
        unknown=entry["unknown"],
        start_year=entry["start_year"],
        end_year=entry["end_year"],
        works=works,
        handover=handover_of(entry["handover"]) if "handover" in entry else None,
    )


def work_of(entry: Json, about: Json | None) -> KnownWork:
    """Return what the file says was built."""
    return KnownWork(
        slug=entry["slug"],
        kind=WorkKind(entry["kind"]),
        name=entry["name"],
        place=entry["place"],
        quantities=[(one["what"], Decimal(one["value"]), one["unit"]) for one in entry["quantities"]],
        steps=[(WorkStep(one["step"]), one["year"]) for one in entry["steps"]],
        unknown=entry["unknown"],
        about=about,
    )


def handover_of(entry: Json) -> KnownHandover:
    """Return what the file says became of it."""
    return KnownHandover(
        afterlife=Afterlife(entry["afterlife"]),
        text=entry["text"],
        source=entry["source"],
        unknown=entry["unknown"],
        outside=entry["outside"],
        seen=[
            KnownLookBack(Found(one["found"]), one["year"], one["text"], one["source"])
            for one in entry["seen"]
        ],
    )
