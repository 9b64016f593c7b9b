"""The triggers in the words of PostgreSQL: two functions serve every table."""

from django.db.models import Model

from bokal.programme.history.services.tracking import Operation, Tracking

INSTALLED_WITH_TABLE = (
    "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE %s"
)
WRITE = """
CREATE OR REPLACE FUNCTION bokal_history_write() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  hidden text[] := TG_ARGV[2]::text[];
  old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - hidden END;
  new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - hidden END;
BEGIN
  IF TG_OP = 'UPDATE' AND old_row = new_row THEN
    RETURN NULL;
  END IF;
  INSERT INTO history_entry
    (at, kind, origin, actor, reference, verb, subject_type, subject_id, details, "before", "after")
  VALUES (clock_timestamp(), 'change',
    COALESCE(NULLIF(current_setting('bokal.origin', true), ''), 'database'),
    COALESCE(current_setting('bokal.actor', true), ''),
    COALESCE(current_setting('bokal.reference', true), ''),
    CASE TG_OP WHEN 'INSERT' THEN 'row.added' WHEN 'UPDATE' THEN 'row.changed' ELSE 'row.removed' END,
    TG_ARGV[0], COALESCE(new_row, old_row) ->> TG_ARGV[1], '{}', old_row, new_row);
  RETURN NULL;
END $body$
"""
REFUSE = """
CREATE OR REPLACE FUNCTION bokal_history_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'This row is kept for good and cannot be changed or removed.'
    USING ERRCODE = 'integrity_constraint_violation';
END $body$
"""
FUNCTIONS = (WRITE, REFUSE)


def triggers_of(model: type[Model], tracking: Tracking) -> dict[str, str]:
    """Return the triggers of one table by the rest of their name."""
    table = model._meta.db_table
    if tracking.frozen:
        refuse = "EXECUTE FUNCTION bokal_history_refuse()"
        return {
            f"{table}_no_edit": f'BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {refuse}',
            f"{table}_no_truncate": f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}',
        }
    assert model._meta.pk is not None
    columns = sorted(
        str(field.column) for field in model._meta.concrete_fields if field.name in tracking.hidden
    )
    arguments = f"'{model._meta.label_lower}', '{model._meta.pk.column}', '{{{','.join(columns)}}}'"
    write = f"FOR EACH ROW EXECUTE FUNCTION bokal_history_write({arguments})"
    return {
        f"{table}_{kind}": f'AFTER {kind.upper()} ON "{table}" {write}'
        for kind in sorted(Operation)
        if kind in tracking.operations
    }
