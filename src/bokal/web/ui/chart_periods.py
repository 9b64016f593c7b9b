"""Values of times of any length: bars for what adds up, steps for what stands, with the target as a line."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale, decimals_of, finite, value_ticks
from bokal.web.ui.chart_svg import FONT, NARROW, Pen, line_of, width_of
from bokal.web.ui.formats import day, number

WIDTH = 640
TOP = 34
PLOT = 220
LINE = FONT + 5
GAP = 1.0


@dataclass(frozen=True, slots=True)
class Period:
    """The value of a time; None leaves a gap. The end is the first day after it."""

    start: datetime.date
    end: datetime.date
    value: float | None


@dataclass(frozen=True, slots=True)
class Level:
    """A value to hold the others against, such as a target."""

    label: str
    value: float


def period_chart(
    *,
    name: str,
    periods: Sequence[Period],
    levels: Sequence[Level],
    bars: bool,
    unit: str,
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw the values of times on an axis from zero; a time without a value is empty and never bridged."""
    valued = [(one, one.value) for one in periods if one.value is not None]
    if not valued:
        raise ValueError("A chart of times needs a value: say that there is none in words instead.")
    values = [value for _one, value in valued] + [level.value for level in levels]
    finite(values, "the times")
    pen, width = Pen(standalone=standalone, words=words), NARROW if narrow else WIDTH
    steps = value_ticks([0.0, *values])
    left = max(width_of(number(step, decimals_of(steps))) for step in steps) + 12
    first, last = min(one.start for one in periods), max(one.end for one in periods)
    x = Scale(first.toordinal(), last.toordinal(), left, width - 8)
    y = Scale(steps[0], steps[-1], TOP + PLOT, TOP)
    parts = [grid(pen, x, y, steps, unit), days(pen, x, first, last)]
    for one, value in valued:
        ends = (x(one.start.toordinal()) + GAP, x(one.end.toordinal()) - GAP)
        parts.append(bar(pen, ends, y, value) if bars else step(pen, ends, y(value)))
        parts.append(label(pen, ends, y(value), value))
    parts += [level_line(pen, x, y, level) for level in levels]
    return pen.sheet(
        parts,
        name=name,
        css="chart period-chart",
        box=(width, TOP + PLOT + LINE + 12),
        title=title,
        description=description,
    )


def grid(pen: Pen, x: Scale, y: Scale, steps: Sequence[float], unit: str) -> str:
    """Draw the lines of the value axis and write its numbers and unit."""
    decimals = decimals_of(steps)
    lines = "".join(line_of([(x.start, y(step)), (x.end, y(step))]) for step in steps)
    numbers = [
        pen.write(number(step, decimals), x.start - 6, y(step) + FONT / 3, css="text muted", anchor="end")
        for step in steps
    ]
    base = pen.draw("path", "axis", d=line_of([(x.start, TOP + PLOT), (x.end, TOP + PLOT)]))
    head = pen.write(unit, 0, FONT, css="text muted")
    return head + pen.draw("path", "grid", d=lines) + "".join(numbers) + base


def days(pen: Pen, x: Scale, first: datetime.date, last: datetime.date) -> str:
    """Write the first day and the last below the axis."""
    below = TOP + PLOT + LINE
    until = last - datetime.timedelta(days=1)
    return pen.write(day(first), x.start, below, css="text muted") + pen.write(
        day(until), x.end, below, css="text muted", anchor="end"
    )


def bar(pen: Pen, ends: tuple[float, float], y: Scale, value: float) -> str:
    """Draw a bar from zero; zero itself is a line, so that it is not taken for a gap."""
    start, end = ends
    height = y(0.0) - y(value)
    top = y(value) - (2 if height == 0 else 0)
    return pen.draw("rect", "bar", x=start, y=top, width=max(end - start, 2), height=max(height, 2))


def label(pen: Pen, ends: tuple[float, float], height: float, value: float) -> str:
    """Write a value above its mark where there is room: so nought is seen for what it is."""
    text = number(value, 0 if value.is_integer() else 1)
    room = ends[1] - ends[0] >= width_of(text)
    middle = (ends[0] + ends[1]) / 2
    return pen.write(text, middle, height - 5, css="text", anchor="middle", halo=True) if room else ""


def step(pen: Pen, ends: tuple[float, float], height: float) -> str:
    """Draw the value of a time as a level stretch with a dot at its end."""
    line = pen.draw("path", "series observed", d=line_of([(ends[0], height), (ends[1], height)]))
    return line + pen.draw("circle", "dot observed", cx=ends[1], cy=height, r=4)


def level_line(pen: Pen, x: Scale, y: Scale, level: Level) -> str:
    """Draw a value to hold the others against, with its name on it."""
    height = y(level.value)
    line = pen.draw("path", "series comparator", d=line_of([(x.start, height), (x.end, height)]))
    return line + pen.write(level.label, x.start + 4, height - 5, css="text name", halo=True)
