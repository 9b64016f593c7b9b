"""Every number of a report as a figure of its own: address, value, sources, fingerprint."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bokal.programme.history.services import alike
from bokal.programme.reports.services.shapes import Shape, shape_of

type Json = dict[str, Any]

LEVEL = {"value", "status", "dataset"}
# What a thing in a list is known by.
NAMES = ("code", "slug", "indicator", "domain", "method")
# An address is shorter than the way to the number.
SHORT = {"values": "", "contributions": "contribution"}
# Not figures: what the edition says of itself, and the figures themselves.
APART = frozenset({"edition", "figures"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that can be opened.

    Attributes
    ----------
    address
        Where it stands, as ``part/area/name``; stable from edition to edition.
    value
        The number, or None where there is none; then the status says why.
    status
        How the value came to be: as the source has it (measured, estimated, missing …), ``counted`` from
        records, ``computed`` from other figures, or ``given`` by people (weights, settings, targets).
    sources
        The datasets it rests on.
    sha256
        Fingerprint of all of the above.
    """

    address: str
    value: float | None
    status: str
    sources: tuple[str, ...]
    sha256: str


def canonical(value: object) -> bytes:
    """Write a value as JSON in the one way that a fingerprint can be taken of."""
    # PostgreSQL gives some whole numbers back without their point, so none has one here.
    return json.dumps(alike(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def figure(*, address: str, value: float | None, status: str, sources: tuple[str, ...]) -> Figure:
    """Make a figure and take its fingerprint."""
    return Figure(address, value, status, sources, fingerprint([address, value, status, list(sources)]))


def figures_of(content: Mapping[str, Any]) -> list[Figure]:
    """Return every number of a report's content as a figure, in order; what is compared whole has none."""
    shape = shape_of(content)
    datasets = shape.datasets(content)
    return [
        entry
        for part, value in content.items()
        if part not in APART | shape.whole
        for entry in figures_in(
            [value] if part in shape.alone else value, way=(part,), shape=shape, datasets=datasets
        )
    ]


def figures_in(
    value: Any, *, way: tuple[str, ...], shape: Shape, datasets: tuple[str, ...]
) -> Iterator[Figure]:
    """Yield the figures below one place of the content; ``way`` is its address so far."""
    if is_level(value):
        rests_on = (value["dataset"],) if value["dataset"] else ()
        yield figure(address="/".join(way), value=value["value"], status=value["status"], sources=rests_on)
    elif is_number(value):
        computed = way[0] in shape.computed or not shape.computed_within.isdisjoint(way)
        status, sources = ("computed", datasets) if computed else ("given", ())
        yield figure(address="/".join(way), value=value, status=status, sources=sources)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            step = SHORT.get(name, name.replace("/", "."))
            yield from figures_in(inner, way=(*way, step) if step else way, shape=shape, datasets=datasets)
    elif isinstance(value, list):
        for step, inner in zip(names_of(value), value, strict=True):
            yield from figures_in(inner, way=(*way, step), shape=shape, datasets=datasets)


def is_level(value: object) -> bool:
    """Tell whether this is a level as a source has it: value, status and dataset."""
    return isinstance(value, Mapping) and value.keys() == LEVEL


def is_number(value: object) -> bool:
    """Tell whether this is a number; yes and no are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def names_of(entries: Sequence[Any]) -> list[str]:
    """Return what the things in a list are known by, or their places where they have no name."""
    return [
        next((str(entry[name]) for name in NAMES if name in entry), str(place))
        if isinstance(entry, Mapping)
        else str(place)
        for place, entry in enumerate(entries, start=1)
    ]


def as_json(figures: list[Figure]) -> list[Json]:
    """Return figures as plain data."""
    return [{**asdict(entry), "sources": list(entry.sources)} for entry in figures]
