"""A picture of a page as a file: SVG with its look inside, or PNG set with title, legend and address."""

import hashlib
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst
from django.contrib.staticfiles import finders
from django.core.cache import caches
from django.utils.safestring import SafeString

from bokal.web.ui.chart_svg import LOOKS, short
from bokal.web.ui.maps import LegendEntry

LINK = re.compile(r"</?a\b[^>]*>")
ONE = re.compile(r"<svg .*?</svg>", re.DOTALL)
ROOT = re.compile(r'(viewBox="0 0 (\S+) (\S+)" )role="\w+"(.*?) class="[^"]*"(?: data-metres="[^"]*")?')
HALO = re.compile(r'<text class="([^"]*) halo"([^>]*)>(.*?)</text>')
LOOK = re.compile(r' class="([^"]*)"')
SIZE = re.compile(r'font-size="([\d.]+)"')
KEEP_SECONDS = 30 * 24 * 60 * 60
SHARPNESS = 144
"""Points to the inch of a PNG: the sheet is 600 points wide, so every picture is 1,200 pixels wide."""

DRAWING = threading.Lock()


def as_file(picture: str) -> str:
    """Return a picture drawn for a page as one that needs no page: looks as attributes, no links.

    A page has each chart twice, wide and narrow for phones; a file is the wide one.
    """
    found = ONE.search(picture)
    picture = found[0] if found else picture
    size = SIZE.search(picture)
    wide = short(float(size[1]) / 5) if size else "0"
    below = f' fill="none" stroke="#ffffff" stroke-width="{wide}" stroke-linejoin="round"'
    text = LINK.sub("", picture)
    text = ROOT.sub(r'\1role="img"\4 width="\2" height="\3" font-family="Noto Sans"', text, count=1)
    text = HALO.sub(rf'<text{below}\2>\3</text><text class="\1"\2>\3</text>', text)
    return LOOK.sub(lambda found: look_of(found[1]), text)


def look_of(classes: str) -> str:
    """Return the attributes of a class, or of each class of several."""
    looks = [LOOKS[classes]] if classes in LOOKS else [LOOKS.get(css, {}) for css in classes.split()]
    return "".join(f' {key}="{value}"' for look in looks for key, value in look.items())


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with the words that go with it, and its own table or key where it has one."""

    title: str
    sentence: str
    picture: SafeString
    source: str = ""
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    heading: str = ""
    legend: Sequence[LegendEntry] = ()


@dataclass(frozen=True, slots=True)
class Poster:
    """What stands in a PNG: the picture, and what must not be lost when it travels alone."""

    title: str
    sentence: str
    picture: str
    legend: Sequence[tuple[str, str]]
    address: str
    language: str
    heading: str = ""
    source: str = ""


def font_folder() -> str:
    """Return the folder of the fonts that set what is printed."""
    found = finders.find("vendor/fonts/print")
    if not isinstance(found, str):
        raise FileNotFoundError(
            "The fonts for PDF are missing. Run ./dev once, or install a released package."
        )
    return found


def png_of(poster: Poster) -> bytes:
    """Set a poster as PNG. It takes a tenth of a second, so it is done once, one at a time, and kept."""
    given = json.dumps(asdict(poster), ensure_ascii=False)
    kept = caches["pictures"]
    key = hashlib.sha256(given.encode()).hexdigest()
    found: bytes | None = kept.get(key)
    if found is None:
        with DRAWING:
            found = kept.get(key)
            if found is None:
                found = set_png(given)
                kept.set(key, found, KEEP_SECONDS)
    return found


def set_png(given: str) -> bytes:
    """Have Typst draw the picture with our own fonts, so that every script is shaped right."""
    template = Path(__file__).resolve().parents[1] / "templates" / "components" / "poster.typ"
    png = typst.compile(
        str(template),
        sys_inputs={"poster": given},
        font_paths=[font_folder()],
        ignore_system_fonts=True,
        format="png",
        ppi=SHARPNESS,
    )
    if not isinstance(png, bytes):
        raise TypeError("Typst gave no single picture.")
    return png
