"""Themes: groups of texts that are alike, for people to look through; a text may stay on its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from bokal.science.similarity.index import DECIMALS, Floats, TextIndex, rarity

MOST_FOR_THEMES = 5_000


@dataclass(frozen=True, slots=True)
class Theme:
    """Texts that are alike.

    Attributes
    ----------
    ids : tuple of int
        The texts, the most typical first: the one with the highest mean likeness to the others.
    closeness : float
        Mean likeness between two of them.
    """

    ids: tuple[int, ...]
    closeness: float


@dataclass(frozen=True, slots=True)
class Themes:
    """All themes of some texts.

    Attributes
    ----------
    themes : tuple of Theme
        The largest first, then by the id of the most typical text.
    alone : tuple of int
        The texts that are like no other, rising.
    """

    themes: tuple[Theme, ...]
    alone: tuple[int, ...]


def refuse_too_many(texts: int) -> None:
    """Refuse more texts than can be compared in pairs."""
    if texts > MOST_FOR_THEMES:
        raise ValueError(
            f"Themes are found among at most {MOST_FOR_THEMES} texts, and these are {texts}. "
            "Choose one area or a shorter time."
        )


def all_pairs(index: TextIndex) -> tuple[tuple[int, ...], Floats]:
    """Return how like each two texts of an index are in looks.

    Parameters
    ----------
    index : TextIndex
        At most `MOST_FOR_THEMES` texts.

    Returns
    -------
    ids : tuple of int
        Rising.
    likeness : ndarray of float, shape (n, n)
        In the order of ``ids``; 1 on the diagonal, 0 for a text without a sign.

    Raises
    ------
    ValueError
        If there are more texts than `MOST_FOR_THEMES`.

    Examples
    --------
    >>> from bokal.science.similarity.index import build_index
    >>> ids, alike = all_pairs(build_index(ids=[2, 1], texts=["trasig lampa", "trasiga lampor"]))
    >>> ids, alike.round(2).tolist()
    ((1, 2), [[1.0, 0.44], [0.44, 1.0]])
    """
    refuse_too_many(index.size)
    weights = rarity(index.holders, index.size)
    tables = []
    for block, lengths in zip(index.blocks, index.lengths, strict=True):
        places = np.searchsorted(index.features, block.postings.features)
        entries = block.postings.table.tocoo()
        rows, columns = entries.col, places[entries.row]
        values = entries.data * weights[columns] / lengths[rows]
        shape = (block.postings.texts, index.features.size)
        tables.append(sparse.coo_array((values, (rows, columns)), shape=shape).tocsr())
    if not tables:
        return (), np.empty((0, 0))
    ids = np.concatenate([block.ids for block in index.blocks])
    order = np.argsort(ids)
    table = sparse.csr_array(sparse.vstack(tables))[order]
    pairs = np.minimum((table @ table.T).toarray().round(DECIMALS), 1.0)
    return tuple(ids[order].tolist()), np.maximum(pairs, pairs.T)


def find_themes(*, ids: Sequence[int], likeness: npt.ArrayLike, least: float) -> Themes:
    """Group texts by average linkage on their cosine distance.

    Two groups become one as long as their texts are on average at least ``least`` alike. The texts are
    ordered by id beforehand, so that the answer does not depend on the order they come in.

    Parameters
    ----------
    ids : sequence of int
        One for each text.
    likeness : array-like, shape (n, n)
        How like each two are, symmetric, at most 1.
    least : float
        The mean likeness at which groups are no longer put together; above 0, below 1.

    Returns
    -------
    Themes
        Groups of two and more, and the texts that stand alone.

    Raises
    ------
    ValueError
        If there are more texts than `MOST_FOR_THEMES`, or the table is not one of pairs.

    References
    ----------
    Sokal, R. R. and Michener, C. D. (1958). A statistical method for evaluating systematic relationships.
    University of Kansas Science Bulletin 38, 1409-1438.

    Examples
    --------
    >>> alike = [[1.0, 0.8, 0.1], [0.8, 1.0, 0.0], [0.1, 0.0, 1.0]]
    >>> find_themes(ids=[5, 6, 7], likeness=alike, least=0.5)
    Themes(themes=(Theme(ids=(5, 6), closeness=0.8),), alone=(7,))
    """
    refuse_too_many(len(ids))
    if not 0 < least < 1:
        raise ValueError(f"The least likeness is {least}. Give a number above 0 and below 1.")
    table = np.asarray(likeness, dtype=np.float64)
    if table.shape != (len(ids), len(ids)) or not np.array_equal(table, table.T):
        raise ValueError("The likeness of each two texts is needed once, the same from both sides.")
    order = np.argsort(np.asarray(ids, dtype=np.int64), kind="stable")
    names = np.asarray(ids, dtype=np.int64)[order]
    table = table[np.ix_(order, order)].round(DECIMALS)
    if len(ids) < 2:
        return Themes((), tuple(names.tolist()))
    distances = squareform(1.0 - table, checks=False)
    groups = fcluster(linkage(distances, method="average"), t=1.0 - least, criterion="distance")
    members = [np.flatnonzero(groups == group) for group in np.unique(groups)]
    themes = [theme_of(names, table, rows) for rows in members if rows.size > 1]
    alone = sorted(int(names[rows[0]]) for rows in members if rows.size == 1)
    return Themes(tuple(sorted(themes, key=lambda theme: (-len(theme.ids), theme.ids[0]))), tuple(alone))


def theme_of(names: npt.NDArray[np.int64], table: Floats, rows: npt.NDArray[np.intp]) -> Theme:
    """Describe one group of two or more texts."""
    inside = table[np.ix_(rows, rows)].copy()
    np.fill_diagonal(inside, 0.0)
    others = rows.size - 1
    means = (inside.sum(axis=1) / others).round(DECIMALS)
    order = np.lexsort((names[rows], -means))
    return Theme(tuple(names[rows][order].tolist()), round(float(means.mean()), DECIMALS))
