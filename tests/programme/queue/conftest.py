"""Databases of their own for tests in which workers are other processes."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.factories.queue import PATIENCE, postgresql_server

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Installation:
    """A migrated database, reached like an installation: by its environment."""

    url: str
    data: Path

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "BOKAL_DATA_DIR": str(self.data),
            "BOKAL_JOB_LEASE_SECONDS": "2",
            "BOKAL_JOB_ATTEMPTS": "3",
        }

    def run(self, code: str) -> str:
        """Run code in a process of this installation and return what it prints."""
        start = "import django\ndjango.setup()\nfrom tests.programme.queue import sample_tasks as tasks\n"
        answer = subprocess.run(
            [sys.executable, "-c", start + code],
            cwd=ROOT,
            env={**os.environ, **self.environment, "DJANGO_SETTINGS_MODULE": "bokal.config.settings"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.data / "bokal.sqlite3", timeout=PATIENCE)) as connection:
                return connection.execute(sql).fetchall()
        with psycopg.connect(self.url) as connection:
            return connection.execute(sql).fetchall()


MIGRATE = "from django.core.management import call_command\ncall_command('migrate', verbosity=0)\n"


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    with postgresql_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """Return an empty installation on each of the two databases."""
    url = f"sqlite:///{tmp_path / 'bokal.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_address")
    made = Installation(url=url, data=tmp_path)
    made.run(
        MIGRATE + "from bokal.programme.queue.models import Job, Worker\nJob.objects.all().delete()\n"
        "Worker.objects.all().delete()\n"
    )
    return made
