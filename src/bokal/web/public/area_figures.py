"""The figures of one area as its page shows them: words, small pictures, and what lies inside."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.programme.areas.models import Area, Indicator
from bokal.programme.areas.services import IndicatorOfArea, InsidePart, Level, Location, Segment
from bokal.web.public.indicators import marks_of
from bokal.web.public.wording import (
    alike_words,
    chance_words,
    change_words,
    gap_words,
    inside_words,
    is_rate,
    place_words,
    rest_words,
    told,
    unit_sign,
)
from bokal.web.ui.area_pictures import source_of
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import Series, chart, line_chart, strip_plot
from bokal.web.ui.formats import in_language, number, place_name, range_words, whole_name
from bokal.web.ui.maps import Shape, choropleth

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
    others: str
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
        others=others_address(area, figure),
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


def others_address(area: Area, figure: IndicatorOfArea) -> str:
    """Return where the same figure of all areas stands as a table."""
    table = f"{area.geography.code}.{figure.definition.version}.{figure.latest.year}"
    page = reverse("public:indicator", kwargs={"code": figure.indicator.code})
    return f"{page}?{urlencode({'table': table})}#values"


def strip_of(area: Area, figure: IndicatorOfArea) -> Drawn | None:
    """Draw the area's place among all of its kind."""
    value = figure.latest.value
    if figure.placed is None or value is None or not is_rate(figure.indicator):
        return None
    values, name = figure.placed.values, whole_name(area.name)
    named, rows = [(value, name)], [(name, told(value, figure.indicator))]
    title = gettext("%(value)s in %(area)s") % {"value": rows[0][1], "area": place_name(area.name)}
    if figure.city is not None and figure.city.value is not None:
        named.append((figure.city.value, gettext("The whole city")))
        rows.append((gettext("The whole city"), told(figure.city.value, figure.indicator)))
        title = gettext("%(value)s in %(area)s, %(city)s in the whole city") % {
            **{"value": rows[0][1], "area": place_name(area.name)},
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
    )
    source = source_of([figure.latest.dataset], figure.latest.year)
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


def known_levels(segment: Segment) -> int:
    """Count the levels of a segment that have a value."""
    return sum(level.value is not None for level in segment.levels)


def trend_of(area: Area, figure: IndicatorOfArea) -> Drawn | None:
    """Draw the years of one definition as a line; where the definition changes, the line ends."""
    if max(map(known_levels, figure.segments), default=0) < 2:
        return None
    series = [Series(label=whole_name(area.name), points=years_of(figure.segments), role="observed")]
    city = years_of(figure.city_segments)
    if city and is_rate(figure.indicator):
        series.append(Series(label=gettext("The whole city"), points=city, role="comparator"))
    segment = max(figure.segments, key=lambda one: (known_levels(one), one.definition.version))
    known = [level for level in segment.levels if level.value is not None]
    title = change_words(known[0], known[-1], figure.indicator)
    sentences = [
        chance_words(known[-1], figure.indicator),
        gettext("The line follows one definition. It does not say why a level changes."),
    ]
    sentence = " ".join(filter(None, sentences))
    picture = chart(
        line_chart,
        name=f"trend-{figure.indicator.code}",
        series=series,
        unit=unit_sign(figure.indicator.unit),
        decimals=figure.indicator.decimals,
        title=title,
        description=sentence,
        breaks=changes_of(figure.segments),
    )
    levels = [level for one in figure.segments for level in one.levels]
    years = range_words(str(known[0].year), str(known[-1].year))
    source = source_of((level.dataset for level in levels), years)
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
        Shape(code="here", label=whole_name(area.name), rings=location.area, value=1, status="ok"),
    ]
    return choropleth(
        name="where",
        shapes=shapes,
        limits=(0, 1, 1),
        worse="high",
        title=gettext("%(name)s in the city") % {"name": place_name(area.name)},
        description=gettext("The area is dark, the rest of the city is light."),
        format_value=lambda value: gettext("here") if value else gettext("around it"),
    )


PICTURES = {"place": strip_of, "trend": trend_of}


def picture_named(area: Area, figures: Sequence[IndicatorOfArea], name: str) -> Drawn | None:
    """Draw one picture of an area's page by its name, such as ``employed.trend``, if there is such a one."""
    code, _dot, kind = name.rpartition(".")
    draw = PICTURES.get(kind)
    figure = next((one for one in figures if one.indicator.code == code), None)
    return draw(area, figure) if draw and figure else None
