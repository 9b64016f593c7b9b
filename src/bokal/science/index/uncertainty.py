"""How far a rank would move if the uncertainty were played out: draws of noise and of weights."""

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bokal.science.index.checks import check_domains, check_noise
from bokal.science.index.compute import compute_index, contributions_of, tie_tolerance, transform
from bokal.science.index.model import KAPPA, Domain, Floats, Integers, Method, Noise, RankRule, Recipe
from bokal.science.index.ranks import lowest_ranks

CONCENTRATION = 100.0
LEAST_DRAWS = 20
AREAS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True, eq=False)
class RankIntervals:
    """Where the rank of each area would lie.

    Attributes
    ----------
    low, high : ndarray of int, shape (n,)
        Ends of the interval, widened where needed to hold the computed rank.
    median : ndarray of int, shape (n,)
        The middle draw; the lower of the two middle ones when draws are even.
    draws : int
        How often the ranks were drawn.
    level : float
        Share of the draws inside the interval, at least.
    lowest : int or None
        The number of areas asked about with ``lowest``.
    share_among_lowest : ndarray of float, shape (n,), or None
        In what share of the draws the area was among the ``lowest`` most deprived.
    """

    low: Integers
    high: Integers
    median: Integers
    draws: int
    level: float
    lowest: int | None
    share_among_lowest: Floats | None


def generator_from(*, seed: int, stream: int = 0) -> np.random.Generator:
    """Return a generator for one purpose; streams of the same seed do not touch each other.

    Parameters
    ----------
    seed : int
        0 or more; the same seed gives the same draws.
    stream : int
        The number of the purpose, 0 or more.

    Returns
    -------
    numpy.random.Generator
        PCG64, seeded with both numbers.

    Examples
    --------
    >>> one, other = generator_from(seed=1), generator_from(seed=1, stream=1)
    >>> one.random() == other.random()
    False
    """
    return np.random.default_rng([seed, stream])


def rank_intervals(
    *,
    domains: Sequence[Domain],
    generator: np.random.Generator,
    ids: Sequence[str] | None = None,
    noise: Mapping[str, Noise] | None = None,
    concentration: float | None = None,
    draws: int = 1000,
    level: float = 0.95,
    lowest: int | None = None,
    method: Method = "exponential",
    rank_rule: RankRule = "(N-r+1)/N",
    kappa: float = KAPPA,
) -> RankIntervals:
    """Draw the whole index again and again, and see where each rank falls.

    Noise and weights are drawn together when both are given; call twice to see them apart. Values are normal
    around the given value (``se``), normal on the logit scale (counts), or even within half a step
    (``rounding``). Shares of weight follow a Dirichlet distribution around the given ones.

    Parameters
    ----------
    domains : sequence of Domain
        As for `compute_index`.
    generator : numpy.random.Generator
        The only source of chance; the same state gives the same intervals. Each domain draws from a stream
        of its own that follows from its name, so the order of the domains plays no part.
    ids : sequence of str, length n, optional
        What the areas are called, each once. With them, values are drawn in the order of the names, so the
        order of the areas plays no part either.
    noise : mapping of domain name to Noise, optional
        A domain without an entry is taken as exact.
    concentration : float, optional
        How closely drawn weights follow the given ones. A share p of the weight gets the standard deviation
        sqrt(p (1 − p) / (concentration + 1)); 100 is usual. None leaves the weights as they are.
    draws : int
        At least 20.
    level : float
        Share of the draws inside an interval, above 0 and below 1.
    lowest : int, optional
        Also count how often an area is among so many most deprived.
    method, rank_rule, kappa
        As for `compute_index`.

    Returns
    -------
    RankIntervals

    Raises
    ------
    ValueError
        If there is nothing to draw, a number is impossible, or counts do not fit the values they stand for.

    References
    ----------
    Goldstein, H., Spiegelhalter, D. J. (1996). League tables and their limitations. *Journal of the Royal
    Statistical Society A* 159(3), 385–443. Saisana, M., Saltelli, A., Tarantola, S. (2005). Uncertainty and
    sensitivity analysis techniques for composite indicators. *Ibid.* 168(2), 307–323.

    Examples
    --------
    >>> income = Domain(name="low income", values=[40, 39, 10], kind="score", weight=1)
    >>> found = rank_intervals(domains=[income], generator=np.random.default_rng(1),
    ...                        noise={"low income": Noise(se=[2, 2, 2])}, draws=200)
    >>> found.low.tolist(), found.high.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    given = check_domains(domains)
    recipe = Recipe(method=method, rank_rule=rank_rule, kappa=kappa)
    noisy = dict(noise or {})
    check_request(given, noise=noisy, concentration=concentration, draws=draws, level=level, lowest=lowest)
    published = compute_index(domains=given, method=method, rank_rule=rank_rule, kappa=kappa)
    areas = published.ranks.size
    drawn = np.empty((draws, areas), dtype=np.uint16 if areas < 2**16 else np.int32)
    order = sorted(range(len(given)), key=lambda column: given[column].name)
    scores = draw_scores(
        tuple(given[column] for column in order),
        published.transformed[:, order],
        recipe=recipe,
        noise=noisy,
        concentration=concentration,
        streams=Streams(seed=int(generator.integers(2**63)), places=places_of(ids, areas=areas)),
    )
    for row, (burden, tolerance) in zip(drawn, scores, strict=False):
        row[:] = lowest_ranks(burden, tolerance=tolerance)
    low, median, high = interval_of(drawn, level=level)
    return RankIntervals(
        low=np.minimum(low, published.ranks),
        high=np.maximum(high, published.ranks),
        median=median,
        draws=draws,
        level=level,
        lowest=lowest,
        share_among_lowest=None if lowest is None else (drawn <= lowest).sum(axis=0) / draws,
    )


def draw_scores(
    domains: tuple[Domain, ...],
    exact: Floats,
    *,
    recipe: Recipe,
    noise: Mapping[str, Noise],
    concentration: float | None,
    streams: "Streams",
) -> Iterator[tuple[Floats, float]]:
    """Yield drawn scores without end, turned so that higher is worse, and how close scores are tied.

    Parameters
    ----------
    domains : tuple of Domain
        The domains as published.
    exact : ndarray of float, shape (n, domains)
        The transformed domains as published.
    streams : Streams
        Where chance comes from.
    """
    transformed = exact.copy(order="F")
    weights = np.array([domain.weight for domain in domains])
    drawers = {
        column: drawer_of(domain, noise[domain.name], stream=streams.of(domain.name))
        for column, domain in enumerate(domains)
        if domain.name in noise
    }
    of_weights = np.random.default_rng([streams.seed])
    used, turn = weights, 1.0 if recipe.higher_is_worse else -1.0
    while True:
        for column, draw in drawers.items():
            domain, values = domains[column], draw()
            burden = values if domain.kind == "score" else 0.0 - values
            transformed[:, column] = transform(burden, domain=domain, recipe=recipe)
        if concentration is not None:
            used = draw_weights(weights, concentration=concentration, generator=of_weights)
        contributions = contributions_of(transformed, weights=used, recipe=recipe)
        yield turn * added_up(contributions), tie_tolerance(contributions)


def added_up(contributions: Floats) -> Floats:
    """Sum the rows, one column after the other.

    Examples
    --------
    >>> added_up(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist()
    [3.0, 7.0]
    """
    total: Floats = contributions[:, 0].copy()
    for column in contributions.T[1:]:
        total += column
    return total


def places_of(ids: Sequence[str] | None, *, areas: int) -> npt.NDArray[np.intp]:
    """Return the place of each area in the order of their names, or in the order given.

    Examples
    --------
    >>> places_of(["north", "east", "south"], areas=3).tolist()
    [1, 0, 2]
    """
    if ids is None:
        return np.arange(areas)
    if len(set(ids)) != areas or len(ids) != areas:
        raise ValueError(f"There are {areas} areas. Give each a name of its own.")
    places = np.empty(areas, dtype=np.intp)
    places[sorted(range(areas), key=lambda row: ids[row])] = np.arange(areas)
    return places


@dataclass(frozen=True, slots=True, eq=False)
class Streams:
    """A stream of chance for each domain, by name, and the order in which areas take from it.

    Attributes
    ----------
    seed : int
        Of all streams.
    places : ndarray of int, shape (n,)
        Which number of a draw each area gets.
    """

    seed: int
    places: npt.NDArray[np.intp]

    def of(self, name: str) -> "Stream":
        """Return the stream of one domain."""
        digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
        return Stream(np.random.default_rng([self.seed, digest]), self.places)


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Draws for one domain, one number an area."""

    generator: np.random.Generator
    places: npt.NDArray[np.intp]

    def normal(self) -> Floats:
        """Draw standard normal numbers."""
        return self.generator.standard_normal(self.places.size)[self.places]

    def even(self, half: float) -> Floats:
        """Draw numbers evenly from minus to plus a half."""
        return self.generator.uniform(-half, half, size=self.places.size)[self.places]


def drawer_of(domain: Domain, noise: Noise, *, stream: Stream) -> Callable[[], Floats]:
    """Return a function that draws the values of one domain once.

    Examples
    --------
    >>> income = Domain(name="income", values=[40, 10], kind="score", weight=1)
    >>> stream = Stream(np.random.default_rng(1), np.arange(2))
    >>> drawer_of(income, Noise(se=[0, 0]), stream=stream)().tolist()
    [40.0, 10.0]
    """
    if noise.rounding is not None:
        half = noise.rounding / 2
        return lambda: domain.values + stream.even(half)
    if noise.numerator is not None and noise.denominator is not None:
        center, spread = logit_noise(numerator=noise.numerator, denominator=noise.denominator)
        return lambda: 1.0 / (1.0 + np.exp(-center - spread * stream.normal()))
    se = noise.se if noise.se is not None else np.zeros(domain.values.size)
    return lambda: domain.values + se * stream.normal()


def logit_noise(*, numerator: Floats, denominator: Floats) -> tuple[Floats, Floats]:
    """Return the logit of each share and its standard error, half a case added on both sides.

    The half keeps shares of none and all finite.

    References
    ----------
    Haldane, J. B. S. (1956). The estimation and significance of the logarithm of a ratio of frequencies.
    *Annals of Human Genetics* 20, 309–311.

    Examples
    --------
    >>> center, spread = logit_noise(numerator=np.array([5.0]), denominator=np.array([10.0]))
    >>> center.tolist(), spread.round(4).tolist()
    ([0.0], [0.603])
    """
    cases, rest = numerator + 0.5, denominator - numerator + 0.5
    return np.log(cases / rest), np.sqrt(1.0 / cases + 1.0 / rest)


def draw_weights(weights: Floats, *, concentration: float, generator: np.random.Generator) -> Floats:
    """Draw weights around the given ones, with the same sum. A weight of zero stays zero.

    Examples
    --------
    >>> drawn = draw_weights(np.array([3.0, 0.0, 1.0]), concentration=100, generator=np.random.default_rng(1))
    >>> float(drawn[1]), round(float(drawn.sum()), 12)
    (0.0, 4.0)
    """
    total = math.fsum(weights)
    drawn = np.zeros(weights.size)
    counts = weights > 0
    drawn[counts] = generator.dirichlet(concentration * weights[counts] / total) * total
    return drawn


def interval_of(
    drawn: npt.NDArray[np.uint16 | np.int32], *, level: float
) -> tuple[Integers, Integers, Integers]:
    """Return low end, middle and high end of each column, some areas at a time to spare memory.

    Parameters
    ----------
    drawn : ndarray of int, shape (draws, n)
        One row per draw.
    level : float
        Share of the draws to keep inside; the rest is cut off evenly, rounded towards keeping.

    Examples
    --------
    >>> draws = np.array([[1, 2], [1, 2], [2, 1], [1, 2]], dtype=np.int32)
    >>> [end.tolist() for end in interval_of(draws, level=0.5)]
    [[1, 2], [1, 2], [1, 2]]
    """
    draws, areas = drawn.shape
    cut = math.floor(round(draws * (1 - level) / 2, 9))
    ends = np.empty((3, areas), dtype=np.int64)
    for start in range(0, areas, AREAS_AT_ONCE):
        some = np.sort(drawn[:, start : start + AREAS_AT_ONCE].T, axis=1, kind="stable")
        ends[:, start : start + AREAS_AT_ONCE] = some[:, [cut, (draws - 1) // 2, draws - 1 - cut]].T
    return ends[0], ends[1], ends[2]


def check_request(
    domains: tuple[Domain, ...],
    *,
    noise: Mapping[str, Noise],
    concentration: float | None,
    draws: int,
    level: float,
    lowest: int | None,
) -> None:
    """Refuse what cannot be drawn.

    Examples
    --------
    >>> check_request((), noise={}, concentration=None, draws=100, level=0.9, lowest=None)
    Traceback (most recent call last):
    ValueError: There is nothing to draw. Give the noise of a domain, or a concentration for the weights.
    """
    if not noise and concentration is None:
        raise ValueError(
            "There is nothing to draw. Give the noise of a domain, or a concentration for the weights."
        )
    known = {domain.name: domain for domain in domains}
    for name, given in noise.items():
        if name not in known:
            raise ValueError(f"There is noise for “{name}”, which is no domain. Name one of the domains.")
        check_noise(known[name], given)
    if concentration is not None and not (math.isfinite(concentration) and 1 <= concentration <= 1e9):
        raise ValueError(f"The concentration is {concentration}. Give a number of 1 or more; 100 is usual.")
    if draws < LEAST_DRAWS:
        raise ValueError(f"{draws} draws are too few for an interval. Draw at least {LEAST_DRAWS} times.")
    if not 0 < level < 1:
        raise ValueError(f"The level is {level}. Give a share between 0 and 1, such as 0.95.")
    if lowest is not None and not 1 <= lowest <= domains[0].values.size:
        raise ValueError(f"Among the {lowest} lowest of {domains[0].values.size} areas there is no share.")
