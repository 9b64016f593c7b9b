"""The pictures of a report, drawn from its frozen content: once for the page, once for paper."""

import re
from collections.abc import Sequence
from functools import partial
from html import unescape
from itertools import chain
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext

from bokal.web.report.blocks import Cell, Column, Picture, Table
from bokal.web.report.wording import interval_words, names_listed, number, place_name, whole_name
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import RankRow, rank_plot
from bokal.web.ui.maps import LegendEntry, Shape, choropleth, classify, legend

type Json = dict[str, Any]

LABELLED = 3


def score_words(score: float) -> str:
    """Write a score."""
    return number(score, 1)


def map_picture(content: Json) -> tuple[Picture, Table]:
    """Draw where the score is high, with the limits and counts of the classes as a table."""
    outlines = content["map"]["shapes"]
    shapes = [
        Shape(area["code"], whole_name(area["name"]), outlines[area["code"]], area["score"], "ok")
        for area in content["areas"]
        if area["code"] in outlines
    ]
    limits = classify([shape.value for shape in shapes])
    lowest = content["areas"][:LABELLED]
    title = gettext("Darker means lower welfare. The programme areas of 2010 are outlined.")
    names = names_listed([area["name"] for area in lowest])
    description = ngettext(
        "Map of %(count)s zone in classes by index score. The lowest welfare is in %(names)s. "
        "The table below gives the classes, and the table of zones the figures.",
        "Map of %(count)s zones in classes by index score. The lowest welfare is in %(names)s. "
        "The table below gives the classes, and the table of zones the figures.",
        len(shapes),
    ) % {"count": number(len(shapes)), "names": names}
    draw = partial(
        choropleth,
        name="report-map",
        shapes=shapes,
        limits=limits,
        worse="high",
        title=title,
        description=description,
        format_value=score_words,
        context=list(chain.from_iterable(content["map"]["context"])),
        accent=list(chain.from_iterable(content["map"]["accent"])),
    )
    picture = Picture(
        title=title,
        svg=str(draw()),
        print_svg=str(draw(standalone=True, words=not get_language_bidi())),
        description=description,
        source="",
        name="map",
        table="classes",
    )
    return picture, classes_table(limits, shapes)


def classes_table(limits: tuple[float, ...], shapes: list[Shape]) -> Table:
    """Write the legend as a table: it can be read aloud, and printed in any script."""
    entries = legend(limits, "high", shapes, score_words)
    rows = tuple((Cell(entry.text), Cell(number(entry.count))) for entry in reversed(entries))
    columns = (Column(gettext("Score, highest is lowest welfare")), Column(gettext("Zones"), numeric=True))
    return Table(gettext("The classes of the map, darkest first"), columns, rows, anchor="classes")


def picture_in(html: str, name: str, content: Json) -> Drawn | None:
    """Return a picture of an edition as it stands in the frozen page, with its words; a map has a legend."""
    for svg in re.findall(r"<svg .*?</svg>", html, re.DOTALL):
        found = re.search(r'<title id="report-(.+?)-title">(.*?)</title><desc[^>]*>(.*?)</desc>', svg)
        if found is not None and found[1] == name:
            title, description = unescape(found[2]), unescape(found[3])
            picture = mark_safe(svg)  # noqa: S308 escaped when it was drawn, frozen since
            return Drawn(title, description, picture, map_legend(content) if name == "map" else ())
    return None


def map_legend(content: Json) -> Sequence[LegendEntry]:
    """Return the legend of an edition's map."""
    outlines = content["map"]["shapes"]
    shapes = [
        Shape(area["code"], area["name"], outlines[area["code"]], area["score"], "ok")
        for area in content["areas"]
        if area["code"] in outlines
    ]
    return legend(classify([shape.value for shape in shapes]), "high", shapes, score_words)


def rank_picture(content: Json, count: int) -> Picture:
    """Draw the lowest zones with their rank intervals."""
    areas, total = content["areas"][:count], len(content["areas"])
    rows = [
        RankRow(label=whole_name(area["name"]), rank=area["rank"], low=area["low"], high=area["high"])
        for area in areas
    ]
    highest = max(area["high"] for area in areas)
    title = gettext("The intervals of neighbours in the list overlap")
    description = ngettext(
        "Rank and interval of the lowest zone, %(place)s: it lies %(interval)s.",
        "Rank and interval of the %(count)s lowest zones. The first, %(place)s, lies %(interval)s.",
        len(areas),
    ) % {
        "count": number(len(areas)),
        "place": place_name(areas[0]["name"]),
        "interval": interval_words(areas[0], total),
    }
    draw = partial(
        rank_plot, name="report-ranks", rows=rows, total=highest, title=title, description=description
    )
    return Picture(
        title=title,
        svg=str(draw()),
        print_svg=str(draw(standalone=True, words=not get_language_bidi())),
        description=description,
        source="",
        name="ranks",
        table="zones",
    )
