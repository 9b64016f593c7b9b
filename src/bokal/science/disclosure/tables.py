"""Hide small cells of a table with totals, and as few others as keep them from being worked out."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.disclosure.attack import possible_values
from bokal.science.disclosure.rule import (
    THRESHOLD,
    Counts,
    as_counts,
    check_threshold,
    small_counts,
    sums_of,
    with_totals,
)

TOTAL_COSTS = 100.0
ZERO_COSTS = 10.0
MOST_CELLS = 5000


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedTable:
    """A table with totals of which nothing hidden can be worked out.

    Attributes
    ----------
    status : ndarray of str, shape of the counts plus one in each direction
        ``shown``, ``primary`` (too small) or ``secondary`` (hidden to protect another). Totals come last.
        Mark both kinds the same way when publishing: the difference itself would tell.
    published : tuple
        The counts with totals, None where hidden; a tuple of tuples for two dimensions.
    threshold : int
        The smallest count that may be shown.
    protection : int
        Every small cell could have values at least this far apart.
    """

    status: npt.NDArray[np.str_]
    published: tuple[int | None, ...] | tuple[tuple[int | None, ...], ...]
    threshold: int
    protection: int


def protect_table(
    *, counts: npt.ArrayLike, threshold: int = THRESHOLD, protection: int | None = None
) -> ProtectedTable:
    """Hide small counts, and as little else as keeps them from being worked out by subtraction.

    For each small cell the cheapest set of other cells is sought among which the table could be shifted
    without changing what is shown: down to zero, and up until the possible values are ``protection`` apart.
    Cheap are inner cells with few people; zeros cost more, totals most. Linear programmes find the sets one
    cell after another, in the order of the table, so the answer follows from the input alone. It is not
    always the least possible.

    Parameters
    ----------
    counts : array-like of int, one or two dimensions
        Without totals; they are added. Zero is a count and is shown.
    threshold : int
        The smallest count that may be shown.
    protection : int, optional
        How far apart the possible values of a small cell must be. Default: the threshold.

    Returns
    -------
    ProtectedTable

    Raises
    ------
    ValueError
        If counts are no counts, there are none, or the table is too large.

    References
    ----------
    Cox, L. H. (1980). Suppression methodology and statistical disclosure control. *Journal of the American
    Statistical Association* 75(370), 377–385. Kelly, J. P., Golden, B. L., Assad, A. A. (1992). Cell
    suppression: disclosure protection for sensitive tabular data. *Networks* 22, 397–417.

    Examples
    --------
    >>> protect_table(counts=[3, 10, 20]).published
    (None, None, 20, 33)
    >>> protect_table(counts=[[9, 12], [30, 2]]).status.tolist()[0]
    ['secondary', 'secondary', 'shown']
    """
    check_threshold(threshold)
    inner = as_counts(counts)
    if inner.ndim not in (1, 2) or not inner.size:
        raise ValueError("A table has one or two dimensions and at least one cell. Give rows of one length.")
    required = threshold if protection is None else protection
    if required < 1:
        raise ValueError(f"The protection is {required}. Give 1 or more: how far apart possible values are.")
    table = with_totals(inner)
    if table.size > MOST_CELLS:
        raise ValueError(f"The table has {table.size} cells, more than {MOST_CELLS}. Publish it in parts.")
    primary = small_counts(counts=table, threshold=threshold)
    hidden = complement(table, primary, required=required)
    status = np.where(primary, "primary", np.where(hidden, "secondary", "shown"))
    open_cells = table.astype(np.object_)
    open_cells[hidden] = None
    shown = open_cells.tolist()
    published = tuple(tuple(row) for row in shown) if inner.ndim == 2 else tuple(shown)
    return ProtectedTable(status=status, published=published, threshold=threshold, protection=required)


def complement(table: Counts, primary: npt.NDArray[np.bool_], *, required: int) -> npt.NDArray[np.bool_]:
    """Return all cells to hide: the small ones, and those that protect them.

    Examples
    --------
    >>> complement(np.array([3, 10, 13]), np.array([True, False, False]), required=5).tolist()
    [True, True, False]
    """
    hidden = primary.copy()
    known, flat = sums_of(table.shape), table.ravel().astype(np.float64)
    costs = costs_of(table)
    for place in np.flatnonzero(primary.ravel()):
        cell = tuple(int(index) for index in np.unravel_index(place, table.shape))
        if possible_values(table=table, hidden=hidden, cells=[cell])[cell].width >= required:
            continue
        for shift in (-flat[place], max(required - flat[place], 1.0)):
            moved = cheapest_shift(
                known, flat, np.where(hidden.ravel(), 0.0, costs), place=int(place), by=shift
            )
            hidden.ravel()[moved] = True
    return hidden


def costs_of(table: Counts) -> npt.NDArray[np.float64]:
    """Return what hiding each cell costs: one, more for many people, for zeros and for totals.

    Examples
    --------
    >>> costs_of(np.array([2, 0, 2])).tolist()
    [2.0, 10.0, 200.0]
    """
    flat = table.ravel()
    costs = 1.0 + flat / max(int(flat.max()), 1)
    costs[flat == 0] = ZERO_COSTS
    for axis, size in enumerate(table.shape):
        totals = np.take(np.arange(table.size).reshape(table.shape), size - 1, axis=axis).ravel()
        costs[totals] *= TOTAL_COSTS
    return costs


def cheapest_shift(
    known: npt.NDArray[np.float64],
    flat: npt.NDArray[np.float64],
    costs: npt.NDArray[np.float64],
    *,
    place: int,
    by: float,
) -> npt.NDArray[np.intp]:
    """Return the cells that must move when one moves ``by`` so much, every sum kept and no count below zero.

    Examples
    --------
    >>> flat = np.array([3.0, 10.0, 13.0])
    >>> cheapest_shift(sums_of([3]), flat, np.array([1.0, 1.0, 100.0]), place=0, by=2).tolist()
    [0, 1]
    """
    from scipy.optimize import linprog

    up: list[tuple[float, float | None]] = [(0.0, None)] * flat.size
    down = [(0.0, float(most)) for most in flat]
    up[place] = (by, by) if by > 0 else (0.0, 0.0)
    down[place] = (-by, -by) if by < 0 else (0.0, 0.0)
    answer = linprog(
        np.concatenate([costs, costs]),
        A_eq=np.hstack([known, -known]),
        b_eq=np.zeros(known.shape[0]),
        bounds=[*up, *down],
        method="highs",
    )
    rises, falls = np.split(np.asarray(answer.x, dtype=np.float64), 2)
    return np.flatnonzero(np.abs(rises - falls) > 1e-6)
