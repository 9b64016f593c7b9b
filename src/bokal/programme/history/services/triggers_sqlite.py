"""The triggers in the words of SQLite: each row change becomes an entry, and frozen rows stay as they are."""

from typing import Any

from django.db.models import Field, JSONField, Model

from bokal.programme.history.services.tracking import Operation, Tracking

type AnyField = Field[Any, Any]

REFUSAL = "This row is kept for good and cannot be changed or removed."
WRITE = """
INSERT INTO history_entry
  (at, kind, origin, actor, reference, verb, subject_type, subject_id, details, "before", "after")
SELECT strftime('%Y-%m-%d %H:%M:%f000', 'now'), 'change', COALESCE(c.origin, 'database'),
  COALESCE(c.actor, ''), COALESCE(c.reference, ''), '{verb}', '{subject}', CAST({row}.{key} AS TEXT), '{{}}',
  {before}, {after}
FROM (SELECT 1) LEFT JOIN history_context c ON c.id = 1;
"""
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


def triggers_of(model: type[Model], tracking: Tracking) -> dict[str, str]:
    """Return the triggers of one table by the rest of their name."""
    table = model._meta.db_table
    if tracking.frozen:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        kinds = (Operation.UPDATE, Operation.DELETE)
        return {f"{table}_no_{kind}": f'BEFORE {kind.upper()} ON "{table}" {refuse}' for kind in kinds}
    return {f"{table}_{kind}": writing_trigger(model, tracking, kind) for kind in sorted(tracking.operations)}
