"""Pictures with one row per name: ranks with their intervals, contributions and counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale, finite, round_step, with_unit
from bokal.web.ui.chart_svg import FONT, Pen, fitted, line_of, width_of
from bokal.web.ui.formats import number

WIDTH = 600
ROW = 28
HEAD = 10
FOOT = 34
GUTTER = 12
MOST_LABEL = 220


@dataclass(frozen=True, slots=True)
class RankRow:
    """An area's rank with the ranks it may as well have."""

    label: str
    rank: float
    low: float
    high: float
    href: str = ""
    emphasis: bool = False


def rank_plot(
    *,
    name: str,
    rows: Sequence[RankRow],
    total: int,
    title: str,
    description: str,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw a dot with an interval for each row on an axis from rank 1 to the number of areas."""
    for row in rows:
        if not 1 <= row.low <= row.rank <= row.high <= total:
            raise ValueError(
                f"The rank of {row.label!r} must lie in its interval, and both between 1 and {total}."
            )
    pen = Pen(standalone=standalone, words=words)
    left = _label_width([row.label for row in rows])
    scale = Scale(1, total, left + GUTTER, WIDTH - GUTTER - FONT)
    bottom = HEAD + ROW * len(rows)
    parts = [_grid(pen, scale, _rank_ticks(total), bottom, decimals=0)]
    for place, row in enumerate(rows):
        drawn = _rank_row(pen, row, scale, HEAD + ROW * (place + 0.5), left)
        href = "" if standalone else row.href
        parts.append(f'<a href="{escape(href)}">{drawn}</a>' if href else drawn)
    return pen.sheet(
        parts,
        name=name,
        css="chart rank-plot",
        box=(WIDTH, bottom + FOOT),
        title=title,
        description=description,
        links=not standalone and any(row.href for row in rows),
    )


def _rank_row(pen: Pen, row: RankRow, scale: Scale, y: float, left: float) -> str:
    mark = " emphasis" if row.emphasis else ""
    ends = [(scale(row.low), y), (scale(row.high), y)]
    return (
        pen.write(
            fitted(row.label, left), left, y + FONT / 3, anchor="end", css="text strong" if mark else "text"
        )
        + pen.draw("path", f"interval{mark}", d=line_of(ends))
        + pen.draw("circle", f"dot{mark}", cx=scale(row.rank), cy=y, r=5)
    )


def _rank_ticks(total: int) -> list[float]:
    step = int(max(1, round_step(total - 1, 6)))
    inner = [float(rank) for rank in range(step, total, step) if rank > 1 and total - rank >= step / 2]
    return [1.0, *inner, float(total)] if total > 1 else [1.0]


def contribution_bars(
    *,
    name: str,
    parts: Sequence[tuple[str, float]],
    title: str,
    description: str,
    unit: str = "",
    decimals: int = 2,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw what each part adds to or takes from a sum, as bars from zero."""
    pen = Pen(standalone=standalone, words=words)
    return _bars(pen, "contribution-bars", name, parts, title, description, unit=unit, decimals=decimals)


def count_bars(
    *,
    name: str,
    parts: Sequence[tuple[str, int]],
    title: str,
    description: str,
    unit: str = "",
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw counts as bars from zero."""
    for label, count in parts:
        if count < 0 or count != int(count):
            raise ValueError(f"The count of {label!r} is {count}: counts are whole and not negative.")
    pen = Pen(standalone=standalone, words=words)
    return _bars(pen, "count-bars", name, parts, title, description, unit=unit, decimals=0)


def _bars(
    pen: Pen,
    css: str,
    name: str,
    bars: Sequence[tuple[str, float]],
    title: str,
    description: str,
    *,
    unit: str,
    decimals: int,
) -> SafeString:
    finite([value for _, value in bars], "the bars")
    texts = [with_unit(number(value, decimals), unit) for _, value in bars]
    left = _label_width([label for label, _ in bars])
    room = max((width_of(text) for text in texts), default=0) + 8
    low = min([0.0, *(value for _, value in bars)])
    high = max([0.0, *(value for _, value in bars)])
    if low == high:
        high = 1.0
    start = left + GUTTER + (room if low < 0 else 0)
    end = WIDTH - (room if high > 0 else GUTTER)
    scale = Scale(low, high, start, end)
    bottom = HEAD + ROW * len(bars)
    drawn = []
    for place, ((label, value), text) in enumerate(zip(bars, texts, strict=True)):
        drawn.append(_bar_row(pen, label, value, text, scale, HEAD + ROW * (place + 0.5), left))
    zero = scale(0)
    drawn.append(pen.draw("path", "axis", d=line_of([(zero, HEAD), (zero, bottom)])))
    return pen.sheet(
        drawn,
        name=name,
        css=f"chart {css}",
        box=(WIDTH, bottom + HEAD),
        title=title,
        description=description,
    )


def _bar_row(pen: Pen, label: str, value: float, text: str, scale: Scale, y: float, left: float) -> str:
    zero, end = scale(0), scale(value)
    side = "minus" if value < 0 else "plus"
    thick = ROW * 0.6
    bar = pen.draw(
        "rect", f"bar {side}", x=min(zero, end), y=y - thick / 2, width=abs(end - zero), height=thick
    )
    baseline = y + FONT / 3
    value_text = (
        pen.write(text, end - 6, baseline, anchor="end") if value < 0 else pen.write(text, end + 6, baseline)
    )
    return pen.write(fitted(label, left), left, baseline, anchor="end") + bar + value_text


def _label_width(labels: Sequence[str]) -> float:
    return math.ceil(min(MOST_LABEL, max((width_of(label) for label in labels), default=0) + 4))


def _grid(pen: Pen, scale: Scale, steps: Sequence[float], bottom: float, *, decimals: int) -> str:
    lines = "".join(line_of([(scale(step), HEAD), (scale(step), bottom)]) for step in steps)
    texts = "".join(
        pen.write(number(step, decimals), scale(step), bottom + FONT + 4, css="text muted", anchor="middle")
        for step in steps
    )
    return pen.draw("path", "grid", d=lines) + texts
