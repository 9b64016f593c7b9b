"""``bokal import``: bring in a file after showing what it would change."""

from __future__ import annotations

import argparse
import datetime
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction
    from collections.abc import Callable, Sequence

    from bokal.programme.areas.services import (
        ImportFile,
        ImportOptions,
        Kind,
        Preview,
        Problem,
        Source,
        TableMapping,
    )

HELP = "Import areas, boundaries, figures, voices, initiatives, works or money from a file."
FIGURES = ("observations", "population")
KINDS = ("sources", "geographies", "areas", "indicators", "boundaries", "composites", *FIGURES)
VOICES, WORKS, INITIATIVES = "voices", "works", "initiatives"
MONEY = ("ledger", "budget-lines", "budget-entries")
SHOWN = 50
REFUSED = 2


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("import", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    kinds = (*KINDS, VOICES, INITIATIVES, WORKS, *MONEY)
    parser.add_argument("kind", choices=kinds, help="What the file holds.")
    parser.add_argument("file", type=Path)
    add_import_options(parser)
    parser.add_argument("--sheet", default="", help="The sheet of a workbook.")
    parser.add_argument("--layer", default="", help="The layer of a GeoPackage.")
    parser.add_argument("--geography", default="", help="Which geography boundaries belong to.")
    parser.add_argument("--valid-from", type=datetime.date.fromisoformat, metavar="DAY")
    parser.add_argument("--code-property", default="code", help="The property that holds the area code.")
    parser.add_argument("--name-property", default="name", help="The property that holds the name.")
    parser.add_argument(
        "--parent-property", default="", help="The property that holds the code of the parent."
    )
    voices = parser.add_argument_group("voices")
    voices.add_argument("--language", default="", help="Language of the words, where the file names none.")
    voices.add_argument("--area", default="", help="Area they are about, where the file names none.")
    works = parser.add_argument_group("works")
    works.add_argument(
        "--documented", action="store_true", help="Take in works of initiatives known from sources, too."
    )
    ledger = parser.add_argument_group("ledger")
    ledger.add_argument("--release", action="store_true", help="Payments end commitments of their line.")
    ledger.add_argument("--because", default="", help="Why lines have more than they were given.")


def add_import_options(parser: argparse.ArgumentParser) -> None:
    """Declare what is said of figures wherever they come from."""
    parser.add_argument("--dry-run", action="store_true", help="Show what would change, and write nothing.")
    parser.add_argument("--problems", type=Path, metavar="OUT.csv", help="Write all problems to this file.")
    parser.add_argument("--map", type=Path, metavar="MAP.toml", help="How to read a table in another form.")
    source = parser.add_argument_group("where the file comes from")
    source.add_argument("--dataset", default="", metavar="FACTS.toml|CODE", help="Facts, or a known source.")
    for name in ("slug", "title", "publisher", "reference", "licence-name", "attribution"):
        source.add_argument(f"--{name}")
    source.add_argument("--licence", choices=("open", "public_fact", "own"))
    source.add_argument("--retrieved-on", type=datetime.date.fromisoformat, metavar="DAY")


def run(options: argparse.Namespace) -> int:
    """Show the preview, then import; 2 when the file is refused."""
    if options.kind == VOICES:
        return bring_in_voices(options)
    if options.kind == WORKS:
        return bring_in_works(options)
    if options.kind == INITIATIVES:
        return bring_in_initiatives(options)
    if options.kind in MONEY:
        return bring_in_money(options)
    from bokal.programme.areas.services import ImportFile, Kind

    try:
        told = read_options(options)
        stream = options.file.open("rb")
    except (OSError, Wrong) as error:
        return say(f"{options.file}: {error}")
    with stream:
        file = ImportFile(options.file.name, stream)
        return bring_in(Kind(options.kind), file, told, options)


def bring_in_voices(options: argparse.Namespace) -> int:
    """Import voices; the file is refused as a whole."""
    from bokal.cli.import_voices import run_voices, summary

    def act() -> tuple[Sequence[Problem], int, str]:
        brought = run_voices(options)
        told = summary(brought, dry_run=options.dry_run)
        return brought.problems.found, brought.problems.count, told

    return brought_in(act, options)


def bring_in_works(options: argparse.Namespace) -> int:
    """Import works; the file is refused as a whole."""
    from bokal.cli.import_works import run_works, works_summary

    def act() -> tuple[Sequence[Problem], int, str]:
        brought = run_works(options)
        for warning in brought.warnings[:SHOWN]:
            say(f"Look: {_sentence(warning)}")
        return brought.problems, brought.problem_count, works_summary(brought, dry_run=options.dry_run)

    return brought_in(act, options)


def bring_in_initiatives(options: argparse.Namespace) -> int:
    """Import initiatives as ideas; the file is refused as a whole."""
    from bokal.cli.import_initiatives import initiatives_summary, run_initiatives

    def act() -> tuple[Sequence[Problem], int, str]:
        brought = run_initiatives(options)
        told = initiatives_summary(brought, dry_run=options.dry_run)
        return brought.problems, brought.problem_count, told

    return brought_in(act, options)


def bring_in_money(options: argparse.Namespace) -> int:
    """Import budget lines, their entries, or what the ledger says was paid."""
    from bokal.cli.import_money import run_money, summary

    def act() -> tuple[Sequence[Problem], int, str]:
        brought = run_money(options)
        told = summary(brought, dry_run=options.dry_run)
        return brought.problems.found, brought.problems.count, told

    return brought_in(act, options)


def brought_in(act: Callable[[], tuple[Sequence[Problem], int, str]], options: argparse.Namespace) -> int:
    """Bring in a file, and say what came of it or what is wrong with it."""
    from django.db import DatabaseError

    from bokal.cli.import_voices import write_problems
    from bokal.programme.history.errors import Refused

    try:
        problems, count, told = act()
    except OSError as error:
        return say(f"{options.file}: {error}")
    except Refused as refused:
        return say(f"{options.file.name}: {refused}")
    except DatabaseError as error:
        say(f"The database cannot be used ({type(error).__name__}). Run “bokal doctor” to see why.")
        return 1
    if options.problems is not None:
        write_problems(problems, options.problems)
    for problem in problems[:SHOWN]:
        say(_sentence(problem))
    if count:
        more = " Write them all with --problems OUT.csv." if count > SHOWN else ""
        return say(f"{count} problems. Nothing was changed.{more}")
    print(told)
    return 0


def bring_in(kind: Kind, file: ImportFile, told: ImportOptions, options: argparse.Namespace) -> int:
    """Import a file, or only show what would change; say what came of it."""
    from django.db import DatabaseError

    from bokal.cli.import_voices import write_problems
    from bokal.programme.areas.errors import ImportRefused
    from bokal.programme.areas.services import apply_import, preview_import
    from bokal.programme.history.errors import Refused
    from bokal.programme.history.services import acting

    with acting(actor=None, origin="command"):
        try:
            if options.dry_run:
                preview = preview_import(kind=kind, file=file, options=told)
            else:
                preview = apply_import(kind=kind, file=file, options=told, actor=None)
        except ImportRefused as refused:
            preview = refused.preview
        except Refused as refused:
            return say(f"{file.name}: {refused}")
        except DatabaseError as error:
            say(f"The database cannot be used ({type(error).__name__}). Run “bokal doctor” to see why.")
            return 1
        except KeyboardInterrupt:
            say("Nothing was changed.")
            raise
    _show(preview, dry_run=options.dry_run)
    if options.problems is not None:
        write_problems(preview.problems, options.problems)
    return 0 if preview.can_apply else REFUSED


class Wrong(Exception):
    """What was given on the command line does not fit together."""


def read_options(given: argparse.Namespace) -> ImportOptions:
    """Return what the command line says about a file."""
    from bokal.programme.areas.services import ImportOptions, TableMapping

    facts = Path(given.dataset) if given.dataset.endswith(".toml") else None
    names = (
        "geography",
        "sheet",
        "layer",
        "valid_from",
        "code_property",
        "name_property",
        "parent_property",
    )
    return ImportOptions(
        source=_source(given, facts),
        dataset="" if facts else given.dataset,
        mapping=_mapping(given.map) if given.map else TableMapping(),
        **{name: getattr(given, name) for name in names if hasattr(given, name)},
    )


def _source(given: argparse.Namespace, path: Path | None) -> Source | None:
    from bokal.programme.areas.services import source_from

    facts: dict[str, Any] = {}
    if path is not None:
        try:
            facts = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise Wrong(f"{path} cannot be read: {error}") from None
    names = ("slug", "publisher", "reference", "licence_name", "attribution")
    facts |= {name: getattr(given, name) for name in names if getattr(given, name)}
    if given.title:
        facts["title"] = {"sv": given.title}
    if given.licence:
        facts["licence_status"] = given.licence
    if given.retrieved_on:
        facts.pop("retrieved", None)
        facts["retrieved_on"] = given.retrieved_on
    if not facts:
        return None
    source, problems = source_from(facts, file=str(path or "command line"))
    if source is None:
        raise Wrong("; ".join(_sentence(problem) for problem in problems))
    return source


def _mapping(path: Path) -> TableMapping:
    from bokal.programme.areas.services import read_mapping

    mapping, problems = read_mapping(path.read_bytes(), file=path.name)
    if mapping is None:
        raise Wrong("; ".join(_sentence(problem) for problem in problems))
    return mapping


def _show(preview: Preview, *, dry_run: bool) -> None:
    for problem in preview.problems[:SHOWN]:
        say(_sentence(problem))
    if preview.problem_count > SHOWN:
        say(f"… and {preview.problem_count - SHOWN} more. Write them all with --problems OUT.csv.")
    for warning in preview.warnings[:SHOWN]:
        say(f"Look: {_sentence(warning)}")
    if not preview.can_apply:
        say(f"{preview.problem_count} problems. Nothing was changed.")
        return
    for change in preview.sample:
        print(f"  {change.what}: {f'{change.before} → ' if change.before else ''}{change.after}")
    counts = preview.counts
    print(
        f"{counts.new} new, {counts.changed} changed, {counts.unchanged} unchanged, "
        f"{counts.untouched} not in the file and left alone."
    )
    if dry_run:
        print("Nothing was written (--dry-run).")


def _sentence(problem: Problem) -> str:
    line = f":{problem.line}" if problem.line else ""
    sheet = f" [{problem.sheet}]" if problem.sheet else ""
    column = f" {problem.column}" if problem.column else ""
    value = f" “{problem.value}”" if problem.value else ""
    return f"{problem.file}{line}{sheet}{column}{value}: {problem.reason} {problem.remedy}".rstrip()


def say(text: str) -> int:
    """Say why something is refused."""
    sys.stderr.write(f"{text}\n")
    return REFUSED
