"""The cheapest cells to hide beside the small ones, so that each small one keeps several possible values."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.disclosure.attack import Marks, interval_of
from bokal.science.disclosure.programmes import solved
from bokal.science.disclosure.rule import Counts, small_counts
from bokal.science.disclosure.sums import Cells

type Costs = npt.NDArray[np.float64]

TOTAL_COSTS = 100.0
ZERO_COSTS = 10.0
FURTHEST = 1000
MOST_ROUNDS = 40
IDLE_ROUNDS = 4


@dataclass(slots=True, eq=False)
class Reach:
    """How far each cell goes in whole tables that agree with everything shown.

    Attributes
    ----------
    low, high : ndarray of int, shape (n,)
        Smallest and largest count in such a table so far.
    other : ndarray of bool, shape (n,)
        Whether a small cell has another small count in one of them.
    """

    low: Counts
    high: Counts
    other: Marks

    @classmethod
    def of(cls, cells: Cells) -> "Reach":
        """Begin with the true table alone."""
        return cls(cells.counts.copy(), cells.counts.copy(), np.zeros(cells.counts.size, dtype=np.bool_))

    def take(self, counts: Counts, shift: Counts, *, threshold: int) -> None:
        """Take in another table that agrees with everything shown."""
        values = counts + shift
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)
        self.other |= (shift != 0) & (values > 0) & (values < threshold)


def complement(
    cells: Cells,
    *,
    hidden: Marks,
    frozen: Marks,
    threshold: int,
    required: int,
    generator: np.random.Generator | None = None,
) -> Marks:
    """Return all cells to hide: the small ones, those hidden already, and those that protect the small ones.

    For each small cell three whole tables must exist that agree with everything shown: one with the cell as
    low as it can be, one with it ``required`` higher, and one with another small count. Where there is none
    yet, the cheapest further cells that allow it are hidden.

    Parameters
    ----------
    cells : Cells
        Counts and sums.
    hidden : ndarray of bool, shape (n,)
        Cells that were hidden before.
    frozen : ndarray of bool, shape (n,)
        Cells that were shown before and cannot be hidden any more.
    threshold, required : int
        The smallest count that may be shown, and how far apart possible values must be.
    generator : numpy.random.Generator, optional
        Draws costs and order, which then do not depend on the counts beyond which are zero.

    Returns
    -------
    ndarray of bool, shape (n,)

    Raises
    ------
    ValueError
        If what was shown before gives a small cell away.

    Examples
    --------
    >>> from bokal.science.disclosure.sums import cells_of_table
    >>> none = np.zeros(3, dtype=np.bool_)
    >>> table = cells_of_table(np.array([3, 10, 13]))
    >>> complement(table, hidden=none, frozen=none, threshold=5, required=5).tolist()
    [True, True, False]
    """
    primary = small_counts(counts=cells.counts, threshold=threshold)
    given_away = np.flatnonzero(primary & frozen)
    if given_away.size:
        raise ValueError(f"The small cell “{cells.names[given_away[0]]}” was shown before.")
    hidden = hidden | primary
    costs = costs_of(cells, generator=generator)
    order = np.flatnonzero(primary)
    low, high = goals_of(cells, order, frozen=frozen, required=required)
    reach = Reach.of(cells)
    widen_together(cells, reach, hidden=hidden, places=order, highs=high, threshold=threshold)
    for place in (order if generator is None else generator.permutation(order)).tolist():
        count = int(cells.counts[place])
        step = -1 if count > 1 else 1
        for by, found in (
            (low[place] - count, reach.low[place] <= low[place]),
            (high[place] - count, reach.high[place] >= high[place]),
            (step, reach.other[place]),
        ):
            if not found:
                shift = cheapest_shift(
                    cells, np.where(hidden, 0.0, costs), frozen=frozen, place=place, by=int(by)
                )
                reach.take(cells.counts, shift, threshold=threshold)
                hidden |= shift != 0
    return hidden


def goals_of(
    cells: Cells, places: npt.NDArray[np.intp], *, frozen: Marks, required: int
) -> tuple[Counts, Counts]:
    """Return how low and how high each small cell must be able to go, or refuse what cannot.

    Without frozen cells everything can go down to zero: another cell or the total rises instead.
    """
    low = np.zeros(cells.counts.size, dtype=np.int64)
    high = np.maximum(required, cells.counts + 1)
    for place in places if frozen.any() else ():
        ends = interval_of(cells, ~frozen, place=int(place))
        if ends.width < required:
            raise ValueError(
                f"What was shown before gives “{cells.names[place]}” away: it lies from {ends.low} to "
                f"{ends.high}. Nothing that is hidden now can protect it."
            )
        low[place], high[place] = ends.low, ends.low + required
    return low, high


def costs_of(cells: Cells, *, generator: np.random.Generator | None = None) -> Costs:
    """Return what hiding each cell costs: more for zeros and for totals; else by people, or drawn.

    Examples
    --------
    >>> from bokal.science.disclosure.sums import cells_of_table
    >>> costs_of(cells_of_table(np.array([2, 0, 2]))).tolist()
    [2.0, 10.0, 200.0]
    """
    counts = cells.counts
    extra = counts / max(int(counts.max()), 1) if generator is None else generator.random(counts.size)
    costs: Costs = 1.0 + extra
    costs[counts == 0] = ZERO_COSTS
    return costs * TOTAL_COSTS**cells.totals


def widen_together(
    cells: Cells,
    reach: Reach,
    *,
    hidden: Marks,
    places: npt.NDArray[np.intp],
    highs: Counts,
    threshold: int,
) -> None:
    """Move many small cells at once while only hidden cells move, which spares most single programmes.

    The directions are drawn from a fixed seed. They decide how soon a table is found, not what is hidden.
    """
    moving, directions, idle = np.flatnonzero(hidden), np.random.default_rng(1), 0
    known, counts, small = cells.known[:, moving], cells.counts[moving], np.isin(moving, places)
    down = np.minimum(counts, FURTHEST)
    # By turns all the way, and one step to another small count.
    far = np.column_stack([-down, np.where(small, highs[moving] - counts, FURTHEST)])
    step = np.column_stack([np.where(counts > 1, -1, 0), np.where(counts + 1 < threshold, 1, 0)])
    near = np.where(small[:, None], step, far)
    for turn in range(MOST_ROUNDS if moving.size else 0):
        short = (reach.low[places] > 0) | (reach.high[places] < highs[places])
        lacks = short if turn % 2 == 0 else ~reach.other[places]
        if idle >= IDLE_ROUNDS or not (short | ~reach.other[places]).any():
            return
        pull = np.zeros(cells.counts.size)
        pull[places[lacks]] = directions.choice([-1.0, 1.0], size=int(lacks.sum()))
        moved, _status = solved(pull[moving], known, far if turn % 2 == 0 else near)
        before = int((reach.high - reach.low).sum()) + int(reach.other.sum())
        shift = np.zeros(cells.counts.size, dtype=np.int64)
        shift[moving] = 0 if moved is None else np.rint(moved)
        if holds(cells, shift):
            reach.take(cells.counts, shift, threshold=threshold)
        after = int((reach.high - reach.low).sum()) + int(reach.other.sum())
        idle = 0 if after > before else idle + 1


def cheapest_shift(cells: Cells, costs: Costs, *, frozen: Marks, place: int, by: int) -> Counts:
    """Return how the cells move when one moves ``by`` so much, every sum kept and no count below zero.

    Raises
    ------
    ValueError
        If nothing can move so.

    Examples
    --------
    >>> from bokal.science.disclosure.sums import cells_of_table
    >>> cells = cells_of_table(np.array([3, 10, 13]))
    >>> none = np.zeros(3, dtype=np.bool_)
    >>> cheapest_shift(cells, np.array([1.0, 1.0, 100.0]), frozen=none, place=0, by=2).tolist()
    [2, -2, 0]
    """
    furthest = FURTHEST * abs(by)
    most = np.where(np.concatenate([frozen, frozen]), 0, furthest)
    most[frozen.size :] = np.minimum(most[frozen.size :], cells.counts)
    least, there, back = np.zeros(most.size), place, place + frozen.size
    if by < 0:
        there, back = back, there
    least[there] = most[there] = abs(by)
    most[back] = 0
    both, bounds = np.concatenate([costs, costs]), np.column_stack([least, most])
    shift = shift_of(solved(both, cells.both_ways, bounds)[0])
    if shift is None or not holds(cells, shift):
        # Linked sums can have corners between whole tables; then whole ones are asked for.
        shift = shift_of(solved(both, cells.both_ways, bounds, whole=True)[0])
    if shift is None or not holds(cells, shift):
        raise ValueError(
            f"“{cells.names[place]}” cannot be protected: no whole table shows the same and has another "
            "count there. Show less than before, or ask for less protection."
        )
    return shift


def shift_of(answer: npt.NDArray[np.float64] | None) -> Counts | None:
    """Return rises minus falls as whole numbers, or None where there is no answer."""
    if answer is None:
        return None
    rises, falls = np.split(answer, 2)
    whole: Counts = np.rint(rises - falls).astype(np.int64)
    return whole


def holds(cells: Cells, shift: Counts) -> bool:
    """Tell whether a shift keeps every sum exactly and leaves no count below zero."""
    return not (cells.exact @ shift).any() and bool((cells.counts + shift >= 0).all())
