"""Datasets: which delivery of which source a figure comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bokal.programme.areas.models import Dataset
from bokal.programme.areas.services.import_kinds import Change, Counts, ImportFile, Source
from bokal.programme.areas.services.preview_changes import SAMPLE
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import StoredFile, note_document, store_file


@dataclass(slots=True)
class SourcePlan:
    """Datasets to make and to change."""

    new: list[Dataset] = field(default_factory=list)
    changed: list[Dataset] = field(default_factory=list)
    unchanged: int = 0
    untouched: int = 0
    sample: tuple[Change, ...] = ()
    delivery: ImportFile | None = None
    """The file itself, kept with the datasets that are read from it."""
    arrived: StoredFile | None = None

    @property
    def counts(self) -> Counts:
        return Counts(len(self.new), len(self.changed), self.unchanged, self.untouched)

    @property
    def subject(self) -> Dataset:
        return (*self.new, *self.changed)[0]

    def prepare(self) -> None:
        """Put the bytes of the file into the store; their row comes with the dataset."""
        if self.delivery is not None and (self.new or self.changed):
            self.delivery.stream.seek(0)
            self.arrived = store_file(content=self.delivery.stream.read(), name=self.delivery.name)

    def write(self) -> None:
        document = None
        if self.arrived is not None:
            document = note_document(file=self.arrived, access=Access.STAFF, actor=None)
        for dataset in (*self.new, *self.changed):
            dataset.document = document or dataset.document
            dataset.save()


def plan_sources(
    sources: Sequence[Source],
    *,
    sha256: Mapping[str, str],
    reader: str,
    delivery: ImportFile | None = None,
) -> tuple[SourcePlan, dict[str, Dataset]]:
    """Compare what is told about sources with the datasets there are; return them by slug as well."""
    known = {dataset.slug: dataset for dataset in Dataset.objects.filter(slug__in=[s.slug for s in sources])}
    plan = SourcePlan(untouched=Dataset.objects.exclude(slug__in=known).count(), delivery=delivery)
    found: dict[str, Dataset] = {}
    changes: list[Change] = []
    for source in sources:
        facts = _facts(source) | {"sha256": sha256[source.slug], "reader": reader}
        dataset = known.get(source.slug)
        if dataset is None:
            dataset = Dataset(**facts)
            plan.new.append(dataset)
            changes.append(Change(source.slug, after=source.publisher))
        else:
            different = [name for name, value in facts.items() if getattr(dataset, name) != value]
            if different:
                changes.append(Change(source.slug, before=", ".join(different), after=source.publisher))
                for name in different:
                    setattr(dataset, name, facts[name])
                plan.changed.append(dataset)
            else:
                plan.unchanged += 1
        found[source.slug] = dataset
    plan.sample = tuple(changes[:SAMPLE])
    return plan, found


def _facts(source: Source) -> dict[str, Any]:
    return {
        "slug": source.slug,
        "title": dict(source.title),
        "publisher": source.publisher,
        "reference": source.reference,
        "licence_name": source.licence_name,
        "licence": source.licence,
        "attribution": source.attribution,
        "retrieved_on": source.retrieved_on,
    }
