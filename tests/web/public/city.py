"""A constructed city, small or large, with figures, outlines, a ranking and a choice of areas."""

import datetime
from dataclasses import dataclass

from bokal.programme.areas.models import Area, Boundary, Definition, Geography, IndexRun, Observation
from bokal.programme.areas.services import ChoiceOf, DomainChoice, RunSpec, run_index, select_areas, show_run
from tests.factories.areas import DAY, make_dataset, make_definition, make_geography

YEAR = 2024
DOMAINS = 4


@dataclass(frozen=True, slots=True)
class City:
    """What was made."""

    zones: Geography
    definitions: list[Definition]
    run: IndexRun


def value_of(place: int, column: int) -> float:
    """Return a constructed share that differs between areas and columns."""
    return round(5 + (place * (371 + 110 * column) + 13 * column) % 900 / 10, 1)


def make_city(*, zones: int = 12, definitions: int = 5, outlines: int = 12) -> City:
    """Build a city whose zones are ranked by the first definitions."""
    city = make_geography("city", areas=("1280",), position=10)
    geography = make_geography("zones", areas=tuple(f"Z{place:04}" for place in range(zones)), position=20)
    dataset = make_dataset()
    made = [make_definition(f"indicator-{column}") for column in range(definitions)]
    areas = list(Area.objects.filter(geography=geography).order_by("code"))
    whole = Area.objects.get(geography=city)
    rows = [
        Observation(
            area=area, definition=definition, year=YEAR, value=value_of(place, column), dataset=dataset
        )
        for column, definition in enumerate(made)
        for place, area in enumerate([*areas, whole])
    ]
    Observation.objects.bulk_create(rows)
    outlined = [
        (whole, 0, 0, 100 * outlines),
        *((a, 100 * n, 0, 100) for n, a in enumerate(areas[:outlines])),
    ]
    Boundary.objects.bulk_create(square(area, x, y, size, dataset) for area, x, y, size in outlined)
    spec = RunSpec(
        slug="lowest",
        title={"en": "Where is welfare lowest?"},
        geography="zones",
        year=YEAR,
        domains=[DomainChoice(definition=one.pk, weight=25.0) for one in made[:DOMAINS]],
        draws=50,
    )
    run = run_index(spec=spec, actor=None)
    show_run(slug=run.slug, actor=None)
    select_areas(
        slug="chosen",
        title={"en": "The chosen ones"},
        run=run,
        decided_by="Nobody",
        decided_on=datetime.date(2024, 5, 1),
        reasons={"en": "It is a constructed example."},
        choices=[ChoiceOf(areas[0], True, {"en": "It is the first."})],
        constructed=True,
        actor=None,
    )
    return City(geography, made, run)


def square(area: Area, x: int, y: int, size: int, dataset: object) -> Boundary:
    """Return a square outline, as the importer would keep it."""
    ring = [x, y, x + size, y, x + size, y + size, x, y + size]
    corners = [[13.0, 55.5], [13.1, 55.5], [13.1, 55.6], [13.0, 55.6], [13.0, 55.5]]
    return Boundary(
        area=area,
        valid_from=DAY,
        geometry={"type": "Polygon", "coordinates": [corners]},
        outline=[ring],
        sha256="0" * 64,
        west=13.0,
        south=55.5,
        east=13.1,
        north=55.6,
        square_metres=size * size,
        dataset=dataset,
    )
