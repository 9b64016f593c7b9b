"""``bokal import initiatives``: plan many initiatives from one table; each becomes an idea, none starts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.import_initiatives import InitiativesBrought


def run_initiatives(options: argparse.Namespace) -> InitiativesBrought:
    """Import the initiatives of a table, or only look what would change."""
    from bokal.programme.history.services import acting
    from bokal.programme.initiatives.services.import_initiatives import (
        import_initiatives,
        preview_initiatives,
    )

    content, name, sheet = options.file.read_bytes(), options.file.name, options.sheet
    if options.dry_run:
        return preview_initiatives(content=content, name=name, sheet=sheet)
    with acting(actor=None, origin="command"):
        return import_initiatives(content=content, name=name, sheet=sheet, actor=None)


def initiatives_summary(brought: InitiativesBrought, *, dry_run: bool) -> str:
    """Say what came of it, and what is missing before each idea may start."""
    lines = [
        f"  {one.slug} ({one.how}): missing before it may start: {'; '.join(one.missing)}."
        for one in brought.seen
        if one.missing
    ]
    counts = (len(brought.new), len(brought.changed), len(brought.unchanged))
    lines.append("{} new, {} changed, {} unchanged.".format(*counts))
    if dry_run:
        lines.append("Nothing was written (--dry-run).")
    return "\n".join(lines)
