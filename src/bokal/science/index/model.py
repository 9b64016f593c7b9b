"""What goes into an index and what comes out of it."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Integers = npt.NDArray[np.int64]
type Kind = Literal["rank", "score", "good"]
type Method = Literal["exponential", "mean_rank", "zscore"]
type RankRule = Literal["(N-r+1)/N", "(N-r)/N"]

KINDS: tuple[Kind, ...] = ("rank", "score", "good")
METHODS: tuple[Method, ...] = ("exponential", "mean_rank", "zscore")
RANK_RULES: tuple[RankRule, ...] = ("(N-r+1)/N", "(N-r)/N")
METHOD_VERSION = "1"
KAPPA = 23.0
LEAST_KAPPA, MOST_KAPPA = 1.0, 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Noise:
    """How uncertain the values of one domain are. Give one: ``se``, both counts, or ``rounding``.

    Attributes
    ----------
    se : array-like of float, shape (n,), optional
        Standard error of each value, in its unit; zero where the value is known exactly.
    numerator, denominator : array-like of float, shape (n,), optional
        Counts behind a share, which is drawn on the logit scale. The values must be linear in the share.
    rounding : float, optional
        Step in which the values are published; the true value lies evenly within half a step.

    Raises
    ------
    ValueError
        If none or several of the three are given.

    Examples
    --------
    >>> Noise(se=[0.5, 1]).se.tolist()
    [0.5, 1.0]
    >>> Noise(numerator=[3, 0])
    Traceback (most recent call last):
    ValueError: Noise needs one of: standard errors, a numerator with its denominator, or a rounding step.
    """

    se: Floats | None = None
    numerator: Floats | None = None
    denominator: Floats | None = None
    rounding: float | None = None

    def __post_init__(self) -> None:
        counted = self.numerator is not None and self.denominator is not None
        halved = (self.numerator is None) != (self.denominator is None)
        if halved or [self.se is not None, counted, self.rounding is not None].count(True) != 1:
            raise ValueError(
                "Noise needs one of: standard errors, a numerator with its denominator, or a rounding step."
            )
        for name in ("se", "numerator", "denominator"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, as_floats(getattr(self, name)))


@dataclass(frozen=True, slots=True, eq=False)
class Domain:
    """One domain of an index, with its value in every area.

    Attributes
    ----------
    name : str
        Unique within the index.
    values : array-like of float, shape (n,)
        One finite number per area, in the order of the areas.
    kind : {"rank", "score", "good"}
        ``rank``: given ranks, 1 is most deprived. ``score``: higher is worse. ``good``: higher is better.
    weight : float
        Zero or more. Taken literally, not normalised.

    Examples
    --------
    >>> Domain(name="income", values=[40, 10, 25], kind="score", weight=22.5).burden.tolist()
    [40.0, 10.0, 25.0]
    >>> Domain(name="work", values=[61, 80, 75], kind="good", weight=22.5).burden.tolist()
    [-61.0, -80.0, -75.0]
    """

    name: str
    values: Floats
    kind: Kind
    weight: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", as_floats(self.values))

    @property
    def burden(self) -> Floats:
        """The values turned so that higher is worse."""
        return self.values if self.kind == "score" else 0.0 - self.values


@dataclass(frozen=True, slots=True)
class Recipe:
    """How domains become one score: the method and its constants.

    Attributes
    ----------
    method : {"exponential", "mean_rank", "zscore"}
        See `compute_index`.
    rank_rule : {"(N-r+1)/N", "(N-r)/N"}
        How the exponential method scales rank r of N areas. The second is Scotland's.
    kappa : float
        Constant of the exponential transformation.

    Examples
    --------
    >>> Recipe(method="mean_rank").higher_is_worse
    False
    """

    method: Method = "exponential"
    rank_rule: RankRule = "(N-r+1)/N"
    kappa: float = KAPPA

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"There is no method “{self.method}”. Choose one of {', '.join(METHODS)}.")
        if self.rank_rule not in RANK_RULES:
            raise ValueError(
                f"There is no rank rule “{self.rank_rule}”. Choose one of {', '.join(RANK_RULES)}."
            )
        if not (math.isfinite(self.kappa) and LEAST_KAPPA <= self.kappa <= MOST_KAPPA):
            raise ValueError(
                f"The constant kappa is {self.kappa}. Give a number from 1 to a million; 23 is usual."
            )

    @property
    def higher_is_worse(self) -> bool:
        """Whether a high score means deprived. A mean rank is low where welfare is low."""
        return self.method != "mean_rank"


@dataclass(frozen=True, slots=True, eq=False)
class IndexResult:
    """One index: area i stands in row i of every array.

    Attributes
    ----------
    domains : tuple of Domain
        As given.
    recipe : Recipe
        The method and its constants.
    scores : ndarray of float, shape (n,)
        Higher is worse, except for ``mean_rank`` (see `Recipe.higher_is_worse`).
    ranks : ndarray of int, shape (n,)
        1 is most deprived; ties share the lowest rank.
    deciles : ndarray of int, shape (n,)
        1 is the most deprived tenth of the areas.
    transformed : ndarray of float, shape (n, domains)
        Each domain on the scale that is added up.
    contributions : ndarray of float, shape (n, domains)
        What each domain adds to the score; a row sums to the score.
    ties : tuple of tuple of int
        Groups of areas with the same score, most deprived group first.
    """

    domains: tuple[Domain, ...]
    recipe: Recipe
    scores: Floats
    ranks: Integers
    deciles: Integers
    transformed: Floats
    contributions: Floats
    ties: tuple[tuple[int, ...], ...]


def as_floats(values: npt.ArrayLike) -> Floats:
    """Return ``values`` as floats that nobody can change any more.

    Parameters
    ----------
    values : array-like of number
        Any shape.

    Returns
    -------
    ndarray of float, same shape
        Read-only.

    Raises
    ------
    ValueError
        If a value is not a number.

    Examples
    --------
    >>> as_floats([1, 2]).flags.writeable
    False
    """
    try:
        floats: Floats = np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError("A column holds something that is not a number. Give numbers only.") from None
    floats.flags.writeable = False
    return floats
