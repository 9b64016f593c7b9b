"""The only door from initiatives to science: approved updates in, what they make together out."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from bokal.science.disclosure import THRESHOLD, Sum, protect_cells
from bokal.science.monitoring import (
    UNKNOWN,
    Accumulation,
    Aggregate,
    Pair,
    Reported,
    aggregate,
    divide,
    surviving,
)

__all__ = [
    "THRESHOLD",
    "UNKNOWN",
    "Aggregate",
    "Line",
    "Pair",
    "divided_rest",
    "falls_named",
    "shown_groups",
    "standing_keys",
    "total_of",
]


@dataclass(frozen=True, slots=True)
class Line:
    """An approved update as a plain row, with its portions by group."""

    pk: int
    period_from: datetime.date
    period_to: datetime.date
    value: Decimal | None
    value_of: Decimal | None
    corrects: int | None
    removes: bool
    portions: Mapping[str, Pair]


def reported(line: Line) -> Reported:
    """Return an update as science takes it: days as numbers, a share as a pair."""
    return Reported(
        key=line.pk,
        start=line.period_from.toordinal(),
        end=line.period_to.toordinal(),
        pair=None if line.value is None else Pair(line.value, line.value_of),
        portions=line.portions,
        corrects=line.corrects,
        removes=line.removes,
    )


def total_of(lines: Iterable[Line], accumulation: str) -> Aggregate:
    """Work out what approved updates of one measure make together."""
    return aggregate([reported(line) for line in lines], accumulation=cast("Accumulation", accumulation))


def standing_keys(lines: Iterable[Line]) -> list[int]:
    """Return the numbers of the updates that count, in the order of the time they are about."""
    return [one.key for one in surviving([reported(line) for line in lines])]


def falls_named(lines: Iterable[Line], accumulation: str) -> frozenset[tuple[int, int]]:
    """Name where a sum so far gets less: the later update and the earlier one."""
    return frozenset((fall.key, fall.before) for fall in total_of(lines, accumulation).falls)


def divided_rest(
    pair: Pair | None, portions: Mapping[str, Pair], groups: Collection[str]
) -> tuple[Pair | None, Pair]:
    """Return the whole, worked out from its parts where it was not given, and what they leave of it."""
    found = divide(pair=pair, portions=portions, groups=groups)
    return found.pair, found.rest


def shown_groups(people: int, groups: Mapping[str, int]) -> tuple[int | None, dict[str, int | None]]:
    """Return a number of people and its groups as everybody may see them: None where it would tell of few.

    What the groups leave of the whole is a cell too; where groups do not add up, nothing of them is shown.
    """
    rest = people - sum(groups.values())
    if rest < 0:
        return (None if 0 < people < THRESHOLD else people), dict.fromkeys(groups)
    cells = {"all": people, **{f"group:{name}": count for name, count in groups.items()}, "rest": rest}
    parts = tuple(name for name in cells if name != "all")
    try:
        found = protect_cells(counts=cells, sums=[Sum("all", parts)]).published
    except ValueError:
        return None, dict.fromkeys(groups)
    return found["all"], {name: found[f"group:{name}"] for name in groups}
