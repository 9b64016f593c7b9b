"""All values of one definition in one year in one geography, kept in memory between readers."""

from array import array
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from bokal.programme.areas.models import Observation
from bokal.programme.history.services import kept_many

# New figures are an event of the dataset they come with; a changed or removed one has an entry of its own.
FIGURES = ("areas.observation", "areas.dataset", "areas.area")

type Wanted = tuple[int, int]


@dataclass(frozen=True)
class Column:
    """The values of a definition in a year, lowest first.

    Attributes
    ----------
    areas
        The keys of the areas, in the order of the values.
    values
        The values, lowest first.
    whole
        Whether every value is a whole number: then the source rounds to whole numbers.
    """

    areas: "array[int]"
    values: "array[float]"
    whole: bool

    @cached_property
    def by_area(self) -> dict[int, float]:
        """The values by the key of the area."""
        return dict(zip(self.areas, self.values, strict=True))

    @cached_property
    def total(self) -> float:
        """All values together."""
        return sum(self.values)


def column_of(found: dict[int, float]) -> Column:
    """Order the values of a column."""
    ordered = sorted((value, area) for area, value in found.items())
    return Column(
        areas=array("q", (area for _value, area in ordered)),
        values=array("d", (value for value, _area in ordered)),
        whole=bool(ordered) and all(value.is_integer() for value, _area in ordered),
    )


def columns_of(geography: int, wanted: Collection[Wanted]) -> dict[Wanted, Column]:
    """Return the columns of a geography, by definition and year; two queries at most.

    Columns are kept in memory between readers until something of the areas changes.
    """
    names: dict[tuple[Hashable, ...], Wanted] = {("column", geography, *pair): pair for pair in wanted}

    def gather(missing: Collection[tuple[Hashable, ...]]) -> Mapping[tuple[Hashable, ...], Column]:
        found = gather_columns(geography, [names[name] for name in missing])
        return {name: found[names[name]] for name in missing}

    columns = kept_many(names, gather, of=FIGURES)
    return {names[name]: column for name, column in columns.items()}


def gather_columns(geography: int, wanted: Collection[Wanted]) -> dict[Wanted, Column]:
    """Read columns from the records."""
    years: dict[int, list[int]] = {}
    for definition, year in wanted:
        years.setdefault(year, []).append(definition)
    where = Q()
    for year, definitions in years.items():
        where |= Q(year=year, definition__in=definitions)
    found: dict[Wanted, dict[int, float]] = {pair: {} for pair in wanted}
    rows = (
        Observation.objects.filter(where, area__geography=geography, value__isnull=False)
        .order_by()
        .values_list("definition", "year", "area", "value")
    )
    for definition, year, area, value in rows.iterator(chunk_size=20_000):
        found[definition, year][area] = value or 0.0
    return {pair: column_of(values) for pair, values in found.items()}
