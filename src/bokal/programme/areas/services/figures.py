"""What pages show of figures: level, gap to the city, place among all, trend within one definition."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from bokal.programme.areas.enums import WITHOUT_VALUE
from bokal.programme.areas.models import Area, Dataset, Definition, Indicator, Observation

CITY = "city"


@dataclass(frozen=True, slots=True)
class Level:
    """A value at one time in one place, with what it is and where it comes from."""

    year: int
    value: float | None
    status: str
    dataset: Dataset


@dataclass(frozen=True, slots=True)
class Segment:
    """Levels of one definition in order of time; a line may be drawn within it, never across two."""

    definition: Definition
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a value stands among all areas of its geography; rank 1 is the highest value."""

    rank: int
    total: int
    values: tuple[float, ...]


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
    city, rest
        The city's level of the same definition and year, and the mean of the other areas of the geography
        (unweighted); None where there is none.
    gap
        The level minus the city's; None when either is missing.
    too_close
        Whether the gap is smaller than what rounding alone could make.
    segments
        All levels, split where the definition changes.
    """

    indicator: Indicator
    definition: Definition
    latest: Level
    city: Level | None
    rest: float | None
    gap: float | None
    too_close: bool
    placed: Placed | None
    segments: tuple[Segment, ...]
    city_segments: tuple[Segment, ...]
    inside: tuple[InsidePart, ...]


def levels_of(area: Area) -> tuple[list[Observation], list[Observation]]:
    """Return the observations of an area, and of the city, by indicator, definition and year; one query."""
    order = ("definition__indicator__position", "definition__indicator__code", "definition__version", "year")
    observations = Observation.objects.filter(Q(area=area) | Q(area__geography__code=CITY)).select_related(
        "definition", "definition__indicator", "dataset"
    )
    own: list[Observation] = []
    of_city: list[Observation] = []
    for observation in observations.order_by("area", *order):
        (own if observation.area_id == area.pk else of_city).append(observation)
    return own, of_city


def segments_of(observations: Sequence[Observation]) -> dict[str, tuple[Segment, ...]]:
    """Split an area's observations by indicator and definition."""
    found: dict[str, dict[int, list[Observation]]] = {}
    for observation in observations:
        code = observation.definition.indicator.code
        found.setdefault(code, {}).setdefault(observation.definition_id, []).append(observation)
    return {
        code: tuple(
            Segment(
                definition=rows[0].definition,
                levels=tuple(Level(row.year, row.value, row.status, row.dataset) for row in rows),
            )
            for rows in definitions.values()
        )
        for code, definitions in found.items()
    }


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


def step_of(definition: Definition, values: Sequence[float]) -> float:
    """Return the step that values are published in: whole numbers, or the decimals of the indicator."""
    if values and all(value == int(value) for value in values):
        return 1.0
    return float(10.0**-definition.indicator.decimals)


def indicators_of_area(area: Area, *, nested: bool) -> list[IndicatorOfArea]:
    """Return every indicator an area has a figure for, in order; ``nested``: other areas lie within it."""
    observations, observations_of_city = levels_of(area)
    own, of_city = segments_of(observations), segments_of(observations_of_city)
    chosen = {code: newest(segments) for code, segments in own.items()}
    others = values_of_all(area, [(s.definition.pk, level.year) for s, level in chosen.values()])
    inside = parts_of(area, [(s.definition.pk, level.year) for s, level in chosen.values()], nested=nested)
    return [
        describe(
            area,
            own[code],
            of_city.get(code, ()),
            segment,
            level,
            others.get((segment.definition.pk, level.year), {}),
            inside.get((segment.definition.pk, level.year), ()),
        )
        for code, (segment, level) in chosen.items()
    ]


def describe(
    area: Area,
    own: tuple[Segment, ...],
    of_city: tuple[Segment, ...],
    segment: Segment,
    level: Level,
    others: dict[int, float],
    inside: Sequence[InsidePart],
) -> IndicatorOfArea:
    """Put together what a page shows of one indicator."""
    definition = segment.definition
    city = same_in(of_city, definition, level.year)
    gap = None
    if city is not None and city.value is not None and level.value is not None:
        gap = level.value - city.value
    rest = [value for key, value in others.items() if key != area.pk]
    step = step_of(definition, list(others.values()))
    return IndicatorOfArea(
        indicator=definition.indicator,
        definition=definition,
        latest=level,
        city=city,
        rest=sum(rest) / len(rest) if rest else None,
        gap=gap,
        too_close=gap is not None and abs(gap) < step,
        placed=placed_among(level.value, sorted(others.values())) if level.value is not None else None,
        segments=own,
        city_segments=of_city,
        inside=tuple(inside),
    )


def placed_among(value: float, values: Sequence[float]) -> Placed | None:
    """Return the place of a value among all; equal values share the lowest rank."""
    if len(values) < 2:
        return None
    higher = sum(other > value for other in values)
    return Placed(rank=higher + 1, total=len(values), values=tuple(values))


def values_of_all(area: Area, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], dict[int, float]]:
    """Return the values of every area of the geography for each definition and year asked for."""
    rows = (
        Observation.objects.filter(
            area__geography=area.geography_id,
            definition__in={definition for definition, _year in wanted},
            year__in={year for _definition, year in wanted},
        )
        .exclude(status__in=WITHOUT_VALUE)
        .order_by("area")
        .values_list("definition", "year", "area", "value")
    )
    found: dict[tuple[int, int], dict[int, float]] = {}
    for definition, year, key, value in rows:
        if value is not None:
            found.setdefault((definition, year), {})[key] = value
    return found


def parts_of(
    area: Area, wanted: Sequence[tuple[int, int]], *, nested: bool
) -> dict[tuple[int, int], list[InsidePart]]:
    """Return the parts of an area with their values: those it is composed of, else those that lie in it."""
    figures = (
        Observation.objects.filter(
            definition__in={definition for definition, _year in wanted},
            year__in={year for _definition, year in wanted},
        )
        .exclude(status__in=WITHOUT_VALUE)
        .order_by("value", "area__code")
    )
    names = ("definition", "year", "area__code", "area__name", "area__geography__code", "value")
    rows = list(figures.filter(area__wholes__whole=area).values_list(*names, "area__wholes__weight"))
    if not rows and nested:
        rows = [(*row, 1) for row in figures.filter(area__parent=area).values_list(*names)]
    found: dict[tuple[int, int], list[InsidePart]] = {}
    for definition, year, code, name, geography, value, weight in rows:
        part = InsidePart(code, name, geography, float(value or 0.0), float(weight))
        found.setdefault((definition, year), []).append(part)
    return found
