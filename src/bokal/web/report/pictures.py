"""The pictures of a report, drawn from its frozen content: once for the page, once for paper."""

import re
from functools import partial
from html import unescape
from itertools import chain
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext

from bokal.web.report.blocks import KeyLine, Picture
from bokal.web.report.wording import (
    interval_words,
    names_listed,
    number,
    place_name,
    source_words,
    whole_name,
)
from bokal.web.ui.chart_files import Drawn
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
    shapes = shapes_of(content)
    limits = classify([shape.value for shape in shapes])
    lowest = content["areas"][:LABELLED]
    title = gettext("Darker means lower welfare. The programme areas of 2010 are outlined.")
    names = names_listed([area["name"] for area in lowest])
    description = ngettext(
        "Map of %(count)s zone in classes by index score. The lowest welfare is in %(names)s. "
        "The key gives the classes, and the table of zones the figures.",
        "Map of %(count)s zones in classes by index score. The lowest welfare is in %(names)s. "
        "The key gives the classes, and the table of zones the figures.",
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
        accent=outlined(content),
    )
    return Picture(
        title=title,
        svg=str(draw()),
        print_svg=str(draw(standalone=True, words=not get_language_bidi())),
        description=description,
        source=source_words(content),
        name="map",
        table="lowest",
        heading=key_heading(),
        key=tuple(key_line(entry) for entry in map_key(content)),
    )


def shapes_of(content: Json) -> list[Shape]:
    """Return the zones with an outline, by their score."""
    outlines = content["map"]["shapes"]
    return [
        Shape(area["code"], whole_name(area["name"]), outlines[area["code"]], area["score"], "ok")
        for area in content["areas"]
        if area["code"] in outlines
    ]


def key_heading() -> str:
    """Say what is shaded."""
    return gettext("Score, highest is lowest welfare")


def map_key(content: Json) -> list[LegendEntry]:
    """Return the key of an edition's map, the darkest class first; the outline stays last."""
    shapes = shapes_of(content)
    key = legend(
        *(classify([shape.value for shape in shapes]), "high", shapes, score_words),
        outline=gettext("Programme areas of 2010"),
        outlined=len(outlined(content)),
    )
    classes = [entry for entry in reversed(key) if entry.key != OUTLINE]
    return [*classes, *(entry for entry in key if entry.key == OUTLINE)]


def outlined(content: Json) -> list[Outline]:
    """Return the programme areas to outline, with their names where each has an outline."""
    rings = content["map"]["accent"]
    composites = sorted(content["composites"], key=lambda area: str(area["code"]))
    names = [whole_name(area["name"]) for area in composites]
    if len(names) != len(rings):
        names = [""] * len(rings)
    return [Outline(name, one) for name, one in zip(names, rings, strict=True)]


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


def picture_in(html: str, name: str, content: Json) -> Drawn | None:
    """Return a picture of an edition as it stands in the frozen page, with its words; a map has its key."""
    for svg in re.findall(r"<svg .*?</svg>", html, re.DOTALL):
        found = re.search(r'<title id="report-(.+?)-title">(.*?)</title><desc[^>]*>(.*?)</desc>', svg)
        if found is not None and found[1] == name:
            title, description = unescape(found[2]), unescape(found[3])
            picture = mark_safe(svg)  # noqa: S308 escaped when it was drawn, frozen since
            source = source_words(content)
            if name != "map":
                return Drawn(title, description, picture, source=source)
            return Drawn(
                title, description, picture, source=source, heading=key_heading(), legend=map_key(content)
            )
    return None


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
        description=description,
        source=source_words(content),
        name="ranks",
        table="lowest",
    )
