"""Texts as counts of n-grams of signs within words: what they share even when no word is spelt alike."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse

type Features = npt.NDArray[np.uint64]
type Starts = npt.NDArray[np.int64]
type Table = sparse.csr_array[np.float64]

SHORTEST, LONGEST = 3, 5
# Constants of the splitmix64 generator (Steele, Lea and Flood 2014), which spreads numbers over 64 bits.
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST_FACTOR, SECOND_FACTOR = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Which texts hold which n-gram, and how often: n-gram by n-gram, as an inverted file.

    Attributes
    ----------
    features : ndarray of uint64, shape (f,)
        The n-grams as 64-bit numbers, rising. Two n-grams of a million share one with a chance of 3 in 10**8.
    table : sparse array of float, shape (f, n)
        1 + ln(count) where a text holds an n-gram.
    """

    features: Features
    table: Table

    @property
    def texts(self) -> int:
        """The number of texts."""
        return int(self.table.shape[1])

    @property
    def holders(self) -> Starts:
        """In how many texts each n-gram stands."""
        return np.diff(self.table.indptr).astype(np.int64)


class SignsToSpaces(dict[int, int]):
    """For `str.translate`: punctuation and symbols become spaces; learnt as they come."""

    def __missing__(self, sign: int) -> int:
        self[sign] = ord(" ") if unicodedata.category(chr(sign))[0] in "PSCZ" else sign
        return self[sign]


SIGNS_TO_SPACES = SignsToSpaces()


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without punctuation, each sign in its usual form.

    Examples
    --------
    >>> words_of("Lampan  är TRASIG!")
    ['lampan', 'är', 'trasig']
    """
    return unicodedata.normalize("NFKC", text).lower().translate(SIGNS_TO_SPACES).split()


def mixed(numbers: Features) -> Features:
    """Spread numbers over 64 bits so that near ones lie far apart."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * FIRST_FACTOR
    numbers = (numbers ^ (numbers >> np.uint64(27))) * SECOND_FACTOR
    return numbers ^ (numbers >> np.uint64(31))


def count_grams(texts: Sequence[str]) -> Postings:
    """Count the n-grams of three to five signs within each word, the spaces around a word included.

    The n-grams are those of scikit-learn's analyzer ``char_wb``; they are counted for all texts at once.

    Parameters
    ----------
    texts : sequence of str
        In any language and script.

    Returns
    -------
    Postings
        One row a text; a text without a sign has no entries.

    References
    ----------
    Cavnar, W. B. and Trenkle, J. M. (1994). N-gram-based text categorization. SDAIR-94, 161-175.
    Zobel, J. and Moffat, A. (2006). Inverted files for text search engines. ACM Computing Surveys 38(2).

    Examples
    --------
    >>> found = count_grams(["ab ab", "abc"])
    >>> found.features.size, sorted(found.table.data.round(2).tolist())
    (8, [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.69, 1.69, 1.69])
    """
    known: dict[str, int] = {}
    rows, words = [], []
    for row, text in enumerate(texts):
        for word in words_of(text):
            rows.append(row)
            words.append(known.setdefault(word, len(known)))
    # Most words come many times; each is taken apart once, and sparse tables do the rest.
    features, within = grams_of_words(list(known))
    spoken = sparse.coo_array((np.ones(len(rows)), (words, rows)), shape=(len(known), len(texts))).tocsr()
    counts = sparse.csr_array(within @ spoken)
    counts.sort_indices()
    return Postings(
        features, sparse.csr_array((1.0 + np.log(counts.data), counts.indices, counts.indptr), counts.shape)
    )


def grams_of_words(words: Sequence[str]) -> tuple[Features, Table]:
    """Return all n-grams of distinct words, rising, and for each how often it stands in each word."""
    padded = [f" {word} " for word in words]
    signs = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    lengths = [len(word) for word in padded]
    word_of = np.repeat(np.arange(len(padded)), lengths)
    ends = np.repeat(np.cumsum(lengths), lengths)
    hashes, owners = [np.empty(0, np.uint64)], [np.empty(0, np.int64)]
    found = mixed(signs + GOLDEN)
    for length in range(2, min(LONGEST, signs.size) + 1):
        found = mixed(found[:-1] + GOLDEN * signs[length - 1 :])
        if length >= SHORTEST:
            inside = np.arange(found.size) + length <= ends[: found.size]
            hashes.append(found[inside])
            owners.append(word_of[: found.size][inside])
    every, owner = np.concatenate(hashes), np.concatenate(owners)
    features, columns = np.unique(every, return_inverse=True)
    shape = (features.size, len(words))
    return features, sparse.coo_array((np.ones(every.size), (columns, owner)), shape=shape).tocsr()


def put_together(parts: Sequence[Postings]) -> Postings:
    """Return the postings of several lots of texts as one, their texts one lot after another."""
    features = np.unique(np.concatenate([part.features for part in parts]))
    tables = []
    for part in parts:
        holders = np.zeros(features.size, dtype=np.int64)
        holders[np.searchsorted(features, part.features)] = part.holders
        starts = np.concatenate([[0], np.cumsum(holders)])
        shape = (features.size, part.texts)
        tables.append(sparse.csr_array((part.table.data, part.table.indices, starts), shape))
    return Postings(features, sparse.csr_array(sparse.hstack(tables, format="csr")))


def kept_texts(postings: Postings, keep: npt.NDArray[np.bool_]) -> Postings:
    """Return the postings of some of the texts alone; the others leave nothing behind."""
    table = sparse.csr_array(postings.table[:, np.flatnonzero(keep)])
    held = np.flatnonzero(np.diff(table.indptr))
    return Postings(postings.features[held], sparse.csr_array(table[held]))
