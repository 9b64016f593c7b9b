"""The figures of one area as its page shows them: words, small pictures, and what lies inside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.programme.areas.models import Area, Indicator
from bokal.programme.areas.services import IndicatorOfArea, InsidePart, Level, Location, Segment
from bokal.web.public.indicators import marks_of
from bokal.web.public.wording import (
    alike_words,
    gap_words,
    inside_words,
    is_rate,
    place_words,
    rest_words,
    told,
    unit_sign,
)
from bokal.web.ui.area_pictures import Drawn
from bokal.web.ui.charts import Series, chart, line_chart, strip_plot
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.maps import Shape, choropleth
from bokal.web.ui.naming import source_words

ENDS = 8
LEADING = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator on the page of an area."""

    figure: IndicatorOfArea
    gap: str
    place: str
    rest: str
    alike: str
    inside: str
    ends: Sequence[InsidePart]
    between: int
    strip: Drawn | None
    trend: Drawn | None


@dataclass(frozen=True, slots=True)
class Short:
    """One indicator in the table of an area."""

    figure: IndicatorOfArea
    gap: str
    city: Level | None


def ends_of(parts: Sequence[InsidePart]) -> Sequence[InsidePart]:
    """Return the parts, or of many only the lowest and the highest."""
    return parts if len(parts) <= 2 * ENDS else (*parts[:ENDS], *parts[-ENDS:])


def in_short(figures: Sequence[IndicatorOfArea]) -> list[Short]:
    """Return every indicator as a line of the table."""
    return [
        Short(figure, gap_words(figure), figure.city if is_rate(figure.indicator) else None)
        for figure in figures
    ]


def shown(area: Area, figure: IndicatorOfArea) -> Shown:
    """Return everything there is to show of one indicator."""
    return Shown(
        figure=figure,
        gap=gap_words(figure),
        place=place_words(figure),
        rest=rest_words(figure),
        alike=alike_words(figure),
        inside=inside_words(figure.inside, figure.indicator),
        ends=ends_of(figure.inside),
        between=max(0, len(figure.inside) - 2 * ENDS),
        strip=strip_of(area, figure),
        trend=trend_of(area, figure),
    )


def unusual(figure: IndicatorOfArea) -> float:
    """Return how far towards either end of all areas a level lies, from 0 to 1."""
    if figure.placed is None or not is_rate(figure.indicator) or figure.placed.total < 2:
        return 0.0
    return abs(2 * (figure.placed.rank - 1) / (figure.placed.total - 1) - 1)


def leading(figures: Sequence[IndicatorOfArea], ranked: Collection[str]) -> list[IndicatorOfArea]:
    """Return the figures a page begins with: those a ranking rests on, the most unusual first."""
    order = {figure.indicator.code: place for place, figure in enumerate(figures)}

    def weight(figure: IndicatorOfArea) -> tuple[bool, float, int]:
        code = figure.indicator.code
        return code not in ranked, -unusual(figure), order[code]

    return sorted(figures, key=weight)[:LEADING]


def finding_words(figures: Sequence[IndicatorOfArea]) -> str:
    """Say the one thing by which an area differs most from the city; nothing where no gap can be told."""
    told_apart = [figure for figure in figures if gap_words(figure) and not figure.too_close]
    if not told_apart:
        return ""
    most = max(told_apart, key=unusual)
    return gettext("%(name)s: %(value)s, %(gap)s.") % {
        "name": in_language(most.indicator.name),
        "value": told(most.latest.value, most.indicator),
        "gap": gap_words(most),
    }


def strip_of(area: Area, figure: IndicatorOfArea, *, standalone: bool = False) -> Drawn | None:
    """Draw the area's place among all of its kind."""
    value = figure.latest.value
    if figure.placed is None or value is None or not is_rate(figure.indicator):
        return None
    values = figure.placed.values
    named, rows = [(value, area.name)], [(area.name, told(value, figure.indicator))]
    title = gettext("%(value)s in %(area)s") % {"value": rows[0][1], "area": area.name}
    if figure.city is not None and figure.city.value is not None:
        named.append((figure.city.value, gettext("The whole city")))
        rows.append((gettext("The whole city"), told(figure.city.value, figure.indicator)))
        title = gettext("%(value)s in %(area)s, %(city)s in the whole city") % {
            **{"value": rows[0][1], "area": area.name},
            "city": rows[1][1],
        }
    rows.append((gettext("Lowest of the areas"), told(min(values), figure.indicator)))
    rows.append((gettext("Highest of the areas"), told(max(values), figure.indicator)))
    sentence = gettext("%(name)s, %(year)s. Each grey mark is one of %(count)s areas of the same kind.") % {
        "name": in_language(figure.definition.name),
        "year": figure.latest.year,
        "count": number(len(values)),
    }
    aloud = [f"{part}." for part in (place_words(figure), gap_words(figure)) if part]
    picture = chart(
        strip_plot,
        name=f"place-{figure.indicator.code}",
        values=marks_of(values),
        highlighted=named,
        unit=unit_sign(figure.indicator.unit),
        decimals=figure.indicator.decimals,
        title=title,
        description=" ".join([sentence, *aloud]),
        standalone=standalone,
    )
    source = source_words([figure.latest.dataset.publisher], figure.latest.year)
    heads = (gettext("Area"), gettext("Value"))
    return Drawn(title, sentence, picture, source=source, heads=heads, rows=rows)


def years_of(segments: Sequence[Segment]) -> list[tuple[int, float | None]]:
    """Return the values of all segments by year; of a year told twice the newer definition counts."""
    found = {level.year: level.value for segment in segments for level in segment.levels}
    return sorted(found.items())


def changes_of(segments: Sequence[Segment]) -> list[tuple[int, str]]:
    """Return the first year of each definition but the first, with its name."""
    ordered = sorted(segments, key=lambda segment: segment.levels[0].year)
    return [
        (
            segment.levels[0].year,
            gettext("new definition: %(name)s") % {"name": in_language(segment.definition.name)},
        )
        for segment in ordered[1:]
    ]


def trend_of(area: Area, figure: IndicatorOfArea, *, standalone: bool = False) -> Drawn | None:
    """Draw the years of one definition as a line; where the definition changes, the line ends."""
    lengths = [sum(level.value is not None for level in segment.levels) for segment in figure.segments]
    if max(lengths, default=0) < 2:
        return None
    series = [Series(label=area.name, points=years_of(figure.segments), role="observed")]
    city = years_of(figure.city_segments)
    if city and is_rate(figure.indicator):
        series.append(Series(label=gettext("The whole city"), points=city, role="comparator"))
    segment = max(figure.segments, key=lambda one: (len(one.levels), one.definition.version))
    first, last = segment.levels[0], segment.levels[-1]
    words = {
        "first": told(first.value, figure.indicator),
        "last": told(last.value, figure.indicator),
        "from": first.year,
        "to": last.year,
    }
    title = gettext("%(first)s in %(from)s, %(last)s in %(to)s") % words
    sentence = gettext("The line follows one definition. It does not say why a level changes.")
    picture = chart(
        line_chart,
        name=f"trend-{figure.indicator.code}",
        series=series,
        unit=unit_sign(figure.indicator.unit),
        decimals=figure.indicator.decimals,
        title=title,
        description=sentence,
        breaks=changes_of(figure.segments),
        standalone=standalone,
    )
    levels = [level for one in figure.segments for level in one.levels]
    source = source_words((level.dataset.publisher for level in levels), f"{first.year}–{last.year}")
    heads, rows = years_table(series, figure.indicator)
    return Drawn(title, sentence, picture, source=source, heads=heads, rows=rows)


def years_table(series: Sequence[Series], indicator: Indicator) -> tuple[list[str], list[list[str]]]:
    """Return what a line shows as a table: one row a year."""
    lines = [dict(one.points) for one in series]
    years = sorted({year for line in lines for year in line})
    heads = [gettext("Year"), *(one.label for one in series)]
    return heads, [[str(year), *(told(line.get(year), indicator) for line in lines)] for year in years]


def where_it_is(area: Area, location: Location) -> SafeString | None:
    """Draw the area in the outline of the city."""
    if not location.area or not location.city:
        return None
    shapes = [
        Shape(code="city", label=gettext("The city"), rings=location.city, value=0, status="ok"),
        Shape(code="here", label=area.name, rings=location.area, value=1, status="ok"),
    ]
    return choropleth(
        name="where",
        shapes=shapes,
        limits=(0, 1, 1),
        worse="high",
        title=gettext("%(name)s in the city") % {"name": area.name},
        description=gettext("The area is dark, the rest of the city is light."),
        format_value=lambda value: gettext("here") if value else gettext("around it"),
    )
