"""One area's place among all: every value a thin mark, a few of them named."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.safestring import SafeString

from bokal.web.ui.chart_scale import Scale, decimals_of, finite, number, ticks, with_unit
from bokal.web.ui.chart_svg import FONT, Pen, fitted, line_of, width_of

WIDTH = 600
EDGE = 28
LEVEL = FONT + 6
BAND = 26


def strip_plot(
    *,
    name: str,
    values: Sequence[float],
    highlighted: Sequence[tuple[float, str]],
    unit: str,
    decimals: int,
    title: str,
    description: str,
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw all values on one axis and name the highlighted ones."""
    every = [*values, *(value for value, _ in highlighted)]
    if not every:
        raise ValueError("A strip plot needs at least one value: say that there is none in words instead.")
    finite(every, "the strip plot")
    pen = Pen(standalone=standalone, words=words)
    steps = ticks(min(every), max(every), count=6)
    scale = Scale(steps[0], steps[-1], EDGE, WIDTH - EDGE)
    texts = [
        fitted(f"{label}: {with_unit(number(value, decimals), unit)}", WIDTH) for value, label in highlighted
    ]
    levels = _levels([scale(value) for value, _ in highlighted], texts)
    top = 4 + LEVEL * (max(levels, default=-1) + 1) + 6
    marks = _marks(tuple(values), scale, top)
    parts = [pen.draw("path", "tick", d=marks)] if marks else []
    named = [
        _named(pen, scale(value), text, top, top - 10 - LEVEL * level)
        for (value, _), text, level in zip(highlighted, texts, levels, strict=True)
    ]
    parts += [mark for mark, _ in named] + [text for _, text in named]
    parts.append(_axis(pen, scale, steps, top + BAND + 6, unit))
    return pen.sheet(
        parts,
        name=name,
        css="chart strip-plot",
        box=(WIDTH, top + BAND + 6 + 2 * FONT + 18),
        title=title,
        description=description,
    )


@lru_cache(maxsize=256)
def _marks(values: tuple[float, ...], scale: Scale, top: float) -> str:
    """Return path data of a mark for each value; the same marks stand on the pages of all areas."""
    return "".join(line_of([(scale(value), top), (scale(value), top + BAND)]) for value in sorted(values))


def _named(pen: Pen, x: float, text: str, top: float, baseline: float) -> tuple[str, str]:
    """Return mark and name apart, so that no mark is drawn over a name."""
    middle = top + BAND / 2
    mark = pen.draw("path", "axis", d=line_of([(x, baseline + 3), (x, middle)]))
    mark += pen.draw("circle", "dot emphasis", cx=x, cy=middle, r=6)
    return mark, pen.write(text, _held(x, text), baseline, css="text strong", anchor="middle", halo=True)


def _held(x: float, text: str) -> float:
    """Keep a centred text inside the picture."""
    half = min(width_of(text) * 1.08, WIDTH) / 2
    return min(max(x, half), WIDTH - half)


def _levels(places: Sequence[float], texts: Sequence[str]) -> list[int]:
    """Give each text the lowest level on which it touches no other."""
    taken: list[list[tuple[float, float]]] = []
    levels = []
    for place, text in zip(places, texts, strict=True):
        half = width_of(text) * 1.08 / 2 + 4
        centre = _held(place, text)
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


def _axis(pen: Pen, scale: Scale, steps: Sequence[float], y: float, unit: str) -> str:
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
        + pen.write(unit, WIDTH - EDGE, y + 2 * FONT + 8, css="text muted", anchor="end")
    )
