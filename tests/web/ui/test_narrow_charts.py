"""Charts for phones: narrow, with every name whole enough to be told from the others."""

import re
import xml.etree.ElementTree as ET
from functools import partial

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bokal.web.ui.chart_svg import NARROW, fitted, in_lines, width_of
from bokal.web.ui.charts import (
    RankRow,
    Series,
    chart,
    contribution_bars,
    count_bars,
    line_chart,
    rank_plot,
    strip_plot,
)

SVG = "{http://www.w3.org/2000/svg}"
WORDS = {"title": "Where", "description": "What one would say aloud."}
NEIGHBOURS = [
    "Örtagården syd-Herrgården sydväst vid kanalen och parken 1",
    "Örtagården syd-Herrgården sydväst vid kanalen och parken 2",
]


@pytest.fixture(autouse=True)
def english_numbers():
    with translation.override("en"):
        yield


def charts():
    name = NEIGHBOURS[0]
    line = [
        Series(name, [(2020, 10.0), (2021, 12.0)], "observed"),
        Series("B", [(2020, 9.0), (2021, 11.9)], "comparator"),
    ]
    return {
        "ranks": partial(rank_plot, rows=[RankRow(one, 2, 1, 3) for one in NEIGHBOURS], total=209),
        "lines": partial(line_chart, series=line, unit="%", decimals=1),
        "strip": partial(strip_plot, values=[1.0, 2.0], highlighted=[(2.0, name)], unit="%", decimals=1),
        "parts": partial(contribution_bars, parts=[(name, 12.0), ("B", -3.0)]),
        "counts": partial(count_bars, parts=[(name, 1200), ("B", 3)], unit="persons"),
    }


def texts(svg):
    return list(ET.fromstring(svg).iter(f"{SVG}text"))


@pytest.mark.parametrize("name", charts())
def test_a_narrow_chart_is_as_wide_as_a_phone_and_no_text_leaves_it(name):
    svg = charts()[name](name="c", narrow=True, **WORDS)
    assert ET.fromstring(svg).get("viewBox").split()[2] == str(NARROW)
    for text in texts(svg):
        wide, x = width_of(text.text), float(text.get("x"))
        start = {"start": x, "middle": x - wide / 2, "end": x - wide}[text.get("text-anchor")]
        assert start >= -4, text.text
        assert start + wide <= NARROW + 4, text.text


@pytest.mark.parametrize("name", charts())
def test_a_page_gets_both_forms_and_no_id_twice(name):
    markup = chart(charts()[name], name="c", **WORDS)
    wide, narrow = (ET.fromstring(part) for part in re.findall(r"<svg.*?</svg>", markup))
    assert int(wide.get("viewBox").split()[2]) > int(narrow.get("viewBox").split()[2])
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids)) == 4
    assert 'class="picture-wide"' in markup
    assert 'class="picture-narrow"' in markup


def test_a_file_holds_the_wide_form_alone():
    markup = chart(charts()["ranks"], name="c", standalone=True, **WORDS)
    assert markup.startswith("<svg")
    assert markup.count("<svg") == 1


@pytest.mark.parametrize("narrow", [False, True])
def test_neighbours_are_told_apart_by_their_last_sign(narrow):
    svg = charts()["ranks"](name="c", narrow=narrow, **WORDS)
    names = " ".join(text.text for text in texts(svg))
    assert "parken 1" in names
    assert "parken 2" in names


def test_a_name_is_shortened_in_its_middle():
    short = fitted(NEIGHBOURS[0], 200)
    assert "…" in short
    assert short.endswith(" 1")
    assert short.startswith("Örtagården")


@given(st.lists(st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=150), max_size=8))
def test_two_names_are_never_written_alike(names):
    whole = {" ".join(name.split()) for name in names}
    lines = in_lines(sorted(whole), 220, most=3)
    assert len({tuple(one) for one in lines}) == len({" ".join(one.split()) for one in whole})


def test_the_value_of_a_line_stands_over_its_end_and_the_two_do_not_touch():
    svg = charts()["lines"](name="c", narrow=True, **WORDS)
    ends = [text for text in texts(svg) if text.text.endswith((" 12.0", " 11.9"))]
    one, other = (float(text.get("y")) for text in ends)
    assert abs(one - other) >= 15
