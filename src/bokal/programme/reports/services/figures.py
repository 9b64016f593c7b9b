"""Every number of a report as a figure of its own: address, value, sources, fingerprint."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

type Json = dict[str, Any]


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
        How the value came to be (measured, estimated, computed, missing …).
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
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(value: object) -> str:
    """Return the SHA-256 of a value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def figure(*, address: str, value: float | None, status: str, sources: tuple[str, ...]) -> Figure:
    """Make a figure and take its fingerprint."""
    return Figure(address, value, status, sources, fingerprint([address, value, status, list(sources)]))


def figures_of_area(area: Mapping[str, Any], *, part: str, datasets: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the figures of one area: what was measured, then what was computed of it."""
    base = f"{part}/{area['code']}"
    for name, level in area["values"].items():
        sources = (level["dataset"],) if level["dataset"] else ()
        yield figure(address=f"{base}/{name}", value=level["value"], status=level["status"], sources=sources)
    for name in ("score", "rank", "low", "high", "decile"):
        if name in area:
            yield figure(address=f"{base}/{name}", value=area[name], status="computed", sources=datasets)
    for name, share in area.get("contributions", {}).items():
        yield figure(address=f"{base}/contribution/{name}", value=share, status="computed", sources=datasets)


def figures_of(content: Mapping[str, Any]) -> list[Figure]:
    """Return every figure of a report's content, in order."""
    datasets = tuple(sorted({slug for domain in content["domains"] for slug in domain["datasets"]}))
    found = list(figures_of_area(content["city"], part="city", datasets=datasets))
    for part in ("composites", "areas"):
        for area in content[part]:
            found += figures_of_area(area, part=part, datasets=datasets)
    return found


def as_json(figures: list[Figure]) -> list[Json]:
    """Return figures as plain data."""
    return [{**asdict(entry), "sources": list(entry.sources)} for entry in figures]
