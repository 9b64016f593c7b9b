"""The pen all pictures are drawn with: escaped SVG, styled by classes on pages and by attributes in files."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bokal.web.ui.formats import ISOLATE, RELEASE

FONT = 14
"""Text size in the units of a chart."""

NARROW = 320
"""How wide a chart for phones is drawn: there its text is about as large as the text around it."""

LETTER = 0.56
"""Mean width of a Latin letter in Noto Sans, as a share of the text size."""

INK = "#1b1b1b"
GREY = "#5f6770"
BLUE = "#0f4c81"
ACCENT = "#b3420d"

STEPS = ("#dceaf5", "#a9cce3", "#6ba3cf", "#2f74ad", "#0b3c6b")
"""Five blues of one hue: told apart by lightness alone, so also without colour sight and in grey print."""

LOOKS: dict[str, dict[str, str]] = {
    "text": {"fill": INK},
    "text muted": {"fill": GREY},
    "text strong": {"fill": INK, "font-weight": "700"},
    "text name": {"fill": INK, "font-weight": "600"},
    "axis": {"stroke": GREY, "stroke-width": "1", "fill": "none"},
    "grid": {"stroke": "#d8dce0", "stroke-width": "1", "fill": "none"},
    "break": {"stroke": GREY, "stroke-width": "1", "stroke-dasharray": "2 3", "fill": "none"},
    "interval": {"stroke": "#8b98a5", "stroke-width": "5", "stroke-linecap": "round", "fill": "none"},
    "interval emphasis": {
        "stroke": "#7fa8cf",
        "stroke-width": "5",
        "stroke-linecap": "round",
        "fill": "none",
    },
    "dot": {"fill": INK},
    "dot emphasis": {"fill": BLUE},
    "dot observed": {"fill": BLUE},
    "dot comparator": {"fill": "#6f7780"},
    "dot counterfactual": {"fill": ACCENT},
    "series observed": {"stroke": BLUE, "stroke-width": "3.5", "fill": "none"},
    "series comparator": {"stroke": "#6f7780", "stroke-width": "1.5", "fill": "none"},
    "series counterfactual": {
        "stroke": ACCENT,
        "stroke-width": "2",
        "stroke-dasharray": "7 4",
        "fill": "none",
    },
    "band observed": {"fill": BLUE, "fill-opacity": "0.15"},
    "band comparator": {"fill": "#6f7780", "fill-opacity": "0.15"},
    "band counterfactual": {"fill": ACCENT, "fill-opacity": "0.15"},
    "tick": {"stroke": "#8b98a5", "stroke-width": "1.5", "stroke-opacity": "0.8", "fill": "none"},
    "bar": {"fill": "#2f74ad"},
    "bar plus": {"fill": "#2f74ad"},
    "bar minus": {"fill": ACCENT},
    "shape": {"stroke": "#ffffff", "stroke-width": "3", "stroke-linejoin": "round"},
    "shape missing": {"fill": "#ffffff", "stroke": GREY, "stroke-width": "4", "stroke-linejoin": "round"},
    "context": {"fill": "#f1f1ee", "stroke": "#9aa1a8", "stroke-width": "4", "stroke-linejoin": "round"},
    "zone": {"fill": "none", "stroke": "#9aa1a8", "stroke-width": "6", "stroke-linejoin": "round"},
    "water": {"fill": "#d3e4ea"},
    "accent under": {"fill": "none", "stroke": "#ffffff", "stroke-width": "22", "stroke-linejoin": "round"},
    "accent": {"fill": "none", "stroke": ACCENT, "stroke-width": "12", "stroke-linejoin": "round"},
    "outlined": {"fill": "none", "stroke": ACCENT, "stroke-width": "3"},
    "drawn-scale": {},
    "scale-bar": {"fill": "none", "stroke": INK, "stroke-width": "6"},
    "hatching": {"stroke": INK, "stroke-width": "5", "fill": "none"},
    "hatching light": {"stroke": "#ffffff", "stroke-width": "5", "fill": "none"},
    "bar plan": {"fill": "#ffffff", "stroke": GREY, "stroke-width": "1.5", "stroke-dasharray": "4 3"},
    "work-area used": {"fill": BLUE, "stroke": "#ffffff", "stroke-width": "8"},
    "work-area built": {"stroke": BLUE, "stroke-width": "14"},
    "work-area planned": {
        "fill": "#ffffff",
        "fill-opacity": "0.6",
        "stroke": BLUE,
        "stroke-width": "14",
        "stroke-dasharray": "36 24",
    },
    "work-line under": {"fill": "none", "stroke": "#ffffff", "stroke-width": "48", "stroke-linecap": "round"},
    "work-line used": {"fill": "none", "stroke": BLUE, "stroke-width": "30", "stroke-linecap": "round"},
    "work-line built": {"fill": "none", "stroke": BLUE, "stroke-width": "30", "stroke-dasharray": "60 30"},
    "work-line planned": {
        "fill": "none",
        "stroke": BLUE,
        "stroke-width": "26",
        "stroke-linecap": "round",
        "stroke-dasharray": "1 50",
    },
    "work-dot under": {"stroke": "#ffffff", "stroke-width": "100", "stroke-linecap": "round"},
    "work-dot ink": {"stroke": BLUE, "stroke-width": "76", "stroke-linecap": "round"},
    "work-dot light": {"stroke": "#ffffff", "stroke-width": "48", "stroke-linecap": "round"},
    "work-dot core": {"stroke": BLUE, "stroke-width": "24", "stroke-linecap": "round"},
    "work-hatch": {"fill": "none", "stroke": BLUE, "stroke-width": "9"},
    "work-paper": {"fill": "#ffffff"},
    "work-reach": {"fill": "none"},
    "paper": {"fill": "#ffffff"},
    "speck": {"fill": INK},
} | {f"step-{step}": {"fill": colour} for step, colour in enumerate(STEPS)}
"""What each class looks like where no style sheet reaches: in downloads and in the printed report."""

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws elements as markup; what it returns is escaped and may be joined as it is."""

    standalone: bool = False
    words: bool = True
    size: float = FONT

    def look(self, css: str) -> str:
        """Return the attributes that give an element its look."""
        if not self.standalone:
            return f' class="{css}"'
        return "".join(f' {key}="{value}"' for key, value in LOOKS[css].items())

    def draw(self, tag: str, css: str, **attributes: float | str) -> str:
        """Return one empty element; underscores in attribute names stand for hyphens."""
        given = "".join(f' {key.replace("_", "-")}="{short(value)}"' for key, value in attributes.items())
        return f"<{tag}{self.look(css)}{given}/>"

    def may_write(self, text: str) -> bool:
        """Tell whether the text may be drawn: without words, Latin names and numbers stay."""
        return self.words or not runs_from_right(text)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        css: str = "text",
        anchor: str = "start",
        halo: bool = False,
    ) -> str:
        """Return a line of text, or nothing where it may not be drawn; a halo parts it from what is below."""
        if not text or not self.may_write(text):
            return ""
        text = in_its_direction(text)
        place = f'x="{short(x)}" y="{short(y)}" text-anchor="{anchor}"'
        if not halo:
            return f"<text{self.look(css)} {place}>{escape(text)}</text>"
        if not self.standalone:
            return f"<text{self.look(css + ' halo')} {place}>{escape(text)}</text>"
        below = f' fill="none" stroke="#ffffff" stroke-width="{short(self.size / 5)}" stroke-linejoin="round"'
        return "".join(f"<text{look} {place}>{escape(text)}</text>" for look in (below, self.look(css)))

    def sheet(
        self,
        parts: Sequence[str],
        *,
        name: str,
        css: str,
        box: tuple[float, float],
        title: str,
        description: str,
        links: bool = False,
        metres: float = 0.0,
    ) -> SafeString:
        """Return the whole picture. One with links is a group, as the parts of an image cannot be reached."""
        if not NAME.fullmatch(name):
            raise ValueError(f"The picture name {name!r} cannot be an id: use letters, digits and hyphens.")
        width, height = short(box[0]), short(box[1])
        own = (
            f' width="{width}" height="{height}" font-family="Noto Sans"'
            if self.standalone
            else f' class="{css}"' + (f' data-metres="{metres:.3f}"' if metres else "")
        )
        role = "group" if links else "img"
        return mark_safe(  # noqa: S308 every part was escaped by the pen
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="{role}"'
            f' aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
            f' direction="ltr" font-size="{short(self.size)}"{own}>'
            f'<title id="{name}-title">{escape(title)}</title>'
            f'<desc id="{name}-desc">{escape(description)}</desc>{"".join(parts)}</svg>'
        )


def runs_from_right(text: str) -> bool:
    """Tell whether a text has letters that run from the right."""
    return any(unicodedata.bidirectional(sign) in {"R", "AL", "AN"} for sign in text)


def in_its_direction(text: str) -> str:
    """Let a text run its own way: pictures run from the left, and would turn its numbers round."""
    return f"{ISOLATE}{text}{RELEASE}" if runs_from_right(text) else text


def short(value: float | str) -> str:
    """Write a number with at most one decimal, or escape a text."""
    if isinstance(value, str):
        return escape(value)
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def line_of(points: Sequence[tuple[float, float]]) -> str:
    """Return path data for a line through the points."""
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)


def width_of(text: str, size: float = FONT) -> float:
    """Estimate how wide a text is drawn."""
    return len(text) * LETTER * size


def fitted(text: str, width: float, size: float = FONT) -> str:
    """Shorten a text to a width in its middle: names of neighbours often differ in their last sign only."""
    room = max(3, int(width / (LETTER * size)))
    if len(text) <= room:
        return text
    end = (room - 1) // 2
    return f"{text[: room - 1 - end].rstrip()}…{text[-end:].lstrip()}"


def wrapped(text: str, width: float, size: float = FONT) -> list[str]:
    """Break a text into lines of a width."""
    return textwrap.wrap(text, max(8, int(width / (LETTER * size))))


def in_lines(labels: Sequence[str], width: float, *, most: int) -> list[list[str]]:
    """Break labels into lines of a width, at most so many unless two labels would then read the same."""
    whole = [wrapped(label, width) for label in labels]
    held = [
        lines if len(lines) <= most else _in_fewer(label, width, most)
        for label, lines in zip(labels, whole, strict=True)
    ]
    told_apart = len({tuple(lines) for lines in held}) == len({tuple(lines) for lines in whole})
    return held if told_apart else whole


def _in_fewer(label: str, width: float, most: int) -> list[str]:
    """Shorten a label as little as makes it fit into so many lines; its end is kept whole."""
    shares = (1.0, 0.9, 0.8, 0.7, 0.6)
    tried = (wrapped(fitted(label, width * most * share), width) for share in shares)
    return next((lines for lines in tried if len(lines) <= most), [fitted(label, width)])


def spread(places: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Move places apart until neighbours are a gap from each other, keeping their order and the bounds."""
    order = sorted(range(len(places)), key=lambda place: (places[place], place))
    moved = list(places)
    floor = low
    for place in order:
        moved[place] = max(moved[place], floor)
        floor = moved[place] + gap
    roof = high
    for place in reversed(order):
        if moved[place] <= roof:
            break
        moved[place] = roof
        roof -= gap
    return moved
