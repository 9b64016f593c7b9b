"""The key of a map, drawn under it: in a file of its own no page says what the shades mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.html import escape
from django.utils.translation import get_language_bidi, ngettext

from bokal.web.ui.chart_svg import Pen, short
from bokal.web.ui.formats import number
from bokal.web.ui.map_classes import OUTLINE, LegendEntry

ROW = 92
FIELD = (110, 60)
BOX = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
PATTERN = re.compile(r'<pattern id="([^"]*-(estimated|suppressed)[^"]*)"')


def entry_words(entry: LegendEntry) -> str:
    """Write a line of the key: its limits, and how many areas it holds."""
    if entry.key == OUTLINE:
        return entry.text
    counted = ngettext("%(count)s area", "%(count)s areas", entry.count) % {"count": number(entry.count)}
    return f"{entry.text} ({counted})"


def with_key(picture: str, heading: str, entries: Sequence[LegendEntry]) -> str:
    """Return the map of a page with its key below it; a picture without a key stays as it is."""
    box = BOX.search(picture)
    if box is None or not entries:
        return picture
    width, bottom = float(box[1]), float(box[2])
    tall = ROW * (len(entries) + bool(heading)) + 20
    pen = Pen()
    # The land around is cut where the map ends, not where the sheet does.
    paper = pen.draw("rect", "paper", y=bottom, width=width, height=tall + ROW)
    key = draw_key(pen, heading, entries, bottom, {kind: name for name, kind in PATTERN.findall(picture)})
    whole = BOX.sub(f'viewBox="0 0 {box[1]} {short(bottom + tall)}"', picture, count=1)
    return f"{whole.removesuffix('</svg>')}{paper}{key}</svg>"


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
