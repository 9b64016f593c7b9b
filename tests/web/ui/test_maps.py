"""The map: every value is in its class, neighbours meet, and what is not known is not shaded."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape as geometry

from bokal.programme.areas.services.import_outline import outlines, to_sweref
from bokal.web.ui.chart_files import as_file
from bokal.web.ui.chart_svg import STEPS
from bokal.web.ui.map_classes import class_of, shade_of
from bokal.web.ui.map_key import with_key
from bokal.web.ui.map_paths import MARGIN, SPAN, frame_around, inner_place, path_of
from bokal.web.ui.maps import Outline, Shape, choropleth, classify, legend

SVG = "{http://www.w3.org/2000/svg}"
WEST, SOUTH = 370_000, 6_160_000
EVIL = "<script>alert('x')</script>&\""


@pytest.fixture(autouse=True)
def english_numbers():
    with translation.override("en"):
        yield


def square(column, row, *, side=1_000):
    x, y = WEST + column * side, SOUTH + row * side
    return [x, y, x + side, y, x + side, y + side, x, y + side]


def zone(place, value, *, status="ok", href="", label=None):
    rings = [square(place % 10, place // 10)]
    return Shape(f"Z{place}", label or f"Zone {place}", rings, value, status, href)


def one_decimal(value):
    return f"{value:.1f}"


def drawn(shapes, **changes):
    given = {
        "name": "m",
        "shapes": shapes,
        "limits": classify([shape.value for shape in shapes]),
        "worse": "high",
        "title": "Where",
        "description": "What one would say aloud.",
        "format_value": one_decimal,
    }
    return choropleth(**(given | changes))


def paths(svg):
    return [one for one in ET.fromstring(svg).iter(f"{SVG}path") if one.find(f"{SVG}title") is not None]


def corners(data):
    """Read path data as a browser does, as the corners in whole units."""
    start, steps = re.fullmatch(r"M(\d+ \d+)l(.*)z", data).groups()
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    x, y = map(int, start.split())
    places = [(x, y)]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        places.append((x, y))
    return places


def test_classes_hold_equally_many_values():
    assert classify(range(1, 11)) == (1, 3, 5, 7, 9, 10)


def test_equal_values_share_a_class_and_the_highest_may_have_its_own():
    assert classify([1, 1, 1, 1, 8], count=4) == (1, 8, 8)
    assert classify([4, 4, 4]) == (4, 4)
    assert classify([None, None]) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 5))
def test_every_value_is_inside_its_class(values, count):
    limits = classify(values, count=count)
    assert len(limits) <= count + 1
    for value in values:
        number = class_of(value, limits)
        last = number == len(limits) - 2
        assert limits[number] <= value
        assert value <= limits[number + 1] if last else value < limits[number + 1]


@given(st.sets(st.integers(-1_000, 1_000), min_size=5, max_size=60))
def test_classes_of_different_values_differ_by_at_most_one_member(values):
    limits = classify(sorted(values))
    sizes = [sum(class_of(value, limits) == number for value in values) for number in range(5)]
    assert max(sizes) - min(sizes) <= 1


def test_darker_is_worse_whichever_way_that_is():
    assert [shade_of(number, 5, "high") for number in range(5)] == [0, 1, 2, 3, 4]
    assert [shade_of(number, 5, "low") for number in range(5)] == [4, 3, 2, 1, 0]
    assert [shade_of(number, 2, "high") for number in range(2)] == [0, 4]


def test_the_shades_grow_darker_step_by_step_without_any_hue():
    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    ratios = [(luminance(one) + 0.05) / (luminance(next_one) + 0.05) for one, next_one in pairwise(STEPS)]
    assert min(ratios) > 1.3


def test_a_value_outside_the_classes_is_refused():
    with pytest.raises(ValueError, match="outside the classes"):
        drawn([zone(0, 5.0)], limits=(1.0, 2.0))


def test_north_is_up_and_east_is_right():
    south_west, north_east = [zone(0, 1.0), zone(11, 2.0)]
    low, high = (corners(path.get("d")) for path in paths(drawn([south_west, north_east])))
    assert min(y for _, y in low) == max(y for _, y in high) == MARGIN + SPAN // 2
    assert max(x for x, _ in low) == min(x for x, _ in high) == MARGIN + SPAN // 2


def test_neighbours_meet_in_the_very_same_corners():
    left = [WEST, SOUTH, WEST + 333, SOUTH + 7, WEST + 331, SOUTH + 1_001, WEST, SOUTH + 997]
    right = [WEST + 333, SOUTH + 7, WEST + 1_000, SOUTH, WEST + 331, SOUTH + 1_001]
    frame = frame_around([left, right])
    shared = set(corners(path_of([left], frame))) & set(corners(path_of([right], frame)))
    assert shared == {frame.place(WEST + 333, SOUTH + 7), frame.place(WEST + 331, SOUTH + 1_001)}


@given(
    st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), min_size=3, max_size=20, unique=True)
)
def test_a_path_leads_through_the_corners_of_the_ring(points):
    ring = [number for x, y in points for number in (WEST + x, SOUTH + y)]
    frame = frame_around([ring, square(0, 0, side=9_000)])
    data = path_of([ring], frame)
    if "l" in data:
        assert corners(data) == frame.ring(ring)


def test_an_area_too_small_to_draw_can_still_be_picked():
    speck = [WEST, SOUTH, WEST + 1, SOUTH, WEST, SOUTH + 1]
    assert path_of([speck], frame_around([speck, square(0, 0, side=50_000)])).endswith("h2v2h-2z")


@pytest.mark.parametrize("ring", [[], [1, 2, 3, 4], [1, 2, 3, 4, 5, 6, 7]])
def test_a_ring_that_is_none_is_refused(ring):
    with pytest.raises(ValueError, match="three corners"):
        frame_around([ring])


def test_a_name_lies_inside_its_area_even_where_the_middle_does_not():
    hook = [0, 0, 4_000, 0, 4_000, 1_000, 1_000, 1_000, 1_000, 4_000, 0, 4_000]
    frame = frame_around([hook])
    x, y, width = inner_place([hook], frame)
    east, north = (x - MARGIN) * frame.metres, 4_000 - (y - MARGIN) * frame.metres
    assert east < 1_000 or north < 1_000
    assert width > 0


def test_a_shape_leads_to_its_area_and_says_name_and_value():
    svg = drawn([zone(0, 41.26, href="/en/areas/Z0/"), zone(1, 50.0, href="/en/areas/Z1/")])
    links = list(ET.fromstring(svg).iter(f"{SVG}a"))
    assert [link.get("href") for link in links] == ["/en/areas/Z0/", "/en/areas/Z1/"]
    assert links[0].get("aria-label") == "Zone 0: 41.3"
    assert links[0].find(f"{SVG}path/{SVG}title").text == "Zone 0: 41.3"
    assert ET.fromstring(svg).get("role") == "group"


def test_the_status_decides_how_an_area_is_filled():
    shapes = [
        zone(0, 1.0),
        zone(1, 2.0, status="estimated"),
        zone(2, None, status="suppressed"),
        zone(3, None, status="missing"),
        zone(4, 2.0, status="perturbed"),
    ]
    svg = drawn(shapes)
    plain, estimated, suppressed, missing, perturbed = paths(svg)
    ids = {one.get("id") for one in ET.fromstring(svg).iter(f"{SVG}pattern")}
    assert plain.get("class") == "shape step-0"
    assert perturbed.get("class") == "shape step-4"
    assert estimated.get("fill") == "url(#m-estimated-4)"
    assert suppressed.get("fill") == "url(#m-suppressed)"
    assert missing.get("class") == "shape missing"
    assert ids == {"m-estimated-4", "m-suppressed"}
    assert estimated.find(f"{SVG}title").text == "Zone 1: 2.0 (estimated)"
    assert suppressed.find(f"{SVG}title").text == "Zone 2: Hidden for privacy"


@pytest.mark.parametrize(
    ("value", "status"), [(1.0, "suppressed"), (None, "ok"), (None, "estimated"), (1.0, "odd")]
)
def test_a_value_that_contradicts_its_status_is_refused(value, status):
    with pytest.raises(ValueError, match="Z0"):
        drawn([zone(0, value, status=status)], limits=(1.0, 1.0))


def test_the_legend_counts_every_area_once_by_class():
    shapes = [zone(place, float(place)) for place in range(10)]
    shapes += [zone(10, 3.0, status="estimated"), zone(11, None, status="missing")]
    limits = classify([shape.value for shape in shapes])
    entries = legend(limits, "low", shapes, one_decimal)
    steps = [entry for entry in entries if entry.key.startswith("step-")]
    assert [entry.key for entry in steps] == ["step-4", "step-3", "step-2", "step-1", "step-0"]
    assert sum(entry.count for entry in steps) == 11
    assert {entry.key: entry.count for entry in entries[5:]} == {"estimated": 1, "missing": 1}
    assert steps[0].text == f"0.0 to under {limits[1]:.1f}"
    assert steps[-1].text == f"{limits[-2]:.1f} to 9.0"


def test_the_legend_of_a_map_without_values_names_only_what_is_missing():
    entries = legend((), "high", [zone(0, None, status="missing")], one_decimal)
    assert [(entry.key, entry.count) for entry in entries] == [("missing", 1)]


def test_a_name_steps_aside_from_another_and_is_left_out_where_no_room_is_left():
    shapes = [zone(place, float(place)) for place in range(20)]
    texts = [
        one.text
        for one in ET.fromstring(
            drawn(shapes, labels=[*(("Z0", "Rosengård"),) * 5, ("Z1", "Herrgården"), ("Z19", "Kroksbäck")])
        ).iter(f"{SVG}text")
    ]
    assert texts == [*["Rosengård"] * 5, "Kroksbäck", "2 km"]


def test_a_label_for_no_shape_is_refused():
    with pytest.raises(ValueError, match="none among the shapes"):
        drawn([zone(0, 1.0)], labels=[("Z9", "Nowhere")])


def test_two_shapes_of_one_code_are_refused():
    with pytest.raises(ValueError, match="same code"):
        drawn([zone(0, 1.0), zone(0, 1.0)])


def test_the_scale_bar_is_as_long_as_it_says():
    shapes = [zone(place, float(place)) for place in range(10)]
    svg = drawn(shapes)
    bar = next(one for one in ET.fromstring(svg).iter(f"{SVG}path") if one.get("class") == "scale-bar")
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", bar.get("d"))]
    assert max(xs) - min(xs) == pytest.approx(2_000 / 10_000 * SPAN)
    assert "2 km" in svg


def test_surroundings_do_not_change_what_is_seen():
    shapes = [zone(0, 1.0), zone(1, 2.0)]
    far = [square(-50, -50, side=9_000)]
    around = {"context": far, "accent": [Outline("", far)]}
    plain, with_land = ET.fromstring(drawn(shapes)), ET.fromstring(drawn(shapes, **around))
    assert plain.get("viewBox") == with_land.get("viewBox")
    assert [one.get("class") for one in with_land if one.get("class")][-2:] == ["accent", "drawn-scale"]


@pytest.mark.parametrize("standalone", [False, True])
def test_every_text_of_a_map_is_escaped(standalone):
    svg = drawn(
        [zone(0, 1.0, label=EVIL, href=f"/{EVIL}")],
        title=EVIL,
        description=EVIL,
        labels=[("Z0", EVIL)],
        format_value=lambda _: EVIL,
        standalone=standalone,
    )
    assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
    assert "<script" not in svg


def test_a_map_of_its_own_has_colours_but_neither_classes_nor_links():
    svg = drawn([zone(0, 1.0, href="/x/"), zone(1, 2.0, status="estimated", href="/y/")], standalone=True)
    assert "class=" not in svg
    assert "<a " not in svg
    assert "style=" not in svg
    assert STEPS[0] in svg


def test_a_programme_area_bears_its_name_and_is_in_the_key():
    shapes = [zone(place, float(place)) for place in range(20)]
    programme = [Outline("Herrgården", [square(1, 0)]), Outline("Far away", [square(90, 90)])]
    limits = classify([shape.value for shape in shapes])
    key = legend(limits, "high", shapes, one_decimal, outline="Programme areas", outlined=2)
    assert [(entry.key, entry.count) for entry in key[-1:]] == [("accent", 2)]
    svg = as_file(with_key(drawn(shapes, accent=programme), "Score", key))
    texts = [one.text for one in ET.fromstring(svg).iter(f"{SVG}text")]
    assert "Herrgården" in texts
    assert "Far away" not in texts
    assert texts[-7:] == ["Score", *(f"{entry.text} (4 areas)" for entry in key[:-1]), "Programme areas"]


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_the_key_lies_inside_the_picture(language):
    shapes = [zone(0, 1.0), zone(1, 2.0, status="estimated"), zone(2, None, status="suppressed")]
    with translation.override(language):
        key = legend((1.0, 2.0, 2.0), "high", shapes, one_decimal)
        svg = ET.fromstring(as_file(with_key(drawn(shapes, limits=(1.0, 2.0, 2.0)), "Score", key)))
    height = float(svg.get("viewBox").split()[3])
    fields = [one for one in svg.iter(f"{SVG}rect") if one.get("x")]
    assert len(fields) == len(key)
    assert all(float(one.get("y")) + float(one.get("height")) < height for one in fields)
    used = {one.get("fill") for one in fields if one.get("fill", "").startswith("url")}
    assert used <= {f"url(#{one.get('id')})" for one in svg.iter(f"{SVG}pattern")}
    assert len(used) == 2


def test_the_same_map_gives_the_same_bytes():
    shapes = [zone(place, float(place % 7)) for place in range(40)]
    assert drawn(shapes) == drawn(shapes)


def test_the_zones_of_malmo_stay_below_two_hundred_kilobytes():
    source = Path(__file__).parents[3] / "data" / "malmo" / "boundaries" / "deso2025.geojson"
    features = json.loads(source.read_text())["features"]
    rings = outlines(to_sweref([geometry(feature["geometry"]) for feature in features]))
    shapes = [
        Shape(
            feature["properties"]["code"],
            f"Zone {place} of Malmö",
            ring,
            float(place),
            "ok",
            f"/sv/areas/{place}/",
        )
        for place, (feature, ring) in enumerate(zip(features, rings, strict=True))
    ]
    assert len(shapes) == 209
    assert len(drawn(shapes).encode()) < 200_000
