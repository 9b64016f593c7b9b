"""The triggers in the words of PostgreSQL: a few functions serve every table."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from bokal.programme.history.services.tracking import (
    Barred,
    Needs,
    Operation,
    Tracking,
    barred_by,
    columns_of,
    needed_by,
    use_of,
)

INSTALLED = """
SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), tgenabled IN ('O', 'A'), proname, prosrc,
  tgrelid::regclass::text
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE NOT tgisinternal AND tgname LIKE %s
"""
WRITE = """
CREATE OR REPLACE FUNCTION bokal_history_write() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  hidden text[] := TG_ARGV[2]::text[];
  ignored text[] := TG_ARGV[3]::text[];
  old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - ignored END;
  new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - ignored END;
  told jsonb;
BEGIN
  IF TG_OP = 'UPDATE' AND old_row = new_row THEN
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_build_object('hidden', jsonb_agg(name ORDER BY name COLLATE "C")) INTO told
    FROM unnest(hidden) AS name WHERE old_row -> name IS DISTINCT FROM new_row -> name HAVING count(*) > 0;
  END IF;
  INSERT INTO history_entry
    (at, kind, origin, actor, reference, verb, subject_type, subject_id, details, "before", "after")
  VALUES (clock_timestamp(), 'change',
    COALESCE(NULLIF(current_setting('bokal.origin', true), ''), 'database'),
    COALESCE(current_setting('bokal.actor', true), ''),
    COALESCE(current_setting('bokal.reference', true), ''),
    CASE TG_OP WHEN 'INSERT' THEN 'row.added' WHEN 'UPDATE' THEN 'row.changed' ELSE 'row.removed' END,
    TG_ARGV[0], COALESCE(new_row, old_row) ->> TG_ARGV[1], COALESCE(told, '{}'),
    old_row - hidden, new_row - hidden);
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
REFUSE_TRUNCATE = """
CREATE OR REPLACE FUNCTION bokal_history_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  RAISE EXCEPTION 'This table has a history and cannot be emptied at once. Delete its rows.'
    USING ERRCODE = 'integrity_constraint_violation';
END $body$
"""
FIX = """
CREATE OR REPLACE FUNCTION bokal_history_fix() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  old_row jsonb := to_jsonb(OLD);
  new_row jsonb := to_jsonb(NEW);
  used integer := 1;
  name text;
BEGIN
  FOREACH name IN ARRAY TG_ARGV[0]::text[] LOOP
    IF NOT ((new_row -> name) @> (old_row -> name))
      OR (TG_ARGV[3] = 'whole' AND new_row -> name <> old_row -> name) THEN
      IF TG_ARGV[1] <> '' THEN
        EXECUTE TG_ARGV[1] || ' LIMIT 1' INTO used USING (old_row ->> TG_ARGV[2])::bigint;
      END IF;
      IF used IS NOT NULL THEN
        RAISE EXCEPTION 'What this row means is final, because something rests on it. Add a new one instead.'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    END IF;
  END LOOP;
  RETURN NEW;
END $body$
"""
NEED = """
CREATE OR REPLACE FUNCTION bokal_history_need() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  new_row jsonb := to_jsonb(NEW);
  there integer;
BEGIN
  IF (new_row ->> TG_ARGV[0]) = ANY (TG_ARGV[1]::text[])
    AND NOT COALESCE((new_row ->> TG_ARGV[2])::boolean, false) THEN
    EXECUTE TG_ARGV[3] || ' LIMIT 1' INTO there USING (new_row ->> TG_ARGV[4])::bigint;
    IF there IS NULL THEN
      RAISE EXCEPTION 'This row cannot be in this state: what it needs to be there first is not there.'
        USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $body$
"""
# What the new row belongs to is held: whoever moves it on at the same time waits, or has been waited for.
BAR = """
CREATE OR REPLACE FUNCTION bokal_history_bar() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  stands text;
BEGIN
  EXECUTE TG_ARGV[0] || ' FOR SHARE' INTO stands USING (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
  IF stands = ANY (TG_ARGV[2]::text[]) THEN
    RAISE EXCEPTION 'This row comes too late: what it belongs to has gone on since.'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $body$
"""
FUNCTIONS = {
    "bokal_history_write": WRITE,
    "bokal_history_refuse": REFUSE,
    "bokal_history_refuse_truncate": REFUSE_TRUNCATE,
    "bokal_history_fix": FIX,
    "bokal_history_need": NEED,
    "bokal_history_bar": BAR,
}


def installed(connection: BaseDatabaseWrapper, pattern: str) -> dict[str, str]:
    """Return the statement of each trigger by name, without those that do not fire or lost their function.

    One enabled for replication alone never fires in a session of people.
    """
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [pattern])
        return {
            name: statement.replace('"', "")
            for name, statement, fires, function, body, _table in cursor.fetchall()
            if fires and f"$body${body}$body$" in FUNCTIONS.get(function, "")
        }


def as_kept(name: str, statement: str) -> str:
    """Return a statement in the form that the database gives it back."""
    return f"CREATE TRIGGER {name} {statement}".replace('"', "")


def remove(connection: BaseDatabaseWrapper, pattern: str) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        cursor.execute(INSTALLED, [pattern])
        for name, *_rest, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def needing_trigger(model: type[Model], needs: Needs) -> str:
    """Return the trigger that refuses a state before what it needs is there."""
    assert model._meta.pk is not None
    values, there = ",".join(needs.values), needed_by(model, needs, "$1")
    arguments = f"'{needs.field}', '{{{values}}}', '{needs.spared_by}', '{there}', '{model._meta.pk.column}'"
    table = model._meta.db_table
    function = f"FOR EACH ROW EXECUTE FUNCTION bokal_history_need({arguments})"
    return f'BEFORE INSERT OR UPDATE ON "{table}" {function}'


def barring_trigger(model: type[Model], barred: Barred) -> str:
    """Return the trigger that refuses a new row which comes too late."""
    (column,) = columns_of(model, frozenset({barred.way.partition("__")[0]}))
    arguments = f"'{barred_by(model, barred, '$1')}', '{column}', '{{{','.join(barred.values)}}}'"
    function = f"FOR EACH ROW EXECUTE FUNCTION bokal_history_bar({arguments})"
    return f'BEFORE INSERT ON "{model._meta.db_table}" {function}'


def triggers_of(model: type[Model], tracking: Tracking) -> dict[str, str]:
    """Return the triggers of one table by the rest of their name."""
    table = model._meta.db_table
    refuse = "EXECUTE FUNCTION bokal_history_refuse"
    found = {}
    if tracking.barred is not None:
        found[f"{table}_barred"] = barring_trigger(model, tracking.barred)
    if tracking.refused:
        kinds = " OR ".join(kind.upper() for kind in sorted(tracking.refused))
        found[f"{table}_no_edit"] = f'BEFORE {kinds} ON "{table}" FOR EACH ROW {refuse}()'
    if tracking.frozen:
        found[f"{table}_no_truncate"] = f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}()'
        return found
    assert model._meta.pk is not None
    lists = [columns_of(model, names) for names in (tracking.hidden, tracking.ignored)]
    hidden, ignored = (f"'{{{','.join(names)}}}'" for names in lists)
    arguments = f"'{model._meta.label_lower}', '{model._meta.pk.column}', {hidden}, {ignored}"
    write = f"FOR EACH ROW EXECUTE FUNCTION bokal_history_write({arguments})"
    found |= {
        f"{table}_{kind}": f'AFTER {kind.upper()} ON "{table}" {write}'
        for kind in sorted(Operation)
        if kind in tracking.operations
    }
    if tracking.fixed is not None:
        final = ",".join(columns_of(model, tracking.fixed.fields))
        use = use_of(model, tracking.fixed.used, "$1") if tracking.fixed.used else ""
        whole = ", 'whole'" if tracking.fixed.whole else ""
        found[f"{table}_fixed"] = (
            f'BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION '
            f"bokal_history_fix('{{{final}}}', '{use}', '{model._meta.pk.column}'{whole})"
        )
    for needs in tracking.needs:
        found[f"{table}_needs_{needs.name}"] = needing_trigger(model, needs)
    found[f"{table}_no_truncate"] = f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {refuse}_truncate()'
    return found
