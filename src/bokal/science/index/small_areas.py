"""Rates of small areas, shrunk towards a larger one; and means of parts, with what lies inside."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.index.model import Floats, as_floats


@dataclass(frozen=True, slots=True, eq=False)
class ShrunkRates:
    """Rates pulled towards the rate of the larger area.

    Attributes
    ----------
    rates : ndarray of float, shape (n,)
        Shrunk shares, above 0 and below 1.
    pull : ndarray of float, shape (n,)
        Weight of the larger area in each: 0 keeps the area's own rate, 1 takes the larger area's.
    group_rates : dict of str to float
        Rate of each larger area, all its people together.
    """

    rates: Floats
    pull: Floats
    group_rates: dict[str, float]


@dataclass(frozen=True, slots=True)
class PartOfMean:
    """One part of a composite area, its value, and its share of the weight."""

    part: str
    value: float
    share: float


@dataclass(frozen=True, slots=True)
class MeanOfParts:
    """A weighted mean and what lies inside it.

    Attributes
    ----------
    value : float
        The weighted mean of the parts that have a value.
    low, high : float
        Lowest and highest value among the parts.
    parts : tuple of PartOfMean
        From the lowest value to the highest.
    missing : tuple of str
        Parts without a value, which the mean leaves out.
    coverage : float
        Share of the weight that has a value, above 0 to 1.
    """

    value: float
    low: float
    high: float
    parts: tuple[PartOfMean, ...]
    missing: tuple[str, ...]
    coverage: float


def shrink_rates(
    *, numerator: npt.ArrayLike, denominator: npt.ArrayLike, groups: Sequence[str]
) -> ShrunkRates:
    """Pull the rates of small areas towards the larger area they lie in, the more the less they can say.

    On the logit scale an area gets (1 − p)·own + p·larger with p = within / (within + between): ``within``
    is the variance of its own logit, ``between`` the variance of the logits around the larger area's.
    Half a case is added on both sides, so that none and all have a logit.

    Parameters
    ----------
    numerator, denominator : array-like of float, shape (n,)
        Counts with 0 ≤ numerator ≤ denominator and a denominator above zero.
    groups : sequence of str, length n
        The larger area of each. A larger area needs two areas or more.

    Returns
    -------
    ShrunkRates

    Raises
    ------
    ValueError
        If counts are impossible, or a larger area holds one area only: its variance between is undefined.

    References
    ----------
    Scottish Executive, *Scottish Index of Multiple Deprivation*, technical report: shrinkage of the logit
    towards the local authority's mean. Gart, J. J., Zweifel, J. R. (1967). On the bias of various estimators
    of the logit and its variance. *Biometrika* 54, 181–187: the variance within.

    Examples
    --------
    >>> found = shrink_rates(numerator=[1, 40, 90], denominator=[2, 400, 300], groups=["M", "M", "M"])
    >>> found.rates.round(3).tolist(), found.pull.round(3).tolist()
    ([0.326, 0.102, 0.299], [0.495, 0.017, 0.01])
    """
    cases, people = as_floats(numerator), as_floats(denominator)
    check_counts(cases, people, groups=groups)
    own = logits(cases, people)
    within = (people + 1) * (people + 2) / (people * (cases + 1) * (people - cases + 1))
    names = np.array([str(name) for name in groups])
    shrunk, pull = np.empty(own.size), np.empty(own.size)
    group_rates: dict[str, float] = {}
    for name in dict.fromkeys(names.tolist()):
        here = np.flatnonzero(names == name)
        if here.size < 2:
            raise ValueError(
                f"The larger area “{name}” holds only area {here[0]}, so the variance between is undefined. "
                "Leave the area out, or use a larger area that holds several."
            )
        larger = logits(cases[here].sum(keepdims=True), people[here].sum(keepdims=True))
        between = float(((own[here] - larger) ** 2).sum()) / (here.size - 1)
        pull[here] = within[here] / (within[here] + between)
        shrunk[here] = (1 - pull[here]) * own[here] + pull[here] * larger
        group_rates[name] = float(cases[here].sum() / people[here].sum())
    return ShrunkRates(rates=1 / (1 + np.exp(-shrunk)), pull=pull, group_rates=group_rates)


def logits(cases: Floats, people: Floats) -> Floats:
    """Return the logit of each share, half a case added on both sides.

    Examples
    --------
    >>> logits(np.array([5.0]), np.array([10.0])).tolist()
    [0.0]
    """
    odds: Floats = np.log((cases + 0.5) / (people - cases + 0.5))
    return odds


def check_counts(cases: Floats, people: Floats, *, groups: Sequence[str]) -> None:
    """Refuse counts that are no share of anybody.

    Examples
    --------
    >>> check_counts(as_floats([3.0]), as_floats([2.0]), groups=["M"])
    Traceback (most recent call last):
    ValueError: Area 0 has 3 of 2. Give a numerator from zero to its denominator, and a denominator above \
zero.
    """
    if cases.ndim != 1 or not cases.size or not cases.shape == people.shape == (len(groups),):
        raise ValueError("Give one numerator, one denominator and one larger area for each area.")
    fits = np.isfinite(people) & (people > 0) & (cases >= 0) & (cases <= people)
    wrong = np.flatnonzero(~fits)
    if wrong.size:
        place = int(wrong[0])
        raise ValueError(
            f"Area {place} has {cases[place]:.12g} of {people[place]:.12g}. "
            "Give a numerator from zero to its denominator, and a denominator above zero."
        )


def chance_of_count(count: float) -> tuple[float, float]:
    """Return the limits that 95 of 100 counts of the same rare events lie between.

    The exact limits for a Poisson count, from the gamma distribution; a weighted count is taken as it is.

    Parameters
    ----------
    count : float
        How many events there were, 0 or more.

    Returns
    -------
    tuple of float
        The lower and the upper limit, in events.

    Raises
    ------
    ValueError
        If the count is negative or not finite.

    References
    ----------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28.

    Examples
    --------
    >>> low, high = chance_of_count(10)
    >>> round(low, 2), round(high, 2)
    (4.8, 18.39)
    >>> chance_of_count(0)[0]
    0.0
    """
    from scipy.special import gammaincinv

    if not math.isfinite(count) or count < 0:
        raise ValueError(f"A count is a number from 0, not {count}.")
    low = float(gammaincinv(count, 0.025)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 0.975))


def mean_of_parts(
    *,
    values: Sequence[float | None],
    weights: Sequence[float],
    parts: Sequence[str] | None = None,
) -> MeanOfParts:
    """Return the weighted mean of an area's parts, and what lies inside it.

    Parameters
    ----------
    values : sequence of float or None, length n
        None where a part has no value: it is left out of the mean and named, never taken as zero.
    weights : sequence of float, length n
        How many of the area's people live in each part (share of the zone times its people). Above zero.
    parts : sequence of str, length n, optional
        What to call the parts; otherwise they are numbered from 1.

    Returns
    -------
    MeanOfParts

    Raises
    ------
    ValueError
        If no part has a value, lengths differ, or a number is impossible.

    Examples
    --------
    >>> mean = mean_of_parts(values=[55, 4], weights=[3000, 1000], parts=["towers", "villas"])
    >>> mean.value, mean.low, mean.high, mean.coverage
    (42.25, 4.0, 55.0, 1.0)
    >>> mean.parts[0]
    PartOfMean(part='villas', value=4.0, share=0.25)
    """
    names = [str(place) for place in range(1, len(values) + 1)] if parts is None else list(parts)
    if not len(values) == len(weights) == len(names):
        raise ValueError(
            "Parts, values and weights differ in number. Give one value and one weight for each."
        )
    for part, value, weight in zip(names, values, weights, strict=True):
        if not (math.isfinite(weight) and weight > 0):
            raise ValueError(f"The part “{part}” has the weight {weight}. Give a number above zero.")
        if value is not None and not math.isfinite(value):
            raise ValueError(f"The part “{part}” has the value {value}. Give a number, or None for no value.")
    rows = zip(names, values, weights, strict=True)
    known = [(float(value), part, weight) for part, value, weight in rows if value is not None]
    if not known:
        raise ValueError("No part has a value, so there is no mean. Leave the area without one.")
    known.sort()
    counted = math.fsum(weight for _value, _part, weight in known)
    low, high = known[0][0], known[-1][0]
    mean = math.fsum(value * weight for value, _part, weight in known) / counted
    return MeanOfParts(
        value=min(max(mean, low), high),
        low=low,
        high=high,
        parts=tuple(
            PartOfMean(part=part, value=value, share=weight / counted) for value, part, weight in known
        ),
        missing=tuple(part for part, value in zip(names, values, strict=True) if value is None),
        coverage=counted / math.fsum(weights),
    )
