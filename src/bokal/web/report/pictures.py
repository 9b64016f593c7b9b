"""The pictures of a report, drawn from its frozen content: once for the page, once for paper."""

from functools import partial
from itertools import chain
from typing import Any

from django.utils.translation import get_language_bidi, gettext

from bokal.web.report.blocks import Cell, Column, Picture, Table
from bokal.web.report.wording import interval_words, number
from bokal.web.ui.charts import RankRow, chart, rank_plot
from bokal.web.ui.maps import Shape, choropleth, classify, legend

type Json = dict[str, Any]

LABELLED = 3


def score_words(score: float) -> str:
    """Write a score."""
    return number(score, 1)


def map_picture(content: Json) -> tuple[Picture, Table]:
    """Draw where the score is high, with the limits and counts of the classes as a table."""
    outlines = content["map"]["shapes"]
    shapes = [
        Shape(area["code"], area["name"], outlines[area["code"]], area["score"], "ok")
        for area in content["areas"]
        if area["code"] in outlines
    ]
    limits = classify([shape.value for shape in shapes])
    lowest = content["areas"][:LABELLED]
    title = gettext("Darker means lower welfare. The programme areas of 2010 are outlined.")
    names = ", ".join(area["name"] for area in lowest)
    description = gettext(
        "Map of %(count)s zones in five classes by index score. The lowest welfare is in %(names)s. "
        "The table below gives the classes, and the table of zones the figures."
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
    )
    return picture, classes_table(limits, shapes)


def classes_table(limits: tuple[float, ...], shapes: list[Shape]) -> Table:
    """Write the legend as a table: it can be read aloud, and printed in any script."""
    entries = legend(limits, "high", shapes, score_words)
    rows = tuple((Cell(entry.text), Cell(number(entry.count))) for entry in reversed(entries))
    columns = (Column(gettext("Score, highest is lowest welfare")), Column(gettext("Zones"), numeric=True))
    return Table(gettext("The classes of the map, darkest first"), columns, rows)


def rank_picture(content: Json, count: int) -> Picture:
    """Draw the lowest zones with their rank intervals."""
    areas, total = content["areas"][:count], len(content["areas"])
    rows = [
        RankRow(label=area["name"], rank=area["rank"], low=area["low"], high=area["high"]) for area in areas
    ]
    highest = max(area["high"] for area in areas)
    title = gettext("The intervals of neighbours in the list overlap")
    description = gettext(
        "Rank and interval of the %(count)s lowest zones. The first, %(place)s, lies %(interval)s."
    ) % {"count": count, "place": areas[0]["name"], "interval": interval_words(areas[0], total)}
    draw = partial(
        *(chart, rank_plot),
        name="report-ranks",
        rows=rows,
        total=highest,
        title=title,
        description=description,
    )
    return Picture(
        title=title,
        svg=str(draw()),
        print_svg=str(draw(standalone=True, words=not get_language_bidi())),
        description=description,
        source="",
        name="ranks",
    )
