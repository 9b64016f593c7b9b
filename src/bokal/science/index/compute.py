"""One index of several domains: exponential ranks, mean of ranks, standard scores."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bokal.science.index.ranks import (
    Floats,
    Ranks,
    deciles_of,
    mean_rank_from_highest,
    rank_from_highest,
    significant,
    tied_groups,
)

type Kind = Literal["rank", "score", "good"]
type Method = Literal["exponential", "mean_rank", "zscore"]
type RankRule = Literal["(N-r+1)/N", "(N-r)/N"]

KINDS: tuple[Kind, ...] = ("rank", "score", "good")
METHODS: tuple[Method, ...] = ("exponential", "mean_rank", "zscore")
RANK_RULES: tuple[RankRule, ...] = ("(N-r+1)/N", "(N-r)/N")
KAPPA = 23.0


@dataclass(frozen=True, slots=True)
class Domain:
    """One domain of an index.

    Attributes
    ----------
    name : str
        Its name, unique in the index.
    values : ndarray of shape (n,)
        One finite number an area, in the order of the areas.
    kind : {"rank", "score", "good"}
        ``rank``: 1 is most deprived; ``score``: higher is worse; ``good``: higher is better.
    weight : float
        Taken literally, never normalised.
    """

    name: str
    values: Floats
    kind: Kind
    weight: float

    @property
    def burden(self) -> Floats:
        """The values turned so that higher is worse."""
        return self.values if self.kind == "score" else -self.values


@dataclass(frozen=True, slots=True)
class IndexResult:
    """The answer of one index; area i stands in row i everywhere.

    Attributes
    ----------
    scores : ndarray of shape (n,)
        Higher is more deprived.
    ranks : ndarray of int of shape (n,)
        1 is most deprived; ties share the lowest rank.
    deciles : ndarray of int of shape (n,)
        1 is the most deprived tenth.
    transformed : ndarray of shape (n, k)
        What each domain was turned into, before its weight.
    contributions : ndarray of shape (n, k)
        Weight times transformed; a row sums to the score. For the mean of ranks the weights are divided by
        their sum.
    ties : tuple of tuples of int
        Groups of areas whose scores are equal.
    """

    scores: Floats
    ranks: Ranks
    deciles: Ranks
    transformed: Floats
    contributions: Floats
    ties: tuple[tuple[int, ...], ...]


def check_domains(domains: Sequence[Domain]) -> None:
    """Refuse domains that no index can be made of.

    Raises
    ------
    ValueError
        With the domain, what is wrong, and the remedy.
    """
    if not domains:
        raise ValueError("An index needs at least one domain. Add a domain with a column and a weight.")
    names = [domain.name for domain in domains]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"The domain “{twice}” is given twice. Give each domain a name of its own.")
    for domain in domains:
        check_domain(domain, size=domains[0].values.size)
    if math.fsum(domain.weight for domain in domains) == 0:
        raise ValueError("All weights are zero. Give at least one domain a weight above zero.")


def check_domain(domain: Domain, *, size: int) -> None:
    """Refuse a single domain with impossible numbers."""
    if domain.kind not in KINDS:
        raise ValueError(
            f"The domain “{domain.name}” has the kind “{domain.kind}”. Choose rank, score or good."
        )
    if domain.values.ndim != 1 or domain.values.size != size:
        raise ValueError(f"The domain “{domain.name}” has another number of areas than the first domain.")
    if size == 0:
        raise ValueError("There are no areas. Give at least one.")
    if not np.isfinite(domain.values).all():
        place = int(np.flatnonzero(~np.isfinite(domain.values))[0])
        raise ValueError(
            f"The domain “{domain.name}” has no number for area {place}. Leave the area out, or give a value."
        )
    if not math.isfinite(domain.weight) or domain.weight < 0:
        raise ValueError(
            f"The domain “{domain.name}” has the weight {domain.weight}. Give a number that is zero or more."
        )


def share_of_rank(domain: Domain, *, rank_rule: RankRule) -> Floats:
    """Scale ranks to the shares R of the exponential transformation; published ranks stay as they are."""
    ranks = domain.values if domain.kind == "rank" else rank_from_highest(domain.burden).astype(np.float64)
    size = domain.values.size
    shares: Floats = (size - ranks + (1.0 if rank_rule == "(N-r+1)/N" else 0.0)) / size
    if shares.min() < 0 or shares.max() > 1:
        raise ValueError(
            f"The domain “{domain.name}” has ranks outside 1 to {size}. Check that the column holds ranks, "
            "with 1 for the most deprived."
        )
    return shares


def exponential(*, shares: Floats, kappa: float = KAPPA) -> Floats:
    """Stretch shares of rank so that the most deprived areas count most.

    Parameters
    ----------
    shares : ndarray of shape (n,)
        Ranks scaled to 0 to 1, where 1 is the most deprived.
    kappa : float
        The constant; 23 gives the most deprived tenth about half of the range.

    Returns
    -------
    ndarray of shape (n,)
        From 0 to 100.

    References
    ----------
    Noble, M. et al. (2006). Measuring multiple deprivation at the small-area level. Environment and
    Planning A 38(1), 169–185: X = −23 ln(1 − R (1 − exp(−100/23))).

    Examples
    --------
    >>> exponential(shares=np.array([0.0, 0.5, 1.0])).round(6).tolist()
    [0.0, 15.64679, 100.0]
    """
    stretched: Floats = -kappa * np.log(1.0 - shares * (1.0 - math.exp(-100.0 / kappa)))
    return stretched + 0.0


def transform(domain: Domain, *, method: Method, rank_rule: RankRule, kappa: float) -> Floats:
    """Turn one domain into numbers that can be added, higher for worse."""
    if method == "exponential":
        return exponential(shares=share_of_rank(domain, rank_rule=rank_rule), kappa=kappa)
    if method == "mean_rank":
        return domain.values.size + 1 - mean_rank_from_highest(domain.burden)
    spread = float(domain.burden.std())
    if spread == 0:
        raise ValueError(
            f"The domain “{domain.name}” is the same everywhere, so it has no standard score. Leave it out."
        )
    return (domain.burden - domain.burden.mean()) / spread


def add_up(*, transformed: Floats, weights: Floats, method: Method) -> Floats:
    """Weigh and add the transformed domains, column by column in the given order."""
    divisor = float(weights.sum()) if method == "mean_rank" else 1.0
    scores = np.zeros(transformed.shape[0])
    for column, weight in enumerate(weights):
        scores += transformed[:, column] * (weight / divisor)
    return significant(scores)


def compute_index(
    *,
    domains: Sequence[Domain],
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = KAPPA,
) -> IndexResult:
    """Make one index of several domains.

    Use ``exponential`` for the English, Welsh and Scottish family, ``mean_rank`` for the method of Malmö's
    own Välfärdsindex, ``zscore`` for comparison. Scores are rounded to twelve significant digits before they
    are ranked, so that two areas with the same domains are tied whatever the order of addition.

    Parameters
    ----------
    domains : sequence of Domain
        At least one; all of the same length.
    method : {"exponential", "mean_rank", "zscore"}
        How a domain becomes a number that can be added.
    rank_rule : {"(N-r+1)/N", "(N-r)/N"}
        How a rank becomes a share; the second is Scotland's. Only for ``exponential``.
    kappa : float
        Constant of the exponential transformation, above zero.

    Returns
    -------
    IndexResult
        Scores, ranks, deciles, parts and ties.

    Raises
    ------
    ValueError
        With what is wrong and the remedy.

    References
    ----------
    Noble et al. (2006), as above; Malmö stad, Välfärdsredovisning 2012, for the mean of ranks.

    Examples
    --------
    >>> poor = Domain(name="income", values=np.array([40.0, 10.0, 25.0]), kind="score", weight=50)
    >>> work = Domain(name="work", values=np.array([60.0, 80.0, 55.0]), kind="good", weight=50)
    >>> compute_index(domains=[poor, work], method="mean_rank").ranks.tolist()
    [1, 3, 1]
    """
    check_domains(domains)
    if method not in METHODS:
        raise ValueError(f"There is no method “{method}”. Choose exponential, mean_rank or zscore.")
    if rank_rule not in RANK_RULES:
        raise ValueError(f"There is no rank rule “{rank_rule}”. Choose (N-r+1)/N or (N-r)/N.")
    if not math.isfinite(kappa) or kappa <= 0:
        raise ValueError(f"The constant kappa is {kappa}. Give a number above zero; 23 is usual.")
    columns = [transform(domain, method=method, rank_rule=rank_rule, kappa=kappa) for domain in domains]
    transformed = np.column_stack(columns)
    weights = np.array([domain.weight for domain in domains], dtype=np.float64)
    scores = add_up(transformed=transformed, weights=weights, method=method)
    ranks = rank_from_highest(scores)
    divisor = float(weights.sum()) if method == "mean_rank" else 1.0
    return IndexResult(
        scores=scores,
        ranks=ranks,
        deciles=deciles_of(ranks),
        transformed=transformed,
        contributions=transformed * (weights / divisor),
        ties=tuple(tied_groups(scores)),
    )


def ranks_with_weights(*, transformed: Floats, weights: Mapping[int, float], method: Method) -> Ranks:
    """Rank the areas again with other weights, by the position of the domain.

    Examples
    --------
    >>> parts = np.array([[1.0, 9.0], [2.0, 1.0]])
    >>> ranks_with_weights(transformed=parts, weights={0: 1.0, 1: 0.0}, method="exponential").tolist()
    [2, 1]
    """
    given = np.array([weights[column] for column in range(transformed.shape[1])], dtype=np.float64)
    if not np.isfinite(given).all() or given.min() < 0 or given.sum() == 0:
        raise ValueError("Each weight must be zero or more, and at least one above zero.")
    return rank_from_highest(add_up(transformed=transformed, weights=given, method=method))
