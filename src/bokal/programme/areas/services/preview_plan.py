"""The plan of an import that makes and changes records of one model, all told by one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model

from bokal.programme.areas.services.import_kinds import Change, Counts
from bokal.programme.areas.services.preview_changes import Changes
from bokal.programme.areas.services.preview_sources import SourcePlan


@dataclass(slots=True)
class ChangesPlan[M: Model]:
    """Records to make and to change, with the delivery they come from; ``keys`` tell them apart."""

    changes: Changes[M]
    source: SourcePlan
    keys: Sequence[str]

    @property
    def counts(self) -> Counts:
        return self.changes.counts

    @property
    def sample(self) -> tuple[Change, ...]:
        return self.changes.sample

    def prepare(self) -> None:
        self.source.prepare()

    def write(self) -> None:
        self.source.write()
        self.changes.save(keys=self.keys)
