"""What pages show of figures: level, gap to the city, place among all, trend within one definition."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.models import Q, QuerySet

from bokal.programme.areas.calculations import chance_of_count
from bokal.programme.areas.enums import WITHOUT_VALUE, Unit
from bokal.programme.areas.models import Area, Dataset, Definition, Indicator, Observation
from bokal.programme.areas.services.columns import Column, Wanted, columns_of
from bokal.programme.areas.services.comparators import (
    REST,
    Alike,
    Placed,
    alike_of,
    mean_of_others,
    names_of,
    nearest_areas,
    placed_among,
)
from bokal.programme.history.services import kept

CITY = "city"
SOURCE = tuple(
    f"dataset__{name}"
    for name in (
        "id",
        "slug",
        "number",
        "title",
        "publisher",
        "reference",
        "licence_name",
        "licence",
        "retrieved_on",
        "reader",
    )
)
COUNTED = frozenset({Unit.PERSONS, Unit.COUNT})


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases stand behind a rate, and between which rates chance alone would let 95 of 100 lie."""

    count: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Level:
    """A value at one time in one place, with what it is and where it comes from."""

    year: int
    value: float | None
    status: str
    dataset: Dataset
    cases: Cases | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """Levels of one definition in order of time; a line may be drawn within it, never across two."""

    definition: Definition
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class InsidePart:
    """A part of an area with its own value."""

    code: str
    name: str
    geography: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class IndicatorOfArea:
    """Everything a page shows of one indicator in one area.

    Attributes
    ----------
    latest
        The newest level.
    city
        The city's level of the same definition and year, or None.
    rest_of_city
        For an area put together by hand: the level of what lies outside all such areas, or None.
    rest
        For every other area: the mean of the other areas of the geography, each counted once, or None.
    alike
        The areas that were nearest at the start of the series, or None where the series has one year.
    gap
        The level minus the city's, both as they are shown; None when either is missing, or for a plain
        count of the whole.
    too_close
        Whether the distance before rounding is smaller than what rounding alone could make.
    segments
        All levels, split where the definition changes.
    """

    indicator: Indicator
    definition: Definition
    latest: Level
    city: Level | None
    rest_of_city: Level | None
    rest: float | None
    alike: Alike | None
    gap: float | None
    too_close: bool
    placed: Placed | None
    segments: tuple[Segment, ...]
    city_segments: tuple[Segment, ...]
    inside: tuple[InsidePart, ...]


type Segments = dict[str, tuple[Segment, ...]]


def levels_around(area: Area) -> tuple[Segments, Segments, Segments]:
    """Return the levels of an area, of the city and of the rest of the city, with one query.

    Those of the city are kept in memory between readers; who reads them reads the area's with them.
    """
    found: list[Segments] = []

    def gather() -> dict[int, tuple[str, Segments]]:
        wanted = Area.objects.filter(Q(pk=area.pk) | Q(geography__code__in=[CITY, REST])).order_by()
        levels = read_levels(wanted.values("pk"))
        found.append(levels.get(area.pk, ("", {}))[1])
        return {key: pair for key, pair in levels.items() if pair[0] in {CITY, REST}}

    around = kept(("levels of the city",), gather, of=("areas",))
    if not found:
        found.append(read_levels([area.pk]).get(area.pk, ("", {}))[1])
    others = {where: segments for key, (where, segments) in around.items() if key != area.pk}
    return found[0], others.get(CITY, {}), others.get(REST, {})


def read_levels(areas: Sequence[int] | QuerySet[Area, Any]) -> dict[int, tuple[str, Segments]]:
    """Read the levels of areas, by their keys, with the geographies they are in."""
    # A condition on two tables would read every observation there is; the keys are found first.
    observations = Observation.objects.filter(area__in=areas).order_by("year")
    figure = ("value", "status", "numerator", "denominator")
    rows = observations.values_list(
        "area", "area__geography__code", "definition", "definition__indicator__unit", "year", *figure, *SOURCE
    )
    found: dict[tuple[int, str], dict[int, list[Level]]] = {}
    datasets: dict[int, Dataset] = {}
    for key, where, definition, unit, year, value, status, count, people, *source in rows:
        dataset = datasets.get(source[0]) or datasets.setdefault(source[0], dataset_of(source))
        levels = found.setdefault((key, where), {}).setdefault(definition, [])
        levels.append(Level(year, value, status, dataset, cases_of(unit, value, count, people)))
    return {key: (where, segments_of(levels)) for (key, where), levels in found.items()}


def dataset_of(source: Sequence[Any]) -> Dataset:
    """Return what a page says of the source of a figure."""
    return Dataset(**dict(zip((name.rpartition("__")[2] for name in SOURCE), source, strict=True)))


def definitions_in_order() -> dict[int, Definition]:
    """Return all definitions by key, in the order of their indicators, kept in memory between readers."""
    return kept(("definitions",), gather_definitions, of=("areas.definition", "areas.indicator"))


def gather_definitions() -> dict[int, Definition]:
    """Read all definitions."""
    order = ("indicator__position", "indicator__code", "version")
    found = Definition.objects.select_related("indicator").order_by(*order)
    return {definition.pk: definition for definition in found}


def segments_of(levels: dict[int, list[Level]]) -> Segments:
    """Split levels by indicator and definition, in the order of the indicators."""
    segments: dict[str, list[Segment]] = {}
    for key, definition in definitions_in_order().items():
        if key in levels:
            segment = Segment(definition=definition, levels=tuple(levels[key]))
            segments.setdefault(definition.indicator.code, []).append(segment)
    return {code: tuple(parts) for code, parts in segments.items()}


def cases_of(unit: str, value: float | None, count: float | None, people: float | None) -> Cases | None:
    """Return the cases behind a rate with how far chance could move it; None where they are not counted."""
    if unit != Unit.PER_10000 or value is None or count is None or not people:
        return None
    low, high = chance_of_count(count)
    return Cases(count, 10_000 * low / people, 10_000 * high / people)


def shown(value: float, decimals: int) -> Decimal:
    """Return a value as pages show it, exactly."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)


def gap_between(value: float, other: float, decimals: int) -> float:
    """Return the difference of two values as they are shown, so that a reader can reckon it again."""
    return float(shown(value, decimals) - shown(other, decimals))


def newest(segments: Sequence[Segment]) -> tuple[Segment, Level]:
    """Return the newest level and the segment it stands in; a level with a value goes before one without."""
    pairs = [(segment, level) for segment in segments for level in segment.levels]
    return max(pairs, key=lambda pair: (pair[1].value is not None, pair[1].year, pair[0].definition.version))


def same_in(segments: Sequence[Segment], definition: Definition, year: int) -> Level | None:
    """Return the level of the same definition and year, if there is one."""
    for segment in segments:
        if segment.definition.pk == definition.pk:
            return next((level for level in segment.levels if level.year == year), None)
    return None


def step_of(definition: Definition, *, whole: bool) -> float:
    """Return the step that values are published in: whole numbers, or the decimals of the indicator."""
    return 1.0 if whole else float(10.0**-definition.indicator.decimals)


def indicators_of_area(area: Area, *, nested: bool) -> list[IndicatorOfArea]:
    """Return every indicator an area has a figure for, in order; ``nested``: other areas lie within it.

    Six queries at most, however many indicators there are.
    """
    own, of_city, of_rest = levels_around(area)
    chosen = {code: newest(segments) for code, segments in own.items()}
    latest = {code: (segment.definition.pk, level.year) for code, (segment, level) in chosen.items()}
    first = {code: (segment.definition.pk, first_year(segment)) for code, (segment, _level) in chosen.items()}
    columns = columns_of(area.geography_id, {*latest.values(), *first.values()})
    inside, judged = parts_of(area, list(latest.values()), nested=nested)
    nearest = {code: nearest_areas(area, columns[first[code]], columns[latest[code]]) for code in chosen}
    names = names_of({key for keys in nearest.values() for key in keys})
    return [
        describe(
            own[code],
            city=of_city.get(code, ()),
            rest=of_rest.get(code, ()) if judged else None,
            column=columns[latest[code]],
            alike=alike_of(nearest[code], names, first[code][1], columns[first[code]], columns[latest[code]]),
            inside=inside.get(latest[code], ()),
        )
        for code in chosen
    ]


def describe(
    own: tuple[Segment, ...],
    *,
    city: tuple[Segment, ...],
    rest: tuple[Segment, ...] | None,
    column: Column,
    alike: Alike | None,
    inside: Sequence[InsidePart],
) -> IndicatorOfArea:
    """Put together what a page shows of one indicator; ``rest`` is None where it is not the comparator."""
    segment, level = newest(own)
    definition = segment.definition
    of_city = same_in(city, definition, level.year)
    gap = distance = None
    compared = Unit(definition.indicator.unit) not in COUNTED
    if compared and of_city is not None and of_city.value is not None and level.value is not None:
        distance = abs(level.value - of_city.value)
        gap = gap_between(level.value, of_city.value, definition.indicator.decimals)
    whole = column.whole or (bool(inside) and all(part.value.is_integer() for part in inside))
    return IndicatorOfArea(
        indicator=definition.indicator,
        definition=definition,
        latest=level,
        city=of_city,
        rest_of_city=same_in(rest, definition, level.year) if rest else None,
        rest=mean_of_others(level.value, column) if rest is None else None,
        alike=alike,
        gap=gap,
        too_close=distance is not None and round(distance, 9) < step_of(definition, whole=whole),
        placed=placed_among(level.value, column),
        segments=own,
        city_segments=city,
        inside=tuple(inside),
    )


def first_year(segment: Segment) -> int:
    """Return the first year a segment has a value for."""
    years = [level.year for level in segment.levels if level.value is not None]
    return min(years, default=segment.levels[0].year)


def parts_of(
    area: Area, wanted: Sequence[Wanted], *, nested: bool
) -> tuple[dict[Wanted, list[InsidePart]], bool]:
    """Return the parts of an area with their values, lowest first, and whether somebody judged their shares.

    An area that others lie in has those, whole; any other has the zones it is put together from.
    """
    figures = (
        Observation.objects.filter(
            definition__in={definition for definition, _year in wanted},
            year__in={year for _definition, year in wanted},
        )
        .exclude(status__in=WITHOUT_VALUE)
        .order_by("value", "area__code")
    )
    names = ("definition", "year", "area__code", "area__name", "area__geography__code", "value")
    shares = ("area__wholes__weight", "area__wholes__judged")
    if nested:
        rows = [(*row, 1, False) for row in figures.filter(area__parent=area).values_list(*names)]
    else:
        rows = list(figures.filter(area__wholes__whole=area).values_list(*names, *shares))
    found: dict[Wanted, list[InsidePart]] = {}
    for definition, year, code, name, geography, value, weight, _judged in rows:
        part = InsidePart(code, name, geography, value, float(weight))
        found.setdefault((definition, year), []).append(part)
    return found, any(row[-1] for row in rows)
