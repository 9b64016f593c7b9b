"""All values of one definition in one year in one geography, kept in memory between readers."""

from array import array
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

from django.core.cache import cache
from django.db.models import Q

from bokal.programme.areas.models import Observation
from bokal.programme.history.services import history_mark

KEEP_SECONDS = 24 * 60 * 60

type Wanted = tuple[int, int]

# Of many readers who come at once after a change, one gathers the values and the others wait for them.
_gathering = Lock()


@dataclass(frozen=True, slots=True)
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

    def by_area(self) -> dict[int, float]:
        """Return the values by the key of the area."""
        return dict(zip(self.areas, self.values, strict=True))


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

    A column is kept under the newest line of the history, so it is never older than the records.
    """
    mark = history_mark()
    keys = {
        f"column:{mark}:{geography}:{definition}:{year}": (definition, year) for definition, year in wanted
    }
    kept = cache.get_many(keys)
    if len(kept) < len(keys):
        with _gathering:
            kept = cache.get_many(keys)
            missing = {key: pair for key, pair in keys.items() if key not in kept}
            if missing:
                gathered = gather_columns(geography, missing.values())
                fresh = {key: gathered[pair] for key, pair in missing.items()}
                cache.set_many(fresh, KEEP_SECONDS)
                kept |= fresh
    return {keys[key]: column for key, column in kept.items()}


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
