"""``bokal serve``: the web server and its background worker, fit for production."""

from __future__ import annotations

import argparse
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import _SubParsersAction

HELP = "Serve the site and work off background jobs."
ACCESS = "%(method)s %(path)s %(status)d %(dt_ms).1f ms"
ACCESS_WITH_ADDRESS = "%(addr)s " + ACCESS
WORKER = "import sys; from bokal.cli import main; sys.exit(main())"
LONGEST_PAUSE = 60.0
logger = logging.getLogger("bokal.serve")


class CannotServe(Exception):
    """The server cannot start; the message says why and what to do."""


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("serve", help=HELP, description=HELP)
    parser.set_defaults(run=run)
    cores = os.cpu_count() or 1
    parser.add_argument("--host", default="127.0.0.1", help="Address to listen at.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=min(cores, 8), help="Web processes; one a core.")
    parser.add_argument("--threads", type=int, default=4, help="Requests a process answers at once.")
    parser.add_argument("--no-worker", action="store_true", help="Leave background jobs to “bokal worker”.")
    parser.add_argument(
        "--migrate", action="store_true", help="Bring the database up to date first, triggers too."
    )
    parser.add_argument("--log-addresses", action="store_true", help="Write visitors' addresses to the log.")


def run(options: argparse.Namespace) -> int:
    """Serve until a signal comes."""
    try:
        require_free_port(options.host, options.port)
        prepare_database(migrate=options.migrate)
    except CannotServe as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    server = make_server(options)
    attendant = Attendant(host=options.host, port=options.port, with_worker=not options.no_worker)
    server.on_startup(attendant.start)
    server.on_shutdown(attendant.stop)
    server.serve(target_loader=partial(load_site, os.getpid()), wrap_loader=False)
    return 0


def require_free_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens at; granian alone would share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"Port {port} at {host} cannot be used ({error.strerror}). "
                f"Stop what uses it, or name another with --port {port + 1}."
            ) from error


def prepare_database(*, migrate: bool) -> None:
    """Bring a new database up to date; refuse an old one unless asked to change it.

    Asked to, it also puts back triggers of the history that somebody took away.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connections
    from django.db.migrations.executor import MigrationExecutor

    from bokal.programme.history.services import install_triggers, triggers_missing

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        executor = MigrationExecutor(connections["default"])
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        is_new = not executor.loader.applied_migrations
        if plan and not (migrate or is_new):
            raise CannotServe(
                f"The database lacks {len(plan)} changes of this version. "
                "Back it up, then start with --migrate."
            )
        if plan:
            call_command("migrate", verbosity=0, interactive=False)
        elif migrate and triggers_missing():
            install_triggers()
    except DatabaseError as error:
        raise CannotServe(
            f"The database cannot be used ({type(error).__name__}). Run “bokal doctor” to see why."
        ) from error
    finally:
        # The web processes are forked from this one and must not share its connections.
        connections.close_all()


def make_server(options: argparse.Namespace) -> Any:
    """Return a granian server for the site, not yet started."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    threads = max(options.threads, 1)
    return Granian(
        settings.WSGI_APPLICATION,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=max(options.workers, 1),
        blocking_threads=threads,
        # More than this many requests in a process wait in the system's queue, so memory stays bounded.
        backpressure=threads * 4,
        http=HTTPModes.http1,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_dictconfig=settings.LOGGING,
        log_level=LogLevels.warning,
        log_access=True,
        log_access_format=ACCESS_WITH_ADDRESS if options.log_addresses else ACCESS,
    )


def load_site(parent: int) -> Any:
    """Return the site to a web process, which ends when the server that started it is killed."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="watch", daemon=True).start()
    return import_string(settings.WSGI_APPLICATION)


class Attendant:
    """Says when the site answers, and keeps one background worker running."""

    def __init__(self, *, host: str, port: int, with_worker: bool) -> None:
        self.host = host
        self.port = port
        self.with_worker = with_worker
        self.worker: subprocess.Popen[bytes] | None = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._attend, name="attendant", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        """Stop the worker; it finishes its job or gives it back."""
        self.over.set()
        self.thread.join()
        if self.worker is None:
            return
        self.worker.terminate()
        try:
            self.worker.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.worker.kill()
            self.worker.wait()

    def _attend(self) -> None:
        announced = False
        failures = 0
        next_start = 0.0
        while not self.over.wait(0.2):
            if not announced and self._answers():
                announced = True
                sys.stdout.write(f"Bokal answers at {self.address}\n")
                sys.stdout.flush()
            if not self.with_worker:
                continue
            if self.worker is not None and self.worker.poll() is not None:
                logger.warning(
                    "The background worker ended with %s; a new one starts.", self.worker.returncode
                )
                failures += 1
                next_start = time.monotonic() + min(2.0 ** (failures - 1), LONGEST_PAUSE)
                self.worker = None
            if self.worker is None and time.monotonic() >= next_start:
                self.worker = start_worker()

    @property
    def address(self) -> str:
        shown = "localhost" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 not bound here
        return f"http://[{shown}]:{self.port}/" if ":" in shown else f"http://{shown}:{self.port}/"

    def _answers(self) -> bool:
        target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        connection = http.client.HTTPConnection(target, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def start_worker() -> subprocess.Popen[bytes]:
    """Start a worker in a session of its own, so that Ctrl-C reaches it through us alone."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WORKER, "worker", "--parent", str(os.getpid())], start_new_session=True
    )
