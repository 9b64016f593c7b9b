"""What somebody has seen of the next edition, so that nothing else is published in their name.

A fingerprint of each part is enough for that, and says which part has changed. What is computed is left out:
it follows from the rest, and processors differ in its last digits.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bokal.programme.reports.services.compare_contents import WHOLE, without_figures
from bokal.programme.reports.services.figures import figures_of, fingerprint

LENGTH = 16

PARTS: dict[str, str | Promise] = {
    "profile": _("the kind of report"),
    "subject": _("what it rests on"),
    "title": _("the title of the ranking"),
    "year": _("the year"),
    "geography": _("the geography"),
    "programme": _("the programme"),
    "run": _("how the ranking is made"),
    "domains": _("indicators and weights"),
    "city": _("figures of the city"),
    "areas": _("names or figures of the zones"),
    "composites": _("programme areas"),
    "certainty": _("how sure the ranking is"),
    "selection": _("the choice of areas"),
    "map": _("the map"),
    "sources": _("sources"),
    "edition": _("number or title of the edition, or the program"),
}
"""The parts of a content, as they are called where one of them has changed."""

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
    return [str(PARTS.get(part, part)) for part in names if before.get(part) != now.get(part)]


def fingerprints_of(content: Mapping[str, Any]) -> dict[str, str]:
    """Take the fingerprint of each part: its words, and the figures in it that are not computed."""
    figures: dict[str, list[str]] = {}
    for figure in figures_of(content):
        if figure.status != "computed":
            figures.setdefault(figure.address.partition("/")[0], []).append(figure.sha256)
    return {
        part: fingerprint([words_in(part, value), figures.get(part, [])])
        for part, value in content.items()
        if part != "figures"
    }


def words_in(part: str, value: Any) -> Any:
    """Return what is not a figure in a part; outlines are taken whole."""
    if part == "edition":
        return {name: entry for name, entry in value.items() if name not in NOT_SEEN}
    return value if part in WHOLE else without_figures(value)
