"""Draw a report's frozen content: the body of its page and its PDF, from the same paper."""

from typing import Any

from django.template.loader import render_to_string

from bokal.web.report.blocks import Paper
from bokal.web.report.kinds import kind_of
from bokal.web.ui.paper import set_pdf


def draw_report(content: dict[str, Any], language: str) -> tuple[str, bytes]:
    """Draw the page and the PDF of a report; the caller has activated the language."""
    paper = paper_of(content, language)
    html = render_to_string("report/paper.html", {"paper": paper, "blocks": paper.as_data()["blocks"]})
    return html, set_pdf("report/paper.typ", paper.as_data())


def paper_of(content: dict[str, Any], language: str) -> Paper:
    """Write the paper of an edition; the caller has activated the language."""
    return kind_of(content).paper(content, language)
