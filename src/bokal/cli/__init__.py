"""The ``bokal`` command: what runs in a terminal, without a browser.

Each command is a module with ``add_parser(subparsers)`` and ``run(options) -> int``. Only the module of
the command that was asked for is imported, so that the sciences on plain files start without the site.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import bokal
from bokal.cli.refusals import Refusal

INTERRUPTED = 130


class Command(NamedTuple):
    """One command: its name, the module that holds it, and one line of help."""

    name: str
    module: str
    help: str
    needs_site: bool = True


COMMANDS = (
    Command("index", "bokal.cli.index", "Rank areas by one index of several domains.", needs_site=False),
    Command("rake", "bokal.cli.rake", "Weigh a sample to the margins of a population.", needs_site=False),
    Command("demo", "bokal.cli.demo", "Build the demonstration of Malmö and serve it."),
    Command("import", "bokal.cli.import_data", "Import areas, boundaries, indicators, figures or voices."),
    Command("fetch", "bokal.cli.fetch", "Fetch figures from PxWeb or Kolada and import them."),
    Command("verify", "bokal.cli.verify", "Compute a report again, or follow the chain of the history."),
    Command("invite", "bokal.cli.invite", "Invite somebody to work here."),
    Command("serve", "bokal.cli.serve", "Serve the site and work off background jobs."),
    Command("worker", "bokal.cli.worker", "Work off background jobs until told to stop."),
    Command("doctor", "bokal.cli.doctor", "Say what is wrong with this installation and how to mend it."),
    Command("backup", "bokal.cli.backup", "Write the database and every document into one file."),
    Command("restore", "bokal.cli.restore", "Bring a backup back."),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; 2 is input that was refused."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        options = parser_for(arguments).parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted.\n")
        return INTERRUPTED
    except Refusal as refusal:
        sys.stderr.write(f"bokal: {refusal}\n")
        return Refusal.STATUS
    except BrokenPipeError:
        leave_output_alone()
        return 1
    except OSError as error:
        place = "standard output or a file" if error.filename is None else error.filename
        sys.stderr.write(f"bokal: {place}: {error.strerror}. Check the name, the room and who may use it.\n")
        leave_output_alone()
        return Refusal.STATUS
    return status


def leave_output_alone() -> None:
    """Keep what could not be written from being tried again at exit."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_site() -> None:
    """Make the records of the site usable, and say in its history that changes come from a command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bokal.config.settings")
    import django
    from django.apps import apps
    from django.core.exceptions import ImproperlyConfigured

    try:
        # A second time it would lead the log to what is standard error just now, and may soon be closed.
        if not apps.ready:
            django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(str(error)) from error
    from bokal.programme.history.services import act_from_here_on

    act_from_here_on(origin="command")


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; only the command that ``arguments`` ask for knows its own options."""
    parser = argparse.ArgumentParser(prog="bokal", description=bokal.__doc__, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"bokal {bokal.__version__}")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for command in COMMANDS:
        if command.name == asked:
            if command.needs_site:
                prepare_site()
            importlib.import_module(command.module).add_parser(subparsers)
        else:
            subparsers.add_parser(command.name, help=command.help)
    return parser
