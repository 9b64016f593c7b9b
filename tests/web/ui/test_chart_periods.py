"""The chart of times: bars and steps lie where the values say, zero is drawn, and a gap stays one."""

import datetime
import re

import pytest

from bokal.web.ui.chart_periods import Level, Period, period_chart

JANUARY = datetime.date(2026, 1, 1)
EVIL = "<script>alert('x')</script>"


def months(*values: float | None) -> list[Period]:
    """Return times of thirty days, one after the other."""
    days = [JANUARY + datetime.timedelta(days=30 * place) for place in range(len(values) + 1)]
    return [Period(days[place], days[place + 1], value) for place, value in enumerate(values)]


def drawn(*values: float | None, bars: bool = True, **changes: object) -> str:
    given: dict = {
        "name": "c",
        "periods": months(*values),
        "levels": [],
        "bars": bars,
        "unit": "persons",
        "title": "Who came",
        "description": "What one would say aloud.",
    }
    return period_chart(**(given | changes))


def heights(picture: str) -> list[float]:
    return [float(found) for found in re.findall(r'<rect[^>]* height="([\d.]+)"', picture)]


def test_bars_are_as_high_as_their_values_and_zero_is_a_line() -> None:
    ten, five, zero = heights(drawn(10, 5, 0))
    assert ten == pytest.approx(2 * five, abs=0.2)
    assert zero == 2


def test_a_time_without_a_value_is_empty() -> None:
    assert len(heights(drawn(10, None, 5))) == 2
    assert drawn(10, None, 5, bars=False).count("<circle") == 2


@pytest.mark.parametrize("bars", [True, False])
def test_the_axis_starts_at_zero(bars: bool) -> None:
    assert ">0<" in drawn(98, 100, bars=bars)


def test_each_value_is_written_where_there_is_room_and_nought_too() -> None:
    assert drawn(7, 0).count(">0<") == 2
    assert ">7<" in drawn(7, 0)
    assert ">71<" not in drawn(*[71] * 60)


def test_the_target_is_a_line_with_its_name_and_within_the_picture() -> None:
    picture = drawn(10, 12, bars=False, levels=[Level("Target", 40.0)])
    assert ">Target<" in picture
    assert ">40<" in picture


def test_a_phone_gets_its_own_width_and_words_are_escaped() -> None:
    assert 'viewBox="0 0 320' in drawn(1, narrow=True)
    assert "<script" not in drawn(1, unit=EVIL, title=EVIL, levels=[Level(EVIL, 2.0)])


def test_nothing_is_drawn_of_nothing_and_of_no_number() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        drawn(None)
    with pytest.raises(ValueError, match="nan"):
        drawn(float("nan"))
