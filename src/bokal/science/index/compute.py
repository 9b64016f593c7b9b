"""One index of several domains: exponential, mean of ranks, or standard scores."""

import math
from collections.abc import Sequence

import numpy as np

from bokal.science.index.checks import check_domains
from bokal.science.index.model import KAPPA, Domain, Floats, IndexResult, Method, RankRule, Recipe
from bokal.science.index.ranks import (
    TIE_TOLERANCE,
    groups_of_ties,
    lowest_ranks,
    mean_ranks,
    ranks_in_order,
    starts_of_groups,
    tenths,
)


def compute_index(
    *,
    domains: Sequence[Domain],
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = KAPPA,
) -> IndexResult:
    r"""Combine domains into one score per area and rank the areas, 1 for the most deprived.

    ``exponential`` is the method of the English, Welsh and Scottish indices: a domain's rank r of N areas
    becomes R by the rank rule, then X = −κ ln(1 − R (1 − exp(−100/κ))), from 0 to 100, and the score is the
    sum of weight times X. ``mean_rank`` is the method of Malmö's Välfärdsindex: the best area of a domain
    gets N, and the score is the weighted mean, so that the *lowest* score ranks 1. ``zscore`` adds weight
    times the number of standard deviations above the mean, for comparison.

    Weights are literal for ``exponential`` and ``zscore``. A mean is divided by the sum of the weights.

    Within a domain, equal values share the lowest rank (``exponential``) or the mean of their ranks
    (``mean_rank``, for given ranks too). Two neighbours in the final order are tied when their scores differ
    by at most 10⁻¹² of the largest sum of absolute contributions: such a difference is rounding, not welfare.
    Scores, and the means and variances behind standard scores, are summed exactly and rounded once, so the
    order of domains and areas plays no part. A domain with weight zero plays none either.

    Parameters
    ----------
    domains : sequence of Domain
        At least one, all with as many values as there are areas.
    method : {"exponential", "mean_rank", "zscore"}
        How domains become one score.
    rank_rule : {"(N-r+1)/N", "(N-r)/N"}
        Only for ``exponential``.
    kappa : float
        Only for ``exponential``; at 23 the most deprived tenth spans half of the scale.

    Returns
    -------
    IndexResult
        Scores, ranks, tenths, contributions and ties.

    Raises
    ------
    ValueError
        If the domains, a value, a weight or a parameter allows no index; the sentence names the place
        and the remedy.

    References
    ----------
    Noble, M., Wright, G., Smith, G., Dibben, C. (2006). Measuring multiple deprivation at the small-area
    level. *Environment and Planning A* 38(1), 169–185. Malmö stad, *Välfärdsredovisning* 2010–2012 (mean of
    ranks).

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=60)
    >>> work = Domain(name="work", values=[61, 80, 75], kind="good", weight=40)
    >>> index = compute_index(domains=[income, work])
    >>> index.ranks.tolist()
    [1, 3, 2]
    >>> compute_index(domains=[income, work], method="mean_rank").scores.tolist()
    [1.0, 3.0, 2.0]
    """
    recipe = Recipe(method=method, rank_rule=rank_rule, kappa=kappa)
    given = check_domains(domains)
    transformed = np.column_stack(
        [transform(domain.burden, domain=domain, recipe=recipe) for domain in given]
    )
    return score_and_rank(domains=given, recipe=recipe, transformed=transformed)


def score_and_rank(*, domains: tuple[Domain, ...], recipe: Recipe, transformed: Floats) -> IndexResult:
    """Add up transformed domains and rank the sums.

    Examples
    --------
    >>> domain = Domain(name="income", values=[1, 2], kind="score", weight=2)
    >>> parts = np.array([[3.0], [4.0]])
    >>> score_and_rank(domains=(domain,), recipe=Recipe(), transformed=parts).scores.tolist()
    [6.0, 8.0]
    """
    weights = np.array([domain.weight for domain in domains])
    contributions = contributions_of(transformed, weights=weights, recipe=recipe)
    scores = np.array([math.fsum(row) for row in contributions.tolist()])
    if not np.isfinite(scores).all():
        raise ValueError("A score is not finite. Give values and weights of a usual size.")
    order = np.argsort(-scores if recipe.higher_is_worse else scores, kind="stable")
    starts = starts_of_groups(scores[order], tolerance=tie_tolerance(contributions))
    scores[order] = scores[order][np.maximum.accumulate(np.where(starts, np.arange(order.size), 0))]
    ranks = ranks_in_order(order, starts)
    return IndexResult(
        domains=domains,
        recipe=recipe,
        scores=scores,
        ranks=ranks,
        deciles=tenths(ranks),
        transformed=transformed,
        contributions=contributions,
        ties=groups_of_ties(order, starts),
    )


def tie_tolerance(contributions: Floats) -> float:
    """Return how little two scores may differ and still be tied.

    Examples
    --------
    >>> tie_tolerance(np.array([[3.0, -1.0], [1.0, 1.0]]))
    4e-12
    """
    return TIE_TOLERANCE * float(np.abs(contributions).sum(axis=1).max())


def contributions_of(transformed: Floats, *, weights: Floats, recipe: Recipe) -> Floats:
    """Weigh transformed domains; a row of the answer sums to the score of the area.

    Examples
    --------
    >>> parts = np.array([[3.0, 1.0]])
    >>> contributions_of(parts, weights=np.array([1.0, 3.0]), recipe=Recipe(method="mean_rank")).tolist()
    [[0.75, 0.75]]
    >>> contributions_of(parts, weights=np.array([1.0, 3.0]), recipe=Recipe(method="zscore")).tolist()
    [[3.0, 3.0]]
    """
    weighted: Floats = transformed * weights
    return weighted / math.fsum(weights) if recipe.method == "mean_rank" else weighted


def transform(burden: Floats, *, domain: Domain, recipe: Recipe) -> Floats:
    """Bring one domain on the scale that is added up.

    Parameters
    ----------
    burden : ndarray of float, shape (n,)
        The domain's values or one draw of them, turned so that higher is worse.
    domain : Domain
        For its kind and its name; its own values are not read.
    recipe : Recipe
        The method and its constants.

    Returns
    -------
    ndarray of float, shape (n,)
        0 to 100 for ``exponential``, 1 to n for ``mean_rank``, standard deviations for ``zscore``.

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10, 25], kind="score", weight=1)
    >>> transform(income.burden, domain=income, recipe=Recipe(method="mean_rank")).tolist()
    [1.0, 3.0, 2.0]
    """
    if recipe.method == "zscore":
        constant = domain.weight == 0 and burden.min() == burden.max()
        return np.zeros(burden.size) if constant else standardise(burden, name=domain.name)
    if recipe.method == "mean_rank":
        return mean_ranks(burden)
    ranks = -burden if domain.kind == "rank" else lowest_ranks(burden).astype(np.float64)
    return exponential(ranks=ranks, rank_rule=recipe.rank_rule, kappa=recipe.kappa)


def exponential(*, ranks: Floats, rank_rule: RankRule = "(N-r+1)/N", kappa: float = KAPPA) -> Floats:
    """Stretch ranks so that being among the most deprived counts most and cannot be cancelled out.

    The argument of the logarithm is 1 − R + R exp(−100/κ). Where it is small, it is added up from these two
    parts: a low κ makes the difference 1 − R (1 − …) vanish for the most deprived area. Near 1 it is written
    as a difference, which keeps the digits of a high κ. R = 1 gives exactly 100.

    Parameters
    ----------
    ranks : ndarray of float, shape (n,)
        1 is most deprived.
    rank_rule : {"(N-r+1)/N", "(N-r)/N"}
        How a rank becomes a share R.
    kappa : float
        The constant κ of X = −κ ln(1 − R (1 − exp(−100/κ))), from 1 to a million.

    Returns
    -------
    ndarray of float, shape (n,)
        From 0 to 100.

    Examples
    --------
    >>> exponential(ranks=np.array([1.0, 2.0])).round(4).tolist()
    [100.0, 15.6468]
    >>> exponential(ranks=np.array([1.0, 2.0]), kappa=1).round(4).tolist()
    [100.0, 0.6931]
    >>> exponential(ranks=np.array([1.0, 2.0]), rank_rule="(N-r)/N").round(4).tolist()
    [15.6468, 0.0]
    """
    ahead = ranks - (1.0 if rank_rule == "(N-r+1)/N" else 0.0)
    rest, shares = ahead / ranks.size, (ranks.size - ahead) / ranks.size
    kept = rest + shares * math.exp(-100.0 / kappa)
    logs = np.log1p(shares * math.expm1(-100.0 / kappa), out=np.zeros(ranks.size), where=kept > 0.5)
    np.log(kept, out=logs, where=kept <= 0.5)
    return np.where(rest > 0, -kappa * logs + 0.0, 100.0)


def standardise(burden: Floats, *, name: str) -> Floats:
    """Return how many standard deviations (of all areas) each value lies above the mean.

    Examples
    --------
    >>> standardise(np.array([1.0, 3.0]), name="income").round(9).tolist()
    [-1.0, 1.0]
    """
    # A power of two scales without rounding, and the lowest value is taken off before anything is squared.
    _, exponent = np.frexp(np.abs(burden).max())
    scaled = np.ldexp(burden, -int(exponent))
    apart = scaled - scaled.min()
    if float(apart.max()) <= 4 * np.finfo(np.float64).eps:
        raise ValueError(
            f"The domain “{name}” is the same in every area, so it has no standard score. "
            "Leave it out, or choose another method."
        )
    apart -= math.fsum(apart.tolist()) / apart.size
    spread = math.sqrt(math.fsum((apart**2).tolist()) / apart.size)
    standard: Floats = apart / spread
    return standard
