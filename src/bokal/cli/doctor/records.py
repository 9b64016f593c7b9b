"""The database, the background worker and what they hold."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from bokal.cli.doctor.findings import Finding, broken, good, look
from bokal.programme.documents.services import look_over_documents
from bokal.programme.history.services import triggers_missing, verify_history
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job, Worker
from bokal.programme.queue.services import workers_alive

LEAST_SQLITE = (3, 37)
LEAST_POSTGRESQL = 150000
CLOCK_MAY_DIFFER = datetime.timedelta(seconds=5)
WAITS_LONG = datetime.timedelta(minutes=10)
MANY_UNSEALED = 100_000
RUNS_LONG = datetime.timedelta(hours=2)


def database_answers() -> Finding:
    """Say whether the database can be reached at all; nothing else makes sense before it can."""
    try:
        connection.ensure_connection()
        version = read_version()
    except DatabaseError as error:
        return broken(
            "database",
            f"{connection.display_name} cannot be reached ({type(error).__name__}).",
            "Check DATABASE_URL and that the server runs. For SQLite, check BOKAL_DATA_DIR.",
        )
    return good("database", f"{connection.display_name} {version} answers.")


def read_version() -> str:
    return ".".join(str(part) for part in connection.get_database_version())


def ask(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def check_database_settings() -> Iterator[Finding]:
    version = connection.get_database_version()
    if connection.vendor == "sqlite":
        if version < LEAST_SQLITE:
            yield broken("SQLite", f"Version {read_version()} is too old.", "Use a Python with SQLite 3.37.")
        mode = str(ask("PRAGMA journal_mode"))
        options = settings.DATABASES["default"].get("OPTIONS", {})
        if mode not in {"wal", "memory"} or options.get("transaction_mode") != "IMMEDIATE":
            yield broken(
                "SQLite",
                "Readers and writers may lock each other out.",
                "Keep the file on a local disk, and leave the options of settings.py as they are.",
            )
        else:
            yield good("SQLite", "Readers and writers do not lock each other out.")
        return
    if version < (LEAST_POSTGRESQL // 10000,):
        yield broken("PostgreSQL", f"Version {read_version()} is too old.", "Use PostgreSQL 15 or newer.")
    if ask("SHOW server_encoding") != "UTF8":
        yield broken("PostgreSQL", "The database cannot hold every letter.", "Make it with encoding UTF8.")


def check_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield broken(
            "database changes",
            f"The database lacks {len(plan)} changes of this version.",
            "Run “bokal backup”, then “bokal serve --migrate”.",
        )
    else:
        yield good("database changes", "The database is up to date.")


def check_history() -> Iterator[Finding]:
    missing = triggers_missing()
    if missing:
        yield broken(
            "history",
            f"{len(missing)} triggers that write or guard the history are missing, first {missing[0]}.",
            "Run “bokal serve --migrate”, and ask who changed the database by hand.",
        )
    verified = verify_history()
    for problem in verified.problems:
        yield broken("history", problem, "Keep a copy of the database as it is, and tell the auditor.")
    if not missing and verified.intact:
        yield good("history", f"{verified.entries} entries; the chain of {verified.sealed} holds.")
    if verified.unsealed > MANY_UNSEALED:
        yield look("history", f"{verified.unsealed} entries are not in the chain.", "Start “bokal worker”.")


def check_documents() -> Iterator[Finding]:
    found = look_over_documents()
    if found.missing:
        yield broken(
            "documents",
            f"The files of {len(found.missing)} documents are gone, first {found.missing[0]}.",
            "Bring the files back from a backup: unpack its folder “documents” into the data folder.",
        )
    if found.unreferenced:
        yield look(
            "documents",
            f"{len(found.unreferenced)} files belong to no document, first {found.unreferenced[0]}.",
            "They are left by uploads given up half-way. The worker removes them at night; see that it runs.",
        )
    if not found.missing and not found.unreferenced:
        yield good("documents", "Every document has its file, and every file its document.")


def check_worker() -> Iterator[Finding]:
    alive = workers_alive()
    oldest = Job.objects.filter(state=JobState.READY, run_after__lt=timezone.now() - WAITS_LONG).count()
    if alive:
        yield good("worker", f"{len(alive)} at work on background jobs.")
    else:
        yield look("worker", "Nobody works off background jobs.", "Start “bokal serve” or “bokal worker”.")
    if oldest:
        yield look("jobs", f"{oldest} jobs have waited over ten minutes.", "Start another “bokal worker”.")
    long = Job.objects.filter(state=JobState.RUNNING, started_at__lt=timezone.now() - RUNS_LONG).count()
    if long:
        yield look("jobs", f"{long} jobs have run over two hours.", "Restart the worker; they start again.")
    week = timezone.now() - datetime.timedelta(days=7)
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=week).count()
    if failed:
        yield look("jobs", f"{failed} jobs failed within a week.", "Read the error in the table queue_job.")


def check_clock() -> Iterator[Finding]:
    now = timezone.now()
    latest = Worker.objects.aggregate(latest=Max("seen_at"))["latest"] or now
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            latest = max(latest, cursor.fetchone()[0])
            behind = abs(latest - now)
    else:
        behind = latest - now
    if behind > CLOCK_MAY_DIFFER:
        seconds = int(behind.total_seconds())
        yield broken("clock", f"The clock is off by {seconds} seconds.", "Set it by NTP on every machine.")
    else:
        yield good("clock", "The clock agrees with the records.")


CHECKS = [
    check_database_settings,
    check_migrations,
    check_history,
    check_documents,
    check_worker,
    check_clock,
]
