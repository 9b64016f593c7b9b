"""The pictures of a report, drawn from its frozen content: once for the page, once for paper."""

from functools import partial
from itertools import chain
from typing import Any

from django.utils.translation import get_language_bidi, gettext, ngettext

from bokal.web.report.blocks import KeyLine, Picture
from bokal.web.report.wording import interval_words, number, source_words
from bokal.web.ui.chart_svg import ACCENT, STEPS
from bokal.web.ui.charts import RankRow, chart, rank_plot
from bokal.web.ui.maps import OUTLINE, LegendEntry, Outline, Shape, choropleth, classify, legend

type Json = dict[str, Any]

LABELLED = 3


def score_words(score: float) -> str:
    """Write a score."""
    return number(score, 1)


def map_picture(content: Json) -> Picture:
    """Draw where the score is high, with the limits and counts of the classes as its key."""
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
        "The key gives the classes, and the table of zones the figures."
    ) % {"count": number(len(shapes)), "names": names}
    programme = outlined(content)
    key = legend(
        *(limits, "high", shapes, score_words),
        outline=gettext("Programme areas of 2010"),
        outlined=len(programme),
    )
    heading = gettext("Score, highest is lowest welfare")
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
        accent=programme,
    )
    return Picture(
        title=title,
        svg=str(draw()),
        print_svg=str(draw(standalone=True, words=not get_language_bidi())),
        file_svg=str(draw(standalone=True, heading=heading, key=key)),
        description=description,
        source=source_words(content),
        name="map",
        table="lowest",
        heading=heading,
        key=tuple(key_line(entry) for entry in darkest_first(key)),
    )


def outlined(content: Json) -> list[Outline]:
    """Return the programme areas to outline, with their names where each has an outline."""
    rings = content["map"]["accent"]
    names = [area["name"] for area in sorted(content["composites"], key=lambda area: str(area["code"]))]
    if len(names) != len(rings):
        names = [""] * len(rings)
    return [Outline(name, one) for name, one in zip(names, rings, strict=True)]


def darkest_first(key: list[LegendEntry]) -> list[LegendEntry]:
    """Turn the classes round; the outline stays last."""
    classes = [entry for entry in reversed(key) if entry.key != OUTLINE]
    return [*classes, *(entry for entry in key if entry.key == OUTLINE)]


def key_line(entry: LegendEntry) -> KeyLine:
    """Write a line of the key for page and paper."""
    shaded = entry.key.startswith("step-")
    return KeyLine(
        swatch=str(entry.swatch),
        fill=STEPS[int(entry.key[-1])] if shaded else "",
        stroke="" if shaded else ACCENT,
        text=entry.text,
        count=ngettext("%(count)s zone", "%(count)s zones", entry.count) % {"count": number(entry.count)}
        if shaded
        else "",
    )


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
        partial(chart, rank_plot),
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
        file_svg=str(draw(standalone=True)),
        description=description,
        source=source_words(content),
        name="ranks",
        table="lowest",
    )
