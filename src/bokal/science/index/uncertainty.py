"""How far a rank would move if the uncertainty were played out: draws of noise and of weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bokal.science.index.compute import Domain, Method, RankRule, add_up, check_domains, transform
from bokal.science.index.ranks import Floats, Ranks, rank_from_highest

BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Noise:
    """Uncertainty of one domain's values; give one of the three.

    Attributes
    ----------
    se : ndarray of shape (n,) or None
        Standard error of each value, in its own unit.
    numerator, denominator : ndarray of shape (n,) or None
        Counts behind a rate; the rate is drawn on the logit scale.
    rounding : float or None
        Step the values are published in; the true value lies evenly within half a step.
    """

    se: Floats | None = None
    numerator: Floats | None = None
    denominator: Floats | None = None
    rounding: float | None = None


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Where each rank would lie.

    Attributes
    ----------
    low, high : ndarray of int of shape (n,)
        Ends of the interval; the published rank lies within.
    draws : int
        How many times the ranks were drawn.
    level : float
        Share of the draws the interval holds.
    """

    low: Ranks
    high: Ranks
    draws: int
    level: float


def logit_noise(*, numerator: Floats, denominator: Floats) -> tuple[Floats, Floats]:
    """Return the logit of each rate and its standard error, with half a case added to each side.

    References
    ----------
    Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies.
    Annals of Human Genetics 20, 309–311.
    """
    if (numerator < 0).any() or (denominator <= 0).any() or (numerator > denominator).any():
        raise ValueError(
            "A numerator must lie between zero and its denominator, and a denominator above zero."
        )
    yes, no = numerator + 0.5, denominator - numerator + 0.5
    return np.log(yes / no), np.sqrt(1.0 / yes + 1.0 / no)


def draw_values(domain: Domain, noise: Noise, generator: np.random.Generator) -> Floats:
    """Draw the values of one domain once, within their uncertainty.

    A rate drawn on the logit scale is moved by the difference of the drawn and the observed rate, in the
    unit of the values: per cent when they exceed one, shares otherwise.
    """
    if noise.se is not None:
        return domain.values + generator.normal(size=domain.values.size) * noise.se
    if noise.numerator is not None and noise.denominator is not None:
        center, spread = logit_noise(numerator=noise.numerator, denominator=noise.denominator)
        drawn = 1.0 / (1.0 + np.exp(-(center + generator.normal(size=center.size) * spread)))
        unit = 100.0 if float(np.abs(domain.values).max()) > 1.0 else 1.0
        return domain.values + (drawn - noise.numerator / noise.denominator) * unit
    if noise.rounding is not None:
        return domain.values + generator.uniform(-0.5, 0.5, size=domain.values.size) * noise.rounding
    return domain.values


def draw_weights(weights: Floats, *, concentration: float, generator: np.random.Generator) -> Floats:
    """Draw weights around the given ones, with the same sum; a weight of zero stays zero.

    The shares follow a Dirichlet distribution. With concentration c and share p a drawn share has the
    standard deviation sqrt(p (1 − p) / (c + 1)).
    """
    drawn = np.zeros_like(weights)
    used = weights > 0
    total = float(weights.sum())
    drawn[used] = generator.dirichlet(concentration * weights[used] / total) * total
    return drawn


def interval_of(draws: Ranks, ranks: Ranks, level: float) -> tuple[Ranks, Ranks]:
    """Return the ends that hold ``level`` of the draws of each area, block by block to spare memory."""
    low, high = np.empty_like(ranks), np.empty_like(ranks)
    count = draws.shape[0]
    cut = int(np.floor(count * (1 - level) / 2))
    for start in range(0, ranks.size, BLOCK):
        block = np.sort(draws[:, start : start + BLOCK], axis=0)
        low[start : start + BLOCK] = block[cut]
        high[start : start + BLOCK] = block[count - 1 - cut]
    return np.minimum(low, ranks), np.maximum(high, ranks)


def rank_intervals(
    *,
    domains: Sequence[Domain],
    generator: np.random.Generator,
    noise: Mapping[str, Noise] | None = None,
    concentration: float | None = None,
    draws: int = 1000,
    level: float = 0.95,
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = 23.0,
) -> RankIntervals:
    """Draw the whole index again and again, and see where each rank falls.

    Parameters
    ----------
    domains : sequence of Domain
        As for ``compute_index``.
    generator : numpy.random.Generator
        The only source of chance; the same state gives the same intervals.
    noise : mapping of domain name to Noise, optional
        Uncertainty of the values; a domain that is not named is taken as exact.
    concentration : float, optional
        How closely drawn weights follow the given ones (Dirichlet); None leaves them as they are.
    draws : int
        At least 20.
    level : float
        Share of draws an interval holds, between 0 and 1.

    Returns
    -------
    RankIntervals

    Raises
    ------
    ValueError
        When there is nothing to draw, or a number is impossible.

    References
    ----------
    Goldstein, H. & Spiegelhalter, D. J. (1996). League tables and their limitations. Journal of the Royal
    Statistical Society A 159(3), 385–443. Saisana, M., Saltelli, A. & Tarantola, S. (2005). Uncertainty and
    sensitivity analysis techniques for composite indicators. Same journal, 168(2), 307–323.

    Examples
    --------
    >>> level = Domain(name="low income", values=np.array([40.0, 39.0, 10.0]), kind="score", weight=1)
    >>> found = rank_intervals(domains=[level], generator=np.random.default_rng(1),
    ...                        noise={"low income": Noise(se=np.array([2.0, 2.0, 2.0]))}, draws=200)
    >>> found.low.tolist(), found.high.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    check_domains(domains)
    noise = dict(noise or {})
    refuse_what_cannot_be_drawn(domains, noise, concentration, draws, level)
    fixed = [transform(domain, method=method, rank_rule=rank_rule, kappa=kappa) for domain in domains]
    weights = np.array([domain.weight for domain in domains], dtype=np.float64)
    size = domains[0].values.size
    found = np.empty((draws, size), dtype=np.uint16 if size < 2**16 else np.int32)
    for row in range(draws):
        columns = list(fixed)
        for place, domain in enumerate(domains):
            if domain.name in noise:
                drawn = replace(domain, values=draw_values(domain, noise[domain.name], generator))
                columns[place] = transform(drawn, method=method, rank_rule=rank_rule, kappa=kappa)
        drawn_weights = weights
        if concentration is not None:
            drawn_weights = draw_weights(weights, concentration=concentration, generator=generator)
        scores = add_up(transformed=np.column_stack(columns), weights=drawn_weights, method=method)
        found[row] = rank_from_highest(scores)
    published = rank_from_highest(add_up(transformed=np.column_stack(fixed), weights=weights, method=method))
    low, high = interval_of(found, published, level)
    return RankIntervals(low=low, high=high, draws=draws, level=level)


def refuse_what_cannot_be_drawn(
    domains: Sequence[Domain],
    noise: Mapping[str, Noise],
    concentration: float | None,
    draws: int,
    level: float,
) -> None:
    """Refuse impossible numbers of draws, and noise on published ranks or unknown domains."""
    known = {domain.name: domain for domain in domains}
    for name, given in noise.items():
        if name not in known:
            raise ValueError(f"There is noise for “{name}”, which is no domain. Name one of the domains.")
        if known[name].kind == "rank":
            raise ValueError(
                f"The domain “{name}” holds ranks, which have no standard error. Give its values."
            )
        if given.se is not None and (not np.isfinite(given.se).all() or (given.se < 0).any()):
            raise ValueError(f"The standard errors of “{name}” must be numbers that are zero or more.")
    if not noise and concentration is None:
        raise ValueError(
            "There is nothing to draw. Give standard errors, counts, or a concentration of weights."
        )
    if concentration is not None and not concentration > 0:
        raise ValueError(f"The concentration is {concentration}. Give a number above zero; 100 is usual.")
    if draws < 20:
        raise ValueError(f"{draws} draws are too few for an interval. Draw at least 20 times.")
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}. Give a share between 0 and 1, such as 0.95.")
