"""What pages show of a ranking: rows, what-if weights, and an area's own place."""

from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from bokal.programme.areas.calculations import (
    ImpossibleInput,
    Prepared,
    input_fingerprint,
    prepare,
    rank_again,
)
from bokal.programme.areas.errors import RunRefused, WeightsImpossible
from bokal.programme.areas.models import Definition, IndexRun
from bokal.programme.areas.services.index_input import gather_inputs
from bokal.programme.history.services import kept

RANKED = ("areas",)


@dataclass(frozen=True, slots=True)
class DomainOfRun:
    """One domain of a run, with its definition as it stands.

    ``uncertainty`` says what its values were drawn from: ``counts`` of people, the ``rounding`` they are
    published in, or ``none``: then only its weight was drawn.
    """

    code: str
    weight: float
    kind: str
    definition: Definition
    uncertainty: str


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


def domains_of_run(run: IndexRun) -> list[DomainOfRun]:
    """Return the domains of a run in its order."""
    entries: Sequence[dict[str, Any]] = run.parameters["domains"]
    keys = [entry["definition"] for entry in entries]
    definitions = Definition.objects.select_related("indicator").in_bulk(keys)
    drawn: Mapping[str, str] = run.summary["uncertainty"]
    return [
        DomainOfRun(
            code=entry["code"],
            weight=entry["weight"],
            kind=entry["kind"],
            definition=definitions[entry["definition"]],
            uncertainty=drawn.get(f"{entry['code']}/{entry['version']}", "none"),
        )
        for entry in entries
    ]


@dataclass(frozen=True, slots=True)
class Rows:
    """The figures a run rests on as they are stored now, ready to be ranked again.

    ``values`` are by indicator, in the order of ``codes``; ``changed`` tells whether they are others than
    those the run was computed from.
    """

    codes: tuple[str, ...]
    values: Mapping[str, Sequence[float]]
    prepared: Prepared
    changed: bool


def rows_of_run(run: IndexRun) -> Rows:
    """Return the figures of a run, kept in memory between readers; four queries, one when they are kept.

    Raises
    ------
    RunRefused
        A figure is missing or hidden by now.
    """
    return kept(("rows of a run", run.pk), partial(gather_rows, run), of=RANKED)


def gather_rows(run: IndexRun) -> Rows:
    """Read the figures of a run from the records."""
    areas, inputs = gather_inputs(run.parameters, geography=run.geography.code, year=run.year)
    return Rows(
        codes=tuple(code for code, _name, _group in areas),
        values={entry.code.partition("/")[0]: array("d", entry.values) for entry in inputs},
        prepared=prepare(inputs=inputs, parameters=run.parameters),
        changed=input_fingerprint(areas, inputs, run.parameters) != run.input_sha256,
    )


def figures_changed(run: IndexRun) -> bool:
    """Tell whether a figure that a run rests on is another by now, missing or hidden."""
    try:
        return rows_of_run(run).changed
    except RunRefused:
        return True


def rerank(run: IndexRun, weights: Sequence[float]) -> dict[str, int]:
    """Rank the areas of a run with other weights, in the order of its domains; nothing is stored.

    Raises
    ------
    WeightsImpossible
        A weight is missing, negative or not a number, or all are zero.
    RunRefused
        A figure is missing or hidden by now.
    """
    return ranks_with(rows_of_run(run), weights)


def ranks_with(rows: Rows, weights: Sequence[float]) -> dict[str, int]:
    """Return the ranks of areas by code with other weights."""
    try:
        ranks = rank_again(prepared=rows.prepared, weights=weights)
    except ImpossibleInput as impossible:
        raise WeightsImpossible from impossible
    return dict(zip(rows.codes, ranks, strict=True))


def values_by_area(rows: Rows) -> dict[str, dict[str, float]]:
    """Return the levels a run rests on, by area and indicator."""
    return {
        code: dict(zip(rows.values, levels, strict=True))
        for code, levels in zip(rows.codes, zip(*rows.values.values(), strict=True), strict=True)
    }


def ranked_areas(
    run: IndexRun, *, weights: Sequence[float] | None = None, with_values: bool = True
) -> list[RankedArea]:
    """Return every row of a ranking, lowest welfare first, kept in memory between readers.

    Rows carry no values when a figure is missing or hidden by now.

    Raises
    ------
    RunRefused
        Other weights are asked for, and they are impossible or a figure is missing or hidden.
    """
    if weights is not None:
        new = ranks_with(rows_of_run(run), weights)
        return [with_new_rank(area, new.get(area.code)) for area in ranked_areas(run)]
    gather = partial(gather_ranked, run, with_values=with_values)
    return list(kept(("ranked areas", run.pk, with_values), gather, of=RANKED))


def with_new_rank(area: RankedArea, new_rank: int | None) -> RankedArea:
    """Return a row with another rank; spelled out, as ``replace`` is slow and a ranking may be long."""
    return RankedArea(
        area.code,
        area.name,
        area.score,
        area.rank,
        area.rank_low,
        area.rank_high,
        area.decile,
        area.contributions,
        area.values,
        new_rank,
    )


def gather_ranked(run: IndexRun, *, with_values: bool) -> tuple[RankedArea, ...]:
    """Read every row of a ranking; two queries, one without values."""
    values: dict[str, dict[str, float]] = {}
    if with_values:
        with suppress(RunRefused):
            values = values_by_area(rows_of_run(run))
    results = run.results.order_by("rank", "area__code").values_list(
        "area__code",
        "area__name",
        "score",
        "rank",
        "rank_low",
        "rank_high",
        "decile",
        "contributions",
    )
    return tuple(RankedArea(*row, values=values.get(row[0], {})) for row in results)
