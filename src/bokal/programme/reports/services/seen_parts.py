"""What somebody has seen of the next edition, so that nothing else is published in their name.

A fingerprint of each part is enough for that, and says which part has changed. What is computed is left out:
it follows from the rest, and processors differ in its last digits.
"""

from collections.abc import Mapping
from typing import Any

from bokal.programme.reports.services.compare_contents import without_figures, without_moment
from bokal.programme.reports.services.figures import figures_of, fingerprint
from bokal.programme.reports.services.shapes import shape_of

LENGTH = 16

# When it is drawn, and what follows from the parts.
NOT_SEEN = frozenset({"published_at", "input_sha256"})


def seen_parts(content: Mapping[str, Any]) -> str:
    """Return the fingerprints of all parts in one line, as a form can carry it."""
    return " ".join(f"{part}:{sha256[:LENGTH]}" for part, sha256 in fingerprints_of(content).items())


def parts_changed(seen: str, content: Mapping[str, Any]) -> list[str]:
    """Name the parts of a content that are not as somebody has seen them; all parts when nothing was seen."""
    before = dict(entry.split(":", 1) for entry in seen.split() if ":" in entry)
    now = {part: sha256[:LENGTH] for part, sha256 in fingerprints_of(content).items()}
    names = [*now, *(part for part in before if part not in now)]
    words = shape_of(content).parts
    return [str(words.get(part, part)) for part in names if before.get(part) != now.get(part)]


def fingerprints_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Take the fingerprint of each part: its words, and the figures in it that are not computed."""
    figures: dict[str, list[str]] = {}
    for figure in figures_of(content):
        if figure.status != "computed":
            figures.setdefault(figure.address.partition("/")[0], []).append(figure.sha256)
    whole = shape_of(content).whole
    return {
        part: fingerprint([words_in(part, value, whole), figures.get(part, [])])
        for part, value in content.items()
        if part != "figures"
    }


def words_in(part: str, value: Any, whole: frozenset[str]) -> Any:
    """Return what is not a figure in a part; outlines are taken whole."""
    if part == "edition":
        return {name: entry for name, entry in value.items() if name not in NOT_SEEN}
    words = value if part in whole else without_figures(value)
    return without_moment(words) if part == "subject" else words
