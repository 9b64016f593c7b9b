"""A word that is longer than a phone is wide breaks, and does not make its page wider."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.conftest import PHONE, sideways

STYLES = Path(__file__).resolve().parents[2] / "src" / "bokal" / "web" / "static" / "css" / "bokal.css"
LONG = "Gång" * 40
PARTS = {
    "breadcrumbs": '<nav class="breadcrumbs"><ol><li><a href="/">A</a></li><li>{}</li></ol></nav>',
    "heading": "<h1>{}</h1>",
    "table": '<table class="stacked"><tr><th scope="row">{}</th><td data-label="A">{}</td></tr></table>',
    "facts": '<dl class="facts"><div><dt>{}</dt><dd>{}</dd></div></dl>',
    "entries": '<ul class="entries"><li><a href="/">{}</a></li></ul>',
    "links": '<ul class="plain-links"><li><a href="/">{}</a></li></ul>',
}


@pytest.mark.parametrize("part", PARTS)
def test_a_long_word_breaks(open_context: Callable[..., BrowserContext], part: str) -> None:
    page = open_context(viewport=PHONE).new_page()
    shown = PARTS[part].replace("{}", LONG)
    page.set_content(f"<style>{STYLES.read_text()}</style><body><main>{shown}</main></body>")
    assert sideways(page) == 0
