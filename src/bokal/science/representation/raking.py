"""Raking: weights by which those who were heard have the margins of those who live there."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

METHOD_VERSION = "rake-1"
type Floats = npt.NDArray[np.float64]
type Integers = npt.NDArray[np.intp]

TOLERANCE = 1e-12
MOST_ROUNDS = 2000


@dataclass(frozen=True, slots=True)
class Raked:
    """Weights, and what they cost.

    Attributes
    ----------
    weights : ndarray of float, shape (rows,)
        They sum to the number of rows.
    rounds : int
        Times that all margins were gone through.
    margin_error : float
        The largest difference between a weighted share and its target.
    design_effect, effective_size : float
        Kish's ``n Σw² / (Σw)²``, and the number of rows over it.
    trimmed : int
        Rows whose weight was cut to the limits.
    """

    weights: Floats
    rounds: int
    margin_error: float
    design_effect: float
    effective_size: float
    trimmed: int


def design_effect(weights: npt.ArrayLike) -> float:
    """Return how much weights cost: the variance of a mean against equal weights.

    Kish 1965, *Survey Sampling*, section 11.7.

    Parameters
    ----------
    weights : array-like of float, shape (rows,)
        None below zero, and not all zero.

    Returns
    -------
    float
        ``n Σw² / (Σw)²``, from 1 on.

    Raises
    ------
    ValueError
        If there is no weight above zero, or one is below zero or no number.

    Examples
    --------
    >>> design_effect([1, 1, 1, 1]), design_effect([2, 0])
    (1.0, 2.0)
    """
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 1 or not np.isfinite(given).all() or (given < 0).any() or not given.sum() > 0:
        raise ValueError("Weights must be numbers from zero on, in one row, and at least one above zero.")
    return float(given.size * np.dot(given, given) / given.sum() ** 2)


def rake(
    *,
    groups: Mapping[str, Sequence[str]],
    margins: Mapping[str, Mapping[str, float]],
    start: npt.ArrayLike | None = None,
    limits: tuple[float, float] | None = None,
) -> Raked:
    """Weight rows so that the weighted shares of every variable are its margins.

    In turn for each margin, the weights of each category are multiplied by target over weighted share, until
    all hold (Deming & Stephan 1940, Ann. Math. Stat. 11, p. 427–444). Rows that are alike in every variable
    share a cell, and the work is done on the cells. Among all weights with these margins the result is the
    closest to the start weights in the sense of Kullback and Leibler (Csiszár 1975, Ann. Prob. 3, th. 3.1).

    Parameters
    ----------
    groups : mapping of str to sequence of str
        The category of each row, by variable; all of one length.
    margins : mapping of str to mapping of str to float
        The share of each category among those who live there, by variable; each from 0 to 1, together 1.
    start : array-like of float, shape (rows,), optional
        Weights to begin with, above zero; equal ones when left out.
    limits : tuple of float, optional
        The least and the largest weight, as multiples of the mean. Weights beyond are cut afterwards, and
        ``margin_error`` tells what that costs.

    Returns
    -------
    Raked

    Raises
    ------
    ValueError
        If a category that lives there was not heard at all (nothing can stand for it), a category has no
        margin, shares do not add up to 1, or no weights make all margins hold.

    Examples
    --------
    >>> found = rake(groups={"age": ["young", "old", "old", "old"]},
    ...              margins={"age": {"young": 0.5, "old": 0.5}})
    >>> [round(weight, 6) for weight in found.weights.tolist()], round(found.design_effect, 6)
    ([2.0, 0.666667, 0.666667, 0.666667], 1.333333)
    """
    rows = check_shape(groups, margins)
    begin = start_weights(start, rows)
    codes, targets = coded(groups, margins)
    cells, place = cells_of(codes, [len(target) for target in targets])
    mass = np.bincount(place, weights=begin, minlength=len(cells))
    weights, rounds, error = fit(cells, mass / mass.sum(), targets)
    factors = weights / np.bincount(place, weights=begin, minlength=len(cells))
    drawn = begin * factors[place] * rows
    trimmed = 0
    if limits is not None:
        drawn, trimmed = cut(drawn, limits)
        error = worst(cells, np.bincount(place, weights=drawn, minlength=len(cells)) / drawn.sum(), targets)
    cost = design_effect(drawn)
    return Raked(drawn, rounds, error, cost, rows / cost, trimmed)


def check_shape(groups: Mapping[str, Sequence[str]], margins: Mapping[str, Mapping[str, float]]) -> int:
    """Return the number of rows, or refuse variables that do not fit each other."""
    if not groups or set(groups) != set(margins):
        raise ValueError("Each variable needs a category for every row, and margins for the same variables.")
    lengths = {variable: len(categories) for variable, categories in groups.items()}
    rows = next(iter(lengths.values()))
    for variable, length in lengths.items():
        if length != rows or rows == 0:
            raise ValueError(f"“{variable}” has {length} rows, another {rows}. Give one category a row.")
    for variable, shares in margins.items():
        if any(not 0 <= share <= 1 for share in shares.values()) or abs(sum(shares.values()) - 1) > 1e-9:
            raise ValueError(f"The shares of “{variable}” do not add up to 1. Give shares of everybody.")
    return rows


def start_weights(start: npt.ArrayLike | None, rows: int) -> Floats:
    """Return the weights to begin with."""
    if start is None:
        return np.ones(rows)
    given = np.asarray(start, dtype=np.float64)
    if given.shape != (rows,) or not np.isfinite(given).all() or not (given > 0).all():
        raise ValueError(f"Start weights must be {rows} numbers above zero, one a row.")
    return given


def coded(
    groups: Mapping[str, Sequence[str]], margins: Mapping[str, Mapping[str, float]]
) -> tuple[list[Integers], list[Floats]]:
    """Return the category of each row as a number, and the target of each number, by variable."""
    codes, targets = [], []
    for variable, categories in groups.items():
        shares = margins[variable]
        number = {category: place for place, category in enumerate(shares)}
        try:
            code = np.array([number[category] for category in categories], dtype=np.intp)
        except KeyError as unknown:
            row = list(categories).index(unknown.args[0]) + 1
            raise ValueError(
                f"Row {row} has “{unknown.args[0]}” for “{variable}”, which has no share. "
                "Join it with another category, or give its share."
            ) from None
        there = np.bincount(code, minlength=len(shares))
        for category, share in shares.items():
            if share > 0 and there[number[category]] == 0:
                raise ValueError(
                    f"Nobody with “{category}” for “{variable}” was heard, and {share:.1%} live there. "
                    "No weight stands for them: join the category with another, or say they are missing."
                )
            if share == 0 and there[number[category]] > 0:
                raise ValueError(
                    f"“{category}” for “{variable}” was heard, and its share is zero. Look at the margins."
                )
        codes.append(code)
        targets.append(np.fromiter(shares.values(), dtype=np.float64, count=len(shares)))
    return codes, targets


def cells_of(codes: Sequence[Integers], sizes: Sequence[int]) -> tuple[Integers, Integers]:
    """Return the category of each cell by variable, and the cell of each row."""
    if math.prod(sizes) < 2**62:
        together = np.ravel_multi_index(tuple(codes), tuple(sizes))
        numbers, place = np.unique(together, return_inverse=True)
        return np.column_stack(np.unravel_index(numbers, tuple(sizes))), place
    cells, place = np.unique(np.column_stack(codes), axis=0, return_inverse=True)
    return cells, place.reshape(-1)


def shares_of(cells: Integers, weights: Floats, variable: int, size: int) -> Floats:
    """Return the weighted share of each category of a variable."""
    return np.bincount(cells[:, variable], weights=weights, minlength=size)


def worst(cells: Integers, weights: Floats, targets: Sequence[Floats]) -> float:
    """Return the largest difference between a weighted share and its target."""
    differences = (
        np.abs(shares_of(cells, weights, variable, len(target)) - target).max()
        for variable, target in enumerate(targets)
    )
    return float(max(differences))


def fit(cells: Integers, weights: Floats, targets: Sequence[Floats]) -> tuple[Floats, int, float]:
    """Go through the margins in turn until all hold."""
    error = worst(cells, weights, targets)
    for rounds in range(1, MOST_ROUNDS + 1):
        for variable, target in enumerate(targets):
            there = shares_of(cells, weights, variable, len(target))
            factor = np.divide(target, there, out=np.zeros_like(target), where=there > 0)
            weights = weights * factor[cells[:, variable]]
        before, error = error, worst(cells, weights, targets)
        if error <= TOLERANCE or (error < 1e-9 and error >= before):
            return weights, rounds, error
    raise ValueError(
        f"No weights make all margins hold: after {MOST_ROUNDS} rounds a share is still {error:.2g} away. "
        "Some groups never occur together; join categories or leave out a variable."
    )


def cut(weights: Floats, limits: tuple[float, float]) -> tuple[Floats, int]:
    """Cut weights to limits around their mean, and bring their sum back."""
    least, most = limits
    if not 0 <= least <= 1 <= most:
        raise ValueError(
            f"Limits of {least:g} and {most:g} times the mean cannot be kept. Give one below 1 and one above."
        )
    kept = np.clip(weights, least, most)
    trimmed = int((kept != weights).sum())
    return kept * (weights.size / kept.sum()), trimmed
