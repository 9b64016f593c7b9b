"""Put the triggers into the database and look whether they are there; each vendor has its own wording."""

from types import ModuleType

from django.db import connection, transaction

from bokal.programme.history.services import triggers_postgresql, triggers_sqlite
from bokal.programme.history.services.tracking import REGISTER

PREFIX = "bokal_history_"


def wording() -> ModuleType:
    """Return the words of the database in use."""
    return triggers_sqlite if connection.vendor == "sqlite" else triggers_postgresql


def wanted_triggers() -> dict[str, tuple[str, str]]:
    """Return every trigger there should be: its table and its statement, by name."""
    found: dict[str, tuple[str, str]] = {}
    for model, tracking in REGISTER.items():
        for name, statement in wording().triggers_of(model, tracking).items():
            found[f"{PREFIX}{name}"] = (model._meta.db_table, statement)
    return found


def triggers_missing() -> list[str]:
    """Name each trigger that is not in the database, or not as it should be: changed, or turned off."""
    installed = wording().installed(connection, f"{PREFIX}%")
    return sorted(
        name
        for name, (_table, statement) in wanted_triggers().items()
        if installed.get(name) != wording().as_kept(name, statement)
    )


def remove_triggers() -> None:
    """Take our triggers out of the database, before tables are rebuilt or a test empties them."""
    wording().remove(connection, f"{PREFIX}%")


@transaction.atomic
def install_triggers(**_signal: object) -> None:
    """Put every trigger into the database anew, at once, so that they fit the tables as they are now."""
    tables = set(connection.introspection.table_names())
    remove_triggers()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in triggers_postgresql.FUNCTIONS.values():
                cursor.execute(statement)
        for name, (table, statement) in wanted_triggers().items():
            if table in tables:
                cursor.execute(f'CREATE TRIGGER "{name}" {statement}')
