"""Ranks, ties and deciles, decided by a written rule and never by the noise of the last digit."""

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Ranks = npt.NDArray[np.int64]

SIGNIFICANT = 12


def significant(values: Floats, *, digits: int = SIGNIFICANT) -> Floats:
    """Round to a number of significant digits, so that sums which differ in the last bit are equal.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Finite numbers.
    digits : int
        Significant digits kept.

    Returns
    -------
    ndarray of shape (n,)
        The rounded numbers.

    Examples
    --------
    >>> significant(np.array([0.1 + 0.2, 0.3])).tolist()
    [0.3, 0.3]
    """
    sizes = np.abs(values)
    with np.errstate(divide="ignore"):
        exponents = np.where(sizes > 0, np.floor(np.log10(np.where(sizes > 0, sizes, 1.0))), 0.0)
    scale = 10.0 ** (digits - 1 - exponents)
    rounded: Floats = np.round(values * scale) / scale
    return rounded


def rank_from_highest(values: Floats) -> Ranks:
    """Rank numbers, 1 for the highest; equal numbers share the lowest rank.

    Parameters
    ----------
    values : ndarray of shape (n,)
        Finite numbers.

    Returns
    -------
    ndarray of int of shape (n,)
        Ranks from 1 to n.

    Examples
    --------
    >>> rank_from_highest(np.array([5.0, 9.0, 9.0, 1.0])).tolist()
    [3, 1, 1, 4]
    """
    ascending = np.sort(values)
    ranks: Ranks = values.size - np.searchsorted(ascending, values, side="right") + 1
    return ranks.astype(np.int64)


def mean_rank_from_highest(values: Floats) -> Floats:
    """Rank numbers, 1 for the highest; equal numbers share the mean of their places.

    Examples
    --------
    >>> mean_rank_from_highest(np.array([5.0, 9.0, 9.0, 1.0])).tolist()
    [3.0, 1.5, 1.5, 4.0]
    """
    ascending = np.sort(values)
    low = np.searchsorted(ascending, values, side="left")
    high = np.searchsorted(ascending, values, side="right")
    means: Floats = values.size - (low + high + 1) / 2 + 1
    return means


def deciles_of(ranks: Ranks) -> Ranks:
    """Return the tenth each rank falls into, 1 for the tenth that is ranked first.

    Examples
    --------
    >>> deciles_of(np.array([1, 2, 10, 11, 20])).tolist()
    [2, 4, 10, 10, 10]
    """
    tenths: Ranks = -(-10 * ranks // ranks.size)
    return np.clip(tenths, 1, 10)


def tied_groups(values: Floats) -> list[tuple[int, ...]]:
    """Return the places of equal numbers, each group in rising order.

    Examples
    --------
    >>> tied_groups(np.array([5.0, 9.0, 5.0]))
    [(0, 2)]
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    ends = np.r_[starts[1:], values.size]
    long = (ends - starts) > 1
    groups = [tuple(sorted(order[a:b].tolist())) for a, b in zip(starts[long], ends[long], strict=True)]
    return sorted(groups)
