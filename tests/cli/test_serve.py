"""The server as an operator meets it: a process with an address, a worker and a log."""

import json
import os
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from tests.factories.queue import PATIENCE, bokal, bokal_process, free_port, wait_until

pytestmark = pytest.mark.slow


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def status_of(port: int, path: str = "/healthz") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "bokal.sqlite3", timeout=PATIENCE)) as connection:
        return connection.execute(sql).fetchall()


def workers(data: Path) -> list[int]:
    return [int(str(name).split(":")[1]) for (name,) in rows(data, "SELECT name FROM queue_worker")]


@contextmanager
def served(data: Path, port: int, *options: str) -> Iterator[Popen[str]]:
    """Serve from a data folder until the announced address answers."""
    environment = {"BOKAL_DATA_DIR": str(data), "BOKAL_LOG_PLAIN": "0"}
    with bokal_process(
        "serve", "--port", str(port), "--workers", "1", *options, environment=environment, log=data / "log"
    ) as process:
        wait_until(lambda: "Bokal answers at" in (data / "log").read_text() or process.poll() is not None)
        assert process.poll() is None, (data / "log").read_text()
        yield process


def test_the_first_start_makes_the_database_serves_and_works(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port) as process:
        assert f"Bokal answers at http://127.0.0.1:{port}/\n" in (tmp_path / "log").read_text()
        assert status_of(port) == 200
        wait_until(lambda: workers(tmp_path))
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    assert workers(tmp_path) == []
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with served(tmp_path, free_port()):
        wait_until(lambda: workers(tmp_path))
        (first,) = workers(tmp_path)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(workers(tmp_path)) == 2)
        assert "a new one starts" in (tmp_path / "log").read_text()


def test_nothing_outlives_a_server_killed_hard(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port) as process:
        wait_until(lambda: workers(tmp_path))
        process.kill()
        wait_until(lambda: workers(tmp_path) == [])
        wait_until(lambda: is_free(port))


def test_without_a_worker_none_is_started(tmp_path: Path) -> None:
    with served(tmp_path, free_port(), "--no-worker") as process:
        process.terminate()
        assert process.wait(PATIENCE) == 0
    assert "waits for jobs" not in (tmp_path / "log").read_text()


def test_the_log_holds_no_query_and_no_address_of_a_visitor(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port, "--no-worker"):
        status_of(port, "/healthz?email=anna@example.org")
        log = tmp_path / "log"
        wait_until(lambda: log.read_text().count('"event": "request"') >= 2)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["event"] == "request"]
    assert {"method": "GET", "path": "/healthz", "status": 200}.items() <= requests[-1].items()
    assert "anna" not in log.read_text()
    assert not any("127.0.0.1" in json.dumps(line) for line in requests)


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = bokal("serve", "--port", str(port), environment={"BOKAL_DATA_DIR": str(tmp_path)})
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} at 127.0.0.1 cannot be used")
    assert len(answer.stderr.splitlines()) == 1


def test_a_database_of_an_older_version_is_refused_unless_asked(tmp_path: Path) -> None:
    port = free_port()
    with served(tmp_path, port, "--no-worker"):
        pass
    with closing(sqlite3.connect(tmp_path / "bokal.sqlite3")) as connection:
        connection.execute("DROP TABLE queue_recurrence")
        connection.execute("DROP TABLE queue_worker")
        connection.execute("DROP TABLE queue_job")
        connection.execute("DELETE FROM django_migrations WHERE app = 'queue'")
        connection.commit()
    answer = bokal("serve", "--port", str(port), environment={"BOKAL_DATA_DIR": str(tmp_path)})
    assert answer.returncode == 1
    assert "lacks 1 changes" in answer.stderr
    with served(tmp_path, port, "--no-worker", "--migrate"):
        assert rows(tmp_path, "SELECT count(*) FROM queue_job") == [(0,)]


def test_triggers_that_somebody_took_away_come_back_as_the_doctor_says(tmp_path: Path) -> None:
    environment = {"BOKAL_DATA_DIR": str(tmp_path)}

    def history() -> dict[str, str]:
        answer = bokal("doctor", "--json", environment=environment)
        (found,) = [finding for finding in json.loads(answer.stdout) if finding["subject"] == "history"]
        return found

    bokal("invite", "anna@example.org", "--role", "board", environment=environment)
    assert history()["grade"] == "good"
    with closing(sqlite3.connect(tmp_path / "bokal.sqlite3")) as connection:
        connection.execute("DROP TRIGGER bokal_history_accounts_account_update")
    assert history()["grade"] == "broken"
    assert "bokal serve --migrate" in history()["remedy"]
    with served(tmp_path, free_port(), "--migrate", "--no-worker"):
        assert history()["grade"] == "good"
