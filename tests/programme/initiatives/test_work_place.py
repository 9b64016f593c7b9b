"""Where a work lies is checked, told what is wrong in a sentence, and never mended."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from bokal.programme.areas.models import Boundary
from bokal.programme.areas.services import degrees_of, metres_of
from bokal.programme.initiatives.errors.places import (
    FarFromCity,
    InitiativeRefused,
    LineTooShort,
    OutlineCrossed,
    OutsideWorld,
    PlaceOfWrongKind,
    PlaceTooLarge,
    PlaceTooSmall,
    PlaceTurned,
    PlaceUnreadable,
    RingOpen,
)
from bokal.programme.initiatives.services.work_place import Lie, pressed_place, read_place, read_text
from tests.factories.works import LINE, POINT, SQUARE, make_ground

pytestmark = pytest.mark.django_db


def of(kind: str, *corners: tuple[float, float]) -> dict[str, Any]:
    rows = [list(corner) for corner in corners]
    return {"type": kind, "coordinates": {"Point": rows[0], "Polygon": [rows]}.get(kind, rows)}


def test_a_point_a_line_and_a_polygon_are_kept_in_degrees_and_whole_metres() -> None:
    assert read_place(POINT).geometry == POINT
    assert read_place(POINT).outline == [list(metres_of(13.0, 55.6))]
    assert read_place(LINE).geometry == LINE
    assert len(read_place(LINE).outline[0]) == 6
    lie = read_place(SQUARE)
    assert lie.geometry == SQUARE
    (ring,) = lie.outline
    assert len(ring) == 8, "a ring is not closed, as areas have it"
    assert {type(number) for number in ring} == {int}


def test_what_is_drawn_lies_within_a_metre_of_what_was_given() -> None:
    (ring,) = read_place(SQUARE).outline
    drawn = shapely.Polygon([degrees_of(*corner) for corner in zip(ring[::2], ring[1::2], strict=True)])
    given = shapely.Polygon(SQUARE["coordinates"][0])
    assert drawn.symmetric_difference(given).area / given.area < 0.02


def test_a_feature_and_a_collection_of_one_are_understood() -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": POINT}
    assert read_place(feature) == read_place(POINT)
    assert read_place({"type": "FeatureCollection", "features": [feature]}) == read_place(POINT)
    with pytest.raises(PlaceOfWrongKind):
        read_place({"type": "FeatureCollection", "features": [feature, feature]})


def test_heights_and_needless_digits_are_left_out() -> None:
    given = {"type": "Point", "coordinates": [13.00000049, 55.6, 12.5]}
    assert read_place(given).geometry == POINT


A, B, C, D = (13.0, 55.6), (13.001, 55.6), (13.001, 55.601), (13.0, 55.601)


@pytest.mark.parametrize(
    ("geometry", "refusal"),
    [
        (None, PlaceUnreadable),
        ("POINT (13 55)", PlaceUnreadable),
        ({"type": "Point"}, PlaceUnreadable),
        ({"type": "Point", "coordinates": ["13", "55.6"]}, PlaceUnreadable),
        ({"type": "Point", "coordinates": [True, 55.6]}, PlaceUnreadable),
        ({"type": "LineString", "coordinates": 3}, PlaceUnreadable),
        ({"type": "Polygon", "coordinates": []}, PlaceUnreadable),
        ({"type": "MultiPoint", "coordinates": [list(A)]}, PlaceOfWrongKind),
        ({"type": "Point", "coordinates": [float("nan"), 55.6]}, OutsideWorld),
        ({"type": "Point", "coordinates": [10**400, 55.6]}, OutsideWorld),
        (of("Point", (374_000.0, 6_163_000.0)), OutsideWorld),
        (of("Point", (13.0, 95.0)), OutsideWorld),
        (of("Point", (55.6, 13.0)), PlaceTurned),
        (of("Point", (2.35, 48.85)), FarFromCity),
        (of("Point", (18.06, 59.33)), FarFromCity),
        (of("LineString", A), LineTooShort),
        (of("LineString", A, A), LineTooShort),
        (of("Polygon", A, B, C), RingOpen),
        (of("Polygon", A, B, C, D), RingOpen),
        (of("Polygon", A, B, A, A), LineTooShort),
        (of("Polygon", A, C, B, D, A), OutlineCrossed),
        (of("Polygon", A, (13.000002, 55.6), (13.000002, 55.600002), A), PlaceTooSmall),
        (of("LineString", (12.8, 55.6), (13.2, 55.6)), PlaceTooLarge),
        (of("LineString", *[(13 + n / 1e6, 55.6) for n in range(2001)]), PlaceTooLarge),
    ],
)
def test_what_is_no_place_here_is_refused_with_a_sentence(geometry: Any, refusal: Any) -> None:
    make_ground()
    with pytest.raises(refusal) as told:
        read_place(geometry)
    assert str(told.value).endswith(".")


def test_near_the_city_is_near_enough_and_five_kilometres_away_is_not() -> None:
    make_ground(half=1_000)
    x, y = metres_of(13.0, 55.6)
    read_place(of("Point", degrees_of(x + 5_900, y)))
    with pytest.raises(FarFromCity):
        read_place(of("Point", degrees_of(x + 6_100, y)))
    Boundary.objects.all().delete()
    read_place(of("Point", degrees_of(x + 6_100, y)))


@pytest.mark.parametrize("text", ["55.6, 13.0", "13.0 55.6", "  55.6;13.0 \n"])
def test_a_pasted_point_may_have_its_numbers_in_either_order(text: str) -> None:
    assert read_place(read_text(text)).geometry == POINT


def test_pasted_points_make_a_line_and_a_closed_row_a_polygon() -> None:
    assert read_text("55.6, 13.0\n55.601, 13.001") == of("LineString", A, C)
    assert read_text("55.6,13.0\n55.6,13.001\n55.601,13.001\n55.6,13.0") == of("Polygon", A, B, C, A)
    assert read_text('{"type": "Point", "coordinates": [13.0, 55.6]}') == POINT


@pytest.mark.parametrize("text", ["", "here", "{", "55.6", "55.6, 13.0, 4, 5", "[" * 2000, "{" * 5000])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InitiativeRefused):
        read_place(read_text(text))


def test_pressed_places_become_a_point_a_line_or_an_outline() -> None:
    corners = [metres_of(*corner) for corner in (A, B, C)]
    assert pressed_place(corners[:1], closed=True)["type"] == "Point"
    assert pressed_place(corners[:2], closed=True)["type"] == "LineString"
    assert pressed_place(corners, closed=False)["type"] == "LineString"
    assert read_place(pressed_place(corners, closed=True)).geometry["type"] == "Polygon"


NUMBERS = some.one_of(
    some.floats(), some.integers(), some.floats(12.9, 13.1), some.floats(55.5, 55.7), some.none(), some.text()
)
LISTS = some.lists(NUMBERS, max_size=3)
NESTED = some.recursive(LISTS, lambda inner: some.lists(inner, max_size=6), max_leaves=20)
STEPS = some.integers(0, 4)
NEAR = some.tuples(STEPS, STEPS).map(lambda at: [13 + at[0] / 1e3, 55.6 + at[1] / 1e3])
RINGS = some.lists(some.lists(NEAR, max_size=7), max_size=3)
CLOSED = RINGS.map(lambda rings: [[*one, *one[:1]] for one in rings])
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)


def lie_or_sentence(give: Callable[[], object]) -> Lie | str:
    """Return the place, or the sentence it is refused with; anything else fails."""
    try:
        return read_place(give())
    except InitiativeRefused as refusal:
        return str(refusal)


@MANY
@given(
    kind=some.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", None]),
    coordinates=some.one_of(NESTED, NEAR, RINGS, CLOSED),
)
def test_whatever_is_given_is_a_place_that_can_be_read_again_or_refused(kind: Any, coordinates: Any) -> None:
    found = lie_or_sentence(lambda: {"type": kind, "coordinates": coordinates})
    assert found
    if not isinstance(found, str):
        assert read_place(found.geometry) == found


@MANY
@given(text=some.one_of(some.text(), some.text('0123456789.,;- \n{}[]"typePoint:')))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    assert lie_or_sentence(lambda: read_text(text))
