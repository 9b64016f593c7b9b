"""What ``bokal index`` writes: the table, the report, and the words."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import bokal
from bokal.cli.index_spec import OWN_COLUMNS, Spec
from bokal.cli.parquet import parquet_bytes
from bokal.science.index import (
    METHOD_VERSION,
    IndexResult,
    Noise,
    RankIntervals,
    Scenario,
    WeightSensitivity,
    explain_area,
    explain_index,
)

EXPLAINED = 10


@dataclass(frozen=True, slots=True)
class Simulation:
    """How the intervals were drawn."""

    draws: int
    seed: int
    level: float
    concentration: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything one run found out."""

    spec: Spec
    ids: tuple[str, ...]
    result: IndexResult
    table_sha256: str
    spec_sha256: str
    noise: dict[str, Noise]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What the report adds to the ranks; an interval is None where nothing was drawn."""

    simulation: Simulation
    noise: RankIntervals | None
    weights: RankIntervals | None
    sensitivity: WeightSensitivity


def table_bytes(answer: Answer, target: Path) -> bytes:
    """Return the table of results in the format that the name of the target asks for."""
    result = answer.result
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*OWN_COLUMNS, *(domain.name for domain in result.domains)])
    columns = [result.scores, result.ranks, result.deciles, *result.transformed.T]
    writer.writerows(zip(answer.ids, *(column.tolist() for column in columns), strict=True))
    plain = stream.getvalue().encode()
    name = target.name.lower()
    if name.endswith(".parquet"):
        return parquet_bytes(target, plain, text="id", whole=("rank", "decile"))
    return gzip.compress(plain, mtime=0) if name.endswith(".gz") else plain


def report_text(answer: Answer, uncertainty: Uncertainty) -> str:
    """Return the report as JSON with one area a line."""
    head = json.dumps(head_of(answer, uncertainty), ensure_ascii=False, indent=1, allow_nan=False)
    areas = ",\n".join(
        json.dumps(area, ensure_ascii=False, allow_nan=False) for area in areas_of(answer, uncertainty)
    )
    return f'{head.removesuffix("\n}")},\n "areas": [\n{areas}\n ]\n}}\n'


def head_of(answer: Answer, uncertainty: Uncertainty) -> dict[str, Any]:
    """Return everything but the areas."""
    spec = answer.spec
    return {
        "bokal_version": bokal.__version__,
        "method": {"name": f"index/{spec.method}", "version": METHOD_VERSION},
        "input_sha256": answer.table_sha256,
        "spec_sha256": answer.spec_sha256,
        "parameters": {**asdict(spec), "simulation": asdict(uncertainty.simulation)},
        "higher_score_is_worse": answer.result.recipe.higher_is_worse,
        "count": len(answer.ids),
        "ties": [[answer.ids[area] for area in group] for group in answer.result.ties],
        "sensitivity": [scenario_of(scenario, answer.ids) for scenario in uncertainty.sensitivity.scenarios],
        "warnings": list(answer.warnings),
    }


def scenario_of(scenario: Scenario, ids: Sequence[str]) -> dict[str, Any]:
    """Say what other weights do to the ranks."""
    return {
        "change": scenario.change,
        "domain": scenario.name,
        "weights": list(scenario.weights),
        "spearman": scenario.spearman,
        "largest_moves": [
            {"id": ids[move.area], "from": move.first, "to": move.second} for move in scenario.movers
        ],
    }


def areas_of(answer: Answer, uncertainty: Uncertainty) -> list[dict[str, Any]]:
    """Return one entry per area, in the order of the table."""
    result, names = answer.result, [domain.name for domain in answer.result.domains]
    rows = zip(
        answer.ids,
        result.scores.tolist(),
        result.ranks.tolist(),
        result.deciles.tolist(),
        result.contributions.tolist(),
        strict=True,
    )
    areas: list[dict[str, Any]] = [
        {
            "id": name,
            "score": score,
            "rank": rank,
            "decile": decile,
            "contributions": dict(zip(names, parts, strict=True)),
        }
        for name, score, rank, decile, parts in rows
    ]
    sensitivity = uncertainty.sensitivity
    spans = {
        "rank_interval_noise": uncertainty.noise,
        "rank_interval_weights": uncertainty.weights,
        "rank_range_sensitivity": sensitivity,
    }
    for name, span in spans.items():
        if span is not None:
            for area, low, high in zip(areas, span.low.tolist(), span.high.tolist(), strict=True):
                area[name] = [low, high]
    return areas


def explanation(answer: Answer, asked: str) -> str:
    """Say how the index was made, and why the lowest areas, or the one asked for, rank where they do."""
    result, ids = answer.result, answer.ids
    if asked:
        return "\n".join((*explain_index(result), "", *explain_area(result, area=ids.index(asked), ids=ids)))
    order = sorted(range(len(ids)), key=lambda area: (int(result.ranks[area]), ids[area]))
    lowest = ["\n".join(explain_area(result, area=area, ids=ids)) for area in order[:EXPLAINED]]
    return "\n\n".join(("\n".join(explain_index(result)), *lowest))
