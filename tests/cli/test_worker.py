"""``bokal worker`` from the command line."""

import signal
from pathlib import Path

import pytest

from tests.factories.queue import PATIENCE, bokal, bokal_process, wait_until
from tests.programme.queue.conftest import MIGRATE, Installation

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(url=f"sqlite:///{tmp_path / 'bokal.sqlite3'}", data=tmp_path)
    made.run(MIGRATE)
    return made


def test_a_worker_takes_only_jobs_of_its_queue(installation: Installation, tmp_path: Path) -> None:
    installation.run("tasks.add.enqueue(1, 2)\ntasks.add.using(queue_name='slow').enqueue(3, 4)")
    log = tmp_path / "log"
    with bokal_process("worker", "--queue", "slow", environment=installation.environment, log=log) as worker:
        wait_until(lambda: ("slow", "done") in installation.query("SELECT queue, state FROM queue_job"))
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    assert ("default", "ready") in installation.query("SELECT queue, state FROM queue_job")
    assert "Traceback" not in log.read_text()


def test_a_worker_without_a_database_says_so(tmp_path: Path) -> None:
    environment = {"BOKAL_DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    answer = bokal("worker", environment=environment)
    assert answer.returncode == 1
    assert "bokal doctor" in answer.stderr
    assert "Traceback" not in answer.stderr
