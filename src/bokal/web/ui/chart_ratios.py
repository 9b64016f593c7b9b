"""How often groups were heard: a dot with its interval a row, with a line at as often as they live there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from bokal.web.ui.chart_rows import FOOT, GUTTER, HEAD, grid, rows_of
from bokal.web.ui.chart_scale import Scale, decimals_of, finite, ticks
from bokal.web.ui.chart_svg import FONT, Pen, line_of

LEAST_END = 2.0
AS_OFTEN = 1.0
ROOM = 12
"""Short names of wide letters need more than the mean letter says."""


@dataclass(frozen=True, slots=True)
class RatioRow:
    """How often a group was heard, and how far chance alone could move that."""

    label: str
    ratio: float
    low: float
    high: float


def ratio_plot(
    *,
    name: str,
    rows: Sequence[RatioRow],
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw a dot with an interval for each row on an axis from 0; 1 is marked."""
    finite([number for row in rows for number in (row.low, row.ratio, row.high)], "the ratios")
    for row in rows:
        if not 0 <= row.low <= row.ratio <= row.high:
            raise ValueError(f"The ratio of {row.label!r} must lie in its interval, and none be below zero.")
    pen = Pen(standalone=standalone, words=words)
    spaced = rows_of([row.label for row in rows], narrow=narrow)
    spaced = spaced if narrow else replace(spaced, left=spaced.left + ROOM)
    steps = ticks(0, max([LEAST_END, *(row.high for row in rows)]), count=4 if narrow else 6)
    scale = Scale(0, steps[-1], spaced.left + GUTTER, spaced.width - GUTTER - FONT)
    ends = [(scale(AS_OFTEN), HEAD), (scale(AS_OFTEN), spaced.bottom)]
    parts = [
        grid(pen, scale, steps, spaced.bottom, decimals=decimals_of(steps)),
        pen.draw("path", "axis", d=line_of(ends)),
    ]
    for place, row in enumerate(rows):
        y = spaced.middle(place)
        interval = pen.draw("path", "interval", d=line_of([(scale(row.low), y), (scale(row.high), y)]))
        dot = pen.draw("circle", "dot", cx=scale(row.ratio), cy=y, r=5)
        parts.append(spaced.write(pen, place) + interval + dot)
    return pen.sheet(
        parts,
        name=name,
        css="chart rank-plot",
        box=(spaced.width, spaced.bottom + FOOT),
        title=title,
        description=description,
    )
