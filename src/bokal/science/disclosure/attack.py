"""What a reader can work out about a hidden cell from all that is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from bokal.science.disclosure.programmes import solved
from bokal.science.disclosure.rule import Counts
from bokal.science.disclosure.sums import Cells, Sum, cells_of_sums, cells_of_table

type Cell = tuple[int, ...]
type Marks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Interval:
    """The values a hidden cell can have; ``high`` is None where there is no upper end."""

    low: int
    high: int | None

    @property
    def width(self) -> float:
        """How far apart the ends are."""
        return inf if self.high is None else self.high - self.low


def possible_values(
    *, table: Counts, hidden: Marks, cells: Sequence[Cell] | None = None
) -> dict[Cell, Interval]:
    """Return for each hidden cell the smallest and largest count that all shown cells and sums allow.

    The reader is taken to know that counts are not negative and that parts add up to their totals, but not
    which threshold was used. Where sums are linked in more than two directions, a value between the ends need
    not be one that whole counts can have.

    Parameters
    ----------
    table : ndarray of int, any number of dimensions
        The counts with their totals at the end of each direction.
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
    known = cells_of_table(table)
    known.check()
    found = {}
    for place in np.flatnonzero(hidden.ravel()):
        cell = tuple(int(index) for index in np.unravel_index(place, table.shape))
        if cells is None or cell in cells:
            found[cell] = interval_of(known, hidden.ravel(), place=int(place))
    return found


def possible_values_of_cells(
    *, counts: Mapping[str, int], sums: Sequence[Sum], hidden: Collection[str]
) -> dict[str, Interval]:
    """Return the same for named cells of tables that are linked by sums.

    Parameters
    ----------
    counts : mapping of name to int
        Every cell of every table, each once.
    sums : sequence of Sum
        Which cells add up to which, in all tables together.
    hidden : collection of str
        The cells that are not shown anywhere.

    Returns
    -------
    dict of str to Interval

    Raises
    ------
    ValueError
        If a count or a sum is impossible, or the parts do not add up to their totals.

    Examples
    --------
    >>> counts = {"zone": 3, "rest": 12, "district": 15, "others": 50, "city": 65}
    >>> sums = [Sum("district", ("zone", "rest")), Sum("city", ("district", "others"))]
    >>> possible_values_of_cells(counts=counts, sums=sums, hidden={"zone", "district"})["zone"]
    Interval(low=3, high=3)
    """
    known = cells_of_sums(counts=counts, sums=sums)
    marks = np.array([name in hidden for name in known.names])
    return {
        known.names[place]: interval_of(known, marks, place=int(place)) for place in np.flatnonzero(marks)
    }


def interval_of(cells: Cells, hidden: Marks, *, place: int) -> Interval:
    """Return how far one hidden cell can go down and up while the shown cells stand still.

    Raises
    ------
    RuntimeError
        If the solver gives no answer, which says nothing about the cell.

    Examples
    --------
    >>> interval_of(cells_of_table(np.array([3, 10, 13])), np.array([True, True, False]), place=0)
    Interval(low=0, high=13)
    """
    moving = np.flatnonzero(hidden)
    goal = (moving == place).astype(np.float64)
    bounds = np.column_stack([-cells.counts[moving].astype(np.float64), np.full(moving.size, inf)])
    shifts: list[int | None] = []
    for sign in (1.0, -1.0):
        moved, outcome = solved(sign * goal, cells.known[:, moving], bounds)
        if outcome not in ("solved", "endless"):
            raise RuntimeError(f"The solver gave no answer for “{cells.names[place]}”.")
        shifts.append(None if moved is None else round(float(moved[goal > 0][0])))
    count = int(cells.counts[place])
    down, up = shifts
    return Interval(low=count + (down or 0), high=None if up is None else count + up)
