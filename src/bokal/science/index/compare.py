"""What a ranking rests on: its weights, each of its domains, and its method."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from bokal.science.index.agreement import Comparison, Move, compare_ranks, largest_moves, spearman
from bokal.science.index.checks import check_domains
from bokal.science.index.compute import compute_index, score_and_rank
from bokal.science.index.model import KAPPA, METHODS, Domain, IndexResult, Integers, Method, RankRule

type Change = Literal["without", "raised", "lowered", "alternative"]


@dataclass(frozen=True, slots=True, eq=False)
class Scenario:
    """The ranking under other weights.

    Attributes
    ----------
    change : {"without", "raised", "lowered", "alternative"}
        What was done.
    name : str
        The changed domain, or the name of the alternative.
    weights : tuple of float
        In the order of the domains.
    ranks : ndarray of int, shape (n,)
        1 is most deprived.
    spearman : float or None
        Rank correlation with the ranking as published.
    movers : tuple of Move
        Largest moves from the published rank first.
    """

    change: Change
    name: str
    weights: tuple[float, ...]
    ranks: Integers
    spearman: float | None
    movers: tuple[Move, ...]


@dataclass(frozen=True, slots=True, eq=False)
class WeightSensitivity:
    """Every scenario, and the lowest and highest rank of each area over all of them.

    Attributes
    ----------
    scenarios : tuple of Scenario
        Domain by domain (without, raised, lowered), then the alternatives.
    low, high : ndarray of int, shape (n,)
        Over the scenarios and the published ranking.
    """

    scenarios: tuple[Scenario, ...]
    low: Integers
    high: Integers


@dataclass(frozen=True, slots=True, eq=False)
class MethodComparison:
    """The same domains by several methods.

    Attributes
    ----------
    results : dict of method to IndexResult
        In the order asked for.
    unavailable : dict of method to str
        Why a method after the first allows no index of these domains.
    pairs : dict of (method, method) to Comparison
        Every pair, the earlier method first.
    """

    results: dict[Method, IndexResult]
    unavailable: dict[Method, str]
    pairs: dict[tuple[Method, Method], Comparison]


def weight_sensitivity(
    *,
    domains: Sequence[Domain],
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = KAPPA,
    factor: float = 2.0,
    alternatives: Mapping[str, Mapping[str, float]] | None = None,
    movers: int = 10,
) -> WeightSensitivity:
    """Rank again without each domain, with more and with less of it, and with any other weights.

    Parameters
    ----------
    domains : sequence of Domain
        As for `compute_index`. A weight of zero gives no scenarios, nor does leaving out the only weight.
    factor : float
        Each weight in turn is multiplied and divided by this. Above 1.
    alternatives : mapping of name to mapping of domain name to weight, optional
        Whole sets of weights; each must name every domain.
    movers : int
        How many of the largest moves to name in each scenario.
    method, rank_rule, kappa
        As for `compute_index`.

    Returns
    -------
    WeightSensitivity

    Raises
    ------
    ValueError
        If an alternative lacks a domain, names an unknown one, or holds an impossible weight.

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=60)
    >>> work = Domain(name="work", values=[75, 80, 61], kind="good", weight=40)
    >>> other = {"work first": {"income": 1, "work": 9}}
    >>> found = weight_sensitivity(domains=[income, work], alternatives=other)
    >>> [(scenario.change, scenario.name, scenario.ranks.tolist()) for scenario in found.scenarios][-1]
    ('alternative', 'work first', [2, 3, 1])
    >>> found.low.tolist(), found.high.tolist()
    ([1, 3, 1], [2, 3, 2])
    """
    if not (math.isfinite(factor) and 1 < factor <= 1e6):
        raise ValueError(f"The factor is {factor}. Give a number above 1, such as 2.")
    base = compute_index(domains=domains, method=method, rank_rule=rank_rule, kappa=kappa)
    scenarios = tuple(
        scenario(base, change=change, name=name, weights=weights, movers=movers)
        for change, name, weights in changes_of(base.domains, factor=factor, alternatives=alternatives or {})
    )
    ranks = np.array([base.ranks, *(found.ranks for found in scenarios)])
    return WeightSensitivity(scenarios=scenarios, low=ranks.min(axis=0), high=ranks.max(axis=0))


def changes_of(
    domains: tuple[Domain, ...], *, factor: float, alternatives: Mapping[str, Mapping[str, float]]
) -> list[tuple[Change, str, list[float]]]:
    """List what to change, and the weights that follow.

    Examples
    --------
    >>> income = Domain(name="income", values=[1, 2], kind="score", weight=6)
    >>> changes_of((income,), factor=2, alternatives={})
    [('raised', 'income', [12]), ('lowered', 'income', [3.0])]
    """
    given = [domain.weight for domain in domains]
    listed: list[tuple[Change, str, list[float]]] = []
    steps: list[tuple[Change, float]] = [("without", 0), ("raised", factor), ("lowered", 1 / factor)]
    for place, domain in enumerate(domains):
        others = any(given[:place] + given[place + 1 :])
        for change, by in steps if domain.weight else []:
            if by or others:
                listed.append(
                    (change, domain.name, [*given[:place], domain.weight * by, *given[place + 1 :]])
                )
    return listed + changes_of_alternatives(domains, alternatives)


def changes_of_alternatives(
    domains: tuple[Domain, ...], alternatives: Mapping[str, Mapping[str, float]]
) -> list[tuple[Change, str, list[float]]]:
    """List whole sets of weights in the order of the domains, or refuse one that does not fit them.

    Examples
    --------
    >>> income = Domain(name="income", values=[1, 2], kind="score", weight=6)
    >>> changes_of_alternatives((income,), {"other": {"work": 1}})
    Traceback (most recent call last):
    ValueError: The alternative “other” lacks the domain “income”. Name each domain once.
    """
    listed: list[tuple[Change, str, list[float]]] = []
    known = {domain.name for domain in domains}
    for name, other in alternatives.items():
        if set(other) != known:
            wrong = sorted(set(other) ^ known)[0]
            fault = "does not go with" if wrong in other else "lacks"
            raise ValueError(f"The alternative “{name}” {fault} the domain “{wrong}”. Name each domain once.")
        listed.append(("alternative", name, [float(other[domain.name]) for domain in domains]))
    return listed


def scenario(
    base: IndexResult, *, change: Change, name: str, weights: Sequence[float], movers: int
) -> Scenario:
    """Rank the transformed domains of ``base`` again with other weights.

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=60)
    >>> work = Domain(name="work", values=[75, 80, 61], kind="good", weight=40)
    >>> index = compute_index(domains=[income, work])
    >>> scenario(index, change="without", name="income", weights=[0.0, 40], movers=1).movers
    (Move(area=0, first=1, second=2),)
    """
    changed = check_domains(
        [replace(domain, weight=weight) for domain, weight in zip(base.domains, weights, strict=True)]
    )
    ranks = score_and_rank(domains=changed, recipe=base.recipe, transformed=base.transformed).ranks
    return Scenario(
        change=change,
        name=name,
        weights=tuple(weights),
        ranks=ranks,
        spearman=spearman(base.ranks, ranks),
        movers=largest_moves(base.ranks, ranks, count=movers),
    )


def compare_methods(
    *,
    domains: Sequence[Domain],
    methods: Sequence[Method] = METHODS,
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = KAPPA,
    movers: int = 10,
) -> MethodComparison:
    """Make the index by several methods and compare each pair of rankings.

    Parameters
    ----------
    domains : sequence of Domain
        As for `compute_index`.
    methods : sequence of str
        Methods of `compute_index`, each once. The first must allow an index; the others are compared with it
        where they do.
    movers : int
        How many of the largest moves to name.
    rank_rule, kappa
        As for `compute_index`.

    Returns
    -------
    MethodComparison

    Raises
    ------
    ValueError
        If no index can be made by the first of the methods.

    Examples
    --------
    >>> income = Domain(name="income", values=[3, 1, 2], kind="score", weight=1)
    >>> found = compare_methods(domains=[income], methods=["exponential", "mean_rank"])
    >>> found.pairs["exponential", "mean_rank"]
    Comparison(spearman=1.0, kendall=1.0, movers=())
    """
    results: dict[Method, IndexResult] = {}
    unavailable: dict[Method, str] = {}
    for method in methods:
        try:
            results[method] = compute_index(domains=domains, method=method, rank_rule=rank_rule, kappa=kappa)
        except ValueError as reason:
            if not results:
                raise
            unavailable[method] = str(reason)
    names = list(results)
    pairs = {
        (first, second): compare_ranks(results[first].ranks, results[second].ranks, movers=movers)
        for place, first in enumerate(names)
        for second in names[place + 1 :]
    }
    return MethodComparison(results=results, unavailable=unavailable, pairs=pairs)


def ranks_with_weights(*, result: IndexResult, weights: Mapping[str, float]) -> Integers:
    """Rank the areas of an index again with other weights, for a reader who moves one.

    Parameters
    ----------
    result : IndexResult
        The index, whose levels, method and rule for ties stay.
    weights : mapping of str to float
        A weight above 0 for each domain by its name.

    Returns
    -------
    ndarray of int, shape (n,)
        Rank 1 is the most deprived.

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=60)
    >>> work = Domain(name="work", values=[75, 80, 61], kind="good", weight=40)
    >>> index = compute_index(domains=[income, work])
    >>> ranks_with_weights(result=index, weights={"income": 1, "work": 9}).tolist()
    [2, 3, 1]
    """
    ((change, name, ordered),) = changes_of_alternatives(result.domains, {"other weights": weights})
    return scenario(result, change=change, name=name, weights=ordered, movers=0).ranks
