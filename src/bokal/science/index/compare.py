"""What the ranking rests on: other weights, a domain less, another method."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bokal.science.index.compute import Domain, IndexResult, Method, RankRule, compute_index
from bokal.science.index.ranks import Floats, Ranks, mean_rank_from_highest


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rankings of the same areas.

    Attributes
    ----------
    spearman, kendall : float
        Rank correlations; Kendall's is tau-b, which allows for ties.
    movers : tuple of (int, int, int)
        Area, rank in the first, rank in the second; the largest moves first.
    """

    spearman: float
    kendall: float
    movers: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What happens to the ranks when one domain counts otherwise.

    Attributes
    ----------
    domain : str
        The domain that was changed.
    without : Comparison
        Against the ranking without it.
    doubled : Comparison
        Against the ranking with twice its weight.
    """

    domain: str
    without: Comparison
    doubled: Comparison


def spearman(first: Floats, second: Floats) -> float:
    """Return Spearman's rank correlation, with mean ranks for ties.

    Examples
    --------
    >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0]))
    0.5
    """
    a, b = mean_rank_from_highest(first), mean_rank_from_highest(second)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else float("nan")


def kendall(first: Floats, second: Floats) -> float:
    """Return Kendall's tau-b by merge counting, in time n log n.

    References
    ----------
    Knight, W. R. (1966). A computer method for calculating Kendall's tau with ungrouped data. Journal of the
    American Statistical Association 61(314), 436–439.

    Examples
    --------
    >>> round(kendall(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 4.0, 3.0])), 6)
    0.666667
    """
    order = np.lexsort((second, first))
    a, b = first[order], second[order]
    size = a.size
    pairs = size * (size - 1) // 2
    tied_a, tied_b = tied_pairs(a), tied_pairs(np.sort(b))
    tied_both = tied_pairs(np.unique(np.column_stack([a, b]), axis=0, return_inverse=True)[1])
    swaps = discordant(np.unique(b, return_inverse=True)[1].tolist())
    above = pairs - tied_a - tied_b + tied_both - 2 * swaps
    below = float(np.sqrt(float(pairs - tied_a) * float(pairs - tied_b)))
    return float(above) / below if below else float("nan")


def tied_pairs(ordered: Floats | Ranks) -> int:
    """Count the pairs of equal numbers."""
    counts = np.unique(ordered, return_counts=True)[1]
    return int((counts * (counts - 1) // 2).sum())


def discordant(places: list[int]) -> int:
    """Count the pairs that stand in the wrong order, with a tree of counts."""
    size = max(places, default=0) + 1
    tree = [0] * (size + 1)
    found = 0
    for seen, place in enumerate(places):
        not_above, node = 0, place + 1
        while node:
            not_above += tree[node]
            node &= node - 1
        found += seen - not_above
        node = place + 1
        while node <= size:
            tree[node] += 1
            node += node & -node
    return found


def compare_ranks(first: Ranks, second: Ranks, *, movers: int = 10) -> Comparison:
    """Compare two rankings of the same areas.

    Examples
    --------
    >>> compare_ranks(np.array([1, 2, 3]), np.array([3, 2, 1]), movers=1).movers
    ((0, 1, 3),)
    """
    a, b = -first.astype(np.float64), -second.astype(np.float64)
    order = np.lexsort((first, -np.abs(first - second)))
    listed = [(int(i), int(first[i]), int(second[i])) for i in order[:movers] if first[i] != second[i]]
    return Comparison(spearman=spearman(a, b), kendall=kendall(a, b), movers=tuple(listed))


def compare_methods(
    *,
    domains: Sequence[Domain],
    methods: Sequence[Method],
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = 23.0,
) -> Mapping[Method, tuple[IndexResult, Comparison]]:
    """Make the index by several methods, each compared with the first.

    Examples
    --------
    >>> level = Domain(name="a", values=np.array([3.0, 1.0, 2.0]), kind="score", weight=1)
    >>> found = compare_methods(domains=[level], methods=["exponential", "mean_rank"])
    >>> found["mean_rank"][1].spearman
    1.0
    """
    results = {
        method: compute_index(domains=domains, method=method, rank_rule=rank_rule, kappa=kappa)
        for method in methods
    }
    first = results[methods[0]]
    return {method: (found, compare_ranks(first.ranks, found.ranks)) for method, found in results.items()}


def weight_sensitivity(
    *,
    domains: Sequence[Domain],
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = 23.0,
) -> tuple[Sensitivity, ...]:
    """Leave each domain out, and double it, one at a time.

    A domain that carries all the weight cannot be left out, and gives no entry.

    Examples
    --------
    >>> a = Domain(name="a", values=np.array([3.0, 1.0, 2.0]), kind="score", weight=1)
    >>> b = Domain(name="b", values=np.array([1.0, 2.0, 3.0]), kind="score", weight=1)
    >>> [entry.domain for entry in weight_sensitivity(domains=[a, b])]
    ['a', 'b']
    """
    base = compute_index(domains=domains, method=method, rank_rule=rank_rule, kappa=kappa)

    def ranked(place: int, factor: float) -> Comparison:
        changed = [
            Domain(
                name=d.name, values=d.values, kind=d.kind, weight=d.weight * (factor if i == place else 1.0)
            )
            for i, d in enumerate(domains)
        ]
        other = compute_index(domains=changed, method=method, rank_rule=rank_rule, kappa=kappa)
        return compare_ranks(base.ranks, other.ranks)

    total = sum(domain.weight for domain in domains)
    return tuple(
        Sensitivity(domain=domain.name, without=ranked(place, 0.0), doubled=ranked(place, 2.0))
        for place, domain in enumerate(domains)
        if domain.weight < total
    )
