"""A resident walks from her voice to the finished path, and back: on a phone, in Arabic, without script."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

PROBLEM, INITIATIVE, WORK = "constructed-dark-path", "constructed-light", "constructed-lamps-on-the-path"


def go(page: Page, address: str) -> None:
    """Press the first link in the page that leads to an address."""
    page.locator(f"main a[href='{address}']").first.click()
    page.wait_for_url(re.compile(re.escape(address)))


def test_from_a_voice_to_the_finished_path_and_back(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE, locale="ar", java_script_enabled=False).new_page()
    page.goto(f"{site.address}/ar/problems/{PROBLEM}/")
    voice = str(page.locator("main a[href^='/ar/voices/']").first.get_attribute("href"))
    go(page, voice)
    words = page.locator("main blockquote.words").first.inner_text()
    number = voice.rstrip("/").rpartition("/")[2]
    go(page, f"/ar/thread/voice/{number}/")
    go(page, f"/ar/works/{WORK}/")
    expect(page.locator("main h1")).to_be_visible()
    go(page, f"/ar/initiatives/{INITIATIVE}/")
    go(page, f"/ar/thread/initiative/{INITIATIVE}/")
    go(page, voice)
    assert page.locator("main blockquote.words").first.inner_text() == words


def test_the_pages_of_the_thread_are_accessible(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    addresses = (
        f"thread/initiative/{INITIATIVE}/",
        f"initiatives/{INITIATIVE}/",
        "initiatives/",
        "decisions/",
        "decisions/constructed-lighting/",
    )
    for language in ("sv", "ar"):
        page = open_context(viewport=PHONE, locale=language).new_page()
        for address in addresses:
            page.goto(f"{site.address}/{language}/{address}")
            assert axe_violations(page) == [], address
            assert sideways(page) <= 0, address
