"""``bokal worker``: work off background jobs."""

import argparse
import os

NAME = "worker"
HELP = "Work off background jobs until told to stop."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--queue",
        action="append",
        default=[],
        help="Take only jobs of this queue. May be given more than once.",
    )
    parser.add_argument("--parent", type=int, help="Stop when this process is no longer the parent.")


def run(options: argparse.Namespace) -> int:
    """Work until a signal comes."""
    from bokal.programme.queue.services import WorkerProcess

    WorkerProcess(queues=frozenset(options.queue), parent=options.parent).work()
    return 0


def main(arguments: list[str]) -> int:
    """Start a worker as a process of its own; the server does so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bokal.config.settings")
    import django

    django.setup()
    parser = argparse.ArgumentParser(prog="bokal worker", description=HELP)
    add_arguments(parser)
    return run(parser.parse_args(arguments))
