"""The figures of one area as its page shows them: words, small pictures, and what lies inside."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
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
from bokal.web.ui.cells import badge, cell, head_cell, number_cell, rows_of
from bokal.web.ui.charts import Series, line_chart, strip_plot
from bokal.web.ui.formats import in_language
from bokal.web.ui.maps import Shape, choropleth

PICTURED = 12
ENDS = 8


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
    strip: SafeString | None
    trend: Drawn | None
    here: SafeString
    city: SafeString
    years: Sequence[tuple[str, SafeString]]


def ends_of(parts: Sequence[InsidePart]) -> Sequence[InsidePart]:
    """Return the parts, or of many only the lowest and the highest."""
    return parts if len(parts) <= 2 * ENDS else (*parts[:ENDS], *parts[-ENDS:])


def figures_shown(area: Area, figures: Sequence[IndicatorOfArea]) -> list[Shown]:
    """Return what the page shows of each indicator; pictures for the first, words for all."""
    return [
        Shown(
            figure=figure,
            gap=gap_words(figure),
            place=place_words(figure),
            rest=rest_words(figure),
            alike=alike_words(figure),
            inside=inside_words(figure.inside, figure.indicator),
            ends=ends_of(figure.inside),
            between=max(0, len(figure.inside) - 2 * ENDS),
            strip=strip_of(area, figure) if place < PICTURED else None,
            trend=trend_of(area, figure) if place < PICTURED else None,
            here=level_shown(figure.latest, figure.indicator),
            city=level_shown(figure.city if is_rate(figure.indicator) else None, figure.indicator),
            years=[(in_language(part.definition.name), years_shown(part)) for part in figure.segments],
        )
        for place, figure in enumerate(figures)
    ]


def level_shown(level: Level | None, indicator: Indicator) -> SafeString:
    """Write a level with its year and how it came to be."""
    if level is None:
        return SafeString("–")
    value = format_html("<b>{}</b> ", told(level.value, indicator)) if level.value is not None else ""
    return format_html('{}<span class="hint">{}</span> {}', value, level.year, badge(level.status))


def years_shown(segment: Segment) -> SafeString:
    """Write the levels of one definition as rows, each with its source."""
    indicator = segment.definition.indicator
    return rows_of(
        (
            head_cell(str(level.year)),
            number_cell(format_html("{} {}", told(level.value, indicator), badge(level.status))),
            cell(f"{level.dataset.publisher}, {in_language(level.dataset.title)}"),
        )
        for level in segment.levels
    )


def short_rows(figures: Sequence[Shown], *, is_city: bool) -> SafeString:
    """Write the table that comes first: each indicator here, in the whole city, and the difference."""
    here, city, difference = gettext("Here"), gettext("The whole city"), gettext("Difference")
    return rows_of(
        (
            head_cell(indicator_link(shown.figure.indicator)),
            cell(shown.here, here),
            cell("–" if is_city else shown.city, city),
            cell(shown.gap or "–", difference),
        )
        for shown in figures
    )


def indicator_link(indicator: Indicator) -> SafeString:
    """Lead to what the page says of an indicator."""
    return format_html('<a href="#{}">{}</a>', indicator.code, in_language(indicator.name))


def strip_of(area: Area, figure: IndicatorOfArea) -> SafeString | None:
    """Draw the area's place among all of its kind."""
    value = figure.latest.value
    if figure.placed is None or value is None or not is_rate(figure.indicator):
        return None
    named = [(value, area.name)]
    if figure.city is not None and figure.city.value is not None:
        named.append((figure.city.value, gettext("The whole city")))
    title = f"{in_language(figure.definition.name)}, {figure.latest.year}"
    return strip_plot(
        name=f"place-{figure.indicator.code}",
        values=marks_of(figure.placed.values),
        highlighted=named,
        unit=unit_sign(figure.indicator.unit),
        decimals=figure.indicator.decimals,
        title=title,
        description=". ".join(part for part in (place_words(figure), gap_words(figure)) if part),
    )


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


def trend_of(area: Area, figure: IndicatorOfArea) -> Drawn | None:
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
    picture = line_chart(
        name=f"trend-{figure.indicator.code}",
        series=series,
        unit=unit_sign(figure.indicator.unit),
        decimals=figure.indicator.decimals,
        title=title,
        description=sentence,
        breaks=changes_of(figure.segments),
    )
    return Drawn(title, sentence, picture)


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
