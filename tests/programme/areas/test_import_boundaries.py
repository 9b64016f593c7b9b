"""Lines on the map come in as they are, or are refused with the place of what is wrong."""

import datetime
import json
from typing import Any

import pytest

from bokal.programme.areas.models import Area, Boundary
from bokal.programme.areas.services import ImportOptions, Kind, Preview, apply_import, preview_import
from bokal.programme.history.models import Entry
from tests.factories.areas import make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

WEST, SOUTH, SIDE = 13.0, 55.6, 0.01
LATER = datetime.date(2025, 1, 1)


def square(column: int = 0, row: int = 0, *, side: float = SIDE) -> list[list[float]]:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code: str, *rings: list[list[float]], **properties: object) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": geometry}


def collection(*features: dict[str, Any], **rest: object) -> str:
    lines = ",\n".join(json.dumps(item) for item in features)
    more = "".join(f"{json.dumps(name)}: {json.dumps(value)}, " for name, value in rest.items())
    return f'{{"type": "FeatureCollection", {more}"features": [\n{lines}\n]}}'


TWO = collection(feature("A", square(0)), feature("B", square(1)))


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B"))


def options(**fields: object) -> ImportOptions:
    return ImportOptions(**({"source": make_source(), "geography": "deso2018"} | fields))


def bring_in(content: str | bytes, **fields: object) -> Preview:
    file = make_file(content, "map.geojson")
    return apply_import(kind=Kind.BOUNDARIES, file=file, options=options(**fields), actor=None)


def only_problem(content: str | bytes, **fields: object):
    file = make_file(content, "map.geojson")
    preview = preview_import(kind=Kind.BOUNDARIES, file=file, options=options(**fields))
    assert preview.problem_count == 1, preview.problems
    return preview.problems[0]


def test_boundaries_come_in_with_box_size_and_outline() -> None:
    preview = bring_in(TWO)
    assert preview.counts.new == 2
    boundary = Boundary.objects.get(area__code="A")
    assert (boundary.west, boundary.south, boundary.east, boundary.north) == (13.0, 55.6, 13.01, 55.61)
    assert boundary.square_metres == pytest.approx(701_500, rel=0.002)
    (ring,) = boundary.outline
    assert len(ring) == 8
    assert all(isinstance(number, int) for number in ring)


def test_neighbours_keep_one_line_in_the_outline() -> None:
    bring_in(TWO)
    corners = [
        {tuple(ring[place : place + 2]) for place in range(0, len(ring), 2)}
        for (ring,) in Boundary.objects.order_by("area__code").values_list("outline", flat=True)
    ]
    assert len(corners[0] & corners[1]) == 2


def test_the_same_lines_change_nothing_even_when_a_ring_begins_elsewhere() -> None:
    bring_in(TWO)
    before = Entry.objects.count()
    ring = square(0)
    turned = collection(feature("A", [*ring[2:], *ring[1:3]][::-1]), feature("B", square(1)))
    assert turned != TWO
    preview = bring_in(turned)
    assert (preview.counts.unchanged, preview.changes_anything) == (2, False)
    assert Entry.objects.count() == before


def test_a_changed_line_ends_the_old_boundary_and_begins_a_new_one() -> None:
    bring_in(TWO)
    preview = bring_in(collection(feature("A", square(0, side=0.009))), valid_from=LATER)
    assert (preview.counts.new, preview.counts.changed, preview.counts.untouched) == (0, 1, 1)
    old, new = Boundary.objects.filter(area__code="A").order_by("valid_from")
    assert (old.valid_to, new.valid_from, new.valid_to) == (LATER, LATER, None)


def test_a_changed_line_needs_a_later_day() -> None:
    bring_in(TWO)
    problem = only_problem(collection(feature("A", square(0, side=0.009))))
    assert "2018-01-01" in problem.reason


def test_a_self_crossing_polygon_is_refused_with_its_place() -> None:
    west, south = WEST, SOUTH
    bow = [
        [west, south],
        [west + 0.01, south + 0.01],
        [west + 0.01, south],
        [west, south + 0.01],
        [west, south],
    ]
    problem = only_problem(collection(feature("A", bow)))
    assert problem.line == 2
    assert problem.column == "shape 1"
    assert "13.005" in problem.reason
    assert "55.605" in problem.reason


def test_swapped_coordinates_are_named() -> None:
    swapped = [[y, x] for x, y in square(0)]
    assert "wrong order" in only_problem(collection(feature("A", swapped))).reason


def test_metres_read_as_degrees_are_named() -> None:
    metres = [[x * 30_000, y * 110_000] for x, y in square(0)]
    assert "not degrees" in only_problem(collection(feature("A", metres))).reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (collection(feature("A", square(0)), feature("A", square(1))), "twice"),
        (collection(feature("X", square(0))), "no area"),
        (collection(feature("", square(0))), "no code"),
        (collection(feature("A")), "empty"),
        (collection(feature("A", square(0)[:-1])), "begins"),
        (collection(), "no shapes"),
        (TWO.replace("13.0,", "NaN,"), "JSON"),
        (TWO.replace("13.0,", '"x",'), "two numbers"),
        (TWO[:-3], "JSON"),
        ('{"type": "Topology"}', "FeatureCollection"),
        ("[" * 100_000, "JSON"),
        (b"\xff\xfe{\x00}\x00", "UTF-16"),
    ],
)
def test_a_broken_map_is_refused(content: str | bytes, words: str) -> None:
    file = make_file(content, "map.geojson")
    preview = preview_import(kind=Kind.BOUNDARIES, file=file, options=options())
    assert words in preview.problems[0].reason
    assert preview.problems[0].remedy


def test_unknown_areas_are_made_when_a_property_names_them() -> None:
    bring_in(collection(feature("C", square(3), name="Constructed place")))
    assert Area.objects.get(code="C").name == "Constructed place"


def test_overlapping_areas_are_told_but_come_in() -> None:
    content = collection(feature("A", square(0)), feature("B", square(0, side=0.008)))
    preview = bring_in(content)
    assert len(preview.warnings) == 1
    assert Boundary.objects.count() == 2
