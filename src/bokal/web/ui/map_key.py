"""The key of a map, drawn under it: in a file of its own no page says what the shades mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.translation import get_language_bidi, ngettext

from bokal.web.ui.chart_svg import Pen
from bokal.web.ui.formats import number
from bokal.web.ui.map_classes import OUTLINE, LegendEntry

ROW = 92
FIELD = (110, 60)


def entry_words(entry: LegendEntry) -> str:
    """Write a line of the key: its limits, and how many areas it holds."""
    if entry.key == OUTLINE:
        return entry.text
    counted = ngettext("%(count)s area", "%(count)s areas", entry.count) % {"count": number(entry.count)}
    return f"{entry.text} ({counted})"


def draw_key(
    pen: Pen, heading: str, entries: Sequence[LegendEntry], top: float, patterns: Mapping[str, str]
) -> str:
    """Draw a heading and a line for each entry; ``patterns`` names those the map itself is filled with."""
    parts = [_line(pen, heading, 0, top + ROW * 0.65, css="text name")] if heading else []
    first = top + (ROW if heading else 0)
    for place, entry in enumerate(entries):
        y = first + ROW * place
        parts.append(_field(pen, entry.key, y, patterns))
        parts.append(_line(pen, entry_words(entry), FIELD[0] + 30, y + ROW * 0.65))
    return "".join(parts)


def height_of(heading: str, entries: Sequence[LegendEntry]) -> int:
    """Return how much room a key takes."""
    return ROW * (len(entries) + bool(heading)) + 20 if entries else 0


def _line(pen: Pen, text: str, x: float, y: float, *, css: str = "text") -> str:
    """Write a line that begins at its left; in Arabic its parts still run from right to left."""
    if not pen.may_write(text):
        return ""
    if not get_language_bidi():
        return pen.write(text, x, y, css=css)
    return f'<text{pen.look(css)} x="{x:g}" y="{y:g}" direction="rtl" text-anchor="end">{escape(text)}</text>'


def _field(pen: Pen, key: str, y: float, patterns: Mapping[str, str]) -> str:
    width, height = FIELD
    place: dict[str, float | str] = {"x": 8, "y": y + 10, "width": width - 16, "height": height}
    if key in patterns:
        return pen.draw("rect", "shape", fill=f"url(#{patterns[key]})", **place)
    return pen.draw("rect", {OUTLINE: "accent", "missing": "shape missing"}.get(key, key), **place)
