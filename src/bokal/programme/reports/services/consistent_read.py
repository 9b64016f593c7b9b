"""Read many records as they were at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def consistent_read() -> Iterator[None]:
    """Show the block one state of the records: what is imported meanwhile is not seen; nothing is written.

    PostgreSQL is asked for it. SQLite gives it to every reader of a transaction, if only the transaction
    begins without the write lock, which ours take otherwise. A transaction that has begun cannot become
    such a one any more, so it is refused; only a test may be inside its own.
    """
    outermost = not connection.in_atomic_block
    with without_write_lock(), transaction.atomic(durable=True):
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def without_write_lock() -> Iterator[None]:
    """Let a transaction on SQLite begin as a reader; others may write as long as it runs."""
    if connection.vendor != "sqlite":
        yield
        return
    # A connection that opens later would set the mode again.
    connection.ensure_connection()
    sqlite: Any = connection
    usual = sqlite.transaction_mode
    sqlite.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        sqlite.transaction_mode = usual
