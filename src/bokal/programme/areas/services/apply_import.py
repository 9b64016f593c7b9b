"""Import a file: all of it or nothing, and nothing twice."""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max

from bokal.programme.accounts.models import Account
from bokal.programme.areas.errors import ImportRefused, RecordsMoved
from bokal.programme.areas.models import Area, Definition, Observation
from bokal.programme.areas.services.import_kinds import TURN, ImportFile, ImportOptions, Kind, Plan, Preview
from bokal.programme.areas.services.preview_import import plan_import
from bokal.programme.history.models import Entry
from bokal.programme.history.services import record, wait_for_turn

MANY = 10_000
ATTEMPTS = 3


def tell_the_planner() -> None:
    """Have PostgreSQL count the figures anew; until then it searches a table it believes to be empty."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in (Area, Definition, Observation):
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def records_mark() -> tuple[int, int]:
    """Return what moves with every change of areas, indicators and figures.

    A new figure is no entry in the history, so the newest one is asked for as well.
    """
    names = [model._meta.label_lower for model in apps.get_app_config("areas").get_models()]
    newest = Observation.objects.aggregate(newest=Max("pk"))["newest"]
    return Entry.objects.filter(subject_type__in=names).count(), newest or 0


def apply_import(
    *, kind: Kind, file: ImportFile, options: ImportOptions | None = None, actor: Account | None
) -> Preview:
    """Write what the preview shows, as one event; a file that is already in changes nothing.

    The file is read and compared before the transaction begins, because nobody else can write on SQLite while
    one is open. What changed in the meantime is noticed, and the file compared anew.

    Raises
    ------
    ImportRefused
        Something is wrong with the file; it carries the preview with all problems.
    RecordsMoved
        Others changed the records each time the file had been compared with them.
    """
    for _attempt in range(ATTEMPTS):
        mark = records_mark()
        file.stream.seek(0)
        preview, plan = plan_import(kind=kind, file=file, options=options or ImportOptions())
        if plan is None:
            raise ImportRefused(preview)
        if not preview.changes_anything:
            return preview
        plan.prepare()
        if write_plan(plan, preview, mark=mark, actor=actor):
            return preview
    raise RecordsMoved


@transaction.atomic
def write_plan(plan: Plan, preview: Preview, *, mark: tuple[int, int], actor: Account | None) -> bool:
    """Write a plan, unless the records are no longer those that it was made from."""
    wait_for_turn(TURN)
    if records_mark() != mark:
        return False
    plan.write()
    if preview.counts.new > MANY:
        tell_the_planner()
    record(
        actor=actor,
        verb="data.imported",
        subject=plan.subject,
        kind=preview.kind,
        file_sha256=preview.sha256,
        new=preview.counts.new,
        changed=preview.counts.changed,
        unchanged=preview.counts.unchanged,
    )
    return True
