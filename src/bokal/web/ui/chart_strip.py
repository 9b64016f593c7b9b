"""One area's place among all: every value a thin mark, a few of them named."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale, decimals_of, finite, ticks, with_unit
from bokal.web.ui.chart_svg import FONT, NARROW, Pen, fitted, line_of, short, width_of
from bokal.web.ui.formats import number

WIDTH = 600
EDGE = 28
LEVEL = FONT + 6
BAND = 26
WIDER = 1.08
"""Names stand in bold letters, which are wider."""


def strip_plot(
    *,
    name: str,
    values: Sequence[float],
    highlighted: Sequence[tuple[float, str]],
    unit: str,
    decimals: int,
    title: str,
    description: str,
    narrow: bool = False,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw all values on one axis and name the highlighted ones."""
    every = [*values, *(value for value, _ in highlighted)]
    if not every:
        raise ValueError("A strip plot needs at least one value: say that there is none in words instead.")
    finite(every, "the strip plot")
    pen = Pen(standalone=standalone, words=words)
    width = NARROW if narrow else WIDTH
    steps = ticks(min(every), max(every), count=4 if narrow else 6)
    scale = Scale(steps[0], steps[-1], EDGE, width - EDGE)
    texts = [_text(label, with_unit(number(value, decimals), unit), width) for value, label in highlighted]
    levels = _levels([scale(value) for value, _ in highlighted], texts, width)
    top = 4 + LEVEL * (max(levels, default=-1) + 1) + 6
    marks = _marks([scale(value) for value in values], top)
    parts = [pen.draw("path", "tick", d=marks)] if marks else []
    named = [
        _named(pen, scale(value), text, top, top - 10 - LEVEL * level, width)
        for (value, _), text, level in zip(highlighted, texts, levels, strict=True)
    ]
    parts += [mark for mark, _ in named] + [text for _, text in named]
    parts.append(_axis(pen, scale, steps, top + BAND + 6, unit, width))
    return pen.sheet(
        parts,
        name=name,
        css="chart strip-plot",
        box=(width, top + BAND + 6 + 2 * FONT + 18),
        title=title,
        description=description,
    )


def _text(label: str, value: str, width: float) -> str:
    """Return name and value; where there is no room for both, the name gives way."""
    return f"{fitted(label, width / WIDER - width_of(f': {value}'))}: {value}"


def _marks(places: Sequence[float], top: float) -> str:
    """Return path data with one mark for each place that can be told from the others."""
    height = short(top)
    seen = sorted({round(place * 2) / 2 for place in places})
    return "".join(f"M{short(place)} {height}v{BAND}" for place in seen)


def _named(pen: Pen, x: float, text: str, top: float, baseline: float, width: float) -> tuple[str, str]:
    """Return mark and name apart, so that no mark is drawn over a name."""
    middle = top + BAND / 2
    mark = pen.draw("path", "axis", d=line_of([(x, baseline + 3), (x, middle)]))
    mark += pen.draw("circle", "dot emphasis", cx=x, cy=middle, r=6)
    return mark, pen.write(
        text, _held(x, text, width), baseline, css="text strong", anchor="middle", halo=True
    )


def _held(x: float, text: str, width: float) -> float:
    """Keep a centred text inside the picture."""
    half = min(width_of(text) * WIDER, width) / 2
    return min(max(x, half), width - half)


def _levels(places: Sequence[float], texts: Sequence[str], width: float) -> list[int]:
    """Give each text the lowest level on which it touches no other."""
    taken: list[list[tuple[float, float]]] = []
    levels = []
    for place, text in zip(places, texts, strict=True):
        half = width_of(text) * WIDER / 2 + 4
        centre = _held(place, text, width)
        span = (centre - half, centre + half)
        level = next(
            (
                number
                for number, spans in enumerate(taken)
                if all(span[1] <= low or span[0] >= high for low, high in spans)
            ),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append(span)
        levels.append(level)
    return levels


def _axis(pen: Pen, scale: Scale, steps: Sequence[float], y: float, unit: str, width: float) -> str:
    line = line_of([(scale(steps[0]), y), (scale(steps[-1]), y)])
    texts = "".join(
        pen.write(
            number(step, decimals_of(steps)), scale(step), y + FONT + 4, css="text muted", anchor="middle"
        )
        for step in steps
    )
    return (
        pen.draw("path", "axis", d=line)
        + texts
        + pen.write(unit, width - EDGE, y + 2 * FONT + 8, css="text muted", anchor="end")
    )
