"""Refuse what no index can be made of, naming the place and the remedy.

What is wrong with one area is refused as `AreaRefused`, which knows the row: whoever knows what the areas
are called can say it by name.
"""

import math
from collections.abc import Sequence

import numpy as np

from bokal.science.index.model import KINDS, Domain, Floats, Noise
from bokal.science.index.ranks import places_of_groups

# What rounding of published figures may do to the line through them, in steps of their last digit.
MOST_STEPS_OFF = 2.0


class AreaRefused(ValueError):
    """The values of one area cannot be used.

    Parameters
    ----------
    domain : str
        Name of the domain.
    row : int
        Row of the area.
    reason : str
        What is wrong, where ``{area}`` stands for the area.

    Examples
    --------
    >>> refused = AreaRefused(domain="income", row=3, reason="{area} has no value.")
    >>> str(refused), refused.naming("Holma")
    ('The domain “income”: area 3 has no value.', 'The domain “income”: Holma has no value.')
    """

    def __init__(self, *, domain: str, row: int, reason: str) -> None:
        self.domain, self.row, self.reason = domain, row, reason
        super().__init__(self.naming(f"area {row}"))

    def naming(self, area: str) -> str:
        """Return the sentence with another name for the area."""
        return f"The domain “{self.domain}”: {self.reason.replace('{area}', area)}"


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
    bokal.science.index.checks.AreaRefused: The domain “income”: area 1 has rank 3, but in this order it \
stands at 2. Give ranks among exactly these areas, 1 for the most deprived; otherwise choose \
the kind “score” or “good”.
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
        reason = (
            "{area} has no finite number. Give a value or leave the area out; a missing value is not zero."
        )
        raise AreaRefused(domain=domain.name, row=int(missing[0]), reason=reason)
    if domain.kind == "rank":
        check_ranks(domain)


def check_ranks(domain: Domain) -> None:
    """Refuse numbers that are no ranking of these areas: tenths, dense ranks, or ranks among other areas.

    Sorted, the k-th number must lie between the first and the last place of its group of equals. So ties may
    share their lowest, mean or highest place, or each have its own.

    Examples
    --------
    >>> check_ranks(Domain(name="income", values=[1.5, 3, 1.5], kind="rank", weight=1))
    >>> check_ranks(Domain(name="income", values=[1, 1, 2], kind="rank", weight=1))
    Traceback (most recent call last):
    bokal.science.index.checks.AreaRefused: The domain “income”: area 2 has rank 2, but in this order it \
stands at 3. Give ranks among exactly these areas, 1 for the most deprived; otherwise choose \
the kind “score” or “good”.
    """
    order = np.argsort(domain.values, kind="stable")
    first, last = places_of_groups(domain.values[order])
    wrong = np.flatnonzero((domain.values[order] < first) | (domain.values[order] > last))
    if wrong.size:
        row, place = int(order[wrong[0]]), int(wrong[0])
        stands = f"{first[place]}" if first[place] == last[place] else f"{first[place]} to {last[place]}"
        reason = (
            f"{{area}} has rank {domain.values[row]:.12g}, but in this order it stands at {stands}. "
            "Give ranks among exactly these areas, 1 for the most deprived; otherwise choose the kind "
            "“score” or “good”."
        )
        raise AreaRefused(domain=domain.name, row=row, reason=reason)


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
        raise AreaRefused(
            domain=domain.name, row=int(wrong[0]), reason=f"{{area}} has no noise that fits. Give {need}."
        )
    if noise.numerator is not None and noise.denominator is not None:
        check_line(domain, shares=noise.numerator / noise.denominator, one=1 / noise.denominator)


def check_line(domain: Domain, *, shares: Floats, one: Floats) -> None:
    """Refuse values that do not rise in a straight line with the shares that are drawn in their place.

    The line goes through the middle: its slope is the median over pairs of areas far apart in their shares,
    so that one wrong row cannot bend it. Values may lie off it by two steps of their last digit and
    by ``one`` case, because counts are rounded too.

    References
    ----------
    Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis. *Indagationes
    Mathematicae* 12, 85–91.

    Examples
    --------
    >>> good = Domain(name="work", values=[90.0, 80.0, 70.0], kind="score", weight=1)
    >>> check_line(good, shares=np.array([0.1, 0.2, 0.3]), one=np.full(3, 0.01))
    Traceback (most recent call last):
    bokal.science.index.checks.AreaRefused: The domain “work”: area 0 has the value 90, but its counts fall \
where values rise. Count what the value counts.
    """
    order = np.argsort(shares, kind="stable")
    half = (shares.size + 1) // 2
    near, far = order[: shares.size - half], order[half:]
    apart = shares[far] - shares[near]
    far, near, apart = far[apart > 0], near[apart > 0], apart[apart > 0]
    slope = float(np.median((domain.values[far] - domain.values[near]) / apart)) if apart.size else 0.0
    if slope < 0:
        reason = f"{{area}} has the value {domain.values[0]:.12g}, but its counts fall where values rise. "
        raise AreaRefused(domain=domain.name, row=0, reason=reason + "Count what the value counts.")
    rests = domain.values - slope * shares
    off = np.abs(rests - np.median(rests))
    allowed = MOST_STEPS_OFF * last_digit(domain.values) + slope * one
    allowed += 1e-9 * float(np.abs(domain.values).max())
    wrong = np.flatnonzero(off > allowed)
    if wrong.size:
        row = int(wrong[0])
        reason = (
            f"{{area}} has the value {domain.values[row]:.12g}, but its counts say "
            f"{float(np.median(rests)) + slope * shares[row]:.6g}. Give the counts that the value is made of."
        )
        raise AreaRefused(domain=domain.name, row=row, reason=reason)


def last_digit(values: Floats) -> float:
    """Return the step of the last decimal that any of the values has, at most twelve decimals.

    Examples
    --------
    >>> last_digit(np.array([64.2, 37.0])), last_digit(np.array([1200.0, 3.0]))
    (0.1, 1.0)
    """
    for decimals in range(12):
        if np.allclose(values, np.round(values, decimals), rtol=1e-13, atol=0):
            return 10.0**-decimals
    return 1e-12
