"""Put the triggers into the database and look whether they are there; each vendor has its own wording."""

from django.db import connection

from bokal.programme.history.services import triggers_postgresql, triggers_sqlite
from bokal.programme.history.services.tracking import REGISTER

PREFIX = "bokal_history_"
INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s",
}


def wanted_triggers() -> dict[str, tuple[str, str]]:
    """Return every trigger there should be: its table and its statement, by name."""
    wording = triggers_sqlite if connection.vendor == "sqlite" else triggers_postgresql
    found: dict[str, tuple[str, str]] = {}
    for model, tracking in REGISTER.items():
        for name, statement in wording.triggers_of(model, tracking).items():
            found[f"{PREFIX}{name}"] = (model._meta.db_table, statement)
    return found


def installed_triggers() -> set[str]:
    """Return the names of our triggers that the database has."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED[connection.vendor], [f"{PREFIX}%"])
        return {row[0] for row in cursor.fetchall()}


def triggers_missing() -> list[str]:
    """Name each trigger that should be in the database and is not."""
    return sorted(set(wanted_triggers()) - installed_triggers())


def remove_triggers() -> None:
    """Take our triggers out of the database, before tables are rebuilt or a test empties them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in sorted(installed_triggers()):
                cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"')
            return
        cursor.execute(triggers_postgresql.INSTALLED_WITH_TABLE, [f"{PREFIX}%"])
        for name, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}" ON {table}')


def install_triggers(**_signal: object) -> None:
    """Put every trigger into the database anew, so that they fit the tables as they are now."""
    tables = set(connection.introspection.table_names())
    remove_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in triggers_postgresql.FUNCTIONS:
                cursor.execute(statement)
        for name, (table, statement) in wanted_triggers().items():
            if table in tables:
                cursor.execute(f'CREATE TRIGGER "{name}" {statement}')
