"""What pages show of a ranking: rows, what-if weights, and an area's own place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from bokal.programme.areas.calculations import DomainInput, rank_again
from bokal.programme.areas.errors import RunRefused, WeightsImpossible
from bokal.programme.areas.models import Definition, IndexRun
from bokal.programme.areas.services.run_index import gather_inputs


@dataclass(frozen=True, slots=True)
class DomainOfRun:
    """One domain of a run, with its definition as it stands."""

    code: str
    weight: float
    kind: str
    definition: Definition


@dataclass(frozen=True, slots=True)
class RankedArea:
    """One row of a ranking, with the values it rests on and, in a what-if, its new rank."""

    code: str
    name: str
    score: float
    rank: int
    rank_low: int
    rank_high: int
    decile: int
    contributions: Mapping[str, float]
    values: Mapping[str, float]
    new_rank: int | None = None

    @property
    def moved(self) -> int:
        """How many places the area comes nearer to rank 1 with the other weights."""
        return 0 if self.new_rank is None else self.rank - self.new_rank


def latest_run() -> IndexRun | None:
    """Return the run that the site shows first: the newest."""
    return IndexRun.objects.select_related("geography").order_by("-computed_at", "-pk").first()


def domains_of_run(run: IndexRun) -> list[DomainOfRun]:
    """Return the domains of a run in its order."""
    entries: Sequence[dict[str, Any]] = run.parameters["domains"]
    keys = [entry["definition"] for entry in entries]
    definitions = Definition.objects.select_related("indicator").in_bulk(keys)
    return [
        DomainOfRun(entry["code"], entry["weight"], entry["kind"], definitions[entry["definition"]])
        for entry in entries
    ]


def inputs_of_run(run: IndexRun) -> tuple[list[str], list[DomainInput]]:
    """Return the codes of the areas and the figures of a run, kept in memory between readers."""
    key = f"run-inputs:{run.pk}:{run.input_sha256}"
    kept: tuple[list[str], list[DomainInput]] | None = cache.get(key)
    if kept is None:
        areas, inputs = gather_inputs(run.parameters, geography=run.geography.code, year=run.year)
        kept = ([code for code, _name, _group in areas], inputs)
        cache.set(key, kept, 3600)
    return kept


def rerank(run: IndexRun, weights: Sequence[float]) -> dict[str, int]:
    """Rank the areas of a run with other weights, by code; nothing is stored."""
    codes, inputs = inputs_of_run(run)
    try:
        ranks = rank_again(inputs=inputs, weights=weights, parameters=run.parameters)
    except (ValueError, KeyError) as impossible:
        raise WeightsImpossible from impossible
    return dict(zip(codes, ranks, strict=True))


def values_of_run(run: IndexRun) -> dict[str, dict[str, float]]:
    """Return the levels a run rests on, by area and indicator; nothing when one of them is hidden by now."""
    try:
        codes, inputs = inputs_of_run(run)
    except RunRefused:
        return {}
    values: dict[str, dict[str, float]] = {code: {} for code in codes}
    for entry in inputs:
        name = entry.code.partition("/")[0]
        for code, value in zip(codes, entry.values, strict=True):
            values[code][name] = value
    return values


def ranked_areas(
    run: IndexRun, *, weights: Sequence[float] | None = None, with_values: bool = True
) -> list[RankedArea]:
    """Return every row of a ranking, lowest welfare first; four queries, one without values."""
    values = values_of_run(run) if with_values else {}
    new = rerank(run, weights) if weights is not None else {}
    rows = run.results.order_by("rank", "area__code").values_list(
        "area__code",
        "area__name",
        "score",
        "rank",
        "rank_low",
        "rank_high",
        "decile",
        "contributions",
    )
    return [RankedArea(*row, values=values.get(row[0], {}), new_rank=new.get(row[0])) for row in rows]
