"""Lists of observations to make and to change, shared by the previews."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Model

from bokal.programme.areas.services.import_kinds import Change, Counts
from bokal.programme.areas.services.import_progress import Step, tell

SAMPLE = 20
BATCH = 10_000
INSERT = 'INSERT INTO "{table}" ({columns}) VALUES ({places})'
REPLACE = " ON CONFLICT ({keys}) DO UPDATE SET {values}"


@dataclass(slots=True)
class Changes[M: Model]:
    """Records of one model to make and to change.

    The lists hold what ``build`` makes a row of, batch by batch while it is written: a row takes its memory
    only then. Rows go to the database as they are, without a record around each of them: other writers wait
    meanwhile, and on SQLite that is everybody.
    """

    model: type[M]
    columns: Sequence[str]
    build: Callable[[Any], tuple[Any, ...]]
    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    unchanged: int = 0
    untouched: int = 0
    lines: list[Change] = field(default_factory=list)

    @property
    def counts(self) -> Counts:
        return Counts(len(self.new), len(self.changed), self.unchanged, self.untouched)

    @property
    def sample(self) -> tuple[Change, ...]:
        return tuple(self.lines[:SAMPLE])

    def create(self, draft: Any, what: Callable[[], Change]) -> None:
        self.new.append(draft)
        self._tell(what)

    def change(self, draft: Any, what: Callable[[], Change]) -> None:
        self.changed.append(draft)
        self._tell(what)

    def _tell(self, what: Callable[[], Change]) -> None:
        if len(self.lines) < SAMPLE:
            self.lines.append(what())

    def save(self, *, keys: Sequence[str]) -> None:
        """Write both lists; a change replaces every other value of the row with the same ``keys``."""
        done, total = 0, len(self.new) + len(self.changed)
        insert = INSERT.format(
            table=self.model._meta.db_table,
            columns=", ".join(f'"{name}"' for name in self.columns),
            places=", ".join(["%s"] * len(self.columns)),
        )
        replace = insert + REPLACE.format(
            keys=", ".join(f'"{name}"' for name in keys),
            values=", ".join(f'"{name}" = EXCLUDED."{name}"' for name in self.columns if name not in keys),
        )
        with connection.cursor() as cursor:
            for statement, batch in itertools.chain(
                self._batches(insert, self.new), self._batches(replace, self.changed)
            ):
                cursor.executemany(statement, [self.build(draft) for draft in batch])
                done += len(batch)
                tell(Step.WRITE, done, total)

    def _batches(self, statement: str, drafts: Sequence[Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
        for batch in itertools.batched(drafts, BATCH):
            yield statement, batch
