"""Marks that move when records change: of everything, or of some kinds of records alone."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, cached_property, lru_cache
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db import connection

from bokal.programme.history.services.tracking import REGISTER, Operation

HISTORY = ("(SELECT MAX(id) FROM history_entry)", "(SELECT MAX(position) FROM history_seal)")
OF_KINDS = """
    WITH asked(kind) AS (VALUES {places})
    SELECT
        asked.kind,
        0,
        (SELECT MAX(id) FROM history_entry WHERE subject_type = asked.kind),
        (SELECT MAX(position) FROM history_seal WHERE subject_type = asked.kind)
    FROM asked
"""
NEWEST = '(SELECT MAX(id) FROM "{table}")'


class Marks:
    """The marks by kind of record, each read once.

    ``beside`` is for what is worked out inside a transaction: it goes with the marks.
    """

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.beside: dict[tuple[Hashable, ...], Any] = {}

    @cached_property
    def whole(self) -> str:
        """The mark of all records."""
        return read_whole()

    def of(self, kinds: tuple[str, ...]) -> str:
        """Return the mark of some kinds of records, with one query for those that are not known yet."""
        missing = [kind for kind in kinds if kind not in self.kinds]
        if missing:
            self.kinds |= read_kinds(missing)
        return "-".join(self.kinds[kind] for kind in kinds)


_held: ContextVar[Marks | None] = ContextVar("held marks", default=None)


def read_whole() -> str:
    """Read the mark of all records."""
    newest = (NEWEST.format(table=table) for table in sorted(told_by_number().values()))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([*HISTORY, *newest])}")
        return joined(cursor.fetchone())


def read_kinds(kinds: list[str]) -> dict[str, str]:
    """Read the marks of some kinds of records, with one query.

    The parts that are alike for every kind stand in it once: a database takes longer to plan a part than to
    look up its answer in an index.
    """
    quiet = {kind: table for kind, table in told_by_number().items() if kind in kinds}
    told = OF_KINDS.format(places=", ".join(["(%s)"] * len(kinds)))
    newest = [f"SELECT '{kind}', 1, {NEWEST.format(table=table)}, NULL" for kind, table in quiet.items()]
    found: dict[str, list[int | None]] = {kind: [] for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([told, *newest]), kinds)
        for kind, _part, *numbers in sorted(cursor.fetchall(), key=itemgetter(0, 1)):
            found[kind] += numbers
    return {kind: joined(numbers) for kind, numbers in found.items()}


def joined(numbers: Iterable[int | None]) -> str:
    """Write numbers as one text."""
    return ".".join(str(number or 0) for number in numbers)


@cache
def told_by_number() -> dict[str, str]:
    """Return the tables whose new rows the history does not tell, by the kind of their records."""
    quiet = (model for model, told in REGISTER.items() if Operation.INSERT not in told.operations)
    return {
        model._meta.label_lower: model._meta.db_table for model in quiet if model._meta.app_label != "history"
    }


def current_marks() -> Marks:
    """Return marks to be read now, or those that are held."""
    return _held.get() or Marks()


@lru_cache(maxsize=256)
def kinds_of(subjects: tuple[str, ...]) -> tuple[str, ...]:
    """Return kinds of records by their labels; the name of an app alone stands for all it has."""
    known = [(model._meta.app_label, model._meta.label_lower) for model in apps.get_models()]
    found: set[str] = set()
    for subject in subjects:
        kinds = {label for app, label in known if subject in {app, label}}
        if not kinds:
            raise LookupError(f"There are no records of the name {subject!r}.")
        found |= kinds
    return tuple(sorted(found))


def history_mark(*subjects: str) -> str:
    """Return a text that moves with every change of the records; pages are kept under it.

    With ``subjects``, apps (``areas``) or kinds of records (``areas.boundary``), only changes of those move
    it. Entries may be committed out of their order, seals never are. New rows that are no entry of their own,
    such as figures put in past the services, are noticed by the newest number of their table.
    """
    marks = current_marks()
    return marks.of(kinds_of(subjects)) if subjects else marks.whole


@contextmanager
def marks_held() -> Iterator[None]:
    """Read each mark once in the block: what is read after it may be newer than it says, never older."""
    token = _held.set(current_marks())
    try:
        yield
    finally:
        _held.reset(token)
