"""``bokal import works``: bring in what is built from GeoJSON, also where it is known from sources alone."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.import_works import WorksBrought


def run_works(options: argparse.Namespace) -> WorksBrought:
    """Import the works of a file, or only look what would change."""
    from bokal.programme.history.services import acting
    from bokal.programme.initiatives.services.import_works import import_works, preview_works

    content, name = options.file.read_bytes(), options.file.name
    if options.dry_run:
        return preview_works(content=content, name=name, documented=options.documented)
    with acting(actor=None, origin="command"):
        return import_works(content=content, name=name, documented=options.documented, actor=None)


def works_summary(brought: WorksBrought, *, dry_run: bool) -> str:
    """Say what came of it."""
    counts = (len(brought.new), len(brought.changed), len(brought.unchanged))
    told = "{} new, {} changed, {} unchanged.".format(*counts)
    return f"{told}\nNothing was written (--dry-run)." if dry_run else told
