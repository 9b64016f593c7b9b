"""``bokal import voices``: bring in what a recorder saved, a table of voices, or the comments of Polis."""

from __future__ import annotations

import argparse
import csv
from typing import TYPE_CHECKING

from bokal.cli.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bokal.programme.areas.services import Problem
    from bokal.programme.voices.services import Brought


def run_voices(options: argparse.Namespace) -> Brought:
    """Import the voices of a file, or only look what would come in."""
    from bokal.programme.voices.services import Origin, areas_to_speak_about, import_voices

    if len(options.slug or "") > 200:
        raise Refusal("The name after --slug is longer than 200 signs. Write it shorter.")
    return import_voices(
        content=options.file.read_bytes(),
        name=options.file.name,
        areas={area.code: area for area in areas_to_speak_about()},
        origin=Origin(source=options.slug or "", language=options.language, area=options.area),
        actor=None,
        write=not options.dry_run,
    )


def summary(brought: Brought, *, dry_run: bool) -> str:
    """Say what came of it."""
    waiting = brought.new - brought.published - brought.held
    lines = [
        f"{brought.new} new, {brought.known} here already.",
        f"Of the new ones {brought.published} are published, {brought.held} held, {waiting} wait to be read.",
    ]
    if dry_run:
        lines.append("Nothing was written (--dry-run).")
    return "\n".join(lines)


def write_problems(problems: Iterable[Problem], path: Path) -> None:
    """Write all problems into a table."""
    from bokal.programme.documents.services import disarmed

    names = ("file", "sheet", "line", "column", "value", "reason", "remedy")
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        for problem in problems:
            writer.writerow([disarmed(getattr(problem, name)) for name in names])
