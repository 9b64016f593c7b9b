"""What a reader knows about cells: which of them add up to which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bokal.science.disclosure.rule import LARGEST, Counts, as_counts

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class Sum(NamedTuple):
    """A total and the parts that add up to it; each is the name of a cell.

    A cell can be the total of several sums and a part of others: a district is the total of its zones and a
    part of the city, and stands in every table that shows it.
    """

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Cells:
    """Counts in one row, the sums among them, and which are totals.

    Attributes
    ----------
    counts : ndarray of int, shape (n,)
        The true counts.
    known : sparse array, shape (sums, n)
        One row per sum: 1 for each part and −1 for its total. Its kernel holds every shift that keeps all
        sums.
    totals : ndarray of int, shape (n,)
        In how many ways each cell is a total of others; hiding such a cell costs more.
    names : tuple of str
        What to call the cells in a refusal.
    """

    counts: Counts
    known: "csr_array"
    totals: Counts
    names: tuple[str, ...]

    @cached_property
    def exact(self) -> Any:
        """The sums in whole numbers, for checking without rounding."""
        return self.known.astype(np.int64)

    @cached_property
    def both_ways(self) -> Any:
        """The sums for rises and for falls, side by side."""
        from scipy.sparse import hstack

        return hstack([self.known, -self.known], format="csr")

    def check(self) -> None:
        """Refuse sums that do not hold, naming the total."""
        wrong = np.flatnonzero(self.exact @ self.counts)
        if wrong.size:
            row = self.known[[int(wrong[0])], :].tocoo()
            total = self.names[int(row.coords[1][row.data < 0][0])]
            raise ValueError(
                f"The parts do not add up to their totals: see “{total}”. Compute the totals from the parts."
            )


def cells_of_sums(*, counts: Mapping[str, int], sums: Sequence[Sum]) -> Cells:
    """Bring named cells and their sums in order, or refuse them.

    Parameters
    ----------
    counts : mapping of name to int
        Every cell of every table, each once.
    sums : sequence of Sum
        Of the names in ``counts``.

    Returns
    -------
    Cells

    Raises
    ------
    ValueError
        If a count is none, a sum names an unknown cell or one twice, or parts do not add up to their total.

    Examples
    --------
    >>> cells_of_sums(counts={"a": 1, "b": 2, "both": 3}, sums=[Sum("both", ("a", "b"))]).known.toarray()
    array([[ 1.,  1., -1.]])
    """
    names = tuple(counts)
    places = {name: place for place, name in enumerate(names)}
    entries: list[tuple[int, int, float]] = []
    totals = np.zeros(len(names), dtype=np.int64)
    for row, (total, parts) in enumerate(sums):
        named = [total, *parts]
        unknown = next((name for name in named if name not in places), None)
        if unknown is not None:
            raise ValueError(f"The sum of “{total}” names “{unknown}”, which is no cell. Give its count.")
        if not parts or len(set(named)) < len(named):
            raise ValueError(f"The sum of “{total}” has no parts, or a cell twice. Name each part once.")
        entries += [(row, places[name], -1.0 if name == total else 1.0) for name in named]
        totals[places[total]] += 1
    cells = Cells(as_counts(list(counts.values())), sparse(entries, (len(sums), len(names))), totals, names)
    cells.check()
    return cells


def cells_of_table(table: Counts) -> Cells:
    """Bring a table with totals, of any number of dimensions, into one row.

    Examples
    --------
    >>> cells_of_table(np.array([3, 10, 13])).known.toarray()
    array([[ 1.,  1., -1.]])
    >>> cells_of_table(np.array([[1, 1], [1, 1]])).totals.tolist()
    [0, 1, 1, 2]
    """
    places = np.arange(table.size).reshape(table.shape)
    entries: list[tuple[int, int, float]] = []
    totals = np.zeros(table.size, dtype=np.int64)
    rows = 0
    for axis, size in enumerate(table.shape):
        lines = np.moveaxis(places, axis, -1).reshape(-1, size)
        for row, line in enumerate(lines.tolist(), start=rows):
            entries += [(row, place, 1.0) for place in line[:-1]]
            entries.append((row, line[-1], -1.0))
        totals[lines[:, -1]] += 1
        rows += len(lines)
    names = tuple(str(cell) for cell in np.ndindex(table.shape))
    return Cells(table.ravel(), sparse(entries, (rows, table.size)), totals, names)


def sparse(entries: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> "csr_array":
    """Return a sparse matrix of the entries (row, column, number)."""
    from scipy.sparse import csr_array

    rows, columns, numbers = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(numbers, dtype=np.float64), (rows, columns)), shape=shape)


def with_totals(counts: Counts) -> Counts:
    """Add the totals of every direction of a table at its end.

    Raises
    ------
    ValueError
        If a total goes beyond 2⁵³.

    Examples
    --------
    >>> with_totals(np.array([[1, 2], [3, 4]])).tolist()
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    if float(counts.sum(dtype=np.float64)) > LARGEST:
        raise ValueError("The total of the counts is beyond 2⁵³. Check the counts.")
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts
