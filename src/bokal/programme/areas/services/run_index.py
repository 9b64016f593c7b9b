"""Make an index run: gather the figures, compute, and keep the whole answer for good."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bokal import __version__
from bokal.programme.accounts.models import Account
from bokal.programme.areas.calculations import DomainInput, RunAnswer, compute_answer
from bokal.programme.areas.enums import WITHOUT_VALUE, Direction, Method, Unit
from bokal.programme.areas.errors import (
    DirectionMissing,
    DomainsMissing,
    RunExists,
    ValuesMissing,
    WeightsImpossible,
)
from bokal.programme.areas.models import Area, Definition, Geography, IndexResult, IndexRun, Observation
from bokal.programme.history.services import record

DRAWS = 1000
SEED = 20101
CONCENTRATION = 100.0
KAPPA = 23.0
KIND_OF = {Direction.HIGHER_IS_WORSE: "score", Direction.HIGHER_IS_BETTER: "good"}


@dataclass(frozen=True, slots=True)
class DomainChoice:
    """One indicator of a run: which definition, how much it counts, and which way it points."""

    definition: int
    weight: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What a run is to be made of."""

    slug: str
    title: Mapping[str, str]
    geography: str
    year: int
    domains: Sequence[DomainChoice]
    method: str = Method.EXPONENTIAL
    rank_rule: str = "(N-r+1)/N"
    kappa: float = KAPPA
    draws: int = DRAWS
    seed: int = SEED
    concentration: float = CONCENTRATION
    left_out: Sequence[str] = ()


def parameters_of(spec: RunSpec) -> dict[str, Any]:
    """Return the stored form of a spec, with each domain named by indicator and version."""
    if not spec.domains:
        raise DomainsMissing
    weights = [choice.weight for choice in spec.domains]
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not sum(weights):
        raise WeightsImpossible
    found = Definition.objects.select_related("indicator").in_bulk([item.definition for item in spec.domains])
    return {
        "method": str(spec.method),
        "rank_rule": spec.rank_rule,
        "kappa": float(spec.kappa),
        "draws": int(spec.draws),
        "seed": int(spec.seed),
        "concentration": float(spec.concentration),
        "left_out": sorted(spec.left_out),
        "domains": [domain_of(choice, found[choice.definition]) for choice in spec.domains],
    }


def domain_of(choice: DomainChoice, definition: Definition) -> dict[str, Any]:
    """Return the stored form of one domain; a neutral indicator must be told which way it points."""
    kind = choice.kind or KIND_OF.get(Direction(definition.indicator.direction), "")
    if not kind:
        raise DirectionMissing(str(definition))
    return {
        "definition": definition.pk,
        "code": definition.indicator.code,
        "version": definition.version,
        "kind": kind,
        "weight": float(choice.weight),
    }


def areas_of(geography: str, left_out: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return the areas of a run in order of code: code, name, and the name of the larger area."""
    areas = Area.objects.filter(geography__code=geography).exclude(code__in=list(left_out))
    rows = areas.order_by("code").values_list("code", "name", "parent__name")
    return [(code, name, parent or "") for code, name, parent in rows]


type Figures = dict[str, tuple[float, float | None, float | None]]


def figures_of(keys: Sequence[int], *, geography: str, year: int) -> dict[int, Figures]:
    """Return value, numerator and denominator of each area, by definition; one query for all of them."""
    rows = (
        Observation.objects.filter(area__geography__code=geography, year=year, definition__in=keys)
        .exclude(status__in=WITHOUT_VALUE)
        .order_by("area__code")
        .values_list("definition", "area__code", "value", "numerator", "denominator")
    )
    found: dict[int, Figures] = {key: {} for key in keys}
    for key, code, value, numerator, denominator in rows:
        if value is not None:
            found[key][code] = (value, numerator, denominator)
    return found


def input_of(
    domain: Mapping[str, Any], areas: Sequence[tuple[str, str, str]], found: Figures, unit: str
) -> DomainInput:
    """Put one domain's figures in the order of the areas; refuse when one is missing."""
    missing = [name for code, name, _group in areas if code not in found]
    if missing:
        raise ValuesMissing(f"{domain['code']} v{domain['version']}", missing)
    values, numerators, denominators = zip(*(found[code] for code, _name, _group in areas), strict=True)
    return DomainInput(
        code=f"{domain['code']}/{domain['version']}",
        values=values,
        numerators=numerators,
        denominators=denominators,
        kind=domain["kind"],
        weight=domain["weight"],
        rounding=rounding_of(unit, values),
    )


def rounding_of(unit: str, values: Sequence[float]) -> float:
    """Return the step a source rounds to: figures in per cent that are all whole are rounded to one."""
    return 1.0 if unit == Unit.PERCENT and all(value == int(value) for value in values) else 0.0


def gather_inputs(
    parameters: Mapping[str, Any], *, geography: str, year: int
) -> tuple[list[tuple[str, str, str]], list[DomainInput]]:
    """Return the areas and the figures of a run, as they are stored right now; three queries."""
    areas = areas_of(geography, parameters["left_out"])
    if not areas:
        raise DomainsMissing
    domains = parameters["domains"]
    keys = [domain["definition"] for domain in domains]
    units = dict(Definition.objects.filter(pk__in=keys).order_by().values_list("pk", "indicator__unit"))
    found = figures_of(keys, geography=geography, year=year)
    return areas, [
        input_of(domain, areas, found[domain["definition"]], units[domain["definition"]])
        for domain in domains
    ]


def compute_run(parameters: Mapping[str, Any], *, geography: str, year: int) -> RunAnswer:
    """Compute an index from the stored figures, without keeping anything."""
    areas, inputs = gather_inputs(parameters, geography=geography, year=year)
    return compute_answer(areas=areas, inputs=inputs, parameters=parameters)


def answer_run(run: IndexRun) -> RunAnswer:
    """Compute a stored run again from the figures as they are now."""
    return compute_run(run.parameters, geography=run.geography.code, year=run.year)


def run_index(*, spec: RunSpec, actor: Account | None) -> IndexRun:
    """Compute an index and keep it; the same spec on the same figures gives the run that is already there.

    Computing takes a second or more, so it is done before the short transaction that keeps the answer.
    """
    parameters = parameters_of(spec)
    answer = compute_run(parameters, geography=spec.geography, year=spec.year)
    return keep_run(spec=spec, parameters=parameters, answer=answer, actor=actor)


@transaction.atomic
def keep_run(
    *, spec: RunSpec, parameters: dict[str, Any], answer: RunAnswer, actor: Account | None
) -> IndexRun:
    """Store a run with all its results, once."""
    geography = Geography.objects.select_for_update().get(code=spec.geography)
    known = IndexRun.objects.filter(slug=spec.slug).first()
    if known is not None:
        if known.input_sha256 == answer.input_sha256 and known.parameters == parameters:
            return known
        raise RunExists
    run = IndexRun.objects.create(
        slug=spec.slug,
        title=dict(spec.title),
        geography=geography,
        year=spec.year,
        method=spec.method,
        parameters=parameters,
        input_sha256=answer.input_sha256,
        bokal_version=__version__,
        summary=answer.summary,
        computed_by=actor,
    )
    keys = dict(Area.objects.filter(geography=geography).order_by().values_list("code", "pk"))
    IndexResult.objects.bulk_create(
        IndexResult(
            run=run,
            area_id=keys[place.code],
            score=place.score,
            rank=place.rank,
            rank_low=place.rank_low,
            rank_high=place.rank_high,
            decile=place.decile,
            contributions=dict(place.contributions),
        )
        for place in answer.places
    )
    record(actor=actor, verb="index.computed", subject=run, input_sha256=answer.input_sha256)
    return run
