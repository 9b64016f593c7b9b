"""What an area is held against: all others, the mean of the others, and those that were like it at first."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bokal.programme.areas.models import Area
from bokal.programme.areas.services.columns import Column

REST = "rest"
ALIKE_AT_MOST = 5
ALIKE_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a value stands among all areas of its geography; rank 1 is the highest value.

    ``values`` are those of all areas, lowest first; ``sharing`` counts the other areas with the same value.
    """

    rank: int
    total: int
    values: Sequence[float]
    rank_from_lowest: int
    sharing: int


@dataclass(frozen=True, slots=True)
class Alike:
    """The areas that stood nearest to an area at the start of a series, and what they have now.

    Attributes
    ----------
    names
        The areas, nearest first.
    since
        The first year of the series, by which they were chosen.
    before, value
        Their mean in that year and in the newest, each area counted once.
    """

    names: tuple[str, ...]
    since: int
    before: float
    value: float


def mean_of_others(value: float | None, column: Column) -> float | None:
    """Return the mean of all areas but the one that has ``value``, each counted once."""
    others = len(column.values) - (value is not None)
    return (column.total - (value or 0.0)) / others if others > 0 else None


def placed_among(value: float | None, column: Column) -> Placed | None:
    """Return the place of a value among all; equal values share the place nearest to the highest."""
    total = len(column.values)
    if value is None or total < 2:
        return None
    below, until = bisect_left(column.values, value), bisect_right(column.values, value)
    return Placed(
        rank=total - until + 1,
        total=total,
        values=column.values,
        rank_from_lowest=below + 1,
        sharing=max(0, until - below - 1),
    )


def nearest_areas(area: Area, first: Column, latest: Column) -> list[int]:
    """Return the areas whose values were nearest to an area's in the first year, nearest first.

    Five of them, or a third of the others where there are few; none where a third is less than three. Of two
    that are as near, the one with the lower value counts as nearer, then the one recorded first. There are
    none in a series of one year.
    """
    if first is latest:
        return []
    before, now = first.by_area, latest.by_area
    if area.pk not in before or area.pk not in now:
        return []
    own = before[area.pk]
    others = [key for key in before if key != area.pk and key in now]
    others.sort(key=lambda key: (round(abs(before[key] - own), 9), before[key], key))
    count = min(ALIKE_AT_MOST, len(others) // 3)
    return others[:count] if count >= ALIKE_AT_LEAST else []


def names_of(keys: set[int]) -> dict[int, str]:
    """Return the names of areas by key."""
    if not keys:
        return {}
    return dict(Area.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "name"))


def alike_of(
    nearest: Sequence[int], names: Mapping[int, str], since: int, first: Column, latest: Column
) -> Alike | None:
    """Say what the nearest areas had at first and have now."""
    if not nearest:
        return None
    before, now = first.by_area, latest.by_area
    return Alike(
        names=tuple(names[key] for key in nearest),
        since=since,
        before=sum(before[key] for key in nearest) / len(nearest),
        value=sum(now[key] for key in nearest) / len(nearest),
    )
