"""Datasets: which delivery of which source a figure comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

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
    """Compare what is told about sources with their deliveries; return the delivery of each as well.

    The same bytes are the same delivery, whose description may be corrected. Other bytes are the next one.
    """
    plan = SourcePlan(untouched=_others(sources), delivery=delivery)
    deliveries = Dataset.objects.filter(source__in=[source.slug for source in sources]).order_by("number")
    known = {(dataset.source, dataset.sha256): dataset for dataset in deliveries}
    numbers = {dataset.source: dataset.number for dataset in known.values()}
    found: dict[str, Dataset] = {}
    changes: list[Change] = []
    for source in sources:
        facts = _facts(source) | {"reader": reader}
        dataset = known.get((source.slug, sha256[source.slug]))
        if dataset is None:
            number = numbers.get(source.slug, 0) + 1
            dataset = Dataset(**named(source.slug, number), sha256=sha256[source.slug], **facts)
            plan.new.append(dataset)
            changes.append(Change(dataset.slug, after=source.publisher))
        else:
            different = [name for name, value in facts.items() if getattr(dataset, name) != value]
            if different:
                changes.append(Change(dataset.slug, before=", ".join(different), after=source.publisher))
                for name in different:
                    setattr(dataset, name, facts[name])
                plan.changed.append(dataset)
            else:
                plan.unchanged += 1
        found[source.slug] = dataset
    plan.sample = tuple(changes[:SAMPLE])
    return plan, found


def named(source: str, number: int) -> dict[str, Any]:
    """Return what a delivery is known by; no source has a point in its code."""
    return {"source": source, "number": number, "slug": source if number == 1 else f"{source}.{number}"}


def deliver(*, source: str, sha256: str, **facts: Any) -> Dataset:
    """Return the delivery with this fingerprint, made when it is not there; the caller has the turn."""
    deliveries = Dataset.objects.filter(source=source).order_by("number")
    known = {dataset.sha256: dataset for dataset in deliveries}
    if sha256 in known:
        return known[sha256]
    return Dataset.objects.create(**named(source, len(known) + 1), sha256=sha256, **facts)


def described_again(dataset: Dataset) -> Source:
    """Return what is known of a source, for one more delivery that came today."""
    return Source(
        slug=dataset.source,
        title=dataset.title,
        publisher=dataset.publisher,
        reference=dataset.reference,
        licence_name=dataset.licence_name,
        licence=dataset.licence,
        attribution=dataset.attribution,
        retrieved_on=timezone.localdate(),
    )


def _others(sources: Sequence[Source]) -> int:
    named = [source.slug for source in sources]
    return Dataset.objects.exclude(source__in=named).newest().count()


def _facts(source: Source) -> dict[str, Any]:
    return {
        "title": dict(source.title),
        "publisher": source.publisher,
        "reference": source.reference,
        "licence_name": source.licence_name,
        "licence": source.licence,
        "attribution": source.attribution,
        "retrieved_on": source.retrieved_on,
    }
