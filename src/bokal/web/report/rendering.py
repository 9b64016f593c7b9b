"""Draw a report's frozen content: the body of its page and its PDF, from the same paper."""

import json
from pathlib import Path
from typing import Any

import typst
from django.template.loader import render_to_string

from bokal.web.report.blocks import Paper
from bokal.web.report.welfare_ranking import welfare_ranking_paper
from bokal.web.ui.chart_files import font_folder

PAPERS = {"welfare-ranking": welfare_ranking_paper}


def draw_report(content: dict[str, Any], language: str) -> tuple[str, bytes]:
    """Draw the page and the PDF of a report; the caller has activated the language."""
    paper = paper_of(content, language)
    html = render_to_string("report/paper.html", {"paper": paper, "blocks": paper.as_data()["blocks"]})
    return html, draw_pdf(paper.as_data())


def paper_of(content: dict[str, Any], language: str) -> Paper:
    """Write the paper of an edition; the caller has activated the language."""
    return PAPERS[content["profile"]](content, language)


def draw_pdf(paper: dict[str, Any]) -> bytes:
    """Set the paper as a tagged PDF (PDF/UA-1 and PDF/A-2a); Typst refuses what would not be accessible."""
    template = Path(__file__).resolve().parents[1] / "templates" / "report" / "paper.typ"
    pdf = typst.compile(
        str(template),
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single PDF.")
    return pdf
