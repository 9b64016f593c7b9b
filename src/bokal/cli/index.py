"""``bokal index``: rank the areas of a table by one index, and say how sure the order is."""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from bokal.cli.outputs import check_targets, write_together
from bokal.cli.refusals import Refusal
from bokal.cli.tables import Table, read_table, shown

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bokal.cli.index_report import Answer, Uncertainty
    from bokal.cli.index_spec import DomainSpec, Spec
    from bokal.science.index import Domain, Noise, RankIntervals

HELP = "Rank areas by one index of several domains."
STANDARD_OUTPUT = "-"
RESULT_ENDINGS = (".csv", ".csv.gz", ".parquet")
MOST_DRAWN_RANKS = 250_000_000


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("index", help=HELP, description=HELP, allow_abbrev=False)
    parser.set_defaults(run=run)
    parser.add_argument("table", type=Path, metavar="TABLE", help="A .csv, .csv.gz or .parquet file.")
    parser.add_argument(
        "--spec", type=Path, required=True, metavar="SPEC.toml", help="Columns, weights and method."
    )
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="Scores, ranks; or .csv.gz, .parquet.")
    parser.add_argument(
        "--json",
        nargs="?",
        const=STANDARD_OUTPUT,
        metavar="REPORT.json",
        help="Intervals, sensitivity and contributions; without a name, on standard output.",
    )
    parser.add_argument(
        "--explain",
        nargs="?",
        const="",
        metavar="ID",
        help="Say in words why the lowest areas, or one area, rank where they do.",
    )
    drawing = parser.add_argument_group("rank intervals of the report")
    drawing.add_argument("--draws", type=whole(0, 100_000), default=1000, help="0 for none. Default: 1000.")
    drawing.add_argument(
        "--seed", type=whole(0, 2**63 - 1), default=1, help="Start of the draws. Default: 1."
    )
    drawing.add_argument("--level", type=between(0.5, 0.999), default=0.95, help="Default: 0.95.")
    drawing.add_argument(
        "--concentration",
        type=between(1, 1e9),
        default=100.0,
        help="How closely drawn weights follow the given ones; higher is closer. Default: 100.",
    )


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within limits."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 20 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


def between(least: float, most: float) -> Callable[[str], float]:
    """Return a reader of numbers within limits."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {least:g} to {most:g}")
        return value

    return read


def run(options: argparse.Namespace) -> int:
    """Rank the areas; write all that was asked for, or refuse and write nothing."""
    check_request(options)
    from bokal.cli.index_report import explanation, report_text, table_bytes

    answer = answer_of(options.table, options.spec)
    if options.explain and options.explain not in answer.ids:
        raise Refusal(f"{options.table} has no area {shown(options.explain)}. Name one that it has.")
    files: dict[Path, bytes] = {}
    printed = []
    if options.out is not None:
        files[options.out] = table_bytes(answer, options.out)
    if options.json is not None:
        report = report_text(answer, uncertainty_of(answer, options))
        if options.json == STANDARD_OUTPUT:
            printed.append(report)
        else:
            files[Path(options.json)] = report.encode()
    if options.explain is not None:
        printed.append(explanation(answer, options.explain) + "\n")
    print_in_full("".join(printed))
    write_together(files)
    for warning in answer.warnings:
        sys.stderr.write(f"Warning: {warning}\n")
    return 0


def print_in_full(text: str) -> None:
    """Print in UTF-8 whatever the terminal says, before a file is changed; a full disk is told at once."""
    raw = getattr(sys.stdout, "buffer", None)
    if raw is None:
        sys.stdout.write(text)
    else:
        raw.write(text.encode())
    sys.stdout.flush()


def check_request(options: argparse.Namespace) -> None:
    """Refuse what cannot be written, before anything is read."""
    if options.out is None and options.json is None and options.explain is None:
        raise Refusal("Nothing is asked for. Add --out OUT.csv, --json or --explain.")
    if options.json == STANDARD_OUTPUT and options.explain is not None:
        raise Refusal("--json and --explain would both be printed. Give --json the name of a file.")
    targets = []
    if options.out is not None:
        device = options.out.exists() and not options.out.is_file() and not options.out.is_dir()
        if not device and not options.out.name.lower().endswith(RESULT_ENDINGS):
            raise Refusal(f"{options.out} must end in {', '.join(RESULT_ENDINGS)}.")
        targets.append(options.out)
    if options.json not in (None, STANDARD_OUTPUT):
        targets.append(Path(options.json))
    check_targets(targets, inputs=[options.table, options.spec])


def answer_of(table_path: Path, spec_path: Path) -> Answer:
    """Read both files and compute the index."""
    from bokal.cli.index_report import Answer
    from bokal.cli.index_spec import read_spec, warnings_of
    from bokal.science.index import AreaRefused, compute_index

    spec, spec_bytes = read_spec(spec_path)
    table = read_table(table_path, columns=spec.columns)
    ids = table.keys(spec.id)
    domains = [domain_of(entry, table) for entry in spec.domains]
    try:
        result = compute_index(
            domains=domains, method=spec.method, rank_rule=spec.rank_rule, kappa=spec.kappa
        )
    except AreaRefused as refused:
        column = next(entry.columns[0] for entry in spec.domains if entry.name == refused.domain)
        raise table.refusal(column, refused.row, refused.naming(shown(ids[refused.row]))) from None
    except ValueError as error:
        raise Refusal(f"{table.name} with {spec_path}: {error}") from None
    return Answer(
        spec=spec,
        ids=ids,
        result=result,
        table_sha256=table.sha256,
        spec_sha256=hashlib.sha256(spec_bytes).hexdigest(),
        noise=noise_of(spec, table),
        warnings=tuple(warnings_of(spec)),
    )


def domain_of(entry: DomainSpec, table: Table) -> Domain:
    """Read the values of one domain."""
    from bokal.science.index import Domain, as_floats

    if entry.column is None:
        counted, people = counts_of(entry, table)
        values = [cases / all_people for cases, all_people in zip(counted, people, strict=True)]
    else:
        values = table.numbers(entry.column)
    return Domain(name=entry.name, values=as_floats(values), kind=entry.kind, weight=entry.weight)


def counts_of(entry: DomainSpec, table: Table) -> tuple[list[float], list[float]]:
    """Read numerator and denominator, or refuse a pair that is no share."""
    if entry.numerator is None or entry.denominator is None:
        raise ValueError(f"The domain {entry.name} has no counts.")
    counted, people = table.numbers(entry.numerator), table.numbers(entry.denominator)
    for row, (cases, everyone) in enumerate(zip(counted, people, strict=True)):
        if everyone <= 0:
            raise table.refusal(
                entry.denominator, row, f"{everyone:.12g} is no denominator. It must be above 0."
            )
        if not 0 <= cases <= everyone:
            reason = f"{cases:.12g} of {everyone:.12g} is no share. It must lie from 0 to the denominator."
            raise table.refusal(entry.numerator, row, reason)
    return counted, people


def noise_of(spec: Spec, table: Table) -> dict[str, Noise]:
    """Read how uncertain each domain is."""
    from bokal.science.index import Noise, as_floats

    noise = {}
    for entry in spec.domains:
        if entry.se is not None:
            errors = table.numbers(entry.se)
            for row, error in enumerate(errors):
                if error < 0:
                    raise table.refusal(
                        entry.se, row, f"{error:.12g} is no standard error. It must be 0 or more."
                    )
            noise[entry.name] = Noise(se=as_floats(errors))
        elif entry.numerator is not None:
            counted, people = counts_of(entry, table)
            noise[entry.name] = Noise(numerator=as_floats(counted), denominator=as_floats(people))
        elif entry.rounding is not None:
            noise[entry.name] = Noise(rounding=entry.rounding)
    return noise


def uncertainty_of(answer: Answer, options: argparse.Namespace) -> Uncertainty:
    """Draw the intervals and try other weights."""
    from bokal.cli.index_report import Simulation, Uncertainty
    from bokal.science.index import AreaRefused, weight_sensitivity

    if options.draws * len(answer.ids) > MOST_DRAWN_RANKS:
        most = MOST_DRAWN_RANKS // len(answer.ids)
        raise Refusal(f"--draws {options.draws} is too much for so many areas. Give at most {most}.")
    if 0 < options.draws < 20:
        raise Refusal(f"--draws {options.draws} is too little. Give at least 20, or 0 for none.")
    spec, drawn = answer.spec, options.draws > 0
    try:
        return Uncertainty(
            simulation=Simulation(options.draws, options.seed, options.level, options.concentration),
            noise=intervals(answer, options, of="noise") if drawn and answer.noise else None,
            weights=intervals(answer, options, of="weights") if drawn else None,
            sensitivity=weight_sensitivity(
                domains=answer.result.domains,
                method=spec.method,
                rank_rule=spec.rank_rule,
                kappa=spec.kappa,
                movers=3,
            ),
        )
    except AreaRefused as refused:
        sentence = refused.naming(shown(answer.ids[refused.row]))
        raise Refusal(f"{options.table} with {options.spec}: {sentence}") from None
    except ValueError as error:
        raise Refusal(f"{options.table} with {options.spec}: {error}") from None


def intervals(answer: Answer, options: argparse.Namespace, *, of: str) -> RankIntervals:
    """Draw ranks under noise or under other weights, each from its own stream of the seed."""
    from bokal.science.index import generator_from, rank_intervals

    spec, noisy = answer.spec, of == "noise"
    return rank_intervals(
        domains=answer.result.domains,
        generator=generator_from(seed=options.seed, stream=0 if noisy else 1),
        ids=answer.ids,
        noise=answer.noise if noisy else None,
        concentration=None if noisy else options.concentration,
        draws=options.draws,
        level=options.level,
        method=spec.method,
        rank_rule=spec.rank_rule,
        kappa=spec.kappa,
    )
