"""Verify = compute every figure of a published edition again, and name those that no longer agree."""

from dataclasses import dataclass
from typing import Any

from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.services import document_bytes
from bokal.programme.history.errors import Refused
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services.figures import Figure, figures_of, fingerprint
from bokal.programme.reports.services.profiles import build_content


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
        Whether it follows from other figures; otherwise it is a stored observation itself.
    """

    address: str
    published: float | None
    recomputed: float | None
    sources: tuple[str, ...]
    computed: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer of one verification.

    Attributes
    ----------
    figures
        How many figures were computed again.
    differences
        Those that do not agree.
    damages
        Sentences about parts of the edition that are not as published (content, page, PDF).
    """

    figures: int
    differences: tuple[Difference, ...]
    damages: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether every figure agrees and nothing is damaged."""
        return not self.differences and not self.damages


def published_figures(content: dict[str, Any]) -> dict[str, Figure]:
    """Return the figures of an edition by address."""
    return {
        entry["address"]: Figure(**{**entry, "sources": tuple(entry["sources"])})
        for entry in content["figures"]
    }


def differences_between(published: dict[str, Figure], now: dict[str, Figure]) -> list[Difference]:
    """Name each figure that is not the same then and now, stored ones before what follows from them."""
    found = []
    for address in [*published, *(address for address in now if address not in published)]:
        then, again = published.get(address), now.get(address)
        if then is not None and again is not None and then.sha256 == again.sha256:
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


def damages_of(snapshot: Snapshot) -> list[str]:
    """Say which parts of an edition are not as they were published."""
    found = []
    if fingerprint(snapshot.content) != snapshot.content_sha256:
        found.append("The stored content does not match its fingerprint.")
    if fingerprint(snapshot.content["figures"]) != snapshot.input_sha256:
        found.append("The stored figures do not match their fingerprint.")
    inner = snapshot.content["figures"]
    if [entry for entry in inner if fingerprint_of_entry(entry) != entry["sha256"]]:
        found.append("A stored figure does not match its own fingerprint.")
    for rendition in snapshot.renditions.select_related("pdf"):
        if fingerprint(rendition.html) != rendition.html_sha256:
            found.append(f"The page in “{rendition.language}” does not match its fingerprint.")
        try:
            document_bytes(rendition.pdf)
        except DocumentRefused as refusal:
            found.append(f"The PDF in “{rendition.language}”: {refusal}")
    return found


def fingerprint_of_entry(entry: dict[str, Any]) -> str:
    """Take the fingerprint of one stored figure again."""
    return fingerprint([entry["address"], entry["value"], entry["status"], entry["sources"]])


def verify_snapshot(snapshot: Snapshot) -> Verification:
    """Compute every figure of an edition again from the stored observations."""
    damages = damages_of(snapshot)
    published = published_figures(snapshot.content)
    try:
        content = build_content(profile=snapshot.report.profile, subject=snapshot.report.subject)
    except Refused as refusal:
        return Verification(
            len(published), (), (*damages, f"The figures cannot be computed again: {refusal}")
        )
    now = {entry.address: entry for entry in figures_of(content)}
    return Verification(len(published), tuple(differences_between(published, now)), tuple(damages))
