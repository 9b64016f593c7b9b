"""Verify = compute every figure of a published edition again, and name those that no longer agree."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.services import document_bytes
from bokal.programme.history.errors import Refused
from bokal.programme.reports.models import Rendition, Snapshot
from bokal.programme.reports.services.compare_contents import Change, Difference, compare_contents
from bokal.programme.reports.services.figures import as_json, figures_of, fingerprint
from bokal.programme.reports.services.profiles import build_content


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of one verification.

    Attributes
    ----------
    figures
        How many figures were computed again.
    differences
        Those that do not agree, stored ones before what follows from them.
    changes
        Sources, definitions, compositions and other words that are not what they were.
    damages
        Sentences about parts of the edition itself that are not as published (content, page, PDF).
    """

    figures: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    damages: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every figure and every source agrees, and nothing is damaged."""
        return not (self.differences or self.changes or self.damages)


def damages_of(snapshot: Snapshot) -> list[str]:
    """Say which parts of an edition are not as they were published."""
    found = []
    content = snapshot.content
    if fingerprint(content) != snapshot.content_sha256:
        found.append("The stored content does not match its fingerprint.")
    if fingerprint(content["figures"]) != snapshot.input_sha256:
        found.append("The stored figures do not match their fingerprint.")
    if [entry for entry in content["figures"] if fingerprint_of_entry(entry) != entry["sha256"]]:
        found.append("A stored figure does not match its own fingerprint.")
    if by_address(content["figures"]) != by_address(as_json(figures_of(content))):
        found.append("The stored figures are not those of the stored content.")
    if (content["edition"]["number"], content["edition"]["title"]) != (snapshot.edition, snapshot.title):
        found.append("The number or title of the edition is not the one in the stored content.")
    return found + [damage for rendition in renditions_of(snapshot) for damage in damages_of_page(rendition)]


def by_address(figures: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return figures by address: a database may give the parts of a content back in another order."""
    return {entry["address"]: entry for entry in figures}


def renditions_of(snapshot: Snapshot) -> list[Rendition]:
    """Return the pages of an edition in order of language."""
    return list(snapshot.renditions.select_related("pdf").order_by("language"))


def damages_of_page(rendition: Rendition) -> Iterator[str]:
    """Say whether page and PDF of one language are as they were published."""
    if fingerprint(rendition.html) != rendition.html_sha256:
        yield f"The page in “{rendition.language}” does not match its fingerprint."
    try:
        if hashlib.sha256(document_bytes(rendition.pdf)).hexdigest() != rendition.pdf_sha256:
            yield f"The PDF in “{rendition.language}” does not match its fingerprint."
    except DocumentRefused as refusal:
        yield f"The PDF in “{rendition.language}”: {refusal}"


def fingerprint_of_entry(entry: dict[str, Any]) -> str:
    """Take the fingerprint of one stored figure again."""
    return fingerprint([entry["address"], entry["value"], entry["status"], entry["sources"]])


def verify_snapshot(snapshot: Snapshot) -> Verification:
    """Compute every figure of an edition again, from the subject it was published from.

    The report may be built from something else by now; its editions are not.
    """
    damages = damages_of(snapshot)
    content = snapshot.content
    count = len(content["figures"])
    try:
        now = build_content(profile=content["profile"], subject=content["subject"], as_run=False)
    except Refused as refusal:
        damages.append(f"The figures cannot be computed again: {refusal}")
        return Verification(count, (), (), tuple(damages))
    found = compare_contents(content, now)
    return Verification(count, found.differences, found.changes, tuple(damages))
