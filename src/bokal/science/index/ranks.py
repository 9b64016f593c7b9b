"""Ranks, ties and tenths, decided by a written rule and never by the noise of a last digit."""

import numpy as np
import numpy.typing as npt

from bokal.science.index.model import Floats, Integers

TIE_TOLERANCE = 1e-12


def lowest_ranks(burden: Floats, *, tolerance: float = 0.0) -> Integers:
    """Rank numbers, 1 for the highest; equal numbers share the lowest rank.

    Parameters
    ----------
    burden : ndarray of float, shape (n,)
        Higher is worse.
    tolerance : float
        Neighbours in the order that differ by no more than this are equal.

    Returns
    -------
    ndarray of int, shape (n,)
        From 1 to n.

    Examples
    --------
    >>> lowest_ranks(np.array([5.0, 9.0, 9.0, 1.0])).tolist()
    [3, 1, 1, 4]
    """
    order = np.argsort(-burden)
    return ranks_in_order(order, starts_of_groups(burden[order], tolerance=tolerance))


def mean_ranks(burden: Floats) -> Floats:
    """Rank numbers, 1 for the highest; equal numbers share the mean of their ranks.

    Counting from the other end gives n + 1 minus the same ranks, so no indicator gains by its direction.

    Examples
    --------
    >>> mean_ranks(np.array([5.0, 9.0, 9.0, 1.0])).tolist()
    [3.0, 1.5, 1.5, 4.0]
    """
    order = np.argsort(-burden)
    first, last = places_of_groups(burden[order])
    ranks = np.empty(burden.size)
    ranks[order] = (first + last) / 2
    return ranks


def places_of_groups(ordered: Floats) -> tuple[Integers, Integers]:
    """Return for each of the ordered numbers the first and the last place of its group of equals.

    Examples
    --------
    >>> [places.tolist() for places in places_of_groups(np.array([9.0, 9.0, 5.0]))]
    [[1, 1, 3], [2, 2, 3]]
    """
    first = np.flatnonzero(starts_of_groups(ordered))
    last = np.append(first[1:], ordered.size)
    return np.repeat(first + 1, last - first), np.repeat(last, last - first)


def starts_of_groups(ordered: Floats, *, tolerance: float = 0.0) -> npt.NDArray[np.bool_]:
    """Mark where a new group of equal numbers begins in ordered numbers.

    Parameters
    ----------
    ordered : ndarray of float, shape (n,)
        In rising or falling order.
    tolerance : float
        Neighbours that differ by no more than this are equal.

    Examples
    --------
    >>> starts_of_groups(np.array([9.0, 9.0, 5.0])).tolist()
    [True, False, True]
    """
    starts = np.ones(ordered.size, dtype=np.bool_)
    np.greater(np.abs(np.diff(ordered)), tolerance, out=starts[1:])
    return starts


def ranks_in_order(order: npt.NDArray[np.intp], starts: npt.NDArray[np.bool_]) -> Integers:
    """Give everyone in a group the rank of the first of the group.

    Examples
    --------
    >>> ranks_in_order(np.array([2, 0, 1]), np.array([True, False, True])).tolist()
    [1, 3, 1]
    """
    places = np.where(starts, np.arange(1, order.size + 1), 0)
    ranks = np.empty(order.size, dtype=np.int64)
    ranks[order] = np.maximum.accumulate(places)
    return ranks


def tenths(ranks: Integers) -> Integers:
    """Return the tenth of the areas that each rank falls in, 1 for the most deprived.

    Examples
    --------
    >>> tenths(np.array([1, 2, 3, 11, 20] + [5] * 15))[:5].tolist()
    [1, 1, 2, 6, 10]
    """
    return (ranks - 1) * 10 // max(ranks.size, 1) + 1


def groups_of_ties(order: npt.NDArray[np.intp], starts: npt.NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """Return each group of two or more, its members in the order of the areas.

    Examples
    --------
    >>> groups_of_ties(np.array([2, 0, 1]), np.array([True, False, True]))
    ((0, 2),)
    """
    first = np.flatnonzero(starts)
    last = np.append(first[1:], order.size)
    several = last - first > 1
    return tuple(
        tuple(sorted(order[start:end].tolist()))
        for start, end in zip(first[several], last[several], strict=True)
    )
