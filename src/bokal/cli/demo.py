"""``bokal demo``: Malmö's programme from real, public data, built in seconds and served."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HELP = "Build the demonstration of Malmö and serve it."
STAMP = "demonstration.sha256"
UNDER_WAY = "being built"
MISSING = "The demonstration data are missing. Run this from the repository or a full package."
OTHER = (
    "The data of this version do not go together with the demonstration that is here. "
    "Choose an empty folder in BOKAL_DATA_DIR."
)
TAKEN = (
    "The records here are not a demonstration, and are left alone. "
    "Choose an empty folder in BOKAL_DATA_DIR, and no DATABASE_URL."
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("demo", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen at.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true", help="Build only.")
    parser.add_argument(
        "--rebuild", action="store_true", help="Go through all steps again; what is there is kept."
    )


@contextmanager
def step(words: str) -> Iterator[Callable[[str], None]]:
    """Say what is being done and how long it took."""
    started = time.monotonic()
    notes: list[str] = []
    try:
        print(f"  {words} …", end="", flush=True)
        yield notes.append
    except BaseException:
        print(" not finished. The next call goes on from here.", flush=True)
        raise
    print(f" {', '.join([*notes, f'{time.monotonic() - started:.1f} s'])}", flush=True)


def data_folder() -> Path | None:
    """Return the folder of the demonstration data: in the repository, or packed with the program."""
    here = Path(__file__).resolve()
    places = (here.parents[3] / "data" / "malmo", here.parents[1] / "demonstration")
    return next((place for place in places if (place / "sources.json").exists()), None)


def refuse(sentence: str) -> int:
    """Say why nothing is done."""
    sys.stderr.write(f"{sentence}\n")
    return 1


def run(options: argparse.Namespace) -> int:
    """Build what is missing, then serve."""
    from django.conf import settings

    from bokal.cli import demonstration
    from bokal.cli.serve import CannotServe, prepare_database, require_free_port
    from bokal.programme.areas.errors import ImportRefused

    folder = data_folder()
    if folder is None:
        return refuse(MISSING)
    try:
        if not options.no_serve:
            require_free_port(options.host, options.port)
        prepare_database(migrate=True)
    except CannotServe as refusal:
        return refuse(str(refusal))
    stamp = settings.DATA_DIR / STAMP
    state = stamp.read_text() if stamp.exists() else ""
    if not state and demonstration.is_taken():
        return refuse(TAKEN)
    wanted = demonstration.fingerprint(folder)
    if options.rebuild or state != wanted or not demonstration.is_built():
        print(f"Building the demonstration in {settings.DATA_DIR}:")
        stamp.write_text(UNDER_WAY)
        try:
            demonstration.build(folder, step)
        except FileNotFoundError as missing:
            return refuse(str(missing))
        except ImportRefused as refused:
            for problem in refused.preview.problems:
                refuse(f"{problem.file}: {problem.value}: {problem.reason}")
            return refuse(OTHER)
        stamp.write_text(wanted)
    print("Real: boundaries and figures, each with its source.")
    print("Constructed: every voice and what came of it, and the accounts below.")
    for address, role in (*demonstration.ACCOUNTS, demonstration.SPEAKER):
        print(f"  {address} ({role})")
    print("Codes of constructed voices, to see what came of them:")
    for about, code in demonstration.receipts(folder):
        print(f"  {code} ({about})")
    if not options.no_serve:
        serve(options)
    return 0


def serve(options: argparse.Namespace) -> None:
    """Become the server, with codes for signing in shown in this terminal.

    It starts anew: its web processes are forked, and what has drawn a PDF here would wait there for ever.
    """
    print(
        f"Sign-in codes are shown here. Serving at http://{options.host}:{options.port}/ – stop with Ctrl-C.",
        flush=True,
    )
    # No mail leaves a demonstration.
    environment = os.environ | {"BOKAL_MAIL_URL": "console:"}
    words = ["serve", "--host", options.host, "--port", str(options.port)]
    os.execve(sys.executable, [sys.executable, "-m", "bokal.cli", *words], environment)  # noqa: S606
