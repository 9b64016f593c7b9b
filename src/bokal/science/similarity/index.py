"""An index of texts by what they look like: one against all in milliseconds; it grows without a rebuild."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

from bokal.science.similarity.grams import Features, Postings, Starts, count_grams, kept_texts, put_together

type Floats = npt.NDArray[np.float64]
type Ids = npt.NDArray[np.int64]

METHOD_VERSION = "1"
# Equal likenesses are equal by this rule, and not by the noise of a last digit.
DECIMALS = 9


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some texts of an index, which came together or were put together.

    Attributes
    ----------
    ids : ndarray of int64, shape (n,)
        The text in each row of the postings.
    postings : Postings
        Their n-grams.
    """

    ids: Ids
    postings: Postings


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """Texts as vectors of weighted n-grams. Nothing in it changes: another text makes another index.

    The two share all blocks that are the same, so that growing costs what is new.

    Attributes
    ----------
    blocks : tuple of Block
        The larger first.
    features : ndarray of uint64, shape (f,)
        All n-grams, rising.
    holders : ndarray of int64, shape (f,)
        In how many texts each stands.
    lengths : tuple of ndarray of float
        For each block the length of each text's vector; 0 for a text without a sign.
    """

    blocks: tuple[Block, ...]
    features: Features
    holders: Starts
    lengths: tuple[Floats, ...]

    @property
    def size(self) -> int:
        """The number of texts."""
        return sum(block.ids.size for block in self.blocks)

    @property
    def ids(self) -> tuple[int, ...]:
        """The texts, rising."""
        return tuple(sorted(one for block in self.blocks for one in block.ids.tolist()))


@dataclass(frozen=True, slots=True)
class Alike:
    """One text that is like another.

    Attributes
    ----------
    id : int
        Which text.
    score : float
        From 0, nothing in common, to 1, the same n-grams equally often.
    """

    id: int
    score: float


def rarity(holders: npt.NDArray[np.integer], texts: int) -> Floats:
    """Weigh n-grams: the fewer texts hold one, the more it says.

    The smoothed inverse document frequency, ln((1 + n) / (1 + df)) + 1.

    References
    ----------
    Spärck Jones, K. (1972). A statistical interpretation of term specificity. Journal of Documentation 28(1).

    Examples
    --------
    >>> rarity(np.array([1, 3]), 3).round(3).tolist()
    [1.693, 1.0]
    """
    weights: Floats = np.log((1.0 + texts) / (1.0 + holders)) + 1.0
    return weights


def index_of_blocks(blocks: Sequence[Block]) -> TextIndex:
    """Weigh the n-grams of some blocks together; a text's vector depends on all texts, and on no order."""
    blocks = tuple(block for block in blocks if block.ids.size)
    every = np.concatenate([np.empty(0, np.int64), *(block.ids for block in blocks)])
    if np.unique(every).size != every.size:
        raise ValueError("A text stands in the index twice. Leave the old one out before adding the new one.")
    if len(blocks) == 1:
        features, holders = blocks[0].postings.features, blocks[0].postings.holders
    else:
        lots = [block.postings.features for block in blocks]
        features = np.unique(np.concatenate([*lots, np.empty(0, np.uint64)]))
        holders = np.zeros(features.size, dtype=np.int64)
        for block in blocks:
            holders[np.searchsorted(features, block.postings.features)] += block.postings.holders
    weights = rarity(holders, every.size)
    lengths = tuple(
        lengths_of(block.postings, weights[np.searchsorted(features, block.postings.features)])
        for block in blocks
    )
    return TextIndex(blocks, features, holders, lengths)


def lengths_of(postings: Postings, weights: Floats) -> Floats:
    """Return the length of each text's vector."""
    table = postings.table
    squares = sparse.csr_array((np.square(table.data), table.indices, table.indptr), table.shape)
    lengths: Floats = np.sqrt(squares.T @ np.square(weights))
    return lengths


def build_index(*, ids: Sequence[int], texts: Sequence[str]) -> TextIndex:
    """Index texts by their character n-grams of three to five signs within words.

    Each text is a vector: 1 + ln(count) times the rarity of the n-gram, at length 1. It is the vector of
    scikit-learn's ``TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)``.

    Parameters
    ----------
    ids : sequence of int
        One for each text, each once.
    texts : sequence of str
        In any language.

    Returns
    -------
    TextIndex
        All texts in one block.

    Raises
    ------
    ValueError
        If an id comes twice, or ids and texts are not equally many.

    References
    ----------
    Manning, C. D., Raghavan, P. and Schütze, H. (2008). Introduction to Information Retrieval, chapter 6.

    Examples
    --------
    >>> index = build_index(ids=[1, 2], texts=["Lampan är trasig", "Bussen är sen"])
    >>> index.size
    2
    """
    return index_of_blocks([block_of(ids, texts)])


def block_of(ids: Sequence[int], texts: Sequence[str]) -> Block:
    """Count the n-grams of some texts."""
    if len(ids) != len(texts):
        raise ValueError(f"There are {len(ids)} ids and {len(texts)} texts. Give one id for each text.")
    return Block(np.array(ids, dtype=np.int64), count_grams(texts))


def add_texts(index: TextIndex, *, ids: Sequence[int], texts: Sequence[str]) -> TextIndex:
    """Return an index with more texts; the same as if all had been indexed at once.

    Only small blocks are put together, so that of n texts added one by one each is moved log2(n) times.

    Parameters
    ----------
    index : TextIndex
        What there is; it is not changed.
    ids : sequence of int
        One for each new text, none of them in the index.
    texts : sequence of str
        In any language.

    Returns
    -------
    TextIndex
        The old texts and the new.

    Raises
    ------
    ValueError
        If an id comes twice, or ids and texts are not equally many.

    Examples
    --------
    >>> index = build_index(ids=[1], texts=["Lampan är trasig"])
    >>> add_texts(index, ids=[2], texts=["Lampan lyser inte"]).size
    2
    """
    blocks = sorted([*index.blocks, block_of(ids, texts)], key=lambda block: -block.ids.size)
    while len(blocks) > 1 and blocks[-2].ids.size < 2 * blocks[-1].ids.size:
        last, before = blocks.pop(), blocks.pop()
        together = put_together([before.postings, last.postings])
        blocks.append(Block(np.concatenate([before.ids, last.ids]), together))
        blocks.sort(key=lambda block: -block.ids.size)
    return index_of_blocks(blocks)


def join(first: TextIndex, second: TextIndex) -> TextIndex:
    """Return one index of the texts of two, which keep their blocks.

    Parameters
    ----------
    first, second : TextIndex
        Without an id in common.

    Returns
    -------
    TextIndex
        The texts of both.

    Examples
    --------
    >>> one = build_index(ids=[1], texts=["ja"])
    >>> join(one, build_index(ids=[2], texts=["nej"])).ids
    (1, 2)
    """
    return index_of_blocks([*first.blocks, *second.blocks])


def leave_out(index: TextIndex, ids: Collection[int]) -> TextIndex:
    """Return the index without some texts; nothing of them is left in it.

    Parameters
    ----------
    index : TextIndex
        What there is; it is not changed.
    ids : collection of int
        Which texts go; one that is not there is no error.

    Returns
    -------
    TextIndex
        The texts that are left.

    Examples
    --------
    >>> leave_out(build_index(ids=[1, 2], texts=["ja", "nej"]), {2}).ids
    (1,)
    """
    gone = np.array(sorted(ids), dtype=np.int64)
    blocks = []
    for block in index.blocks:
        keep = ~np.isin(block.ids, gone)
        blocks.append(block if keep.all() else Block(block.ids[keep], kept_texts(block.postings, keep)))
    return index_of_blocks(blocks)


def weights_of(index: TextIndex, text: str) -> tuple[Features, Floats, Floats]:
    """Return the n-grams of a text, its vector, and the rarity of each; what no text holds counts too."""
    counted = count_grams([text])
    holders = holders_of(index, counted.features)
    weights = rarity(holders, index.size)
    vector = counted.table.data * weights
    length = float(np.sqrt(np.square(vector).sum()))
    return counted.features, vector / length if length else vector, weights


def holders_of(index: TextIndex, features: Features) -> Starts:
    """Return in how many texts of the index each n-gram stands."""
    places, known = places_in(index.features, features)
    holders = np.zeros(features.size, dtype=np.int64)
    holders[known] = index.holders[places]
    return holders


def places_in(features: Features, wanted: Features) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return the places of the wanted n-grams that are there, and which those are."""
    if not features.size:
        return np.empty(0, np.intp), np.zeros(wanted.size, np.bool_)
    places = np.minimum(np.searchsorted(features, wanted), features.size - 1)
    known = features[places] == wanted
    return places[known], known


def likeness(index: TextIndex, text: str) -> tuple[Ids, Floats]:
    """Return how like a text each text of the index is: the cosine between their vectors.

    Parameters
    ----------
    index : TextIndex
        The texts to compare with.
    text : str
        In any language.

    Returns
    -------
    ids : ndarray of int64, shape (n,)
        Rising.
    scores : ndarray of float, shape (n,)
        To nine decimals.
    """
    features, vector, weights = weights_of(index, text)
    ids, scores = [np.empty(0, np.int64)], [np.empty(0)]
    for block, lengths in zip(index.blocks, index.lengths, strict=True):
        places, known = places_in(block.postings.features, features)
        sums = block.postings.table[places].T @ (vector * weights)[known]
        ids.append(block.ids)
        scores.append(np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0))
    every = np.concatenate(ids)
    order = np.argsort(every)
    # Rounding may leave a text a hair above its likeness to itself.
    return every[order], np.minimum(np.concatenate(scores).round(DECIMALS), 1.0)[order]


def similar(
    index: TextIndex, text: str, *, threshold: float, most: int | None = None, without: Collection[int] = ()
) -> tuple[Alike, ...]:
    """Find the texts that are most like a text.

    Parameters
    ----------
    index : TextIndex
        The texts to look in.
    text : str
        In any language; one in the index finds itself first, unless it is left out.
    threshold : float
        The least likeness that is reported; above 0, up to 1.
    most : int, optional
        How many at most.
    without : collection of int
        Texts that are not reported.

    Returns
    -------
    tuple of Alike
        The most alike first; equally alike ones by their id.

    Examples
    --------
    >>> index = build_index(ids=[7, 8], texts=["Lampan är trasig", "Bussen kommer för sent"])
    >>> [(one.id, round(one.score, 2)) for one in similar(index, "Trasiga lampor", threshold=0.1)]
    [(7, 0.44)]
    """
    ids, scores = likeness(index, text)
    return ranked(ids, scores, threshold=threshold, most=most, without=without)


def ranked(
    ids: Ids, scores: Floats, *, threshold: float, most: int | None = None, without: Collection[int] = ()
) -> tuple[Alike, ...]:
    """Return what reaches a threshold, the highest first, equal ones by their id.

    Parameters
    ----------
    ids : ndarray of int64, shape (n,)
        Of the texts.
    scores : ndarray of float, shape (n,)
        How like each is.
    threshold : float
        The lowest score that counts, above 0, up to 1.
    most : int, optional
        At most so many; all without it.
    without : collection of int
        Ids to pass over.

    Returns
    -------
    tuple of Alike
        Id and score of each.

    Raises
    ------
    ValueError
        If the threshold lies outside its range.

    Examples
    --------
    >>> ranked(np.array([4, 3, 9]), np.array([0.5, 0.5, 0.1]), threshold=0.2)
    (Alike(id=3, score=0.5), Alike(id=4, score=0.5))
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"The threshold is {threshold}. Give a number above 0, up to 1.")
    chosen = np.flatnonzero(scores >= threshold)
    chosen = chosen[np.lexsort((ids[chosen], -scores[chosen]))]
    left_out = set(without)
    found = (Alike(int(ids[row]), float(scores[row])) for row in chosen if int(ids[row]) not in left_out)
    return tuple(islice(found, most))
