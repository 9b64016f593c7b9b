"""``bokal rake``: weigh those who were heard so that they have the margins of those who live there."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import itertools
import json
import math
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bokal
from bokal.cli.outputs import check_targets, write_together
from bokal.cli.refusals import Refusal
from bokal.cli.tables import Table, read_table, shown

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bokal.science.representation import Raked

HELP = "Weigh a sample so that its margins are those of the population."
STANDARD_OUTPUT = "-"
MOST_EMPTY_CELLS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Both files, read: the sample by variable, and the share of each category."""

    sample: Table
    margins_sha256: str
    shares: dict[str, dict[str, float]]


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("rake", help=HELP, description=HELP, allow_abbrev=False)
    parser.set_defaults(run=run)
    parser.add_argument(
        "sample", type=Path, metavar="SAMPLE", help="One row a person: .csv, .csv.gz, .parquet."
    )
    parser.add_argument(
        "--margins",
        type=Path,
        required=True,
        metavar="MARGINS.csv",
        help="Columns variable, category, share.",
    )
    parser.add_argument("--id", metavar="COLUMN", help="Column that names the rows, kept in the result.")
    parser.add_argument(
        "--out", type=Path, metavar="OUT.csv", help="The rows in their order, with their weights."
    )
    parser.add_argument(
        "--json", nargs="?", const=STANDARD_OUTPUT, metavar="REPORT.json", help="What the weights cost."
    )
    parser.add_argument("--explain", action="store_true", help="Say in words what was found.")
    parser.add_argument("--level", type=float, default=0.95, help="Of the intervals. Default: 0.95.")
    parser.add_argument(
        "--trim", metavar="LEAST,MOST", help="Cut weights to these multiples of their mean, as 0.2,5."
    )


def run(options: argparse.Namespace) -> int:
    """Weigh the sample; write all that was asked for, or refuse and write nothing."""
    if options.out is None and options.json is None and not options.explain:
        raise Refusal("Nothing is asked for. Add --out OUT.csv, --json or --explain.")
    if options.json == STANDARD_OUTPUT and options.explain:
        raise Refusal("--json and --explain would both be printed. Give --json the name of a file.")
    if not 0 < options.level < 1:
        raise Refusal(f"--level {options.level:g} is no level. Give a number between 0 and 1.")
    named = [Path(options.json)] if options.json not in (None, STANDARD_OUTPUT) else []
    targets = [*([options.out] if options.out else []), *named]
    check_targets(targets, inputs=[options.sample, options.margins])
    asked = read_both(options)
    raked = weigh(asked, options)
    report = report_of(asked, raked, options)
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    files: dict[Path, bytes] = {}
    if options.out:
        files[options.out] = weights_as_csv(asked, raked, options.id)
    if named:
        files[named[0]] = text.encode()
    write_together(files)
    if options.json == STANDARD_OUTPUT:
        sys.stdout.write(text)
    if options.explain:
        sys.stdout.write(in_words(report))
    return 0


def read_both(options: argparse.Namespace) -> Asked:
    """Read the margins, then the columns of the sample that they name."""
    margins = read_table(options.margins, columns=("variable", "category", "share"))
    shares: dict[str, dict[str, float]] = {}
    numbers = margins.numbers("share")
    pairs = zip(margins.columns["variable"], margins.columns["category"], numbers, strict=True)
    for row, (variable, category, share) in enumerate(pairs):
        if not variable.strip() or not category.strip():
            raise margins.refusal(
                "category", row, "the name is empty. Name variable and category on each line."
            )
        if category in shares.setdefault(variable, {}):
            raise margins.refusal(
                "category", row, f"{shown(category)} is there twice. Keep one of the two lines."
            )
        if not 0 <= share <= 1:
            raise margins.refusal("share", row, f"{share:.12g} is no share. Give a number from 0 to 1.")
        shares[variable][category] = share
    for variable, parts in shares.items():
        total = math.fsum(parts.values())
        if abs(total - 1) > 1e-9:
            raise Refusal(
                f"{margins.name}: the shares of {shown(variable)} add up to {total:.10g}, and not to 1."
            )
    columns = dict.fromkeys([*([options.id] if options.id else []), *shares])
    sample = read_table(options.sample, columns=list(columns))
    if options.id:
        sample.keys(options.id)
    refuse_unknown(sample, shares)
    return Asked(sample, margins.sha256, shares)


def refuse_unknown(sample: Table, shares: dict[str, dict[str, float]]) -> None:
    """Refuse a row whose category has no share."""
    for variable, parts in shares.items():
        for row, category in enumerate(sample.columns[variable]):
            if category not in parts:
                known = ", ".join(shown(one) for one in list(parts)[:8])
                reason = (
                    f"{shown(category)} has no share. Known are {known}. Give its share, or leave it out."
                )
                raise sample.refusal(variable, row, reason)


def limits_of(text: str | None) -> tuple[float, float] | None:
    """Read the limits of the weights."""
    if text is None:
        return None
    try:
        least, most = (float(part) for part in text.split(","))
    except ValueError:
        least, most = math.nan, math.nan
    if not 0 <= least <= 1 <= most < math.inf:
        raise Refusal(f"--trim {text} is not understood. Write two multiples of the mean around 1, as 0.2,5.")
    return least, most


def weigh(asked: Asked, options: argparse.Namespace) -> Raked:
    """Compute the weights."""
    from bokal.science.representation import rake

    groups = {variable: asked.sample.columns[variable] for variable in asked.shares}
    try:
        return rake(groups=groups, margins=asked.shares, limits=limits_of(options.trim))
    except ValueError as error:
        raise Refusal(f"{options.sample} with {options.margins}: {error}") from None


def weights_as_csv(asked: Asked, raked: Raked, key: str | None) -> bytes:
    """Return the rows with their weights."""
    names = [*([key] if key else []), *asked.shares]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*names, "weight"])
    writer.writerows(
        zip(*(asked.sample.columns[name] for name in names), raked.weights.tolist(), strict=True)
    )
    return stream.getvalue().encode()


def report_of(asked: Asked, raked: Raked, options: argparse.Namespace) -> dict[str, Any]:
    """Return what the weights cost, and how each group was heard."""
    from bokal.science.representation import METHOD_VERSION

    limits = limits_of(options.trim)
    inputs = f"{asked.sample.sha256}{asked.margins_sha256}".encode()
    return {
        "bokal_version": bokal.__version__,
        "method": {"name": "rake", "version": METHOD_VERSION},
        "input_sha256": hashlib.sha256(inputs).hexdigest(),
        "sample_sha256": asked.sample.sha256,
        "margins_sha256": asked.margins_sha256,
        "parameters": {"level": options.level, "trim": list(limits) if limits else None},
        "rows": len(raked.weights),
        "design_effect": raked.design_effect,
        "effective_sample_size": raked.effective_size,
        "margin_error": raked.margin_error,
        "rounds": raked.rounds,
        "weights": {"least": float(raked.weights.min()), "most": float(raked.weights.max())},
        "trimmed": raked.trimmed,
        "categories": categories_of(asked, raked, options.level),
        "cells_without_people": empty_cells(asked),
    }


def categories_of(asked: Asked, raked: Raked, level: float) -> list[dict[str, Any]]:
    """Return how each category was heard, before and after weighting."""
    from bokal.science.representation import wilson_interval

    rows = len(raked.weights)
    found = []
    for variable, parts in asked.shares.items():
        cells = asked.sample.columns[variable]
        heard = Counter(cells)
        weighted: dict[str, list[float]] = {category: [] for category in parts}
        for category, weight in zip(cells, raked.weights.tolist(), strict=True):
            weighted[category].append(weight)
        for category, share in parts.items():
            low, high = wilson_interval(cases=heard[category], people=rows, level=level)
            found.append(
                {
                    "variable": variable,
                    "category": category,
                    "heard": heard[category],
                    "share_heard": heard[category] / rows,
                    "share_living": share,
                    "share_weighted": math.fsum(weighted[category]) / rows,
                    "ratio": heard[category] / rows / share if share else None,
                    "low": low / share if share else None,
                    "high": high / share if share else None,
                }
            )
    return found


def empty_cells(asked: Asked) -> dict[str, Any]:
    """Return the combinations of categories in which nobody was heard."""
    variables = list(asked.shares)
    there = set(zip(*(asked.sample.columns[variable] for variable in variables), strict=True))
    count = math.prod(len(parts) for parts in asked.shares.values()) - len(there)
    every = itertools.product(*(asked.shares[variable] for variable in variables))
    listed = itertools.islice((cell for cell in every if cell not in there), MOST_EMPTY_CELLS)
    return {"count": count, "cells": [dict(zip(variables, cell, strict=True)) for cell in listed]}


def in_words(report: dict[str, Any]) -> str:
    """Say what was found as one would to a colleague."""
    lines = [
        f"{report['rows']} people were heard. After weighting they tell as much as "
        f"{report['effective_sample_size']:.0f} people chosen by chance would (design effect "
        f"{report['design_effect']:.2f}). Weights do not make those who chose to speak a sample.",
    ]
    for row in report["categories"]:
        if row["ratio"] is None:
            continue
        words = (
            "as often as"
            if row["low"] <= 1 <= row["high"]
            else "less often than"
            if row["ratio"] < 1
            else "more often than"
        )
        lines.append(
            f"{row['variable']} “{row['category']}”: {row['heard']} heard, {words} they live there "
            f"({row['share_heard']:.1%} against {row['share_living']:.1%}; ratio {row['ratio']:.2f}, "
            f"{row['low']:.2f} to {row['high']:.2f})."
        )
    empty = report["cells_without_people"]["count"]
    lines.append(f"In {empty} combinations of categories nobody was heard.")
    return "\n".join(lines) + "\n"
