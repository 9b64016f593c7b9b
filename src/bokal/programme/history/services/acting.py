"""Who acts, and from where: kept beside the running code, told to the database with the first change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from bokal.programme.history.enums import Origin

CHANGES = ("INSERT", "UPDATE", "DELETE", "REPLAC")
SET_ON_SQLITE = "INSERT INTO history_context (id, origin, actor, reference) VALUES (1, ?, ?, ?)"
CLEAR_ON_SQLITE = "DELETE FROM history_context"
SET_ON_POSTGRESQL = (
    "SELECT set_config('bokal.origin', %s, true), set_config('bokal.actor', %s, true), "
    "set_config('bokal.reference', %s, true)"
)


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody doing something: from where, the number of their account, and the job it is part of."""

    origin: str
    actor: Callable[[], str]
    reference: str = ""


NOBODY = Acting(Origin.DATABASE, str)
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


def who_acts() -> Acting:
    """Return who acts right now."""
    return _acting.get()


@contextmanager
def acting(*, actor: object, origin: str, reference: str = "") -> Iterator[None]:
    """Say who acts while the block runs; ``actor`` is an account, None, or a function that finds one late."""

    def number() -> str:
        account = actor() if callable(actor) else actor
        return str(getattr(account, "pk", None) or "")

    token = _acting.set(Acting(origin, number, reference))
    try:
        yield
    finally:
        _acting.reset(token)


def act_from_here_on(*, origin: str) -> None:
    """Say once for a whole process where its changes come from, when nobody is signed in."""
    _acting.set(Acting(origin, str))


class Note:
    """What a transaction on PostgreSQL has been told, kept in its list of things to do on commit.

    There is nothing to do. But Django forgets the note when the savepoint or transaction that made it is
    rolled back, which is exactly when the database forgets it too.
    """

    def __init__(self, told: Acting) -> None:
        self.told = told

    def __call__(self) -> None:
        """Do nothing: the database forgets by itself."""


def note_who_acts(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Tell the database who acts before it changes anything inside a transaction."""
    connection: BaseDatabaseWrapper = context["connection"]
    if not connection.in_atomic_block or sql.lstrip()[:6].upper() not in CHANGES:
        return execute(sql, params, many, context)
    if connection.vendor == "sqlite":
        with told_for_one_statement(connection):
            return execute(sql, params, many, context)
    tell_transaction(connection)
    return execute(sql, params, many, context)


@contextmanager
def told_for_one_statement(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Write down who acts in a row that no other connection ever sees, not even after a crash."""
    if not can_be_told(connection):
        yield
        return
    now = who_acts()
    raw = connection.connection
    raw.execute(SET_ON_SQLITE, [str(now.origin), now.actor(), now.reference])
    try:
        yield
    finally:
        raw.execute(CLEAR_ON_SQLITE)


def tell_transaction(connection: BaseDatabaseWrapper) -> None:
    """Set who acts for the rest of the transaction, unless it knows."""
    notes = (note[1].told for note in reversed(connection.run_on_commit) if isinstance(note[1], Note))
    now = who_acts()
    if next(notes, NOBODY) is now:
        return
    origin = "" if now is NOBODY else str(now.origin)
    connection.connection.execute(SET_ON_POSTGRESQL, [origin, now.actor(), now.reference])
    transaction.on_commit(Note(now), using=connection.alias)


def can_be_told(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the table for the row is there yet; while a new database is made, it is not."""
    ready: bool = connection.__dict__.get("history_is_ready", False)
    if not ready:
        found = connection.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'history_context'")
        ready = connection.__dict__["history_is_ready"] = found.fetchone() is not None
    return ready


def listen(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have a new connection tell who acts."""
    if note_who_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_who_acts)
