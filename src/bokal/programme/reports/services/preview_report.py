"""What the next edition would say, before anybody freezes it."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation

from bokal.programme.reports.models import Report
from bokal.programme.reports.services.compare_contents import Comparison, compare_contents
from bokal.programme.reports.services.publish_report import next_content, renderer, says_the_same
from bokal.programme.reports.services.seen_parts import parts_changed, seen_parts


@dataclass(frozen=True, slots=True)
class Preview:
    """The next edition of a report: its number, its content, and how it differs from the last one.

    Attributes
    ----------
    comparison
        Against the last edition; None when there is none yet.
    says_something_new
        Whether it could be published; an edition that says the same again is refused.
    seen
        What to publish with, so that nothing else than this is published.
    """

    report: Report
    number: int
    content: dict[str, Any]
    comparison: Comparison | None
    says_something_new: bool
    seen: str

    def changed_since(self, seen: str) -> list[str]:
        """Name what is different from an earlier preview."""
        return parts_changed(seen, self.content)


def preview_report(*, slug: str) -> Preview:
    """Compute the next edition of a report and keep nothing of it.

    Raises
    ------
    FiguresAlike
        Two figures would have one address.
    InputsChanged
        The run speaks of other figures than those that are stored by now.
    """
    report = Report.objects.get(slug=slug)
    last = report.snapshots.order_by("-edition").first()
    content = next_content(report=report, last=last)
    return Preview(
        report=report,
        number=content["edition"]["number"],
        content=content,
        comparison=compare_contents(last.content, content) if last is not None else None,
        says_something_new=last is None or not says_the_same(last, report.title, content),
        seen=seen_parts(content),
    )


def draw_draft(*, slug: str, language: str) -> bytes:
    """Draw the PDF of the next edition in one language; each page of it says that it is a draft."""
    content = preview_report(slug=slug).content
    content["edition"]["draft"] = True
    with translation.override(language):
        _html, pdf = renderer()(content, language)
    return pdf
