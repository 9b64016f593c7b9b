"""Texts by what they mean: vectors of a language model, compared with their common direction removed."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.similarity.index import DECIMALS, Floats, Ids


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """Vectors of texts that can be compared with each other.

    Attributes
    ----------
    ids : ndarray of int64, shape (n,)
        One for each text, rising.
    mean : ndarray of float, shape (dimensions,)
        What was removed from each vector.
    units : ndarray of float32, shape (n, dimensions)
        What is left, at length 1; zeros where nothing is left.
    """

    ids: Ids
    mean: Floats
    units: npt.NDArray[np.float32]


def mean_meaning(vectors: npt.ArrayLike, *, common: npt.ArrayLike, worth: int = 20) -> Floats:
    """Return the common direction of texts, from vectors that stand for any text and from theirs.

    The vectors of a model such as E5 all point nearly the same way, so that raw cosines lie between 0.7 and
    1 whatever the texts say (anisotropy). With few texts their own mean would take away what they say: of two
    texts nothing but their difference would be left. So unrelated texts count as ``worth`` of them.

    Parameters
    ----------
    vectors : array-like, shape (n, dimensions)
        Of the texts that are compared; may be empty.
    common : array-like, shape (k, dimensions)
        Of texts that have nothing to do with each other.
    worth : int
        As how many texts ``common`` counts, all together.

    Returns
    -------
    ndarray of float, shape (dimensions,)
        The weighted mean of both.

    Raises
    ------
    ValueError
        If ``worth`` is below 1.

    References
    ----------
    Mu, J. and Viswanath, P. (2018). All-but-the-top: simple and effective postprocessing for word
    representations. ICLR.

    Examples
    --------
    >>> mean_meaning([[1.0, 0.0]], common=[[0.0, 1.0]], worth=3).tolist()
    [0.25, 0.75]
    """
    if worth < 1:
        raise ValueError(f"The common texts count as {worth}. Let them count as one or more.")
    shared = np.atleast_2d(np.asarray(common, dtype=np.float64))
    given = np.asarray(vectors, dtype=np.float64).reshape(-1, shared.shape[1])
    mean: Floats = (given.sum(axis=0) + worth * shared.mean(axis=0)) / (given.shape[0] + worth)
    return mean


def centre(vectors: npt.ArrayLike, mean: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Remove a mean from vectors and bring what is left to length 1.

    Parameters
    ----------
    vectors : array-like, shape (n, dimensions)
        One row is taken as one text.
    mean : array-like, shape (dimensions,)
        From `mean_meaning`.

    Returns
    -------
    ndarray of float32, shape (n, dimensions)
        Length 1 each; a vector that equals the mean stays zero.

    Examples
    --------
    >>> centre([[3.0, 5.0], [0.0, 1.0]], mean=[0.0, 1.0]).round(2).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    shifted = np.atleast_2d(np.asarray(vectors, dtype=np.float64)) - np.asarray(mean, dtype=np.float64)
    lengths = np.linalg.norm(shifted, axis=1, keepdims=True)
    units: npt.NDArray[np.float32] = np.divide(
        shifted, lengths, out=np.zeros_like(shifted), where=lengths > 0
    ).astype(np.float32)
    return units


def likeness_of_meaning(meanings: Meanings, vector: npt.ArrayLike) -> Floats:
    """Return how like in meaning each text is to the one with a vector, from -1 to 1.

    Parameters
    ----------
    meanings : Meanings
        The texts to compare with.
    vector : array-like, shape (dimensions,)
        Of the text, as the model gives it.

    Returns
    -------
    ndarray of float, shape (n,)
        Cosines to nine decimals, in the order of ``meanings``.

    Examples
    --------
    >>> known = Meanings(np.array([1, 2]), np.zeros(2), centre([[1.0, 0.0], [0.0, 2.0]], [0.0, 0.0]))
    >>> likeness_of_meaning(known, [2.0, 0.0]).tolist()
    [1.0, 0.0]
    """
    (unit,) = centre(vector, meanings.mean)
    cosines: Floats = np.clip((meanings.units @ unit).astype(np.float64), -1.0, 1.0).round(DECIMALS)
    return cosines


def looks_or_meaning(looks: Floats, meaning: Floats) -> Floats:
    """Put likeness in looks and likeness in meaning together: whichever is higher.

    Two texts in one language share n-grams, two in different languages only their meaning; a mean of both
    would never find the latter. A text whose meaning is not known (NaN) is judged by its looks alone.

    Parameters
    ----------
    looks, meaning : ndarray of float, same shape
        From `likeness` and `likeness_of_meaning`.

    Returns
    -------
    ndarray of float, same shape
        The higher of both.

    Examples
    --------
    >>> looks_or_meaning(np.array([0.2, 0.2, 0.2]), np.array([0.6, -0.1, np.nan])).tolist()
    [0.6, 0.2, 0.2]
    """
    higher: Floats = np.fmax(looks, meaning)
    return higher
