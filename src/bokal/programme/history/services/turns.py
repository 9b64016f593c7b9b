"""One at a time: what several may want to do at once, and only one may."""

import hashlib

from django.db import connection, transaction


def wait_for_turn(name: str) -> None:
    """Wait until nobody else is doing what ``name`` stands for; the turn ends with the transaction.

    A row cannot be locked before it exists, which is when two would both make the first one. SQLite lets one
    transaction write at a time, so that there the turn has come when the transaction begins.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("wait_for_turn() belongs inside a transaction.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number_of(name)])


def number_of(name: str) -> int:
    """Return the number that PostgreSQL knows a turn by."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
