"""``bokal worker``: work off background jobs."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

HELP = "Work off background jobs until told to stop."


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("worker", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    parser.add_argument(
        "--queue",
        action="append",
        default=[],
        help="Take only jobs of this queue. May be given more than once.",
    )
    parser.add_argument("--parent", type=int, help="Stop when this process is no longer the parent.")


def run(options: argparse.Namespace) -> int:
    """Work until a signal comes."""
    from django.db import DatabaseError

    from bokal.programme.queue.services import WorkerProcess

    try:
        WorkerProcess(queues=frozenset(options.queue), parent=options.parent).work()
    except DatabaseError as error:
        sys.stderr.write(
            f"The database cannot be used ({type(error).__name__}). Run “bokal doctor” to see why.\n"
        )
        return 1
    return 0
