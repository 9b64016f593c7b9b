"""The charts: marks lie where the figures say, and nothing is drawn that is not known."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bokal.web.ui.chart_scale import ticks, value_ticks
from bokal.web.ui.chart_svg import spread
from bokal.web.ui.charts import (
    RankRow,
    Series,
    contribution_bars,
    count_bars,
    line_chart,
    rank_plot,
    strip_plot,
)
from bokal.web.ui.formats import number

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "Where", "description": "What one would say aloud."}
EVIL = "<script>alert('x')</script>&\""


@pytest.fixture(autouse=True)
def english_numbers():
    with translation.override("en"):
        yield


def lines_of(**changes):
    given = {
        "name": "c",
        "series": [Series("Malmö", [(2018, 10.0), (2019, 20.0), (2020, 30.0)], "observed")],
        "unit": "per cent",
        "decimals": 1,
    }
    return line_chart(**(given | WORDS | changes))


def every_picture(label="A", **changes):
    more = WORDS | changes
    return [
        rank_plot(name="a", rows=[RankRow(label, 2, 1, 3, href="/x/?a=1&b=2")], total=5, **more),
        lines_of(
            series=[Series(label, [(2020, 1.0), (2021, 2.0)], "observed")], breaks=[(2021, label)], **more
        ),
        strip_plot(name="c", values=[1, 2, 3], highlighted=[(2, label)], unit=label, decimals=0, **more),
        contribution_bars(name="d", parts=[(label, -1.5), ("B", 2.0)], **more),
        count_bars(name="e", parts=[(label, 3)], unit=label, **more),
    ]


def found(svg, tag, css):
    return [one for one in ET.fromstring(svg).iter(f"{SVG}{tag}") if one.get("class") == css]


def xs(path):
    return [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", path.get("d"))]


def texts(svg):
    return ["".join(one.itertext()) for one in ET.fromstring(svg).iter(f"{SVG}text")]


def test_a_rank_lies_between_its_limits_in_proportion():
    svg = rank_plot(name="r", rows=[RankRow("A", 3, 1, 5)], total=5, **WORDS)
    low, high = xs(found(svg, "path", "interval")[0])
    assert float(found(svg, "circle", "dot")[0].get("cx")) == pytest.approx((low + high) / 2)


def test_the_first_rank_is_at_the_left_and_the_last_at_the_right():
    rows = [RankRow("A", 1, 1, 1), RankRow("B", 136, 136, 136)]
    svg = rank_plot(name="r", rows=rows, total=136, **WORDS)
    first, last = (float(dot.get("cx")) for dot in found(svg, "circle", "dot"))
    grid = xs(found(svg, "path", "grid")[0])
    assert (first, last) == (min(grid), max(grid))
    assert {"1", "136"} <= set(texts(svg))


@pytest.mark.parametrize("row", [(0, 0, 2), (3, 4, 5), (3, 1, 2), (5, 4, 7)])
def test_a_rank_outside_its_interval_or_the_axis_is_refused(row):
    with pytest.raises(ValueError, match="must lie in its interval"):
        rank_plot(name="r", rows=[RankRow("A", *row)], total=6, **WORDS)


def test_rows_that_lead_somewhere_make_the_picture_a_group():
    linked = rank_plot(name="r", rows=[RankRow("A", 1, 1, 2, href="/a/")], total=3, **WORDS)
    plain = rank_plot(name="r", rows=[RankRow("A", 1, 1, 2)], total=3, **WORDS)
    assert ET.fromstring(linked).get("role") == "group"
    assert ET.fromstring(plain).get("role") == "img"


@given(st.sets(st.integers(2001, 2020), max_size=4), st.sets(st.integers(2000, 2020), max_size=6))
def test_no_line_crosses_a_change_of_definition_or_a_missing_year(breaks, missing):
    years = range(2000, 2022)
    points = [(year, None if year in missing else float(year % 5)) for year in years]
    svg = lines_of(
        series=[Series("A", points, "observed")], breaks=[(year, "new") for year in sorted(breaks)]
    )
    drawn = found(svg, "path", "series observed")
    joined = sum(len(xs(path)) - 1 for path in drawn)
    allowed = sum(
        one not in missing and other not in missing and other not in breaks for one, other in pairwise(years)
    )
    assert joined == allowed


def test_a_year_that_is_left_out_is_a_gap_like_one_without_value():
    points = [(2015, 1.0), (2016, 2.0), (2018, 3.0), (2019, 4.0)]
    assert len(found(lines_of(series=[Series("A", points, "observed")]), "path", "series observed")) == 2


def test_figures_of_every_fourth_year_are_joined():
    points = [(2014, 1.0), (2018, 2.0), (2022, 3.0)]
    assert len(found(lines_of(series=[Series("A", points, "observed")]), "path", "series observed")) == 1


def test_a_value_alone_is_a_dot():
    svg = lines_of(series=[Series("A", [(2019, 1.0), (2020, None), (2021, 2.0)], "observed")])
    assert len(found(svg, "circle", "dot observed")) == 2
    assert not found(svg, "path", "series observed")


def test_equal_steps_in_value_are_equal_steps_on_the_page():
    path = found(lines_of(), "path", "series observed")[0]
    (x1, y1), (x2, y2), (x3, y3) = [tuple(map(float, pair.split())) for pair in path.get("d")[1:].split("L")]
    assert x2 - x1 == pytest.approx(x3 - x2, abs=0.11)
    assert y1 - y2 == pytest.approx(y2 - y3, abs=0.11)
    assert y1 > y3


def test_an_axis_that_does_not_start_at_zero_says_so():
    high = lines_of(series=[Series("A", [(2020, 71.0), (2021, 74.0)], "observed")])
    assert any("The axis starts at 70, not at zero." in text for text in texts(high))
    assert not any("axis starts" in text for text in texts(lines_of()))


def test_a_break_is_told_under_the_chart():
    assert "2020: A new definition." in texts(lines_of(breaks=[(2020, "A new definition.")]))


def test_a_line_carries_its_name_and_its_last_value():
    assert "Malmö 30.0" in texts(lines_of())


@pytest.mark.parametrize(
    ("points", "limits", "message"),
    [
        ([(2020, 1.0), (2019, 2.0)], (), "must rise"),
        ([(2020, 1.0), (2020, 2.0)], (), "must rise"),
        ([(2020, float("nan"))], (), "is nan"),
        ([(2020, None)], (), "at least one value"),
        ([(2020, 1.0)], (1.0, 2.0), "one limit for each"),
    ],
)
def test_a_series_that_cannot_be_drawn_is_refused(points, limits, message):
    with pytest.raises(ValueError, match=message):
        lines_of(series=[Series("A", points, "observed", low=limits)])


def test_names_at_one_height_are_moved_apart():
    assert spread([50, 50, 50], gap=10, low=0, high=100) == [50, 60, 70]
    assert spread([95, 99], gap=10, low=0, high=100) == [90, 100]


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=5),
)
def test_names_keep_their_distance_and_stay_inside(places):
    moved = sorted(spread(places, gap=10, low=0, high=100))
    assert all(other - one >= 10 - 1e-9 for one, other in pairwise(moved))
    assert moved[0] >= 0
    assert moved[-1] <= 100


def test_bars_start_at_zero_and_are_as_long_as_their_values():
    svg = contribution_bars(name="b", parts=[("A", 2.0), ("B", -1.0)], **WORDS)
    plus, minus = found(svg, "rect", "bar plus")[0], found(svg, "rect", "bar minus")[0]
    assert float(plus.get("width")) == pytest.approx(2 * float(minus.get("width")), abs=0.2)
    assert float(minus.get("x")) + float(minus.get("width")) == pytest.approx(float(plus.get("x")), abs=0.11)
    assert "−1.00" in texts(svg)


def test_a_count_below_zero_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        count_bars(name="b", parts=[("A", -1)], **WORDS)


def test_each_value_of_a_strip_is_marked_and_the_named_ones_stand_out():
    svg = strip_plot(
        name="s", values=[1, 2, 2, 9], highlighted=[(2, "A"), (2, "B")], unit="%", decimals=0, **WORDS
    )
    marks = re.findall(r"M([\d.]+) ", found(svg, "path", "tick")[0].get("d"))
    assert len(marks) == 3, "two marks at one place are one mark"
    assert {"A: 2\xa0%", "B: 2\xa0%"} <= set(texts(svg))
    names = [one for one in ET.fromstring(svg).iter(f"{SVG}text") if "2\xa0%" in (one.text or "")]
    assert len({one.get("y") for one in names}) == 2


def test_a_text_that_runs_from_the_right_keeps_its_number_and_full_stop_in_a_picture():
    svg = strip_plot(
        name="s", values=[1, 9], highlighted=[(9, "المدينة كلها")], unit="%", decimals=0, **WORDS
    )
    assert "\N{FIRST STRONG ISOLATE}المدينة كلها: 9\xa0%\N{POP DIRECTIONAL ISOLATE}" in texts(svg)


def test_a_strip_without_values_is_refused():
    with pytest.raises(ValueError, match="at least one value"):
        strip_plot(name="s", values=[], highlighted=[], unit="", decimals=0, **WORDS)


@pytest.mark.parametrize("standalone", [False, True])
def test_every_text_is_escaped(standalone):
    for svg in every_picture(EVIL, title=EVIL, description=EVIL, standalone=standalone):
        assert not list(ET.fromstring(svg).iter(f"{SVG}script"))
        assert "<script" not in svg


def test_the_same_figures_give_the_same_bytes():
    assert every_picture() == every_picture()


@pytest.mark.parametrize("standalone", [False, True])
def test_a_picture_is_named_and_described_and_reads_left_to_right(standalone):
    for svg in every_picture(standalone=standalone):
        root = ET.fromstring(svg)
        ids = {one.get("id"): one.text for one in root.iter() if one.get("id")}
        assert ids[root.get("aria-labelledby")] == WORDS["title"]
        assert ids[root.get("aria-describedby")] == WORDS["description"]
        assert root.get("direction") == "ltr"
        assert "style=" not in svg


def test_a_file_of_its_own_carries_colours_and_font_but_no_classes_or_links():
    for svg in every_picture(standalone=True):
        assert "class=" not in svg
        assert "<a " not in svg
        assert 'font-family="Noto Sans"' in svg
        assert 'fill="#' in svg


def test_without_words_arabic_is_left_out_and_a_line_is_numbered():
    svg = lines_of(
        series=[
            Series("برنامج", [(2020, 1.0), (2021, 2.0)], "observed"),
            Series("Malmö", [(2020, 3.0), (2021, 4.0)], "comparator"),
        ],
        unit="نسبة",
        standalone=True,
        words=False,
    )
    assert "1 2.0" in texts(svg)
    assert "Malmö 4.0" in texts(svg)
    assert not re.search("[\u0600-\u06ff]", "".join(texts(svg)))


@pytest.mark.parametrize("name", ["", "1a", "a b", 'a"'])
def test_a_name_that_cannot_be_an_id_is_refused(name):
    with pytest.raises(ValueError, match="cannot be an id"):
        lines_of(name=name)


@given(st.floats(-1e6, 1e6), st.floats(0.001, 1e6))
def test_ticks_hold_the_values_between_them(low, span):
    steps = ticks(low, low + span)
    slack = 1e-6 * (span + abs(low))
    assert steps[0] <= low + slack
    assert steps[-1] >= low + span - slack
    assert 2 <= len(steps) <= 8


def test_an_axis_starts_at_zero_unless_that_would_waste_half_of_it():
    assert value_ticks([3, 10])[0] == 0
    assert value_ticks([70, 74])[0] == 70
    assert value_ticks([71, 74])[0] == 70
    assert value_ticks([-3, 10])[0] < 0
    assert value_ticks([0, 0]) == sorted(set(value_ticks([0, 0])))


def test_numbers_follow_the_language_of_the_page():
    with translation.override("sv"):
        assert number(-1234.56, 1) == "−1\xa0234,6"
    with translation.override("en"):
        assert number(-0.001, 1) == "0.0"


def test_a_change_of_one_in_a_hundred_fills_a_small_part_of_the_axis():
    for low, high in ((5674, 5725), (-5725, -5674), (99.0, 100.0)):
        steps = value_ticks([low, high])
        assert (high - low) / (steps[-1] - steps[0]) < 0.25
        assert steps[0] <= low < high <= steps[-1]
