"""``bokal backup`` and ``bokal restore``: one file with the database and every document."""

from __future__ import annotations

import argparse
import datetime
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bokal

if TYPE_CHECKING:
    from argparse import _SubParsersAction

MANIFEST = "manifest.json"
DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
PORTION = 1024 * 1024


class CannotKeep(Exception):
    """A backup or a restore was refused; the message says why and what to do."""


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    text = "Write the database and every document into one file."
    backup = subparsers.add_parser("backup", help=text, description=text)
    backup.add_argument("file", type=Path, help="Where to write, ending in .tar.gz.")
    backup.set_defaults(run=run_backup)


def add_restore_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare ``bokal restore``."""
    text = "Bring a backup back. Stop the server first."
    restore = subparsers.add_parser("restore", help=text, description=text)
    restore.add_argument("file", type=Path, help="A file that “bokal backup” wrote.")
    restore.add_argument("--replace", action="store_true", help="Put what is here aside first.")
    restore.set_defaults(run=run_restore)


def run_backup(options: argparse.Namespace) -> int:
    """Write a backup and read it again."""
    try:
        count = back_up(options.file)
    except (CannotKeep, OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"No backup was made. {reason(error)}\n")
        return 1
    sys.stdout.write(f"{options.file} holds {count} files, each read again and found equal.\n{key_apart()}\n")
    return 0


def run_restore(options: argparse.Namespace) -> int:
    """Bring a backup back after checking all of it."""
    try:
        aside = restore(options.file, replace=options.replace)
    except (CannotKeep, OSError, tarfile.TarError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"Nothing was restored. {reason(error)}\n")
        return 1
    kept = f" What was here before is in {aside}." if aside else ""
    sys.stdout.write(f"{options.file} is restored.{kept} Run “bokal doctor” next.\n")
    return 0


def key_apart() -> str:
    """Say what to keep beside the backup: with the key in it, whoever finds it could guess who signs in."""
    from django.conf import settings

    where = "BOKAL_SECRET_KEY"
    if settings.SECRET_KEY.startswith("insecure-local-"):
        where = str(settings.DATA_DIR / "local-key")
    return (
        f"The secret key ({where}) is not in it. Keep it in another place; "
        "without it, identities of a sign-in service must be registered again."
    )


def reason(error: Exception) -> str:
    """Return a sentence for an error; a failed program has said its own on the way."""
    if isinstance(error, subprocess.CalledProcessError):
        return f"{Path(error.cmd[0]).name} failed: {(error.stderr or '').strip()}"
    return str(error)


# --- backup ------------------------------------------------------------------------------------------------
def back_up(target: Path) -> int:
    """Write the backup; a half-written one never bears its name."""
    from django.conf import settings
    from django.db import connection

    if not target.name.endswith(".tar.gz"):
        raise CannotKeep("Name the file with .tar.gz at its end.")
    if target.exists():
        raise CannotKeep(f"{target} is already there. Name another file.")
    half = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder, private_archive(half) as archive:
            dump = Path(folder) / DUMPS[connection.vendor]
            dump_database(dump)
            hashes = {dump.name: add_file(archive, dump, dump.name)}
            # After the database: a document is never changed, and one that is named there is not removed.
            for document in documents_in(settings.MEDIA_ROOT):
                name = f"documents/{document.relative_to(settings.MEDIA_ROOT)}"
                hashes[name] = add_file(archive, document, name)
            add_manifest(archive, hashes)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            unpack(half, Path(folder))
        half.rename(target)
    finally:
        half.unlink(missing_ok=True)
    return len(hashes)


def private_archive(path: Path) -> tarfile.TarFile:
    """Open an archive that only its owner may read; it holds personal data."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.close(descriptor)
    return tarfile.open(path, "w:gz", compresslevel=3)


def dump_database(target: Path) -> None:
    """Copy the database as it stands at one moment, while others go on writing."""
    from django.db import connection

    connection.ensure_connection()
    if connection.vendor == "postgresql":
        run_postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
        return
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)


def documents_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def add_file(archive: tarfile.TarFile, path: Path, name: str) -> str:
    archive.add(path, arcname=name, recursive=False)
    return hash_of(path)


def add_manifest(archive: tarfile.TarFile, hashes: dict[str, str]) -> None:
    made = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    content = json.dumps({"bokal": bokal.__version__, "made_at": made, "sha256": hashes}, indent=1).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- restore -----------------------------------------------------------------------------------------------
def restore(source: Path, *, replace: bool) -> Path | None:
    """Check the whole backup, put what is here aside, and move the backup in."""
    from django.conf import settings
    from django.db import connection, connections

    data: Path = settings.DATA_DIR
    data.mkdir(parents=True, exist_ok=True)
    taken = holds_records() or any(documents_in(settings.MEDIA_ROOT))
    if taken and not replace:
        raise CannotKeep("This installation is not empty. Add --replace to put what is here aside.")
    dump = DUMPS[connection.vendor]
    with tempfile.TemporaryDirectory(dir=data) as folder:
        content = Path(folder)
        unpack(source, content)
        if not (content / dump).exists():
            raise CannotKeep("The backup comes from the other kind of database. Restore it there.")
        aside = put_aside(data) if taken else None
        connections.close_all()
        if connection.vendor == "postgresql":
            run_postgresql(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                f"--dbname={connection.settings_dict['NAME']}",
                str(content / dump),
            )
        else:
            shutil.move(content / dump, database_file())
        if (content / "documents").exists():
            shutil.move(content / "documents", settings.MEDIA_ROOT)
    return aside


def holds_records() -> bool:
    from django.db import connection

    if connection.vendor == "sqlite":
        return database_file().exists()
    return bool(connection.introspection.table_names())


def database_file() -> Path:
    from django.db import connection

    return Path(str(connection.settings_dict["NAME"]))


def put_aside(data: Path) -> Path:
    """Move database and documents into a folder of their own; PostgreSQL is dumped there."""
    from django.conf import settings
    from django.db import connection, connections

    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = data / f"before-restore-{stamp}"
    aside.mkdir(mode=0o700)
    if connection.vendor == "postgresql":
        dump_database(aside / DUMPS["postgresql"])
    connections.close_all()
    if connection.vendor == "sqlite":
        for name in ("", "-wal", "-shm"):
            part = database_file().with_name(database_file().name + name)
            if part.exists():
                shutil.move(part, aside / part.name)
    if settings.MEDIA_ROOT.exists():
        shutil.move(settings.MEDIA_ROOT, aside / "documents")
    return aside


def unpack(source: Path, target: Path) -> None:
    """Unpack a backup and refuse it unless every file is what the manifest says."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            archive.extractall(target, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise CannotKeep(
            f"{source} is no whole backup ({type(error).__name__}). Take another one."
        ) from error
    if not (target / MANIFEST).exists():
        raise CannotKeep(f"{source} was not written by “bokal backup”.")
    expected = json.loads((target / MANIFEST).read_text())["sha256"]
    found = {
        str(path.relative_to(target)): hash_of(path)
        for path in documents_in(target)
        if path.name != MANIFEST or path.parent != target
    }
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    if wrong:
        raise CannotKeep(f"{len(wrong)} files in {source} are damaged, first {wrong[0]}. Take another one.")


# --- PostgreSQL's own programs -----------------------------------------------------------------------------
def run_postgresql(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes where no list of processes shows it."""
    from django.db import connection

    if shutil.which(program) is None:
        raise CannotKeep(f"{program} is missing. Install the client programs of PostgreSQL.")
    given: dict[str, Any] = connection.get_connection_params()
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password"}
    access = {name: str(given[key]) for name, key in names.items() if given.get(key)}
    environment = {**os.environ, **access, "PGDATABASE": str(given["dbname"])}
    subprocess.run(  # noqa: S603
        [program, *arguments], check=True, capture_output=True, text=True, env=environment
    )
