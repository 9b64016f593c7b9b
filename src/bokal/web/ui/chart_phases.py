"""Steps over time: what was planned as a hollow bar, what came as a full one below it."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale
from bokal.web.ui.chart_svg import FONT, NARROW, Pen, line_of

WIDTH = 600
EDGE = 20
BAR = 10
GAP = 4
ROW = 2 * BAR + GAP + FONT + 16
MOST_YEARS = 8

type Days = tuple[datetime.date, datetime.date | None]


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its planned and its actual days; an end that is None goes on."""

    label: str
    planned: Days | None
    came: Days | None


def phase_bars(
    *,
    name: str,
    steps: Sequence[Step],
    until: datetime.date,
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw steps on one axis of years; what has no end runs to ``until``."""
    if not steps:
        raise ValueError("A timeline needs at least one step: say that there is none in words instead.")
    pen, width = Pen(standalone=standalone, words=words), NARROW if narrow else WIDTH
    first, last = bounds(steps, until)
    scale = Scale(first, last, EDGE, width - EDGE)
    parts, top = [], 4.0
    foot = top + ROW * len(steps) + 4
    years = range(first, last + 1, -(-(last - first) // (MOST_YEARS // 2 if narrow else MOST_YEARS)))
    grid = "".join(line_of([(scale(year), top), (scale(year), foot)]) for year in years)
    parts.append(pen.draw("path", "grid", d=grid))
    for step in steps:
        parts.append(pen.write(step.label, EDGE, top + FONT, css="text strong", halo=True))
        for days, look, y in (
            (step.planned, "bar plan", top + FONT + 8),
            (step.came, "bar", top + FONT + 8 + BAR + GAP),
        ):
            if days is not None:
                parts.append(bar(pen, scale, days, look, y, until))
        top += ROW
    parts += [
        pen.write(str(year), scale(year), foot + FONT + 4, css="text muted", anchor="middle")
        for year in years
    ]
    box = (width, foot + FONT + 12)
    return pen.sheet(parts, name=name, css="chart phases", box=box, title=title, description=description)


def bar(pen: Pen, scale: Scale, days: Days, look: str, y: float, until: datetime.date) -> str:
    """Draw a bar from the first day to the last."""
    start = scale(place_of(days[0]))
    end = max(scale(place_of(days[1] or max(until, days[0]))), start + 3)
    return pen.draw("rect", look, x=start, y=y, width=end - start, height=BAR)


def place_of(day: datetime.date) -> float:
    """Return a day as a year with its part."""
    return day.year + (day.timetuple().tm_yday - 1) / 366


def bounds(steps: Sequence[Step], until: datetime.date) -> tuple[int, int]:
    """Return the first year and the one after the last."""
    known = [days for step in steps for days in (step.planned, step.came) if days is not None]
    ends = [days[1] or max(until, days[0]) for days in known]
    first = min(days[0] for days in known).year
    return first, max(max(ends).year + 1, first + 2)
