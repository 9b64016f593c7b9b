"""``bokal demo``: Malmö's programme from real, public data, built in seconds and served."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HELP = "Build the demonstration of Malmö and serve it."
STAMP = "demonstration.sha256"


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("demo", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen at.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="Build only.")
    parser.add_argument("--rebuild", action="store_true", help="Build again, even when it is there.")


@contextmanager
def step(words: str) -> Iterator[Callable[[str], None]]:
    """Say what is being done and how long it took."""
    started = time.monotonic()
    notes: list[str] = []
    print(f"  {words} …", end="", flush=True)
    yield notes.append
    print(f" {', '.join([*notes, f'{time.monotonic() - started:.1f} s'])}", flush=True)


def data_folder() -> Path | None:
    """Return the folder of the demonstration data: in the repository, or packed with the program."""
    here = Path(__file__).resolve()
    places = (here.parents[3] / "data" / "malmo", here.parents[1] / "demonstration")
    return next((place for place in places if (place / "sources.json").exists()), None)


def run(options: argparse.Namespace) -> int:
    """Build what is missing, then serve."""
    from bokal.cli import demonstration

    folder = data_folder()
    if folder is None:
        sys.stderr.write(
            "The demonstration data are missing. Run this from the repository or a full package.\n"
        )
        return 1
    from django.conf import settings

    from bokal.cli.serve import CannotServe, prepare_database

    stamp = settings.DATA_DIR / STAMP
    wanted = demonstration.fingerprint(folder)
    try:
        prepare_database(migrate=True)
    except CannotServe as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    if options.rebuild or not stamp.exists() or stamp.read_text() != wanted:
        print(f"Building the demonstration in {settings.DATA_DIR}:")
        demonstration.build(folder, step)
        stamp.write_text(wanted)
    print("Real: boundaries and figures, each with its source. Constructed: the accounts below.")
    for address, role in demonstration.ACCOUNTS:
        print(f"  {address} ({role})")
    return 0 if options.no_serve else serve(options)


def serve(options: argparse.Namespace) -> int:
    """Hand over to the server, with codes for signing in shown in this terminal."""
    from bokal.cli import main

    print(
        f"Sign-in codes are shown here. Serving at http://{options.host}:{options.port}/ – stop with Ctrl-C."
    )
    return main(["serve", "--host", options.host, "--port", str(options.port)])
