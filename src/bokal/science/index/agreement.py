"""How far two rankings of the same areas agree."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bokal.science.index.model import Integers
from bokal.science.index.ranks import mean_ranks


class Move(NamedTuple):
    """One area's rank in two rankings; ``area`` is its row."""

    area: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rankings of the same areas.

    Attributes
    ----------
    spearman, kendall : float or None
        Rank correlations; Kendall's is tau-b. None where a ranking ties all areas.
    movers : tuple of Move
        Largest moves first, then by rank in the first ranking; areas that stay are left out.
    """

    spearman: float | None
    kendall: float | None
    movers: tuple[Move, ...]


def compare_ranks(first: Integers, second: Integers, *, movers: int = 10) -> Comparison:
    """Compare two rankings of the same areas.

    Parameters
    ----------
    first, second : array-like of int, shape (n,)
        Ranks, 1 is most deprived.
    movers : int
        How many of the largest moves to name.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If the rankings are empty, differ in length, or hold something else than whole ranks.

    Examples
    --------
    >>> compare_ranks(np.array([1, 2, 3]), np.array([3, 2, 1]), movers=1)
    Comparison(spearman=-1.0, kendall=-1.0, movers=(Move(area=0, first=1, second=3),))
    """
    first, second = np.asarray(first), np.asarray(second)
    if first.ndim != 1 or not first.size or first.shape != second.shape or first.dtype.kind != "i":
        raise ValueError("Two rankings need one whole rank for each of the same areas. Check their lengths.")
    return Comparison(
        spearman=spearman(first, second),
        kendall=kendall(first, second),
        movers=largest_moves(first, second, count=movers),
    )


def largest_moves(first: Integers, second: Integers, *, count: int) -> tuple[Move, ...]:
    """Return the areas whose ranks differ most, at most ``count``.

    Examples
    --------
    >>> largest_moves(np.array([1, 2, 3]), np.array([1, 3, 2]), count=1)
    (Move(area=1, first=2, second=3),)
    """
    order = np.lexsort((first, -np.abs(first - second)))[: max(count, 0)]
    return tuple(
        Move(area=int(area), first=int(first[area]), second=int(second[area]))
        for area in order
        if first[area] != second[area]
    )


def spearman(first: Integers, second: Integers) -> float | None:
    """Return Spearman's rank correlation, ties at their mean rank, or None if all areas are tied.

    Examples
    --------
    >>> spearman(np.array([1, 2, 3]), np.array([1, 3, 2]))
    0.5
    """
    a, b = mean_ranks(-first.astype(np.float64)), mean_ranks(-second.astype(np.float64))
    middle = (first.size + 1) / 2
    a, b = a - middle, b - middle
    size = math.sqrt(float(a @ a) * float(b @ b))
    return min(max(float(a @ b) / size, -1.0), 1.0) if size else None


def kendall(first: Integers, second: Integers) -> float | None:
    """Return Kendall's tau-b, or None if a ranking ties all areas.

    Sorted by the first ranking, each pair out of order in the second disagrees; the pairs are counted bit
    by bit, in n log² n steps.

    References
    ----------
    Knight, W. R. (1966). A computer method for calculating Kendall's tau with ungrouped data. *Journal of
    the American Statistical Association* 61(314), 436–439.

    Examples
    --------
    >>> round(kendall(np.array([1, 2, 3, 4]), np.array([1, 2, 4, 3])), 6)
    0.666667
    """
    order = np.lexsort((second, first))
    pairs = first.size * (first.size - 1) // 2
    tied_first, tied_second = pairs_of_equals(first), pairs_of_equals(second)
    tied_both = pairs_of_equals(first.astype(np.int64) * (int(second.max()) + 1) + second)
    agreeing = pairs - tied_first - tied_second + tied_both - 2 * inversions(second[order])
    size = math.sqrt((pairs - tied_first) * (pairs - tied_second))
    return min(max(agreeing / size, -1.0), 1.0) if size else None


def pairs_of_equals(numbers: Integers) -> int:
    """Count the pairs of equal numbers.

    Examples
    --------
    >>> pairs_of_equals(np.array([4, 4, 4, 1]))
    3
    """
    counts = np.unique(numbers, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def inversions(numbers: Integers) -> int:
    """Count the pairs in which a larger number stands before a smaller one.

    Two numbers part at their highest differing bit, so each pair is counted once: where the groups of equal
    higher bits are split, every one before a zero is a pair.

    Examples
    --------
    >>> inversions(np.array([3, 1, 2]))
    2
    """
    found, ordered = 0, numbers.astype(np.int64)
    for bit in range(int(ordered.max()).bit_length() - 1, -1, -1):
        ones = (ordered >> bit) & 1
        before = np.cumsum(ones) - ones
        group = ordered >> (bit + 1)
        starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
        before -= np.repeat(before[starts], np.diff(np.append(starts, ordered.size)))
        found += int(before[ones == 0].sum())
        ordered = ordered[np.argsort(ordered >> bit, kind="stable")]
    return found
