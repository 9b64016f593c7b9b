"""The map of works as a file: with title, key and source around it, so that it can travel alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.translation import get_language_bidi, gettext

from bokal.programme.initiatives.services.read_works import Stage
from bokal.web.ui.chart_files import Drawn, as_file
from bokal.web.ui.chart_svg import Pen, short, wrapped
from bokal.web.ui.formats import number
from bokal.web.ui.map_choropleth import FONT, HATCH
from bokal.web.ui.map_paths import MARGIN
from bokal.web.ui.map_works import stage_shapes
from bokal.web.ui.work_pictures import KeyLine

SIZE = re.compile(r'viewBox="0 0 (\S+) (\S+)"(.*?) width="\S+" height="\S+"')
ROW = 108
TITLE = 88
TIMES = 5
FIELD = 84 * TIMES


@dataclass(frozen=True, slots=True)
class Column:
    """Text below each other; it begins at the side where the language begins, and the map is not turned."""

    pen: Pen
    width: float
    rtl: bool

    def write(self, text: str, y: float, *, css: str = "text", size: int = FONT, inset: float = 0) -> str:
        """Write a line that runs its own way, so many units in from the edge."""
        x = self.width - MARGIN - inset if self.rtl else MARGIN + inset
        way = ' direction="rtl"' if self.rtl else ""
        look = self.pen.look(css)
        return f'<text{look}{way} font-size="{size}" x="{short(x)}" y="{short(y)}">{escape(text)}</text>'

    def lines(self, text: str, size: int = FONT) -> list[str]:
        """Break a text into lines that fit."""
        return wrapped(text, self.width - 2 * MARGIN, size)

    def field(self, stage: Stage, y: float) -> str:
        """Draw how a stage looks, at the beginning of a line."""
        x = self.width - MARGIN - FIELD if self.rtl else MARGIN
        return stage_shapes(self.pen, stage, at=(round(x), round(y)), times=TIMES, step=HATCH)


def works_file(drawn: Drawn, key: Sequence[KeyLine]) -> str:
    """Return the map of a page as a file that says what it shows, of when, by which signs and from where."""
    picture = as_file(drawn.picture)
    box = SIZE.search(picture)
    if box is None:
        raise ValueError("The map has no size: draw it with the pen of all maps.")
    width, height = float(box[1]), float(box[2])
    column = Column(Pen(standalone=True), width, get_language_bidi())
    head = list(head_of(column, drawn))
    top = sum(tall for tall, _text in head) + ROW / 2
    foot = list(foot_of(column, drawn.source, key, height + ROW / 2))
    below = ROW * len(foot) + ROW / 2
    paper = [
        column.pen.draw("rect", "paper", y=-top, width=width, height=top),
        column.pen.draw("rect", "paper", y=height, width=width, height=below),
    ]
    whole = short(top + height + below)
    sized = f'viewBox="0 {short(-top)} {box[1]} {whole}"{box[3]} width="{box[1]}" height="{whole}"'
    written = [text for _tall, text in head]
    return "".join(
        (SIZE.sub(sized, picture, count=1).removesuffix("</svg>"), *paper, *written, *foot, "</svg>")
    )


def head_of(column: Column, drawn: Drawn) -> Iterator[tuple[int, str]]:
    """Yield the lines above the map from the lowest up, each with how tall it is: sentence, then title."""
    lines = [("text strong", TITLE, line) for line in column.lines(drawn.title, TITLE)]
    lines += [("text", FONT, line) for line in column.lines(drawn.sentence)]
    y = -ROW / 2
    for css, size, line in reversed(lines):
        yield ROW, column.write(line, y, css=css, size=size)
        y -= ROW


def foot_of(column: Column, source: str, key: Sequence[KeyLine], top: float) -> Iterator[str]:
    """Yield the lines below the map: a line of the key for each stage, the outlines, and the source."""
    y = top
    for line, stage in zip(key, Stage, strict=True):
        text = f"{line.text} ({number(line.count)})"
        yield column.field(stage, y) + column.write(text, y + ROW * 0.65, inset=FIELD + 40)
        y += ROW
    x = column.width - MARGIN - FIELD if column.rtl else MARGIN
    outline = column.pen.draw("rect", "accent", x=x + 15, y=y + 15, width=FIELD - 30, height=70)
    yield outline + column.write(gettext("Programme areas"), y + ROW * 0.65, inset=FIELD + 40)
    y += ROW
    for text in column.lines(source):
        yield column.write(text, y + ROW * 0.65, css="text muted")
        y += ROW
