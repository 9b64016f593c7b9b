"""The triggers in the words of SQLite: each row change becomes an entry, and frozen rows stay as they are."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import FloatField, JSONField, Model, OrderBy, Q, UniqueConstraint
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from bokal.programme.history.services.tracking import (
    AnyField,
    Barred,
    Fixed,
    Needs,
    Operation,
    Tracking,
    barred_by,
    columns_of,
    needed_by,
    use_of,
)

INSTALLED = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
REFUSAL = "This row is kept for good and cannot be changed or removed."
FIXED = "What this row means is final, because something rests on it. Add a new one instead."
UNMET = "This row cannot be in this state: what it needs to be there first is not there."
TOO_LATE = "This row comes too late: what it belongs to has gone on since."
NO_REPLACING = "This row exists already. Change it with UPDATE, so that the history sees what changed."
WRITE = """
INSERT INTO history_entry
  (at, kind, origin, actor, reference, verb, subject_type, subject_id, details, "before", "after")
SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now'), 'change', COALESCE(c.origin, 'database'),
  COALESCE(c.actor, ''), COALESCE(c.reference, ''), '{verb}', '{subject}', CAST({row}.{key} AS TEXT),
  {details}, {before}, {after}
FROM (SELECT 1) LEFT JOIN history_context c ON c.id = 1;
"""
# Seventeen digits bring a number back as it was, and SQLite writes fifteen by itself. Infinity is left to it.
WHOLE_NUMBER = (
    "CASE WHEN typeof({value}) = 'real' AND abs({value}) < 9e999 "
    "THEN json(printf('%!.17g', {value})) ELSE {value} END"
)
NAMES_CHANGED = (
    "CASE WHEN {differs} "
    "THEN json_object('hidden', (SELECT json_group_array(name) FROM ({names}))) ELSE '{{}}' END"
)
NAME = "SELECT '{column}' AS name WHERE {differs}"
CHANGED_TEXT = (
    'EXISTS (SELECT 1 FROM json_each(OLD."{column}") AS old WHERE old.value IS NOT '
    '(SELECT new.value FROM json_each(NEW."{column}") AS new WHERE new.key = old.key))'
)
SAME_COLUMN = '"{column}" = NEW."{column}"'
SAME_WORKED_OUT = "{sql} = (SELECT {sql} FROM (SELECT {new}))"
SAME_ROW = 'EXISTS (SELECT 1 FROM "{table}" WHERE {condition})'
NEW_ROW = "EXISTS (SELECT 1 FROM (SELECT {new}) WHERE {condition})"
VERBS = {Operation.INSERT: "row.added", Operation.UPDATE: "row.changed", Operation.DELETE: "row.removed"}


def value_as_json(row: str, field: AnyField) -> str:
    """Return the expression that gives one value to JSON."""
    value = f'{row}."{field.column}"'
    if isinstance(field, FloatField):
        return WHOLE_NUMBER.format(value=value)
    return f"json({value})" if isinstance(field, JSONField) else value


def row_as_json(row: str, fields: Sequence[AnyField]) -> str:
    """Return the expression that writes a row as JSON."""
    pairs = (f"'{field.column}', {value_as_json(row, field)}" for field in fields)
    return f"json_object({', '.join(pairs)})"


def differs(fields: Sequence[AnyField]) -> str:
    """Return the condition that one of the fields changed."""
    return " OR ".join(f'OLD."{field.column}" IS NOT NEW."{field.column}"' for field in fields)


def names_changed(fields: Sequence[AnyField]) -> str:
    """Return the expression that names the hidden fields that changed, without their values."""
    columns = sorted(fields, key=lambda field: str(field.column))
    names = (NAME.format(column=field.column, differs=differs([field])) for field in columns)
    return NAMES_CHANGED.format(differs=differs(columns), names=" UNION ALL ".join(names))


def writing_trigger(model: type[Model], tracking: Tracking, operation: Operation) -> str:
    """Return the trigger that writes one kind of change of one table."""
    fields, hidden = tracking.shown(model), tracking.named(model)
    assert model._meta.pk is not None
    old, new = row_as_json("OLD", fields), row_as_json("NEW", fields)
    when, details = "", "'{}'"
    if operation is Operation.UPDATE:
        when = f"WHEN {differs([*fields, *hidden])} "
        details = names_changed(hidden) if hidden else details
    statement = WRITE.format(
        verb=VERBS[operation],
        subject=model._meta.label_lower,
        row="OLD" if operation is Operation.DELETE else "NEW",
        key=f'"{model._meta.pk.column}"',
        details=details,
        before="NULL" if operation is Operation.INSERT else old,
        after="NULL" if operation is Operation.DELETE else new,
    )
    return f'AFTER {operation.upper()} ON "{model._meta.db_table}" FOR EACH ROW {when}BEGIN {statement} END'


def compiler_of(model: type[Model]) -> SQLCompiler:
    """Return what writes conditions of one table, each column by its bare name."""
    compiler: SQLCompiler = Query(model, alias_cols=False).get_compiler(connection=default_connection)
    return compiler


def written_out(sql: str, values: Sequence[Any]) -> str:
    """Return SQL with its values in it, as a trigger needs it."""
    editor = default_connection.schema_editor()
    return sql % tuple(editor.quote_value(value) for value in values)


def condition_sql(model: type[Model], condition: Q) -> str:
    """Return the condition of a constraint in words of SQL."""
    compiler = compiler_of(model)
    return written_out(*compiler.query.build_where(condition).as_sql(compiler, default_connection))


def expression_sql(model: type[Model], expression: Any) -> str:
    """Return an expression that no two rows may share in words of SQL; its order says nothing here."""
    bare = expression.expression if isinstance(expression, OrderBy) else expression
    compiler = compiler_of(model)
    return written_out(*compiler.compile(bare.resolve_expression(compiler.query)))


def new_row(model: type[Model]) -> str:
    """Return the columns of the row about to be written, by their bare names."""
    return ", ".join(f'NEW."{field.column}" AS "{field.column}"' for field in model._meta.concrete_fields)


def unique_keys(model: type[Model]) -> Iterator[tuple[list[str], Q | None]]:
    """Yield how a row is told to share what no two may, with the condition under which they may not."""
    meta = model._meta
    same = {field.name: SAME_COLUMN.format(column=field.column) for field in meta.concrete_fields}
    for field in meta.concrete_fields:
        if field.unique:
            yield [same[field.name]], None
    for together in meta.unique_together:
        yield [same[name] for name in together], None
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            worked_out = [expression_sql(model, one) for one in constraint.expressions]
            compared = [SAME_WORKED_OUT.format(sql=sql, new=new_row(model)) for sql in worked_out]
            yield [*(same[name] for name in constraint.fields), *compared], constraint.condition


def taken(model: type[Model], *, by_another: str = "") -> str:
    """Return the condition that a row about to be written meets another that is there already."""
    new = new_row(model)
    found = []
    for parts, condition in unique_keys(model):
        holds = "" if condition is None else f"({condition_sql(model, condition)})"
        there = " AND ".join([*parts, *filter(None, [holds])]) + by_another
        exists = SAME_ROW.format(table=model._meta.db_table, condition=there)
        found.append(f"({NEW_ROW.format(new=new, condition=holds)} AND {exists})" if holds else exists)
    return " OR ".join(found)


def replacing_triggers(model: type[Model], tracking: Tracking) -> dict[str, str]:
    """Return the triggers that refuse REPLACE, which removes a row and fires no trigger for it.

    The program itself may insert or update in one statement: its connections do fire them.
    """
    table = model._meta.db_table
    outside = "" if tracking.frozen else "NOT EXISTS (SELECT 1 FROM history_context) AND "
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL if tracking.frozen else NO_REPLACING}'); END"
    found = {f"{table}_no_replace": f'BEFORE INSERT ON "{table}" WHEN {outside}({taken(model)}) {refuse}'}
    if not tracking.frozen:
        another = taken(model, by_another=" AND rowid <> OLD.rowid")
        found[f"{table}_no_replace_by_update"] = (
            f'BEFORE UPDATE ON "{table}" WHEN {outside}({another}) {refuse}'
        )
    return found


def fixing_trigger(model: type[Model], fixed: Fixed) -> str:
    """Return the trigger that refuses to change what is final; a text may gain a language, unless all is."""
    assert model._meta.pk is not None
    texts = {str(field.column) for field in model._meta.concrete_fields if isinstance(field, JSONField)}
    texts = set() if fixed.whole else texts
    changes = [
        (CHANGED_TEXT if column in texts else 'OLD."{column}" IS NOT NEW."{column}"').format(column=column)
        for column in columns_of(model, fixed.fields)
    ]
    used = f" AND EXISTS ({use_of(model, fixed.used, f'OLD.{model._meta.pk.column}')})" if fixed.used else ""
    return (
        f'BEFORE UPDATE ON "{model._meta.db_table}" FOR EACH ROW WHEN ({" OR ".join(changes)}){used} '
        f"BEGIN SELECT RAISE(ABORT, '{FIXED}'); END"
    )


def needing_triggers(model: type[Model], needs: Needs) -> dict[str, str]:
    """Return the triggers that refuse a state before what it needs is there."""
    assert model._meta.pk is not None
    table = model._meta.db_table
    values = ", ".join(f"'{value}'" for value in needs.values)
    spared = f' AND NOT NEW."{needs.spared_by}"' if needs.spared_by else ""
    there = needed_by(model, needs, f"NEW.{model._meta.pk.column}")
    refuse = (
        f'FOR EACH ROW WHEN NEW."{needs.field}" IN ({values}){spared} AND NOT EXISTS ({there}) '
        f"BEGIN SELECT RAISE(ABORT, '{UNMET}'); END"
    )
    return {
        f"{table}_needs_{needs.name}_{kind}": f'BEFORE {kind.upper()} ON "{table}" {refuse}'
        for kind in (Operation.INSERT, Operation.UPDATE)
    }


def barring_trigger(model: type[Model], barred: Barred) -> str:
    """Return the trigger that refuses a new row which comes too late."""
    (column,) = columns_of(model, frozenset({barred.way.partition("__")[0]}))
    values = ", ".join(f"'{value}'" for value in barred.values)
    return (
        f'BEFORE INSERT ON "{model._meta.db_table}" FOR EACH ROW '
        f"WHEN ({barred_by(model, barred, f'NEW.{column}')}) IN ({values}) "
        f"BEGIN SELECT RAISE(ABORT, '{TOO_LATE}'); END"
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
    found = replacing_triggers(model, tracking)
    if tracking.fixed is not None:
        found[f"{table}_fixed"] = fixing_trigger(model, tracking.fixed)
    for needs in tracking.needs:
        found |= needing_triggers(model, needs)
    if tracking.barred is not None:
        found[f"{table}_barred"] = barring_trigger(model, tracking.barred)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for kind in sorted(tracking.refused):
        found[f"{table}_no_{kind}"] = f'BEFORE {kind.upper()} ON "{table}" {refuse}'
    for kind in sorted(tracking.operations):
        found[f"{table}_{kind}"] = writing_trigger(model, tracking, kind)
    return found
