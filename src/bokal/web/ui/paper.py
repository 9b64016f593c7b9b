"""What is printed: a PDF with our own fonts, so that every script is shaped right, and codes for cameras."""

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from bokal.web.ui.chart_files import font_folder

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def set_pdf(template: str, paper: dict[str, Any]) -> bytes:
    """Set a paper as a tagged PDF (PDF/UA-1 and PDF/A-2a); Typst refuses what would not be accessible.

    ``template`` is the name of a Typst file among the templates; it finds the paper in ``sys.inputs.paper``.
    """
    pdf = typst.compile(
        str(TEMPLATES / template),
        sys_inputs={"paper": json.dumps(paper, ensure_ascii=False)},
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        root=str(TEMPLATES),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst gave no single PDF.")
    return pdf


@lru_cache(maxsize=1024)
def code_picture(address: str) -> str:
    """Draw the QR code of an address as a picture of its own, with the white edge that cameras need."""
    stream = io.BytesIO()
    segno.make_qr(address, error="m").save(stream, kind="svg", xmldecl=False, scale=4)
    return stream.getvalue().decode()
