"""Import a file: all of it or nothing, and nothing twice."""

from __future__ import annotations

from django.db import connection, transaction

from bokal.programme.accounts.models import Account
from bokal.programme.areas.errors import ImportRefused
from bokal.programme.areas.models import Area, Definition, Geography, Observation
from bokal.programme.areas.services.import_kinds import ImportFile, ImportOptions, Kind, Preview
from bokal.programme.areas.services.preview_import import plan_import
from bokal.programme.history.services import record

MANY = 10_000


def tell_the_planner() -> None:
    """Have PostgreSQL count the figures anew; until then it searches a table it believes to be empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Area, Definition, Observation):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')


@transaction.atomic
def apply_import(
    *, kind: Kind, file: ImportFile, options: ImportOptions | None = None, actor: Account | None
) -> Preview:
    """Write what the preview shows, as one event; a file that is already in changes nothing.

    Raises
    ------
    ImportRefused
        Something is wrong with the file; it carries the preview with all problems.
    """
    # Two imports at once would both see the same records as missing.
    list(Geography.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    preview, plan = plan_import(kind=kind, file=file, options=options or ImportOptions())
    if plan is None:
        raise ImportRefused(preview)
    if not preview.changes_anything:
        return preview
    plan.write()
    if preview.counts.new > MANY:
        tell_the_planner()
    record(
        actor=actor,
        verb="data.imported",
        subject=plan.subject,
        kind=str(kind),
        file_sha256=preview.sha256,
        new=preview.counts.new,
        changed=preview.counts.changed,
        unchanged=preview.counts.unchanged,
    )
    return preview
