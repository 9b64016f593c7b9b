"""Works and the ground they stand on; all of it constructed."""

import datetime
import json
from collections.abc import Sequence
from typing import Any

from bokal.programme.areas.models import Area, Boundary, Dataset
from bokal.programme.areas.services import metres_of
from bokal.programme.initiatives.enums import Kind, Phase, WorkKind, WorkStep
from bokal.programme.initiatives.models import Initiative, Work
from bokal.programme.initiatives.services.works import PhaseFacts, WorkFacts, add_work, set_phase
from tests.factories.areas import DAY, make_dataset, make_geography

HERE = (13.0, 55.6)
POINT = {"type": "Point", "coordinates": [13.0, 55.6]}
LINE = {"type": "LineString", "coordinates": [[13.0, 55.6], [13.002, 55.601], [13.004, 55.601]]}
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[13.0, 55.6], [13.002, 55.6], [13.002, 55.601], [13.0, 55.601], [13.0, 55.6]]],
}


def make_ground(*, half: int = 4_000, **named: int) -> None:
    """Lay out a square city around the middle of things here, and programme areas by name and half side."""
    x, y = metres_of(*HERE)
    outline(make_geography("city", areas=("1280",)).areas.get(), x, y, half)
    if named:
        programme = make_geography("programme_areas")
        for place, (name, side) in enumerate(named.items()):
            area = Area.objects.create(geography=programme, code=name, name=name.capitalize())
            outline(area, x + 1_500 * place, y, side)


def outline(area: Area, x: int, y: int, half: int) -> Boundary:
    """Draw a square around a place in metres."""
    west, south, east, north = x - half, y - half, x + half, y + half
    return Boundary.objects.create(
        area=area,
        valid_from=DAY,
        geometry={},
        outline=[[west, south, east, south, east, north, west, north]],
        sha256="0" * 64,
        west=west,
        south=south,
        east=east,
        north=north,
        square_metres=(2 * half) ** 2,
        dataset=Dataset.objects.filter(slug="example").first() or make_dataset(),
    )


def make_facts(**fields: Any) -> WorkFacts:
    """Return what is said of a path."""
    facts: dict[str, Any] = {
        "kind": WorkKind.PATH,
        "name": {"sv": "Gångvägen vid skolan", "en": "The path by the school"},
        "constructed": True,
    }
    return WorkFacts(**(facts | fields))


def make_work(initiative: Initiative, slug: str = "path", *, geometry: Any = POINT, **fields: Any) -> Work:
    """Return a work of an initiative at a point."""
    return add_work(
        initiative_id=initiative.pk, slug=slug, facts=make_facts(**fields), geometry=geometry, actor=None
    )


def make_known(slug: str = "known") -> Initiative:
    """Return an initiative that is known from sources alone."""
    return Initiative.objects.create(
        slug=slug,
        title={"sv": "Känd sedan tidigare"},
        kind=Kind.PHYSICAL,
        phase=Phase.CLOSED,
        documented=True,
        source="Annual report 2012",
    )


def make_built(work: Work, begins: int, used: int) -> None:
    """Have a work be built from the first day of one year, and in use from the first day of another."""
    first, then = datetime.date(begins, 1, 1), datetime.date(used, 1, 1)
    for step, begin, end in ((WorkStep.CONSTRUCTION, first, then), (WorkStep.IN_USE, then, None)):
        phase = PhaseFacts(step=step, from_day=begin, to_day=end)
        set_phase(work_id=work.pk, phase=phase, actor=None)


def feature(geometry: Any = POINT, **properties: Any) -> dict[str, Any]:
    """Return a feature as a map program writes it."""
    known = {"initiative": "light", "kind": "path", "name_sv": "Gångvägen"}
    return {"type": "Feature", "geometry": geometry, "properties": known | properties}


def collection(features: Sequence[Any]) -> bytes:
    """Return a file of works, a line for each feature."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}'.encode()
