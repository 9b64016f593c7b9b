"""Refuse what no index can be made of, naming the place and the remedy."""

import math
from collections.abc import Sequence

import numpy as np

from bokal.science.index.model import KINDS, Domain, Noise


def check_domains(domains: Sequence[Domain]) -> tuple[Domain, ...]:
    """Return the domains as a tuple, or refuse them.

    Raises
    ------
    ValueError
        If there is none, two share a name, lengths differ, a value or weight is impossible, or all
        weights are zero.

    Examples
    --------
    >>> check_domains([])
    Traceback (most recent call last):
    ValueError: An index needs at least one domain. Add one with a column and a weight.
    """
    if not domains:
        raise ValueError("An index needs at least one domain. Add one with a column and a weight.")
    seen: set[str] = set()
    for domain in domains:
        if domain.name in seen:
            raise ValueError(f"The domain “{domain.name}” is given twice. Give each domain its own name.")
        seen.add(domain.name)
        check_domain(domain, areas=domains[0].values.size)
    check_weights([domain.weight for domain in domains], names=[domain.name for domain in domains])
    return tuple(domains)


def check_domain(domain: Domain, *, areas: int) -> None:
    """Refuse a domain whose kind or values allow no rank.

    Examples
    --------
    >>> check_domain(Domain(name="income", values=[1, 3], kind="rank", weight=1), areas=2)
    Traceback (most recent call last):
    ValueError: The domain “income” has rank 3 for area 1, but there are only 2 areas. Check that the column \
holds ranks among these areas, 1 for the most deprived; otherwise choose the kind “score” or “good”.
    """
    if domain.kind not in KINDS:
        raise ValueError(
            f"The domain “{domain.name}” has the kind “{domain.kind}”. Choose rank, score or good."
        )
    if domain.values.ndim != 1 or domain.values.size != areas:
        raise ValueError(f"The domain “{domain.name}” has not one value for each of the {areas} areas.")
    if areas == 0:
        raise ValueError("There are no areas. Give at least one.")
    missing = np.flatnonzero(~np.isfinite(domain.values))
    if missing.size:
        raise ValueError(
            f"The domain “{domain.name}” has no finite number for area {missing[0]}. "
            "Give a value or leave the area out; a missing value is not zero."
        )
    if domain.kind == "rank":
        check_ranks(domain)


def check_ranks(domain: Domain) -> None:
    """Refuse given ranks that lie outside 1 to the number of areas."""
    areas = domain.values.size
    outside = np.flatnonzero((domain.values < 1) | (domain.values > areas))
    if outside.size:
        raise ValueError(
            f"The domain “{domain.name}” has rank {domain.values[outside[0]]:.12g} for area {outside[0]}, "
            f"but there are only {areas} areas. Check that the column holds ranks among these areas, "
            "1 for the most deprived; otherwise choose the kind “score” or “good”."
        )


def check_weights(weights: Sequence[float], *, names: Sequence[str]) -> None:
    """Refuse a weight below zero or not finite, and weights that are all zero.

    Examples
    --------
    >>> check_weights([0, 0], names=["income", "work"])
    Traceback (most recent call last):
    ValueError: All weights are zero, so there is no index. Give at least one domain a weight above zero.
    """
    for name, weight in zip(names, weights, strict=True):
        if not (math.isfinite(weight) and 0 <= weight <= 1e12):
            raise ValueError(
                f"The domain “{name}” has the weight {weight}. Give a number from zero to a million million."
            )
    if not any(weights):
        raise ValueError(
            "All weights are zero, so there is no index. Give at least one domain a weight above zero."
        )


def check_noise(domain: Domain, noise: Noise) -> None:
    """Refuse noise that does not fit the values of the domain.

    Examples
    --------
    >>> check_noise(Domain(name="income", values=[1, 2], kind="rank", weight=1), Noise(rounding=1))
    Traceback (most recent call last):
    ValueError: The domain “income” holds ranks, which have no noise of their own. Give the values \
behind the ranks, with the kind “score” or “good”.
    """
    if domain.kind == "rank":
        raise ValueError(
            f"The domain “{domain.name}” holds ranks, which have no noise of their own. "
            "Give the values behind the ranks, with the kind “score” or “good”."
        )
    columns = [column for column in (noise.se, noise.numerator, noise.denominator) if column is not None]
    if any(column.shape != domain.values.shape for column in columns):
        raise ValueError(f"The domain “{domain.name}” has {domain.values.size} values. Give noise for each.")
    fits = np.ones(domain.values.size, dtype=np.bool_)
    need = "a rounding step above zero"
    if noise.rounding is not None:
        fits[:] = math.isfinite(noise.rounding) and noise.rounding > 0
    elif noise.se is not None:
        fits = np.isfinite(noise.se) & (noise.se >= 0)
        need = "a standard error of zero or more"
    elif noise.numerator is not None and noise.denominator is not None:
        above = np.isfinite(noise.denominator) & (noise.denominator > 0)
        fits = above & (noise.numerator >= 0) & (noise.numerator <= noise.denominator)
        need = "a numerator from zero to its denominator, and a denominator above zero"
    wrong = np.flatnonzero(~fits)
    if wrong.size:
        raise ValueError(f"The domain “{domain.name}” needs {need}; area {wrong[0]} has something else.")
