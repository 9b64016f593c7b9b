"""Works are told apart by their form and pattern, and days, amounts and rents are put into plain words."""

import datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from bokal.web.ui.chart_files import as_file
from bokal.web.ui.chart_phases import Step, bounds, phase_bars
from bokal.web.ui.chart_svg import Pen
from bokal.web.ui.map_classes import Outline
from bokal.web.ui.map_corners import AREA, LINE, POINT, Drawing, drawing_of
from bokal.web.ui.map_ground import Ground
from bokal.web.ui.map_works import BUILT, PLANNED, USED, Mark, box_of, draw_mark, frame_of_box, works_map
from bokal.web.ui.unit_wording import plain_number
from bokal.web.ui.work_wording import time_words

DATE = datetime.date
GROUND = Ground(0, 1_000, 1_000)
SHAPES = {
    "Polygon": [[0, 0, 400, 0, 400, 400, 0, 400]],
    "LineString": [[0, 0, 400, 400]],
    "Point": [[200, 200]],
}


def draw(*marks: Mark) -> str:
    box = box_of(row for rings in SHAPES.values() for row in rings)
    assert box is not None
    accent = [Outline("Herrgården", [[0, 0, 500, 0, 500, 500]])]
    return works_map(
        name="works", marks=marks, box=box, context=[], accent=accent, title="Works", description="Some."
    )


@pytest.mark.parametrize("form", SHAPES)
def test_no_two_stages_look_alike_without_colour(form: str) -> None:
    pen, frame = Pen(standalone=True), frame_of_box((0, 0, 1_000, 1_000))
    drawn = {
        draw_mark(pen, frame, Mark("a", "", form, SHAPES[form], stage), "m")
        for stage in (PLANNED, BUILT, USED)
    }
    bare = {text.replace("#0f4c81", "").replace("#ffffff", "") for text in drawn}
    assert len(bare) == 3


def test_areas_lie_below_lines_and_points_whatever_their_order() -> None:
    marks = [
        Mark(form, form, form, SHAPES[form], USED, href="/x/") for form in ("Point", "LineString", "Polygon")
    ]
    picture = draw(*marks)
    assert picture.index('data-code="Polygon"') < picture.index('data-code="LineString"')
    assert picture.index('data-code="LineString"') < picture.index('data-code="Point"')
    assert picture.index("Herrgården") < picture.index('data-code="Polygon"'), "a name covers no work"


def test_what_a_work_is_called_is_escaped() -> None:
    picture = draw(Mark("a", '<script>"', "Point", SHAPES["Point"], USED, href='/x/"'))
    assert "<script>" not in picture
    assert "&lt;script&gt;&quot;" in picture


def test_a_line_shorter_than_a_step_is_drawn_as_a_point() -> None:
    pen, frame = Pen(), frame_of_box((0, 0, 30_000, 30_000))
    assert "work-dot" in draw_mark(pen, frame, Mark("a", "", "LineString", [[0, 0, 1, 1]], USED), "m")


def test_a_map_as_a_file_has_its_looks_inside() -> None:
    picture = as_file(draw(Mark("a", "A", "Polygon", SHAPES["Polygon"], BUILT, href="/x/")))
    assert "class=" not in picture
    assert "<a " not in picture
    assert 'fill="url(#works-built)"' in picture


def test_steps_share_one_axis_and_what_goes_on_ends_today() -> None:
    steps = [
        Step("Planning", (DATE(2010, 1, 1), DATE(2011, 1, 1)), None),
        Step("In use", None, (DATE(2012, 6, 1), None)),
    ]
    assert bounds(steps, DATE(2016, 3, 1)) == (2010, 2017)
    picture = phase_bars(name="p", steps=steps, until=DATE(2016, 3, 1), title="T", description="D")
    assert picture.count('class="bar plan"') == 1
    assert picture.count('class="bar"') == 1
    with pytest.raises(ValueError, match="at least one step"):
        phase_bars(name="p", steps=[], until=DATE(2016, 3, 1), title="T", description="D")


@pytest.mark.parametrize(
    ("begins", "ends", "year_only", "words"),
    [
        (DATE(2012, 1, 1), DATE(2014, 1, 1), False, "2012-01-01–2013-12-31"),
        (DATE(2012, 1, 1), DATE(2014, 1, 1), True, "2012–2013"),
        (DATE(2012, 1, 1), DATE(2013, 1, 1), True, "2012"),
        (DATE(2012, 1, 1), None, True, "from 2012"),
        (None, DATE(2014, 1, 1), False, "until 2013-12-31"),
        (None, None, False, ""),
    ],
)
def test_a_time_is_written_with_what_is_known(
    begins: DATE | None, ends: DATE | None, year_only: bool, words: str
) -> None:
    with override("en"):
        assert time_words(begins, ends, year_only=year_only) == words


@pytest.mark.parametrize(
    ("value", "words"), [("1240.500", "1,240.5"), ("0.000", "0"), ("100", "100"), ("0.125", "0.125")]
)
def test_an_amount_has_the_decimals_it_was_given(value: str, words: str) -> None:
    with override("en"):
        assert plain_number(Decimal(value)) == words


def test_another_shape_keeps_the_corners_and_a_point_keeps_the_last() -> None:
    drawing = Drawing(GROUND, LINE, ((1, 1), (2, 2), (3, 3)))
    sent = {"view": str(GROUND), "corners": drawing.written}
    assert drawing_of(sent | {"shape": AREA}, drawing).corners == drawing.corners
    assert drawing_of(sent | {"shape": POINT}, drawing).corners == ((3, 3),)
    assert drawing_of(sent | {"shape": "castle", "map": "none"}, drawing).corners == ()
