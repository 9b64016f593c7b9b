"""What an index run is to be made of, checked before a figure is read."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bokal.programme.areas.calculations import KINDS, LEAST_KAPPA, MOST_KAPPA, RANK_RULES
from bokal.programme.areas.enums import Direction, Method
from bokal.programme.areas.errors import (
    AreasUnknown,
    DefinitionsMixed,
    DirectionMissing,
    DomainsMissing,
    GeographyUnknown,
    IndicatorUnknown,
    LeftOutWithoutReason,
    SettingImpossible,
    WeightsImpossible,
    WeightZero,
)
from bokal.programme.areas.models import Area, Definition, Geography

DRAWS = 1000
MOST_DRAWS = 10_000
SEED = 20101
CONCENTRATION = 100.0
KAPPA = 23.0
KIND_OF = {Direction.HIGHER_IS_WORSE: "score", Direction.HIGHER_IS_BETTER: "good"}


@dataclass(frozen=True, slots=True)
class DomainChoice:
    """One indicator of a run: which definition, how much it counts, and which way it points.

    ``kind`` is ``score`` (higher is worse) or ``good`` (higher is better); without one, the indicator's own
    direction counts.
    """

    definition: int
    weight: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What a run is to be made of; ``left_out`` gives the reason for each area that is not ranked."""

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
    left_out: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for a job."""
        return asdict(self) | {"method": str(self.method)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "RunSpec":
        """Read what ``as_dict`` wrote."""
        return cls(**{**data, "domains": [DomainChoice(**entry) for entry in data["domains"]]})


def parameters_of(spec: RunSpec) -> dict[str, Any]:
    """Return the stored form of a spec, with each domain named by indicator and version.

    Raises
    ------
    RunRefused
        The exact kind says what is wrong, and what to do about it.
    """
    check_weights(spec)
    check_settings(spec)
    check_left_out(spec)
    keys = [choice.definition for choice in spec.domains]
    found = Definition.objects.select_related("indicator").in_bulk(keys)
    if unknown := [key for key in keys if key not in found]:
        raise IndicatorUnknown(unknown[0])
    codes = [found[key].indicator.code for key in keys]
    if twice := [code for code in codes if codes.count(code) > 1]:
        raise DefinitionsMixed(twice[0])
    if idle := [str(found[choice.definition]) for choice in spec.domains if choice.weight == 0]:
        raise WeightZero(idle[0])
    return {
        "method": str(spec.method),
        "rank_rule": spec.rank_rule,
        "kappa": float(spec.kappa),
        "draws": int(spec.draws),
        "seed": int(spec.seed),
        "concentration": float(spec.concentration),
        "left_out": {code: spec.left_out[code] for code in sorted(spec.left_out)},
        "domains": [domain_of(choice, found[choice.definition]) for choice in spec.domains],
    }


def check_weights(spec: RunSpec) -> None:
    """Refuse a run without an indicator that counts."""
    if not spec.domains:
        raise DomainsMissing
    weights = [choice.weight for choice in spec.domains]
    if not all(math.isfinite(weight) and weight >= 0 for weight in weights) or not any(weights):
        raise WeightsImpossible


def check_settings(spec: RunSpec) -> None:
    """Refuse settings that no method can work with."""
    possible = {
        "method": spec.method in Method.values,
        "rank_rule": spec.rank_rule in RANK_RULES,
        "kappa": LEAST_KAPPA <= spec.kappa <= MOST_KAPPA,
        "draws": 1 <= spec.draws <= MOST_DRAWS,
        "seed": spec.seed >= 0,
        "concentration": math.isfinite(spec.concentration) and spec.concentration > 0,
    }
    for name, fits in possible.items():
        if not fits:
            raise SettingImpossible(name, str(getattr(spec, name)))
    for choice in spec.domains:
        if choice.kind and choice.kind not in KINDS:
            raise SettingImpossible("kind", choice.kind)


def check_left_out(spec: RunSpec) -> None:
    """Refuse areas that are left out for no reason, or that are not there."""
    if not Geography.objects.filter(code=spec.geography).exists():
        raise GeographyUnknown(spec.geography)
    if not all(reason.strip() for reason in spec.left_out.values()):
        raise LeftOutWithoutReason
    areas = Area.objects.filter(geography__code=spec.geography, code__in=list(spec.left_out))
    known = set(areas.order_by().values_list("code", flat=True))
    if unknown := sorted(set(spec.left_out) - known):
        raise AreasUnknown(unknown)


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
