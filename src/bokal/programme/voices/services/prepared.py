"""Rows worked out beforehand: only the writing itself is left for the time in which others have to wait."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import AutoField, Model

from bokal.programme.history.services.tracking import AnyField

INSERT = "INSERT INTO {table} ({columns}) VALUES ({marks})"
RESERVE_ON_POSTGRESQL = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
FIRST_ON_SQLITE = (
    "INSERT INTO sqlite_sequence (name, seq) "
    "SELECT %s, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)"
)
RESERVE_ON_SQLITE = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq"


class Prepared:
    """Rows of some tables in the form the database takes them, table by table in the order they came."""

    def __init__(self) -> None:
        self.rows: dict[tuple[type[Model], bool], list[Sequence[Any]]] = {}

    def add(self, *records: Model) -> None:
        """Work out the rows of some records; each must know the numbers of those it points to."""
        for one in records:
            model, numbered = type(one), one.pk is not None
            fields = columns_to_write(model, numbered)
            row = [field.get_db_prep_save(field.pre_save(one, True), connection) for field in fields]
            self.rows.setdefault((model, numbered), []).append(row)

    def write(self) -> None:
        """Write all rows, a statement for each table; the triggers see every row."""
        with connection.cursor() as cursor:
            for (model, numbered), rows in self.rows.items():
                cursor.executemany(insertion(model, numbered), rows)


@cache
def columns_to_write(model: type[Model], numbered: bool) -> Sequence[AnyField]:
    """Return the columns of a table, without the number when the database gives it out with the row."""
    fields = model._meta.local_concrete_fields
    return [field for field in fields if numbered or not isinstance(field, AutoField)]


def insertion(model: type[Model], numbered: bool) -> str:
    """Return the statement that writes one row."""
    name = connection.ops.quote_name
    columns = [name(str(field.column)) for field in columns_to_write(model, numbered)]
    marks = ", ".join(["%s"] * len(columns))
    return INSERT.format(table=name(model._meta.db_table), columns=", ".join(columns), marks=marks)


def reserve_numbers(model: type[Model], count: int) -> Sequence[int]:
    """Return numbers of a table that nobody else will be given, so that rows can point to each other early.

    Numbers that are not used stay unused, as after any transaction that was rolled back.
    """
    table, key = model._meta.db_table, model._meta.pk
    assert key is not None
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(RESERVE_ON_POSTGRESQL, [table, key.column, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute(FIRST_ON_SQLITE, [table, table])
        cursor.execute(RESERVE_ON_SQLITE, [count, table])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
