"""The ``bokal`` command: thin, one module a command, each loaded only when it is called."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bokal import __version__

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its name, its module, a line of help, and whether it needs the site's records."""

    name: str
    module: str
    help: str
    site: bool = True


COMMANDS = (
    Command("index", "bokal.cli.index", "Rank areas in a plain file by several indicators.", site=False),
    Command("demo", "bokal.cli.demo", "Build the demonstration of Malmö and serve it."),
    Command("serve", "bokal.cli.serve", "Serve the site and work off background jobs."),
    Command("worker", "bokal.cli.worker", "Work off background jobs."),
    Command("import", "bokal.cli.import_data", "Import a file, or see what it would change."),
    Command("verify", "bokal.cli.verify", "Compute a published report again, or follow the history's chain."),
    Command("invite", "bokal.cli.invite", "Invite somebody to work here."),
    Command("doctor", "bokal.cli.doctor", "Say what is wrong with this installation and how to mend it."),
    Command("backup", "bokal.cli.backup", "Write everything this installation keeps into one file."),
    Command("restore", "bokal.cli.restore", "Bring an installation back from a backup."),
)


def overview() -> str:
    """Return the list of commands."""
    lines = [f"  {command.name:<9} {command.help}" for command in COMMANDS]
    head = "usage: bokal COMMAND …, or bokal COMMAND --help\n\nRuns a neighbourhood programme.\n\ncommands:\n"
    return head + "\n".join(lines) + "\n"


def prepare_site() -> None:
    """Make the site's records usable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bokal.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise SystemExit(f"bokal: {error}") from error


def run_command(command: Command, arguments: Sequence[str]) -> int:
    """Read the arguments of one command and run it."""
    if command.site:
        prepare_site()
    parser = argparse.ArgumentParser(prog="bokal")
    subparsers = parser.add_subparsers()
    module = importlib.import_module(command.module)
    module.add_parser(subparsers)
    options = parser.parse_args([command.name, *arguments])
    if not command.site:
        return int(module.run(options))
    from bokal.programme.history.services import acting

    with acting(actor=None, origin="command"):
        return int(module.run(options))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when all is well, 1 when not, 2 when the call or a file is wrong."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--version"]:
        print(f"bokal {__version__}")
        return 0
    if not given or given[0] in {"-h", "--help", "help"}:
        print(overview(), end="")
        return 0 if given else 2
    command = next((command for command in COMMANDS if command.name == given[0]), None)
    if command is None:
        sys.stderr.write(f"bokal: there is no command “{given[0]}”.\n{overview()}")
        return 2
    try:
        return run_command(command, given[1:])
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
