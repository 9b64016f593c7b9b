"""The only door from areas to science: rows in, one function called, answer and fingerprint out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, cast

import numpy as np

from bokal.science.disclosure import THRESHOLD, small_counts, small_shares
from bokal.science.index import (
    KINDS,
    LEAST_KAPPA,
    METHODS,
    MOST_KAPPA,
    RANK_RULES,
    AreaRefused,
    Domain,
    IndexResult,
    MeanOfParts,
    Noise,
    RankIntervals,
    Scenario,
    chance_of_count,
    compare_methods,
    compare_ranks,
    compute_index,
    mean_of_parts,
    rank_intervals,
    ranks_with_weights,
    weight_sensitivity,
)
from bokal.science.index.model import Kind, Method, RankRule

__all__ = [
    "KINDS",
    "LEAST_KAPPA",
    "MOST_KAPPA",
    "RANK_RULES",
    "THRESHOLD",
    "AreaNames",
    "DomainInput",
    "ImpossibleInput",
    "MeanOfParts",
    "Place",
    "Prepared",
    "RunAnswer",
    "chance_of_count",
    "compute_answer",
    "fingerprint_of",
    "input_fingerprint",
    "mean_of_parts",
    "prepare",
    "rank_again",
    "small_counts",
    "small_shares",
]


type AreaNames = tuple[str, str, str]
type Prepared = IndexResult


class Settings(TypedDict):
    """How scores are made."""

    method: Method
    rank_rule: RankRule
    kappa: float


class ImpossibleInput(ValueError):
    """Science cannot compute with this; the sentence says why."""


@dataclass(frozen=True, slots=True)
class DomainInput:
    """One domain of a run as plain data; lists stand in the order of the areas.

    Attributes
    ----------
    code
        The indicator and the version of its definition, such as ``employed/3``.
    values, numerators, denominators, statuses
        One entry an area; counts are None where the source gives none.
    kind, weight
        As in the run's parameters.
    rounding
        The step the values are published in.
    """

    code: str
    values: Sequence[float]
    numerators: Sequence[float | None]
    denominators: Sequence[float | None]
    statuses: Sequence[str]
    kind: str
    weight: float
    rounding: float


@dataclass(frozen=True, slots=True)
class Place:
    """One area's place in an answer."""

    code: str
    name: str
    group: str
    score: float
    rank: int
    rank_low: int
    rank_high: int
    decile: int
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RunAnswer:
    """The whole answer of a run, lowest welfare first."""

    places: tuple[Place, ...]
    summary: dict[str, Any]
    input_sha256: str


def fingerprint_of(value: object) -> str:
    """Return the SHA-256 of plain data, the same on every machine and database."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def domains_of(inputs: Sequence[DomainInput]) -> list[Domain]:
    """Hand the inputs to science."""
    return [
        Domain(
            name=entry.code,
            values=np.asarray(entry.values, dtype=np.float64),
            kind=cast(Kind, entry.kind),
            weight=entry.weight,
        )
        for entry in inputs
    ]


def noise_of(inputs: Sequence[DomainInput]) -> dict[str, Noise]:
    """Choose the uncertainty of each domain: counts where there are any, else the rounding of the figures."""
    noise = {}
    for entry in inputs:
        counts = all(number is not None for number in (*entry.numerators, *entry.denominators))
        if counts and entry.numerators:
            noise[entry.code] = Noise(
                numerator=np.asarray(entry.numerators, dtype=np.float64),
                denominator=np.asarray(entry.denominators, dtype=np.float64),
            )
        elif entry.rounding > 0:
            noise[entry.code] = Noise(rounding=entry.rounding)
    return noise


def compute_answer(
    *, areas: Sequence[AreaNames], inputs: Sequence[DomainInput], parameters: Mapping[str, Any]
) -> RunAnswer:
    """Compute an index with intervals, sensitivity and the other methods beside it.

    Parameters
    ----------
    areas
        Code, name and the larger area's name, in the order of all lists of ``inputs``.
    inputs
        One entry a domain.
    parameters
        ``method``, ``rank_rule``, ``kappa``, ``draws``, ``seed`` and ``concentration``.

    Raises
    ------
    ImpossibleInput
        No index can be made of these figures or settings.
    """
    settings = settings_of(parameters)
    noise = noise_of(inputs)
    try:
        domains = domains_of(inputs)
        found = compute_index(domains=domains, **settings)
        intervals = rank_intervals(
            domains=domains,
            generator=np.random.default_rng(int(parameters["seed"])),
            ids=[code for code, _name, _group in areas],
            noise=noise,
            concentration=float(parameters["concentration"]),
            draws=int(parameters["draws"]),
            **settings,
        )
        summary = {
            "uncertainty": {entry.code: kind_of_noise(noise.get(entry.code)) for entry in inputs},
            "estimated": {entry.code: sum(s != "ok" for s in entry.statuses) for entry in inputs},
            "intervals": summary_of(intervals),
            "sensitivity": sensitivity_of(areas, domains, settings),
            "methods": methods_of(areas, domains, settings),
            "ties": [[areas[row][0] for row in group] for group in found.ties],
        }
    except AreaRefused as refused:
        code, name, _group = areas[refused.row]
        raise ImpossibleInput(refused.naming(f"{name} ({code})")) from refused
    except ValueError as impossible:
        raise ImpossibleInput(str(impossible)) from impossible
    places = places_of(areas, inputs, found, intervals)
    return RunAnswer(places, summary, input_fingerprint(areas, inputs, parameters))


def settings_of(parameters: Mapping[str, Any]) -> Settings:
    """Return the part of the parameters that says how scores are made."""
    return {
        "method": parameters["method"],
        "rank_rule": parameters["rank_rule"],
        "kappa": float(parameters["kappa"]),
    }


def places_of(
    areas: Sequence[AreaNames],
    inputs: Sequence[DomainInput],
    found: IndexResult,
    intervals: RankIntervals,
) -> tuple[Place, ...]:
    """Return the place of each area, lowest welfare first."""
    order = sorted(range(len(areas)), key=lambda row: (int(found.ranks[row]), areas[row][0]))
    return tuple(
        Place(
            code=areas[row][0],
            name=areas[row][1],
            group=areas[row][2],
            score=float(found.scores[row]),
            rank=int(found.ranks[row]),
            rank_low=int(intervals.low[row]),
            rank_high=int(intervals.high[row]),
            decile=int(found.deciles[row]),
            contributions={
                entry.code.partition("/")[0]: float(f"{found.contributions[row, column]:.12g}")
                for column, entry in enumerate(inputs)
            },
        )
        for row in order
    )


def kind_of_noise(noise: Noise | None) -> str:
    """Say what the uncertainty of a domain comes from, beside its weight: counts, rounding, or nothing."""
    if noise is None:
        return "none"
    return "rounding" if noise.rounding is not None else "counts"


def input_fingerprint(
    areas: Sequence[AreaNames], inputs: Sequence[DomainInput], parameters: Mapping[str, Any]
) -> str:
    """Take the fingerprint of everything an answer follows from."""
    plain = [
        [
            *(entry.code, entry.kind, entry.weight, entry.rounding),
            *(list(entry.values), list(entry.numerators), list(entry.denominators), list(entry.statuses)),
        ]
        for entry in inputs
    ]
    settings = {name: value for name, value in parameters.items() if name != "domains"}
    return fingerprint_of([[code for code, _name, _group in areas], plain, settings])


def summary_of(intervals: RankIntervals) -> dict[str, Any]:
    """Say how wide the intervals are."""
    widths = intervals.high - intervals.low
    return {
        "draws": intervals.draws,
        "level": intervals.level,
        "median_width": float(np.median(widths)),
        "widest": int(widths.max()),
    }


def movers_of(areas: Sequence[AreaNames], moved: Sequence[tuple[int, int, int]]) -> list[Any]:
    """Name the areas that move most."""
    return [
        {"code": areas[row][0], "name": areas[row][1], "from": first, "to": second}
        for row, first, second in moved
    ]


def sensitivity_of(areas: Sequence[AreaNames], domains: Sequence[Domain], settings: Settings) -> list[Any]:
    """Say what happens when a domain is left out or counts double."""
    found = weight_sensitivity(domains=domains, factor=2.0, movers=5, **settings)
    by_change = {(entry.change, entry.name): entry for entry in found.scenarios}

    def told(entry: Scenario) -> dict[str, Any]:
        return {"spearman": entry.spearman, "movers": movers_of(areas, entry.movers)}

    return [
        {
            "domain": domain.name.partition("/")[0],
            "without": told(by_change["without", domain.name]),
            "doubled": told(by_change["raised", domain.name]),
        }
        for domain in domains
        if ("without", domain.name) in by_change
    ]


def methods_of(areas: Sequence[AreaNames], domains: Sequence[Domain], settings: Settings) -> list[Any]:
    """Put the other methods beside the chosen one."""
    method, rule, kappa = settings["method"], settings["rank_rule"], settings["kappa"]
    ordered = [method, *(other for other in METHODS if other != method)]
    compared = compare_methods(domains=domains, methods=ordered, rank_rule=rule, kappa=kappa)
    results = compared.results
    found = {
        name: (result, compare_ranks(results[method].ranks, result.ranks, movers=5))
        for name, result in results.items()
    }
    return [
        {
            "method": name,
            "spearman": comparison.spearman,
            "kendall": comparison.kendall,
            "movers": movers_of(areas, comparison.movers),
            "ranks": {
                areas[row][0]: int(rank) for row, rank in enumerate(result.ranks) if len(areas) <= 1000
            },
        }
        for name, (result, comparison) in found.items()
    ] + [{"method": name, "unavailable": reason} for name, reason in compared.unavailable.items()]


def prepare(*, inputs: Sequence[DomainInput], parameters: Mapping[str, Any]) -> Prepared:
    """Bring the figures of a run on one scale, so that ranking with other weights is quick."""
    return compute_index(domains=domains_of(inputs), **settings_of(parameters))


def rank_again(*, prepared: Prepared, weights: Sequence[float]) -> list[int]:
    """Rank the areas with other weights, in the order of the domains; nothing is stored.

    Raises
    ------
    ImpossibleInput
        The weights are not one a domain, or none of them counts.
    """
    names = [domain.name for domain in prepared.domains]
    try:
        ranks = ranks_with_weights(result=prepared, weights=dict(zip(names, weights, strict=True)))
    except ValueError as impossible:
        raise ImpossibleInput(str(impossible)) from impossible
    return [int(rank) for rank in ranks]
