"""What can be imported, what is told about it, and what comes out: the shared vocabulary."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import IO, Any, Protocol

from django.db.models import Model

from bokal.programme.areas.services.read_mapping import TableMapping
from bokal.programme.areas.services.read_problems import Problem

TURN = "areas"
"""What writes areas, indicators and figures does so one at a time."""


class Kind(StrEnum):
    """What a file holds."""

    SOURCES = "sources"
    GEOGRAPHIES = "geographies"
    AREAS = "areas"
    INDICATORS = "indicators"
    BOUNDARIES = "boundaries"
    COMPOSITES = "composites"
    OBSERVATIONS = "observations"
    POPULATION = "population"


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to read; ``stream`` is open for bytes and can be wound back."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True, slots=True)
class Source:
    """What is told about where a file comes from; it becomes the dataset."""

    slug: str
    title: Mapping[str, str]
    publisher: str
    reference: str
    licence_name: str
    licence: str
    retrieved_on: datetime.date
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What a file does not say itself."""

    source: Source | None = None
    dataset: str = ""
    """Code of a source that is already known; used instead of ``source``."""
    mapping: TableMapping = field(default_factory=TableMapping)
    geography: str = ""
    sheet: str = ""
    layer: str = ""
    valid_from: datetime.date | None = None
    code_property: str = "code"
    name_property: str = "name"
    parent_property: str = ""
    """Names the area above, of any geography that has it."""

    def as_dict(self) -> dict[str, Any]:
        """Write the options so that a background task can carry them."""
        plain = {item.name: getattr(self, item.name) for item in fields(self)}
        plain["mapping"] = self.mapping.as_dict()
        plain["valid_from"] = self.valid_from.isoformat() if self.valid_from else None
        if self.source is not None:
            plain["source"] = asdict(self.source) | {
                "title": dict(self.source.title),
                "retrieved_on": self.source.retrieved_on.isoformat(),
            }
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ImportOptions:
        """Read the options that a background task carries."""
        source, day = data["source"], data["valid_from"]
        return cls(
            **{
                **data,
                "mapping": TableMapping.from_dict(data["mapping"]),
                "valid_from": datetime.date.fromisoformat(day) if day else None,
                "source": source
                and Source(**{**source, "retrieved_on": datetime.date.fromisoformat(source["retrieved_on"])}),
            }
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a preview: what becomes of one record."""

    what: str
    before: str = ""
    after: str = ""

    @property
    def is_new(self) -> bool:
        return not self.before


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records an import would make, change, leave alone because they agree, or not touch."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    untouched: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, as a page and the command show it."""

    kind: str
    file: str
    sha256: str
    counts: Counts
    sample: tuple[Change, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...]

    @property
    def can_apply(self) -> bool:
        return self.problem_count == 0

    @property
    def changes_anything(self) -> bool:
        return bool(self.counts.new or self.counts.changed)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Preview:
        return cls(
            **{
                **data,
                "counts": Counts(**data["counts"]),
                "sample": tuple(Change(**change) for change in data["sample"]),
                "problems": tuple(Problem.from_dict(problem) for problem in data["problems"]),
                "warnings": tuple(Problem.from_dict(problem) for problem in data["warnings"]),
            }
        )


class Plan(Protocol):
    """The difference between a file and the records, ready to be written."""

    @property
    def counts(self) -> Counts: ...

    @property
    def sample(self) -> tuple[Change, ...]: ...

    @property
    def subject(self) -> Model:
        """What the event in the history is about; asked for after writing."""
        ...

    def prepare(self) -> None:
        """Do what takes long and changes no record, before anybody has to wait for it."""

    def write(self) -> None:
        """Write the difference inside the transaction of the caller."""


def fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
