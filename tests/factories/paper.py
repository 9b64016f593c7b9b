"""Printed paper read again: pages as pictures, the codes on them as a camera sees them, and their text."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image

SHARPNESS = 150 / 72


def pages_of(pdf: bytes) -> Iterator[tuple[Image.Image, str]]:
    """Yield each page as a picture of 150 points to the inch, with its text."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            yield page.render(scale=SHARPNESS).to_pil(), text.get_text_bounded()
            text.close()
            page.close()


def codes_on(picture: Image.Image) -> list[str]:
    """Return what a camera reads from a page, from the top down and from the left."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in sorted(found, key=place_of)]


def place_of(code: zxingcpp.Barcode) -> tuple[int, int]:
    corner = code.position.top_left
    return (corner.y // 100, corner.x)


def faults_of(pdf: bytes, folder: Path) -> str:
    """Return what keeps a PDF from being accessible, or nothing: tags, language, and what a checker finds."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    with pikepdf.open(path) as document:
        if not document.Root.MarkInfo.Marked or "/StructTreeRoot" not in document.Root:
            return "It is not tagged."
    checker = Path(sys.executable).with_name("pdfua")
    answer = subprocess.run([checker, "check", path], capture_output=True, text=True, check=False)
    return "" if "errors=0" in answer.stdout else answer.stdout
