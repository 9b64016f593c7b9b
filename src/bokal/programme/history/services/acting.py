"""Who acts, and from where: kept beside the running code, told to the database with the first change."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from bokal.programme.history.enums import Origin

CHANGES = ("INSERT", "UPDATE", "DELETE")
CLEAR = "DELETE FROM history_context"
SET_ON_SQLITE = "INSERT INTO history_context (id, origin, actor, reference) VALUES (1, %s, %s, %s)"
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


def is_noted(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the running transaction already knows who acts.

    The note is a callback to be run on commit. Django forgets it when the savepoint or transaction that made
    it is rolled back, which is exactly when the database forgets it too.
    """
    return any(callback[1].__name__ == "clear_the_note" for callback in connection.run_on_commit)


def note_who_acts(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Tell the database who acts before the first change of a transaction."""
    connection: BaseDatabaseWrapper = context["connection"]
    now = who_acts()
    if (
        now is not NOBODY
        and connection.in_atomic_block
        and sql.lstrip()[:6].upper() in CHANGES
        and not is_noted(connection)
        and can_be_told(connection)
    ):
        tell(connection, now)
    return execute(sql, params, many, context)


def can_be_told(connection: BaseDatabaseWrapper) -> bool:
    """Tell whether the table for the note is there yet; while a new database is made, it is not."""
    if connection.vendor != "sqlite":
        return True
    ready: bool = connection.__dict__.get("history_is_ready", False)
    if not ready:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'history_context'")
            ready = cursor.fetchone() is not None
        connection.__dict__["history_is_ready"] = ready
    return ready


def tell(connection: BaseDatabaseWrapper, now: Acting) -> None:
    """Write down who acts, for this transaction alone."""
    on_sqlite = connection.vendor == "sqlite"

    def clear_the_note() -> None:
        if on_sqlite:
            with connection.cursor() as cursor:
                cursor.execute(CLEAR)

    transaction.on_commit(clear_the_note, using=connection.alias)
    with connection.cursor() as cursor:
        if on_sqlite:
            cursor.execute(CLEAR)
        cursor.execute(
            SET_ON_SQLITE if on_sqlite else SET_ON_POSTGRESQL, [now.origin, now.actor(), now.reference]
        )


def listen(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Have a new connection tell who acts."""
    if note_who_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_who_acts)
