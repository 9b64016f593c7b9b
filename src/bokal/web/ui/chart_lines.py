"""Lines over years: gaps stay gaps, a new definition starts a new line, and each line carries its name."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.web.ui.chart_scale import Scale, decimals_of, finite, ticks, value_ticks, with_unit
from bokal.web.ui.chart_svg import FONT, NARROW, Pen, fitted, line_of, short, spread, width_of, wrapped
from bokal.web.ui.formats import number

type Role = Literal["observed", "comparator", "counterfactual"]

WIDTH = 640
TOP = 30
PLOT = 240
LINE = FONT + 5
MOST_LABEL = 200
DRAWING_ORDER: tuple[Role, ...] = ("comparator", "counterfactual", "observed")


@dataclass(frozen=True, slots=True)
class Series:
    """A line: a value or None for each year, and where known the band around it, one limit for each point."""

    label: str
    points: Sequence[tuple[int, float | None]]
    role: Role
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class _Point:
    year: int
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class _Frame:
    """The plane lines are drawn on."""

    pen: Pen
    x: Scale
    y: Scale
    steps: Sequence[float]
    breaks: Sequence[tuple[int, str]]
    width: float


def line_chart(
    *,
    name: str,
    series: Sequence[Series],
    unit: str,
    decimals: int,
    title: str,
    description: str,
    breaks: Sequence[tuple[int, str]] = (),
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw series over years; a break ``(year, note)`` says that the definition is another from that year on.

    Without words, a name that may not be drawn gives way to the number of its series, to be told beside.
    """
    pen = Pen(standalone=standalone, words=words)
    runs = [_runs(one, [year for year, _ in breaks]) for one in series]
    labels = [
        _label(pen, place, one, run, decimals, NARROW * 0.8 if narrow else MOST_LABEL)
        for place, (one, run) in enumerate(zip(series, runs, strict=True))
    ]
    breaks = sorted(breaks)
    frame = _frame(pen, series, runs, labels, breaks, narrow=narrow)
    notes = _notes(frame, unit)
    bottom = TOP + PLOT + LINE + 6
    parts = [_axes(frame, unit)]
    for role in DRAWING_ORDER:
        parts += [_line(frame, role, run) for one, run in zip(series, runs, strict=True) if one.role == role]
    parts.append((_names_over if narrow else _names)(frame, series, runs, labels))
    parts += [
        pen.write(note, 0, bottom + LINE * (place + 1), css="text muted") for place, note in enumerate(notes)
    ]
    return pen.sheet(
        parts,
        name=name,
        css="chart line-chart",
        box=(frame.width, bottom + LINE * len(notes) + 8),
        title=title,
        description=description,
    )


def _runs(series: Series, breaks: Sequence[int]) -> list[list[_Point]]:
    """Cut a series where a value is missing, where a year is missing, and where the definition changes."""
    years = [year for year, _ in series.points]
    if years != sorted(set(years)):
        raise ValueError(f"The years of {series.label!r} must rise and come once each: sort them first.")
    for limits in (series.low, series.high):
        if limits and len(limits) != len(years):
            raise ValueError(
                f"The band of {series.label!r} needs one limit for each of its {len(years)} points."
            )
    nothing = [None] * len(years)
    runs: list[list[_Point]] = []
    before: int | None = None
    step = min((later - year for year, later in itertools.pairwise(years)), default=1)
    for (year, value), low, high in zip(
        series.points, series.low or nothing, series.high or nothing, strict=True
    ):
        if value is None:
            before = None
            continue
        finite([value, *(limit for limit in (low, high) if limit is not None)], f"{series.label!r} in {year}")
        joined = (
            before is not None
            and year - before <= step
            and not any(before < changed <= year for changed in breaks)
        )
        if not joined:
            runs.append([])
        runs[-1].append(_Point(year, value, low, high))
        before = year
    return runs


def _label(
    pen: Pen, place: int, series: Series, runs: Sequence[Sequence[_Point]], decimals: int, most: float
) -> str:
    if not runs:
        return ""
    text = series.label if pen.may_write(series.label) else str(place + 1)
    value = number(runs[-1][-1].value, decimals)
    return f"{fitted(text, most - width_of(value))} {value}"


def _frame(
    pen: Pen,
    series: Sequence[Series],
    runs: Sequence[Sequence[Sequence[_Point]]],
    labels: Sequence[str],
    breaks: Sequence[tuple[int, str]],
    *,
    narrow: bool,
) -> _Frame:
    points = [point for one in runs for run in one for point in run]
    if not points:
        raise ValueError("A line chart needs at least one value: say that there is none in words instead.")
    values = [
        number for point in points for number in (point.value, point.low, point.high) if number is not None
    ]
    years = [year for one in series for year, _ in one.points]
    steps = value_ticks(values)
    decimals = decimals_of(steps)
    left = max(width_of(number(step, decimals)) for step in steps) + 12
    width = NARROW if narrow else WIDTH
    right = width - (FONT + 6 if narrow else max(width_of(label) for label in labels) + 16)
    return _Frame(
        pen=pen,
        x=Scale(min(years), max(years), left + 8, right),
        y=Scale(steps[0], steps[-1], TOP + PLOT, TOP),
        steps=steps,
        breaks=breaks,
        width=width,
    )


def _axes(frame: _Frame, unit: str) -> str:
    pen, x, y = frame.pen, frame.x, frame.y
    left = x.start - 8
    decimals = decimals_of(frame.steps)
    parts = [pen.write(unit, 0, FONT, css="text muted")]
    parts.append(
        pen.draw(
            "path", "grid", d="".join(line_of([(left, y(step)), (x.end, y(step))]) for step in frame.steps)
        )
    )
    parts += [
        pen.write(number(step, decimals), left - 6, y(step) + FONT / 3, css="text muted", anchor="end")
        for step in frame.steps
    ]
    parts.append(pen.draw("path", "axis", d=line_of([(left, TOP + PLOT), (x.end, TOP + PLOT)])))
    parts += [
        pen.write(str(year), x(year), TOP + PLOT + LINE, css="text muted", anchor="middle")
        for year in _years(x)
    ]
    for year, _ in frame.breaks:
        if x.low < year <= x.high:
            place = x(year - 0.5)
            parts.append(pen.draw("path", "break", d=line_of([(place, TOP - 8), (place, TOP + PLOT)])))
    return "".join(parts)


def _years(x: Scale) -> list[int]:
    """Return the years to write: the first, the last and round ones between that do not touch them."""
    first, last = int(x.low), int(x.high)
    room = max(2, int((x.end - x.start) / 60))
    round_years = [int(year) for year in ticks(first, last, count=room, whole=True)]
    inner = [
        year
        for year in round_years
        if first < year < last and min(x(year) - x(first), x(last) - x(year)) > 44
    ]
    return sorted({first, *inner, last})


def _line(frame: _Frame, role: Role, runs: Sequence[Sequence[_Point]]) -> str:
    pen, x, y = frame.pen, frame.x, frame.y
    parts = []
    for run in runs:
        upper = [(x(point.year), y(point.high)) for point in run if point.high is not None]
        lower = [(x(point.year), y(point.low)) for point in run if point.low is not None]
        if len(run) > 1 and len(upper) == len(lower) == len(run):
            parts.append(pen.draw("path", f"band {role}", d=line_of([*upper, *reversed(lower)]) + "Z"))
    for run in runs:
        line = [(x(point.year), y(point.value)) for point in run]
        if len(line) > 1:
            parts.append(pen.draw("path", f"series {role}", d=line_of(line)))
        else:
            parts.append(pen.draw("circle", f"dot {role}", cx=line[0][0], cy=line[0][1], r=4))
    return "".join(parts)


def _names(
    frame: _Frame,
    series: Sequence[Series],
    runs: Sequence[Sequence[Sequence[_Point]]],
    labels: Sequence[str],
) -> str:
    shown = [place for place, run in enumerate(runs) if run]
    ends = [runs[place][-1][-1] for place in shown]
    heights = spread([frame.y(end.value) for end in ends], gap=LINE, low=TOP - 8, high=TOP + PLOT)
    return "".join(
        frame.pen.write(
            labels[place],
            frame.x.end + 10,
            height + FONT / 3,
            css="text strong" if series[place].role == "observed" else "text",
        )
        for place, height in zip(shown, heights, strict=True)
    )


def _names_over(
    frame: _Frame,
    series: Sequence[Series],
    runs: Sequence[Sequence[Sequence[_Point]]],
    labels: Sequence[str],
) -> str:
    """Write the highest name above the end of its line and the others below theirs: beside is no room."""
    shown = [place for place, run in enumerate(runs) if run]
    ends = {place: frame.y(runs[place][-1][-1].value) for place in shown}
    first = min(shown, key=lambda place: ends[place])
    wanted = [ends[place] - 10 if place == first else ends[place] + LINE for place in shown]
    heights = spread(wanted, gap=LINE, low=TOP - 2, high=TOP + PLOT - 4)
    return "".join(
        frame.pen.write(
            labels[place],
            frame.width - 2,
            height,
            css="text strong" if series[place].role == "observed" else "text",
            anchor="end",
            halo=True,
        )
        for place, height in zip(shown, heights, strict=True)
    )


def _notes(frame: _Frame, unit: str) -> list[str]:
    """Return the lines under the chart: where the axis starts, and what changed when."""
    notes = []
    base = frame.steps[0]
    if base != 0:
        start = with_unit(number(base, decimals_of(frame.steps)), unit if unit == "%" else "")
        notes.append(gettext("The axis starts at %(start)s, not at zero.") % {"start": start})
    notes += [f"{short(year)}: {note}" for year, note in frame.breaks if note]
    return [line for note in notes for line in wrapped(note, frame.width)]
