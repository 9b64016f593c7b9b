"""Lists of records to make and to change, shared by the previews."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from bokal.programme.areas.services.import_kinds import Change, Counts
from bokal.programme.queue.services import report_progress

SAMPLE = 20
BATCH = 2_000


@dataclass(slots=True)
class Changes[M: Model]:
    """Records of one model to make and to change.

    The lists hold what ``build`` makes a record of, batch by batch while it is written: a record takes ten
    times the memory of the row it comes from.
    """

    model: type[M]
    build: Callable[[Any], M]
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

    def save(self, *, keys: Sequence[str], values: Sequence[str]) -> None:
        """Write both lists; a change replaces ``values`` of the record with the same ``keys``."""
        done, total = 0, len(self.new) + len(self.changed)
        for batch in itertools.batched(self.new, BATCH):
            self.model._default_manager.bulk_create([self.build(draft) for draft in batch])
            done += len(batch)
            report_progress(done, total)
        for batch in itertools.batched(self.changed, BATCH):
            self.model._default_manager.bulk_create(
                [self.build(draft) for draft in batch],
                update_conflicts=True,
                unique_fields=list(keys),
                update_fields=list(values),
            )
            done += len(batch)
            report_progress(done, total)
