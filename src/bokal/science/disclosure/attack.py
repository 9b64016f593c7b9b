"""What a reader can work out about a hidden cell from all that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.disclosure.rule import Counts, sums_of

type Cell = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a hidden cell can have; ``high`` is None where there is no upper end."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return float("inf") if self.high is None else self.high - self.low


def possible_values(
    *, table: Counts, hidden: npt.NDArray[np.bool_], cells: Sequence[Cell] | None = None
) -> dict[Cell, Interval]:
    """Return for each hidden cell the smallest and largest count that all shown cells and sums allow.

    The reader is taken to know that counts are not negative and that parts add up to their totals, but not
    which threshold was used.

    Parameters
    ----------
    table : ndarray of int, one or two dimensions
        The counts with their totals at the end of each row and column.
    hidden : ndarray of bool, same shape
        The cells that are not shown.
    cells : sequence of cell, optional
        The hidden cells to answer for; otherwise all.

    Returns
    -------
    dict of cell to Interval

    Raises
    ------
    ValueError
        If the parts do not add up to their totals.

    References
    ----------
    Cox, L. H. (1980). Suppression methodology and statistical disclosure control. *Journal of the American
    Statistical Association* 75(370), 377–385.

    Examples
    --------
    >>> table = np.array([3, 10, 20, 33])
    >>> possible_values(table=table, hidden=np.array([True, False, False, False]))
    {(0,): Interval(low=3, high=3)}
    >>> possible_values(table=table, hidden=np.array([True, True, False, False]))[(0,)]
    Interval(low=0, high=13)
    """
    from scipy.optimize import linprog

    known = sums_of(table.shape)
    if (known @ table.ravel()).any():
        raise ValueError("The parts do not add up to their totals. Compute the totals from the parts.")
    places = np.flatnonzero(hidden.ravel())
    equations = known[:, places]
    shown = known @ np.where(hidden.ravel(), 0, table.ravel())
    found = {}
    for column, place in enumerate(places):
        cell = tuple(int(index) for index in np.unravel_index(place, table.shape))
        if cells is not None and cell not in cells:
            continue
        goal = np.zeros(places.size)
        goal[column] = 1.0
        ends: list[int | None] = []
        for sign in (1.0, -1.0):
            answer = linprog(sign * goal, A_eq=equations, b_eq=-shown, bounds=(0, None), method="highs")
            ends.append(None if answer.fun is None else round(sign * float(answer.fun)))
        found[cell] = Interval(low=ends[0] or 0, high=ends[1])
    return found
