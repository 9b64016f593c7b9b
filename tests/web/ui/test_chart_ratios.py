"""The picture of who was heard: dots lie where the ratios say, in their intervals."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bokal.web.ui.chart_ratios import RatioRow, ratio_plot

WORDS = {"name": "c", "title": "Who", "description": "What one would say aloud."}
NUMBER = st.floats(0, 20)


@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER).map(sorted), min_size=1, max_size=6), st.booleans())
def test_dots_lie_in_the_order_of_their_ratios_and_in_the_picture(
    ratios: list[list[float]], narrow: bool
) -> None:
    rows = [RatioRow(f"Group {at}", ratio, low, high) for at, (low, ratio, high) in enumerate(ratios)]
    with translation.override("en"):
        picture = ET.fromstring(ratio_plot(rows=rows, narrow=narrow, **WORDS))
    width = float(picture.attrib["viewBox"].split()[2])
    dots = [float(one.attrib["cx"]) for one in picture.iter() if one.tag.endswith("circle")]
    assert len(dots) == len(rows)
    assert all(0 <= dot <= width for dot in dots)
    ordered = sorted(zip((row.ratio for row in rows), dots, strict=True))
    assert [dot for _ratio, dot in ordered] == pytest.approx(sorted(dots), abs=0.11)


def test_a_dot_outside_its_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="must lie in its interval"):
        ratio_plot(rows=[RatioRow("Women", 1.5, 1.6, 2.0)], **WORDS)


def test_names_are_escaped() -> None:
    drawn = ratio_plot(rows=[RatioRow("<script>", 1.0, 0.5, 1.5)], **WORDS)
    assert not re.search("<script>", drawn)
