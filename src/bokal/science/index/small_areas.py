"""Rates of small areas: shrunk towards a larger one; and means of parts, with what lies inside."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bokal.science.index.ranks import Floats
from bokal.science.index.uncertainty import logit_noise


@dataclass(frozen=True, slots=True)
class ShrunkRates:
    """Rates pulled towards the mean of a larger area.

    Attributes
    ----------
    rates : ndarray of shape (n,)
        Shrunk rates, between 0 and 1.
    pull : ndarray of shape (n,)
        How much of each is the larger area's mean: 0 none, 1 all.
    between : ndarray of shape (n,)
        Variance between the areas of the same larger area, on the logit scale.
    """

    rates: Floats
    pull: Floats
    between: Floats


@dataclass(frozen=True, slots=True)
class MeanOfParts:
    """A weighted mean and what lies inside it.

    Attributes
    ----------
    value : float
        The weighted mean.
    low, high : float
        Lowest and highest value among the parts.
    parts : int
        How many parts there are.
    """

    value: float
    low: float
    high: float
    parts: int


def shrink_rates(*, numerator: Floats, denominator: Floats, groups: Sequence[str]) -> ShrunkRates:
    """Pull the rates of small areas towards the mean of the larger area they lie in.

    On the logit scale each area gets w·(its own) + (1 − w)·(the larger area's), with
    w = between / (within + between): the less an area's own figure can be trusted, the more it borrows.

    Parameters
    ----------
    numerator, denominator : ndarray of shape (n,)
        Counts, 0 ≤ numerator ≤ denominator.
    groups : sequence of str of length n
        The larger area each area lies in; at least two areas each.

    Returns
    -------
    ShrunkRates

    Raises
    ------
    ValueError
        When counts are impossible, or a larger area holds a single area.

    References
    ----------
    Scottish Executive (2004). Scottish Index of Multiple Deprivation 2004, Summary Technical Report:
    shrinkage of the logit towards the local-authority mean by within and between variance.

    Examples
    --------
    >>> yes, of = np.array([1.0, 40.0]), np.array([2.0, 400.0])
    >>> found = shrink_rates(numerator=yes, denominator=of, groups=["M", "M"])
    >>> bool(found.rates[0] < 0.5), bool(found.pull[0] > found.pull[1])
    (True, True)
    """
    if not numerator.size == denominator.size == len(groups):
        raise ValueError("Numerators, denominators and groups must be equally many.")
    own, error = logit_noise(numerator=numerator, denominator=denominator)
    names = np.asarray(groups)
    rates, pull, between = (np.empty(own.size) for _ in range(3))
    for name in dict.fromkeys(groups):
        here = names == name
        if here.sum() < 2:
            raise ValueError(
                f"“{name}” holds a single area, so there is nothing to borrow from. Leave it out."
            )
        yes, no = numerator[here].sum() + 0.5, (denominator - numerator)[here].sum() + 0.5
        center = float(np.log(yes / no))
        spread = float(np.mean((own[here] - center) ** 2 - error[here] ** 2))
        between[here] = max(spread, 0.0)
        weight = between[here] / (error[here] ** 2 + between[here])
        rates[here] = 1.0 / (1.0 + np.exp(-(weight * own[here] + (1 - weight) * center)))
        pull[here] = 1 - weight
    return ShrunkRates(rates=rates, pull=pull, between=between)


def mean_of_parts(*, values: Sequence[float], weights: Sequence[float]) -> MeanOfParts:
    """Return the weighted mean of an area's parts, with the lowest and highest of them.

    Parameters
    ----------
    values : sequence of float
        One finite value a part.
    weights : sequence of float
        How many of the area's people live in each part (share of the zone times its people); above zero.

    Raises
    ------
    ValueError
        When there are no parts, or a value or weight is impossible.

    Examples
    --------
    >>> mean_of_parts(values=[4.0, 55.0], weights=[1000, 1000])
    MeanOfParts(value=29.5, low=4.0, high=55.0, parts=2)
    """
    if not values or len(values) != len(weights):
        raise ValueError("A mean of parts needs at least one part, and one weight for each.")
    if not np.isfinite(np.asarray(values, dtype=np.float64)).all():
        raise ValueError("A part has no value. Leave the mean open rather than guess.")
    if not all(np.isfinite(weight) and weight > 0 for weight in weights):
        raise ValueError("Each weight must be above zero.")
    total = sum(weights)
    value = sum(value * weight for value, weight in zip(values, weights, strict=True)) / total
    return MeanOfParts(value=value, low=min(values), high=max(values), parts=len(values))
