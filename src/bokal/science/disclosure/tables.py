"""Hide small cells of tables with totals, and as few others as keep them from being worked out.

What the reader is taken to know
--------------------------------
All shown cells, all sums, that counts are whole and not negative, the threshold, and that a hidden cell is
small or hidden to protect a small one. Against this reader each small cell keeps values ``protection`` apart
and at least one other *small* count.

A reader who can also run this program on guesses learns more, because which cells it hides beside the small
ones follows from the counts: of 5, 4, 4 it hides the last two, which of 5, 3, 5 it would not. Pass a
``generator`` whose seed stays secret, and the choice is drawn. What remains even then: a total is hidden
without need only when it is small itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.disclosure.attack import Marks
from bokal.science.disclosure.protection import complement
from bokal.science.disclosure.rule import (
    THRESHOLD,
    Status,
    as_counts,
    check_threshold,
    small_counts,
)
from bokal.science.disclosure.sums import Cells, Sum, cells_of_sums, cells_of_table, with_totals

MOST_CELLS = 2000

type Rows = list[Rows] | int | None
type Published = tuple[Published, ...] | int | None


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedTable:
    """A table with totals of which no small count can be worked out.

    Attributes
    ----------
    status : ndarray of str, shape of the counts plus one in each direction
        ``shown``, ``primary`` (too small) or ``secondary`` (hidden to protect another). Totals come last.
        Mark both kinds the same way when publishing: the difference itself would tell.
    published : tuple
        The counts with totals, None where hidden; tuples in tuples for more than one dimension.
    threshold : int
        The smallest count that may be shown.
    protection : int
        Every small cell could have values at least this far apart.
    """

    status: npt.NDArray[np.str_]
    published: tuple[Published, ...]
    threshold: int
    protection: int


@dataclass(frozen=True, slots=True, eq=False)
class ProtectedCells:
    """Cells of linked tables of which no small count can be worked out.

    Attributes
    ----------
    status : dict of name to {"shown", "primary", "secondary"}
        As for `ProtectedTable`.
    published : dict of name to int or None
        None where hidden. A cell is hidden in every table that holds it.
    threshold, protection : int
        As for `ProtectedTable`.
    """

    status: dict[str, Status]
    published: dict[str, int | None]
    threshold: int
    protection: int


def protect_table(
    *,
    counts: npt.ArrayLike,
    threshold: int = THRESHOLD,
    protection: int | None = None,
    already_hidden: npt.ArrayLike | None = None,
    already_shown: npt.ArrayLike | None = None,
    generator: np.random.Generator | None = None,
) -> ProtectedTable:
    """Hide small counts, and as little else as keeps them from being worked out by subtraction.

    For each small cell the cheapest set of other cells is sought among which the table could be shifted
    without changing what is shown: down to zero, up until the possible values are ``protection`` apart, and
    to another small count. Cheap are inner cells with few people; zeros cost more, totals most. Linear
    programmes find the sets one cell after another, in the order of the table. The answer is not always the
    least possible. What the reader is taken to know stands at the head of this module.

    Parameters
    ----------
    counts : array-like of int, one dimension or more
        Without totals; they are added. Zero is a count and is shown.
    threshold : int
        The smallest count that may be shown, 3 or more.
    protection : int, optional
        How far apart the possible values of a small cell must be. Default: the threshold.
    already_hidden, already_shown : array-like of bool, optional
        What an earlier release or another table has decided: cells that stay hidden, and cells that cannot be
        hidden any more. In the shape of the counts plus one in each direction.
    generator : numpy.random.Generator, optional
        Draws which cells protect a small one. Keep its seed secret.

    Returns
    -------
    ProtectedTable

    Raises
    ------
    ValueError
        If counts are no counts, there are none, the table is too large, or what was shown already gives a
        small cell away.

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
    inner = as_counts(counts)
    if not inner.ndim or not inner.size:
        raise ValueError("A table has a dimension and at least one cell. Give rows of one length.")
    table = with_totals(inner)
    found = hidden_cells(
        cells_of_table(table),
        hidden=marks_of(already_hidden, shape=table.shape),
        frozen=marks_of(already_shown, shape=table.shape),
        threshold=threshold,
        required=threshold if protection is None else protection,
        generator=generator,
    ).reshape(table.shape)
    primary = small_counts(counts=table, threshold=threshold)
    status = np.where(primary, "primary", np.where(found, "secondary", "shown"))
    shown = table.astype(np.object_)
    shown[found] = None
    return ProtectedTable(
        status=status,
        published=tuple(frozen_rows(row) for row in shown.tolist()),
        threshold=threshold,
        protection=threshold if protection is None else protection,
    )


def protect_cells(
    *,
    counts: Mapping[str, int],
    sums: Sequence[Sum],
    threshold: int = THRESHOLD,
    protection: int | None = None,
    already_hidden: Collection[str] = (),
    already_shown: Collection[str] = (),
    generator: np.random.Generator | None = None,
) -> ProtectedCells:
    """Protect linked tables together: zones in districts in a city, or the same cell in several tables.

    Tables that are protected one by one give each other's cells away. Here all cells and sums are one system.

    Parameters
    ----------
    counts : mapping of name to int
        Every cell of every table, each once, totals too.
    sums : sequence of Sum
        Which cells add up to which, in all tables together.
    already_hidden, already_shown : collection of str
        Cells that an earlier release has hidden, or shown.
    threshold, protection, generator
        As for `protect_table`.

    Returns
    -------
    ProtectedCells

    Raises
    ------
    ValueError
        If a count or a sum is impossible, parts do not add up, there are too many cells, or what was shown
        already gives a small cell away.

    Examples
    --------
    >>> counts = {"zone": 3, "rest": 12, "district": 15, "others": 50, "city": 65}
    >>> sums = [Sum("district", ("zone", "rest")), Sum("city", ("district", "others"))]
    >>> protect_cells(counts=counts, sums=sums).published
    {'zone': None, 'rest': None, 'district': 15, 'others': 50, 'city': 65}
    """
    cells = cells_of_sums(counts=counts, sums=sums)
    unknown = sorted({*already_hidden, *already_shown} - set(counts))
    if unknown:
        raise ValueError(f"“{unknown[0]}” was hidden or shown before, but is no cell. Give its count.")
    found = hidden_cells(
        cells,
        hidden=np.array([name in already_hidden for name in counts], dtype=np.bool_),
        frozen=np.array([name in already_shown for name in counts], dtype=np.bool_),
        threshold=threshold,
        required=threshold if protection is None else protection,
        generator=generator,
    )
    primary = small_counts(counts=cells.counts, threshold=threshold)
    status: dict[str, Status] = {}
    for name, small, away in zip(cells.names, primary.tolist(), found.tolist(), strict=True):
        status[name] = "primary" if small else "secondary" if away else "shown"
    return ProtectedCells(
        status=status,
        published={name: None if status[name] != "shown" else int(counts[name]) for name in cells.names},
        threshold=threshold,
        protection=threshold if protection is None else protection,
    )


def hidden_cells(
    cells: Cells,
    *,
    hidden: Marks,
    frozen: Marks,
    threshold: int,
    required: int,
    generator: np.random.Generator | None,
) -> Marks:
    """Refuse what cannot be protected, and return the cells to hide."""
    check_threshold(threshold)
    if required < 1:
        raise ValueError(f"The protection is {required}. Give 1 or more: how far apart possible values are.")
    if cells.counts.size > MOST_CELLS:
        raise ValueError(
            f"The table has {cells.counts.size} cells, more than {MOST_CELLS}. Publish it in parts."
        )
    both = np.flatnonzero(hidden & frozen)
    if both.size:
        raise ValueError(f"“{cells.names[both[0]]}” is said to be hidden and shown already. Choose one.")
    return complement(
        cells, hidden=hidden, frozen=frozen, threshold=threshold, required=required, generator=generator
    )


def marks_of(given: npt.ArrayLike | None, *, shape: tuple[int, ...]) -> Marks:
    """Return a mark for each cell, in one row."""
    marks = np.zeros(shape, dtype=np.bool_) if given is None else np.asarray(given, dtype=np.bool_)
    if marks.shape != shape:
        raise ValueError(f"The marks have the shape {marks.shape}, the table with totals {shape}.")
    return marks.ravel()


def frozen_rows(row: Rows) -> Published:
    """Return nested lists as nested tuples."""
    return tuple(frozen_rows(part) for part in row) if isinstance(row, list) else row
