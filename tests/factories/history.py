"""When something came into the history: the database goes by the real time, not by a test's clock."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from bokal.programme.history.models import Entry
from bokal.programme.history.services import install_triggers, remove_triggers


def newest_entry() -> int:
    """Return the number of the newest entry."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@contextmanager
def entered_at(moment: datetime.datetime) -> Iterator[None]:
    """Have what is changed inside stand in the history as if it had been written at a moment."""
    before = newest_entry()
    yield
    with editable_history():
        Entry.objects.filter(pk__gt=before).update(at=moment)


@contextmanager
def editable_history() -> Iterator[None]:
    """Let a test write in the history, which nobody else may."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    remove_triggers()
    yield
    install_triggers()
