"""What pages show of indicators: the list, one with all its definitions, its values by area, its sources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from bokal.programme.areas.models import (
    Area,
    Boundary,
    Dataset,
    Definition,
    Geography,
    Indicator,
    Observation,
)
from bokal.programme.areas.services.figures import CITY
from bokal.programme.history.services import kept

CELLS = (
    "definition__indicator__code",
    "definition__name",
    "definition__version",
    "year",
    "value",
    "definition__indicator__unit",
    "status",
    "dataset__slug",
)


@dataclass(frozen=True, slots=True)
class Table:
    """A definition in one year in one geography: what there are figures of."""

    definition: Definition
    geography: Geography
    year: int

    @property
    def key(self) -> str:
        """The table in an address: geography, version, year."""
        return f"{self.geography.code}.{self.definition.version}.{self.year}"

    @property
    def shown(self) -> str:
        """The table as what a map of its geography shows: indicator, version, year."""
        return f"{self.definition.indicator.code}.{self.definition.version}.{self.year}"


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """One indicator: its definitions and the tables there are of it, newest first."""

    indicator: Indicator
    definitions: tuple[Definition, ...]
    tables: tuple[Table, ...]
    sources: tuple[Dataset, ...]


@dataclass(frozen=True, slots=True)
class AreaValue:
    """One area's value in a table; ``rank`` 1 is the highest value, None without one."""

    geography: str
    code: str
    name: str
    value: float | None
    status: str
    dataset: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Everything that can be taken away: sources, indicators and outlines."""

    sources: tuple[Dataset, ...]
    indicators: tuple[tuple[Indicator, tuple[Geography, ...]], ...]
    outlines: tuple[Geography, ...]


def indicator_list() -> list[tuple[Indicator, Definition]]:
    """Return each indicator that has a definition, with its newest one."""
    definitions = Definition.objects.select_related("indicator").order_by(
        "indicator__position", "indicator__code", "version"
    )
    newest = {definition.indicator_id: definition for definition in definitions}
    return [(definition.indicator, definition) for definition in newest.values()]


def tables_of(definitions: dict[int, Definition]) -> list[Table]:
    """Return the tables there are figures of, newest year first, then in the order of the geographies."""
    found = (
        Observation.objects.filter(definition__in=definitions)
        .order_by()
        .values_list("definition", "area__geography", "year")
        .distinct()
    )
    geographies = Geography.objects.in_bulk()
    tables = [Table(definitions[key], geographies[where], year) for key, where, year in found]
    return sorted(
        tables,
        key=lambda table: (-table.year, -table.definition.version, table.geography.position, table.key),
    )


def indicator_page(code: str) -> IndicatorPage:
    """Return what the page of an indicator shows, kept in memory; raises ``Indicator.DoesNotExist``."""
    return kept(("indicator", code), partial(gather_indicator, code), of=("areas",))


def gather_indicator(code: str) -> IndicatorPage:
    """Read what the page of an indicator shows."""
    definitions = list(
        Definition.objects.filter(indicator__code=code).select_related("indicator").order_by("-version")
    )
    indicator = definitions[0].indicator if definitions else Indicator.objects.get(code=code)
    sources = Dataset.objects.filter(
        pk__in=Observation.objects.filter(definition__indicator=indicator).order_by().values("dataset")
    )
    return IndicatorPage(
        indicator=indicator,
        definitions=tuple(definitions),
        tables=tuple(tables_of({definition.pk: definition for definition in definitions})),
        sources=tuple(sources.order_by("slug")),
    )


def values_in(table: Table) -> Sequence[AreaValue]:
    """Return every area of a table from the highest value; areas without one come last.

    Kept in memory between readers; else one query.
    """
    name = ("table", table.geography.pk, table.definition.pk, table.year)
    return kept(name, partial(gather_values, table), of=("areas",))


def gather_values(table: Table) -> tuple[AreaValue, ...]:
    """Read every area of a table."""
    rows = (
        Observation.objects.filter(
            area__geography=table.geography, definition=table.definition, year=table.year
        )
        .order_by("area__code")
        .values_list("area__code", "area__name", "value", "status", "dataset__slug")
    )
    ordered = sorted(rows, key=lambda row: (row[2] is None, -(row[2] or 0.0), row[0]))
    values: list[AreaValue] = []
    for place, (code, name, value, status, dataset) in enumerate(ordered, start=1):
        rank: int | None = None if value is None else place
        if values and value is not None and values[-1].value == value:
            rank = values[-1].rank
        values.append(AreaValue(table.geography.code, code, name, value, status, dataset, rank))
    return tuple(values)


def city_value(table: Table) -> float | None:
    """Return the value of the whole city in the same definition and year."""
    city = Observation.objects.filter(
        area__geography__code=CITY, definition=table.definition, year=table.year
    ).order_by("pk")
    return city.values_list("value", flat=True).first()


def _told_once(datasets: Iterable[Dataset]) -> list[Dataset]:
    """Leave out computed figures that nothing but their number tells apart."""
    computed: set[tuple[str, str]] = set()
    found = []
    for dataset in datasets:
        key = (str(dataset.title), dataset.reference)
        if dataset.reader != "composed" or key not in computed:
            found.append(dataset)
        if dataset.reader == "composed":
            computed.add(key)
    return found


def sources_page() -> SourcesPage:
    """Return every dataset, and what can be downloaded by indicator and geography."""
    pairs = Observation.objects.order_by().values_list("definition__indicator", "area__geography").distinct()
    indicators = Indicator.objects.in_bulk()
    geographies = Geography.objects.in_bulk()
    held: dict[int, list[Geography]] = {}
    for key, where in pairs:
        held.setdefault(key, []).append(geographies[where])
    listed = sorted((indicators[key] for key in held), key=lambda one: (one.position, one.code))
    drawn = set(Boundary.objects.order_by().values_list("area__geography", flat=True).distinct())
    return SourcesPage(
        sources=tuple(_told_once(Dataset.objects.order_by("publisher", "source", "number"))),
        indicators=tuple(
            (one, tuple(sorted(held[one.pk], key=lambda where: (where.position, where.code))))
            for one in listed
        ),
        outlines=tuple(where for where in geographies.values() if where.pk in drawn),
    )


def figures_for_download(geography: Geography, indicator: Indicator) -> Iterator[tuple[Any, ...]]:
    """Yield every figure of an indicator in a geography, one row each, without holding them all."""
    rows = (
        Observation.objects.filter(area__geography=geography, definition__indicator=indicator)
        .order_by("definition__version", "year", "area__code")
        .values_list("area__code", "area__name", *CELLS)
    )
    return iter(rows.iterator(chunk_size=2000))


def figures_of_area(area: Area) -> Iterator[tuple[Any, ...]]:
    """Yield every figure of one area, one row each."""
    order = ("definition__indicator__position", "definition__indicator__code", "definition__version", "year")
    return iter(Observation.objects.filter(area=area).order_by(*order).values_list(*CELLS))


def sources_of_area(area: Area) -> list[Dataset]:
    """Return the datasets the figures of an area come from."""
    figures = Observation.objects.filter(area=area).order_by()
    return list(Dataset.objects.filter(pk__in=figures.values("dataset")).order_by("slug"))


def outlines_for_download(geography: Geography) -> Iterator[tuple[Any, ...]]:
    """Yield code, name, first day and geometry of each outline in force, without holding them all."""
    rows = (
        Boundary.objects.filter(area__geography=geography, valid_to__isnull=True)
        .order_by("area__code")
        .values_list("area__code", "area__name", "valid_from", "geometry")
    )
    return iter(rows.iterator(chunk_size=100))


def sources_of_figures(geography: Geography, indicator: Indicator) -> list[Dataset]:
    """Return the datasets the figures of an indicator in a geography come from."""
    figures = Observation.objects.filter(area__geography=geography, definition__indicator=indicator)
    return list(Dataset.objects.filter(pk__in=figures.order_by().values("dataset")).order_by("slug"))


def sources_of_outlines(geography: Geography) -> list[Dataset]:
    """Return the datasets the outlines of a geography come from."""
    outlines = Boundary.objects.filter(area__geography=geography, valid_to__isnull=True)
    return list(Dataset.objects.filter(pk__in=outlines.order_by().values("dataset")).order_by("slug"))


def sources_of_run(geography: Geography, definitions: Sequence[Definition | int], year: int) -> list[Dataset]:
    """Return the datasets the figures of a run come from."""
    figures = Observation.objects.filter(
        area__geography=geography, definition__in=definitions, year=year
    ).order_by()
    return list(Dataset.objects.filter(pk__in=figures.values("dataset")).order_by("slug"))
