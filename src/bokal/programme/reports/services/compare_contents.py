"""Hold the content of an edition against the content as it comes out now: the one rule for “the same”.

Numbers are compared as figures, one by one. All else (names, definitions, sources, compositions, outlines) is
compared by fingerprint, part by part.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bokal.programme.reports.services.figures import (
    APART,
    Figure,
    figures_of,
    fingerprint,
    is_level,
    is_number,
    names_of,
)
from bokal.programme.reports.services.shapes import shape_of

# Processors differ in the last digits of a logarithm; a figure that was changed differs by far more.
TOLERANCE = 1e-9

# When a content was built is no difference by itself; what was recorded by then is.
WHEN_BUILT = "closed_at"


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that no longer agrees.

    Attributes
    ----------
    address
        Where the figure stands in the report.
    published, recomputed
        Its value then and now; None where there is none.
    sources
        The datasets it was published from.
    computed
        Whether it follows from other figures; otherwise it is stored as it is.
    """

    address: str
    published: float | None
    recomputed: float | None
    sources: tuple[str, ...]
    computed: bool

    @property
    def same_number(self) -> bool:
        """Whether only its source, or how it came to be, is another."""
        return self.published == self.recomputed


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the content that is not a number and no longer agrees, with the fields that differ.

    ``address`` names the part, such as ``sources/population-2024``; ``fields`` is empty when the part is
    there only then or only now.
    """

    address: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which two contents differ; empty when they are the same."""

    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return not self.differences and not self.changes


def compare_contents(published: Mapping[str, Any], now: Mapping[str, Any]) -> Comparison:
    """Name every figure and every part in which a published content differs from today's."""
    differences = differences_between(figures_by_address(published), figures_by_address(now))
    return Comparison(tuple(differences), tuple(changes_between(words_of(published), words_of(now))))


def figures_by_address(content: Mapping[str, Any]) -> dict[str, Figure]:
    """Return the figures of a content by address."""
    return {entry.address: entry for entry in figures_of(content)}


def differences_between(published: dict[str, Figure], now: dict[str, Figure]) -> list[Difference]:
    """Name each figure that is not the same then and now, stored ones before what follows from them."""
    found = []
    for address in [*published, *(address for address in now if address not in published)]:
        then, again = published.get(address), now.get(address)
        if then is not None and again is not None and same(then, again):
            continue
        known = then or again
        assert known is not None
        found.append(
            Difference(
                address=address,
                published=then.value if then else None,
                recomputed=again.value if again else None,
                sources=known.sources,
                computed=known.status == "computed",
            )
        )
    return sorted(found, key=lambda difference: difference.computed)


def same(then: Figure, again: Figure) -> bool:
    """Tell whether a figure is the same; only what is computed may differ in the last digits."""
    if (then.status, then.sources) != (again.status, again.sources):
        return False
    if then.status != "computed" or then.value is None or again.value is None:
        return then.value == again.value
    return math.isclose(then.value, again.value, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def changes_between(published: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    """Name each part whose fingerprint is not the same then and now, with the fields that differ."""
    for address in [*published, *(address for address in now if address not in published)]:
        then, again = published.get(address), now.get(address)
        if fingerprint(then) == fingerprint(again):
            continue
        fields: tuple[str, ...] = ()
        if isinstance(then, Mapping) and isinstance(again, Mapping):
            names = [*then, *(name for name in again if name not in then)]
            fields = tuple(
                name for name in names if fingerprint(then.get(name)) != fingerprint(again.get(name))
            )
        yield Change(address, fields)


def words_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that is not a figure, by the address of its part: one entry of a list, or a whole part."""
    parts: dict[str, Any] = {}
    whole = shape_of(content).whole
    for part, value in content.items():
        if part in APART:
            continue
        if isinstance(value, list):
            for name, entry in zip(names_of(value), value, strict=True):
                parts[f"{part}/{name}"] = without_figures(entry)
        else:
            parts[part] = value if part in whole else without_figures(value)
    if "subject" in parts:
        parts["subject"] = without_moment(parts["subject"])
    return parts


def without_moment(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a content rests on, without when it was built."""
    return {name: value for name, value in subject.items() if name != WHEN_BUILT}


def without_figures(value: Any) -> Any:
    """Return a value with each figure taken out of it."""
    if is_level(value) or is_number(value):
        return "#"
    if isinstance(value, Mapping):
        return {name: without_figures(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_figures(inner) for inner in value]
    return value
