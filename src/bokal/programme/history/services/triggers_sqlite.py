"""The triggers in the words of SQLite: each row change becomes an entry, and frozen rows stay as they are."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, JSONField, Model

from bokal.programme.history.services.tracking import Fixed, Operation, Tracking, columns_of, use_of

type AnyField = Field[Any, Any]

INSTALLED = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
REFUSAL = "This row is kept for good and cannot be changed or removed."
FIXED = "What this row means is final, because something rests on it. Add a new one instead."
NO_REPLACING = "This row exists already. Change it with UPDATE, so that the history sees what changed."
WRITE = """
INSERT INTO history_entry
  (at, kind, origin, actor, reference, verb, subject_type, subject_id, details, "before", "after")
SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now'), 'change', COALESCE(c.origin, 'database'),
  COALESCE(c.actor, ''), COALESCE(c.reference, ''), '{verb}', '{subject}', CAST({row}.{key} AS TEXT), '{{}}',
  {before}, {after}
FROM (SELECT 1) LEFT JOIN history_context c ON c.id = 1;
"""
CHANGED_TEXT = (
    'EXISTS (SELECT 1 FROM json_each(OLD."{column}") AS old WHERE old.value IS NOT '
    '(SELECT new.value FROM json_each(NEW."{column}") AS new WHERE new.key = old.key))'
)
SAME_ROW = 'EXISTS (SELECT 1 FROM "{table}" WHERE {condition})'
VERBS = {Operation.INSERT: "row.added", Operation.UPDATE: "row.changed", Operation.DELETE: "row.removed"}


def visible_fields(model: type[Model], tracking: Tracking) -> list[AnyField]:
    """Return the columns whose values enter the history."""
    return [field for field in model._meta.concrete_fields if field.name not in tracking.hidden]


def row_as_json(row: str, fields: list[AnyField]) -> str:
    """Return the expression that writes a row as JSON."""
    pairs = []
    for field in fields:
        value = f'{row}."{field.column}"'
        pairs.append(f"'{field.column}', {f'json({value})' if isinstance(field, JSONField) else value}")
    return f"json_object({', '.join(pairs)})"


def writing_trigger(model: type[Model], tracking: Tracking, operation: Operation) -> str:
    """Return the trigger that writes one kind of change of one table."""
    fields = visible_fields(model, tracking)
    assert model._meta.pk is not None
    old, new = row_as_json("OLD", fields), row_as_json("NEW", fields)
    when = ""
    if operation is Operation.UPDATE:
        differs = (f'OLD."{field.column}" IS NOT NEW."{field.column}"' for field in fields)
        when = f"WHEN {' OR '.join(differs)} "
    statement = WRITE.format(
        verb=VERBS[operation],
        subject=model._meta.label_lower,
        row="OLD" if operation is Operation.DELETE else "NEW",
        key=f'"{model._meta.pk.column}"',
        before="NULL" if operation is Operation.INSERT else old,
        after="NULL" if operation is Operation.DELETE else new,
    )
    return f'AFTER {operation.upper()} ON "{model._meta.db_table}" FOR EACH ROW {when}BEGIN {statement} END'


def taken(model: type[Model]) -> str:
    """Return the condition that a row about to be inserted meets one that is there already."""
    table, meta = model._meta.db_table, model._meta
    unique = [[field.column] for field in meta.concrete_fields if field.unique]
    columns = {field.name: field.column for field in meta.concrete_fields}
    for constraint in meta.total_unique_constraints:
        unique.append([columns[name] for name in constraint.fields])
    same = (" AND ".join(f'"{column}" = NEW."{column}"' for column in key) for key in unique)
    return " OR ".join(SAME_ROW.format(table=table, condition=condition) for condition in same)


def replacing_trigger(model: type[Model], tracking: Tracking) -> str:
    """Return the trigger that refuses INSERT OR REPLACE, which removes a row and fires no trigger for it.

    The program itself may insert or update in one statement: its connections do fire them.
    """
    outside = "" if tracking.frozen else "NOT EXISTS (SELECT 1 FROM history_context) AND "
    refusal = REFUSAL if tracking.frozen else NO_REPLACING
    return (
        f'BEFORE INSERT ON "{model._meta.db_table}" WHEN {outside}({taken(model)}) '
        f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
    )


def fixing_trigger(model: type[Model], fixed: Fixed) -> str:
    """Return the trigger that refuses to change what is final; a text may gain a language."""
    assert model._meta.pk is not None
    texts = {str(field.column) for field in model._meta.concrete_fields if isinstance(field, JSONField)}
    changes = [
        (CHANGED_TEXT if column in texts else 'OLD."{column}" IS NOT NEW."{column}"').format(column=column)
        for column in columns_of(model, fixed.fields)
    ]
    used = f" AND EXISTS ({use_of(model, fixed.used, f'OLD.{model._meta.pk.column}')})" if fixed.used else ""
    return (
        f'BEFORE UPDATE ON "{model._meta.db_table}" FOR EACH ROW WHEN ({" OR ".join(changes)}){used} '
        f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
    )


def installed(connection: BaseDatabaseWrapper, pattern: str) -> dict[str, str]:
    """Return the statement of each trigger that the database has, by name."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [pattern])
        return dict(cursor.fetchall())


def as_kept(name: str, statement: str) -> str:
    """Return a statement in the form that the database gives it back: word for word."""
    return f'CREATE TRIGGER "{name}" {statement}'


def remove(connection: BaseDatabaseWrapper, pattern: str) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [pattern])
        for name, _statement in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')


def triggers_of(model: type[Model], tracking: Tracking) -> dict[str, str]:
    """Return the triggers of one table by the rest of their name."""
    table = model._meta.db_table
    found = {f"{table}_no_replace": replacing_trigger(model, tracking)}
    if tracking.fixed is not None:
        found[f"{table}_fixed"] = fixing_trigger(model, tracking.fixed)
    if tracking.frozen:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for kind in (Operation.UPDATE, Operation.DELETE):
            found[f"{table}_no_{kind}"] = f'BEFORE {kind.upper()} ON "{table}" {refuse}'
        return found
    for kind in sorted(tracking.operations):
        found[f"{table}_{kind}"] = writing_trigger(model, tracking, kind)
    return found
