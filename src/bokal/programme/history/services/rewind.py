"""Rows as they stood at an earlier moment, read back from the history of their changes."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import DateTimeField, Model

from bokal.programme.history.enums import Kind
from bokal.programme.history.models import Entry
from bokal.programme.history.services.tracking import ALL, REGISTER, AnyField


def as_known[M: Model](
    model: type[M], moment: datetime.datetime, *, by: str | None = None, among: Collection[Any] = ()
) -> list[M]:
    """Return the rows of a model as they stood at a moment, in the order of their keys.

    What was changed since is read back, what was added since is left out, what was removed since is there.
    Values that never enter the history are those of today, asked for one by one; of what was removed since,
    there are none.

    Parameters
    ----------
    model
        A model of which every change is written down.
    moment
        What was written from this moment on is not known yet.
    by, among
        The column by which the rows are chosen, as in ``initiative_id``, and the values it may have. Without
        a column, all rows.

    Raises
    ------
    TypeError
        Not every change of such a row is written down.
    """
    tracking = REGISTER.get(model)
    if tracking is None or tracking.operations != ALL:
        raise TypeError(f"The history does not hold every change of {model._meta.label}.")
    wanted = set(among)
    standing = model._default_manager.filter(**({} if by is None else {f"{by}__in": wanted}))
    # The rows are read before the history: of what is changed in between, the history knows how it was.
    rows_now = list(standing)
    changes = Entry.objects.filter(kind=Kind.CHANGE, subject_type=model._meta.label_lower, at__gte=moment)
    first: dict[str, dict[str, Any] | None] = {}
    for key, before in changes.order_by("pk").values_list("subject_id", "before"):
        first.setdefault(key, before)
    rows = [row for row in rows_now if str(row.pk) not in first]
    before_then = (read_back(model, before) for before in first.values() if before is not None)
    rows += [row for row in before_then if by is None or getattr(row, by) in wanted]
    return sorted(rows, key=lambda row: row.pk)


def read_back[M: Model](model: type[M], before: dict[str, Any]) -> M:
    """Return a row from what the history holds of it."""
    held = [field for field in model._meta.concrete_fields if field.column in before]
    values = [value_of(field, before[str(field.column)]) for field in held]
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in held], values)


def value_of(field: AnyField, written: Any) -> Any:
    """Return a value from how it was written; moments without a zone are those of SQLite, which keeps UTC."""
    if isinstance(field, DateTimeField) and isinstance(written, str):
        at = datetime.datetime.fromisoformat(written)
        return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    return field.to_python(written)
