"""The map: areas shaded by class, with their surroundings, the programme areas and a scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.web.ui.chart_svg import STEPS, Pen, line_of, width_of
from bokal.web.ui.formats import isolated, number
from bokal.web.ui.map_classes import Outline, Ring, Shape, Worse, shade
from bokal.web.ui.map_paths import MARGIN, Frame, frame_around, inner_place, path_of

FONT = 64
STEPS_ASIDE = (0.0, -1.2, 1.2, -2.4, 2.4)
HATCH = 36
TALL = 1_800
"""How long the hatching runs before it repeats: where tiles join, some printers leave a trace."""


type Label = tuple[str, Sequence[Ring]]
type Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Map:
    """What all parts of a map need to know."""

    name: str
    pen: Pen
    frame: Frame
    limits: Sequence[float]
    worse: Worse
    format_value: Callable[[float], str]


def choropleth(
    *,
    name: str,
    shapes: Sequence[Shape],
    limits: Sequence[float],
    worse: Worse,
    title: str,
    description: str,
    format_value: Callable[[float], str],
    context: Sequence[Ring] = (),
    water: bool = False,
    accent: Sequence[Outline] = (),
    labels: Sequence[tuple[str, str]] = (),
    standalone: bool = False,
    words: bool = True,
) -> SafeString:
    """Draw the shapes by class, darkest where it is worst.

    The shapes decide what is seen; ``context`` (land around) is cut at the edge, ``accent`` outlines the
    programme areas and bears their names. ``labels`` names shapes by code; a name that would cover an earlier
    one is left out.
    """
    codes = {shape.code: shape for shape in shapes}
    if len(codes) != len(shapes):
        raise ValueError("Two shapes have the same code: draw each area once.")
    frame = frame_around([ring for shape in shapes for ring in shape.rings])
    drawing = _Map(name, Pen(standalone, words, FONT), frame, limits, worse, format_value)
    pen = drawing.pen
    parts = [_patterns(drawing, shapes)]
    if context:
        # Where the land of the city is drawn too, all the rest is water.
        if water:
            parts.append(pen.draw("rect", "water", width=frame.width, height=frame.height + FONT * 2))
        parts.append(pen.draw("path", "context", d=path_of(context, frame), fill_rule="evenodd"))
    parts += [_shape(drawing, shape) for shape in shapes]
    if accent:
        outline = path_of([ring for one in accent for ring in one.rings], frame)
        parts += [pen.draw("path", css, d=outline) for css in ("accent under", "accent")]
    parts += [write_names(pen, frame, _places(frame, codes, accent, labels)), scale_bar(pen, frame)]
    return pen.sheet(
        parts,
        name=name,
        css="choropleth",
        box=(frame.width, frame.height + FONT * 2),
        title=title,
        description=description,
        links=not standalone and any(shape.href for shape in shapes),
        metres=frame.metres,
    )


def _patterns(drawing: _Map, shapes: Sequence[Shape]) -> str:
    """Return the hatched shades and the dotted field, as far as they are used."""
    pen, name = drawing.pen, drawing.name
    estimated = {
        shade(shape, drawing.limits, drawing.worse) for shape in shapes if shape.status == "estimated"
    }
    field = f'patternUnits="userSpaceOnUse" width="{HATCH}"'
    patterns = []
    for step in range(len(STEPS)):
        if step in estimated:
            ground = pen.draw("rect", f"step-{step}", width=HATCH, height=TALL)
            lines = pen.draw(
                "path", "hatching light" if step > 2 else "hatching", d=f"M0 0V{TALL}M{HATCH} 0V{TALL}"
            )
            patterns.append(
                f'<pattern id="{name}-estimated-{step}" {field} height="{TALL}"'
                f' patternTransform="rotate(45)">{ground}{lines}</pattern>'
            )
    if any(shape.status == "suppressed" for shape in shapes):
        ground = pen.draw("rect", "paper", width=HATCH, height=HATCH)
        speck = pen.draw("circle", "speck", cx=HATCH / 2, cy=HATCH / 2, r=5)
        patterns.append(f'<pattern id="{name}-suppressed" {field} height="{HATCH}">{ground}{speck}</pattern>')
    return f"<defs>{''.join(patterns)}</defs>" if patterns else ""


def _shape(drawing: _Map, shape: Shape) -> str:
    pen = drawing.pen
    step = shade(shape, drawing.limits, drawing.worse)
    text = escape(f"{isolated(shape.label)}: {_value_text(drawing, shape)}")
    look = _look(drawing, shape, step)
    outline = path_of(shape.rings, drawing.frame)
    path = f'<path{look} fill-rule="evenodd" d="{outline}"><title>{text}</title></path>'
    if pen.standalone or not shape.href:
        return path
    return f'<a href="{escape(shape.href)}" data-code="{escape(shape.code)}" aria-label="{text}">{path}</a>'


def _look(drawing: _Map, shape: Shape, step: int | None) -> str:
    """Return class or colours; a pattern is named here, as a style sheet cannot know its id."""
    pen, name = drawing.pen, drawing.name
    if shape.status == "missing":
        return pen.look("shape missing")
    if shape.status in {"estimated", "suppressed"}:
        pattern = f"{name}-{shape.status}" if step is None else f"{name}-estimated-{step}"
        return f'{pen.look("shape")} fill="url(#{pattern})"'
    if pen.standalone:
        return pen.look("shape") + pen.look(f"step-{step}")
    return pen.look(f"shape step-{step}")


def _value_text(drawing: _Map, shape: Shape) -> str:
    if shape.words:
        return shape.words
    if shape.value is None:
        return gettext("Hidden for privacy") if shape.status == "suppressed" else gettext("No value")
    text = drawing.format_value(shape.value)
    return gettext("%(value)s (estimated)") % {"value": text} if shape.status == "estimated" else text


def _places(
    frame: Frame, codes: dict[str, Shape], accent: Sequence[Outline], labels: Sequence[tuple[str, str]]
) -> list[Label]:
    """Return the names to write, each with the rings it belongs to: the programme areas first."""
    unknown = next((code for code, _ in labels if code not in codes), None)
    if unknown is not None:
        raise ValueError(f"The label of {unknown!r} is for none among the shapes.")
    named = accent_names(accent, frame)
    return [*named, *((text, codes[code].rings) for code, text in labels)]


def accent_names(accent: Sequence[Outline], frame: Frame) -> list[Label]:
    """Return the names of the outlined areas that lie in the frame."""
    return [(one.name, one.rings) for one in accent if one.name and _inside(one.rings, frame)]


def _inside(rings: Sequence[Ring], frame: Frame) -> bool:
    x, y, _ = inner_place(rings, frame)
    return 0 < x < frame.width and 0 < y < frame.height


def write_names(pen: Pen, frame: Frame, labels: Sequence[Label]) -> str:
    """Write each name where it touches none before it: in its area, else a little above or below."""
    taken: list[Box] = []
    written = []
    for text, rings in labels:
        x, middle, _ = inner_place(rings, frame)
        half = width_of(text, FONT) / 2
        x = min(max(x, half), frame.width - half)
        boxes = [
            (x - half, middle + FONT * (step - 0.6), x + half, middle + FONT * (step + 0.6))
            for step in STEPS_ASIDE
        ]
        free = next((box for box in boxes if not any(_touch(box, other) for other in taken)), None)
        if free is None:
            continue
        taken.append(free)
        y = (free[1] + free[3]) / 2 + FONT / 3
        written.append(pen.write(text, x, y, css="text name", anchor="middle", halo=True))
    return "".join(written)


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def scale_bar(pen: Pen, frame: Frame) -> str:
    """Draw a length of 1, 2 or 5 times a power of ten metres, at most a quarter of the width."""
    metres = 1
    lengths = (factor * 10**power for power in range(7) for factor in (1, 2, 5))
    for length in lengths:
        if length / frame.metres <= frame.width / 4:
            metres = length
    end = MARGIN + metres / frame.metres
    y = frame.height + FONT
    text = f"{number(metres / 1000, 0)} km" if metres >= 1000 else f"{metres} m"
    points = [(MARGIN, y - 16), (MARGIN, y), (end, y), (end, y - 16)]
    drawn = pen.draw("path", "scale-bar", d=line_of(points)) + pen.write(text, end + 20, y + 8)
    return f"<g{pen.look('drawn-scale')}>{drawn}</g>"
