"""Pictures with one row per name: ranks with their intervals, contributions and counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale, finite, round_step, with_unit
from bokal.web.ui.chart_svg import FONT, NARROW, Pen, in_lines, line_of, width_of
from bokal.web.ui.formats import number

WIDTH = 600
ROW = 28
LINE = FONT + 3
HEAD = 10
FOOT = 34
GUTTER = 12
MOST_LABEL = 220
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class RankRow:
    """An area's rank with the ranks it may as well have."""

    label: str
    rank: float
    low: float
    high: float
    href: str = ""
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where names and marks of the rows stand: beside each other, or in a narrow chart above each other."""

    names: Sequence[Sequence[str]]
    tops: Sequence[float]
    heights: Sequence[float]
    width: float
    left: float
    narrow: bool

    @property
    def bottom(self) -> float:
        return self.tops[-1] + self.heights[-1] if self.tops else HEAD

    def middle(self, place: int) -> float:
        """Return the height of the mark of a row."""
        if not self.narrow:
            return self.tops[place] + self.heights[place] / 2
        return self.tops[place] + LINE * len(self.names[place]) + ROW * 0.4

    def write(self, pen: Pen, place: int, css: str = "text") -> str:
        """Return the name of a row."""
        names = self.names[place]
        x, anchor = (0.0, "start") if self.narrow else (self.left, "end")
        first = self.tops[place] + FONT
        if not self.narrow:
            first = self.middle(place) - LINE * (len(names) - 1) / 2 + FONT / 3
        return "".join(
            pen.write(name, x, first + LINE * line, anchor=anchor, css=css) for line, name in enumerate(names)
        )


def rows_of(labels: Sequence[str], *, narrow: bool) -> _Rows:
    """Give each name as many lines as it needs, so that no two areas are called the same."""
    width = NARROW if narrow else WIDTH
    left = 0.0 if narrow else _label_width(labels)
    names = in_lines(labels, NARROW if narrow else MOST_LABEL, most=MOST_LINES)
    lines = [len(name) for name in names]
    heights = [LINE * count + ROW if narrow else max(ROW, LINE * count + 8) for count in lines]
    tops = [HEAD + sum(heights[:place]) for place in range(len(heights))]
    return _Rows(names, tops, heights, width, left, narrow)


def rank_plot(
    *,
    name: str,
    rows: Sequence[RankRow],
    total: int,
    title: str,
    description: str,
    narrow: bool = False,
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
    spaced = rows_of([row.label for row in rows], narrow=narrow)
    scale = Scale(1, total, spaced.left + GUTTER, spaced.width - GUTTER - FONT)
    parts = [grid(pen, scale, _rank_ticks(total, 4 if narrow else 6), spaced.bottom, decimals=0)]
    for place, row in enumerate(rows):
        drawn = spaced.write(pen, place, "text strong" if row.emphasis else "text")
        drawn += _rank_marks(pen, row, scale, spaced.middle(place))
        href = "" if standalone else row.href
        parts.append(f'<a href="{escape(href)}">{drawn}</a>' if href else drawn)
    return pen.sheet(
        parts,
        name=name,
        css="chart rank-plot",
        box=(spaced.width, spaced.bottom + FOOT),
        title=title,
        description=description,
        links=not standalone and any(row.href for row in rows),
    )


def _rank_marks(pen: Pen, row: RankRow, scale: Scale, y: float) -> str:
    mark = " emphasis" if row.emphasis else ""
    ends = [(scale(row.low), y), (scale(row.high), y)]
    dot = pen.draw("circle", f"dot{mark}", cx=scale(row.rank), cy=y, r=5)
    return pen.draw("path", f"interval{mark}", d=line_of(ends)) + dot


def _rank_ticks(total: int, count: int) -> list[float]:
    step = int(max(1, round_step(total - 1, count)))
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
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw what each part adds to or takes from a sum, as bars from zero."""
    pen = Pen(standalone=standalone, words=words)
    told = (title, description)
    return _bars(pen, "contribution-bars", name, parts, told, unit=unit, decimals=decimals, narrow=narrow)


def count_bars(
    *,
    name: str,
    parts: Sequence[tuple[str, int]],
    title: str,
    description: str,
    unit: str = "",
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw counts as bars from zero."""
    for label, count in parts:
        if count < 0 or count != int(count):
            raise ValueError(f"The count of {label!r} is {count}: counts are whole and not negative.")
    pen = Pen(standalone=standalone, words=words)
    told = (title, description)
    return _bars(pen, "count-bars", name, parts, told, unit=unit, decimals=0, narrow=narrow)


def _bars(
    pen: Pen,
    css: str,
    name: str,
    bars: Sequence[tuple[str, float]],
    told: tuple[str, str],
    *,
    unit: str,
    decimals: int,
    narrow: bool,
) -> SafeString:
    finite([value for _, value in bars], "the bars")
    texts = [with_unit(number(value, decimals), unit) for _, value in bars]
    spaced = rows_of([label for label, _ in bars], narrow=narrow)
    room = max((width_of(text) for text in texts), default=0) + 8
    low = min([0.0, *(value for _, value in bars)])
    high = max([0.0, *(value for _, value in bars)])
    if low == high:
        high = 1.0
    start = spaced.left + (2 if narrow else GUTTER) + (room if low < 0 else 0)
    end = spaced.width - (room if high > 0 else GUTTER)
    scale = Scale(low, high, start, end)
    drawn = []
    for place, ((_, value), text) in enumerate(zip(bars, texts, strict=True)):
        drawn.append(spaced.write(pen, place) + _bar(pen, value, text, scale, spaced.middle(place)))
    zero = scale(0)
    drawn.append(pen.draw("path", "axis", d=line_of([(zero, HEAD), (zero, spaced.bottom)])))
    return pen.sheet(
        drawn,
        name=name,
        css=f"chart {css}",
        box=(spaced.width, spaced.bottom + HEAD),
        title=told[0],
        description=told[1],
    )


def _bar(pen: Pen, value: float, text: str, scale: Scale, y: float) -> str:
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
    return bar + value_text


def _label_width(labels: Sequence[str]) -> float:
    return math.ceil(min(MOST_LABEL, max((width_of(label) for label in labels), default=0) + 4))


def grid(pen: Pen, scale: Scale, steps: Sequence[float], bottom: float, *, decimals: int) -> str:
    lines = "".join(line_of([(scale(step), HEAD), (scale(step), bottom)]) for step in steps)
    texts = "".join(
        pen.write(number(step, decimals), scale(step), bottom + FONT + 4, css="text muted", anchor="middle")
        for step in steps
    )
    return pen.draw("path", "grid", d=lines) + texts
