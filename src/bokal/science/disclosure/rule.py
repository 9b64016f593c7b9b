"""The small-number rule: which counts and shares are too small to show, and rounding instead."""

from numbers import Real
from typing import Literal

import numpy as np
import numpy.typing as npt

type Status = Literal["shown", "primary", "secondary"]
type Counts = npt.NDArray[np.int64]

THRESHOLD = 5
LARGEST = 2**53


def as_counts(counts: npt.ArrayLike) -> Counts:
    """Return counts as whole numbers.

    Raises
    ------
    ValueError
        If a count is missing, negative, broken or beyond 2⁵³.

    Examples
    --------
    >>> as_counts([3, 0]).tolist()
    [3, 0]
    >>> as_counts([2.5])
    Traceback (most recent call last):
    ValueError: A count is 2.5. Give whole numbers from zero on; a missing count is not zero.
    """
    try:
        # Not through floats, which round 2⁵³ + 1 to a count that seems to fit.
        given = np.asarray(counts)
        if given.dtype.kind not in "iuf":
            given = np.array(counts, dtype=np.object_)
            if not all(isinstance(count, Real) and not isinstance(count, bool) for count in given.flat):
                raise TypeError
        fits = np.array((given >= 0) & (given <= LARGEST), dtype=np.bool_)
        fits[fits] = given[fits] == given[fits].astype(np.int64)
    except (TypeError, ValueError):
        raise ValueError(
            "A count is no number. Give whole numbers from zero on, in rows of one length."
        ) from None
    wrong = np.flatnonzero(~fits)
    if wrong.size:
        raise ValueError(
            f"A count is {str(given.flat[wrong[0]])[:40]}. Give whole numbers from zero on; "
            "a missing count is not zero."
        )
    whole: Counts = given.astype(np.int64)
    return whole


def check_threshold(threshold: int) -> None:
    """Refuse a threshold that protects nobody: at 2, a count hidden for being small can only be 1.

    Examples
    --------
    >>> check_threshold(2)
    Traceback (most recent call last):
    ValueError: The threshold is 2. Give 3 or more: the smallest count that may be shown. Below 3, a count \
that is hidden for being small can only be 1.
    """
    if threshold < 3:
        raise ValueError(
            f"The threshold is {threshold}. Give 3 or more: the smallest count that may be shown. "
            "Below 3, a count that is hidden for being small can only be 1."
        )


def small_counts(*, counts: npt.ArrayLike, threshold: int = THRESHOLD) -> npt.NDArray[np.bool_]:
    """Mark the counts from 1 to just below the threshold. Zero tells of nobody, and is shown as zero.

    Parameters
    ----------
    counts : array-like of int
        Any shape.
    threshold : int
        The smallest count that may be shown.

    Returns
    -------
    ndarray of bool
        True where the count must not be shown.

    Examples
    --------
    >>> small_counts(counts=[0, 1, 4, 5]).tolist()
    [False, True, True, False]
    """
    check_threshold(threshold)
    given = as_counts(counts)
    small: npt.NDArray[np.bool_] = (given > 0) & (given < threshold)
    return small


def small_shares(
    *, numerator: npt.ArrayLike, denominator: npt.ArrayLike, threshold: int = THRESHOLD, people: int = 0
) -> npt.NDArray[np.bool_]:
    """Mark the shares that tell of a few: few with the trait, few without it, or few people at all.

    A share of none or of all is not marked, although 100 of 100 tells something about each of them. Whoever
    publishes a trait that harms must look at these by hand.

    Parameters
    ----------
    numerator, denominator : array-like of int, shape (n,)
        Counts with 0 ≤ numerator ≤ denominator.
    threshold : int
        The smallest count that may be shown, of people with the trait and of people without it.
    people : int
        The smallest denominator for which a share may be shown.

    Returns
    -------
    ndarray of bool, shape (n,)
        True where the share must not be shown. A share of nobody is marked too: it has no value.

    Raises
    ------
    ValueError
        If a numerator exceeds its denominator.

    Examples
    --------
    >>> small_shares(numerator=[0, 3, 40, 98], denominator=[90, 90, 90, 100], people=50).tolist()
    [False, True, False, True]
    """
    cases, everyone = as_counts(numerator), as_counts(denominator)
    if cases.shape != everyone.shape or (cases > everyone).any():
        raise ValueError("A numerator exceeds its denominator, or lacks one. Check the counts.")
    few = small_counts(counts=cases, threshold=threshold)
    marked: npt.NDArray[np.bool_] = few | small_counts(counts=everyone - cases, threshold=threshold)
    return marked | (everyone < max(people, 1))


def round_to_base(*, counts: npt.ArrayLike, base: int = THRESHOLD) -> Counts:
    """Round counts to the nearest multiple of a base, halves upwards.

    For display only: it protects nobody. The rounding is fixed, so several rounded sums can be solved for the
    counts, and 2 is printed as 0. Totals are rounded like any other count, so rounded parts need not add up
    to their rounded total.

    Parameters
    ----------
    counts : array-like of int
        Any shape.
    base : int
        2 or more.

    Returns
    -------
    ndarray of int, same shape
        The rounded counts.

    Raises
    ------
    ValueError
        If the base is below 2, or a count is no whole number from zero on.

    Examples
    --------
    >>> round_to_base(counts=[0, 2, 3, 7, 8], base=5).tolist()
    [0, 0, 5, 5, 10]
    >>> round_to_base(counts=[5, 15], base=10).tolist()
    [10, 20]
    """
    if base < 2:
        raise ValueError(f"The base is {base}. Give 2 or more; every count is rounded to a multiple of it.")
    rounded: Counts = (2 * as_counts(counts) + base) // (2 * base) * base
    return rounded
