"""More voices than the limit: the browser computes and gets through; without script no word is lost."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.queue import PATIENCE, free_port
from tests.journeys.conftest import PHONE, Site, axe_violations, sideways, wait_for

WORDS = "Lampan vid lekplatsen är trasig igen."
PLACE = "Vid gungorna"
SETTLED = 20


@pytest.fixture
def narrow(site: Site, tmp_path: Path) -> Iterator[Site]:
    """Serve a copy of the demonstration that lets one voice a minute through from one address."""
    folder = tmp_path / "narrow"
    # The site goes on working: its records are copied by the database, and nothing that comes and goes.
    shutil.copytree(site.folder, folder, ignore=shutil.ignore_patterns("bokal.sqlite3*", "mail"))
    with (
        closing(sqlite3.connect(site.folder / "bokal.sqlite3", timeout=PATIENCE)) as source,
        closing(sqlite3.connect(folder / "bokal.sqlite3")) as copy,
    ):
        source.backup(copy)
    environment = {**site.environment, "BOKAL_DATA_DIR": str(folder), "BOKAL_VOICES_PER_MINUTE": "1"}
    port = free_port()
    # Each process counts for itself, so there is one.
    serve = ("serve", "--port", str(port), "--workers", "1")
    command = [Path(sys.executable).with_name("bokal"), *serve]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz", server)
        yield replace(site, address=f"http://127.0.0.1:{port}", folder=folder, environment=environment)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=PATIENCE)


def early_in_a_minute() -> None:
    """Voices are counted by the minute, so that what belongs together must not fall into two."""
    into = time.time() % 60
    if into > SETTLED:
        time.sleep(60 - into + 0.5)


def send(page: Page, site: Site, words: str) -> None:
    page.goto(f"{site.address}/sv/say/")
    page.fill("textarea[name=words]", words)
    page.fill("input[name=place]", PLACE)
    page.get_by_role("button", name="Skicka").first.click()


def one_too_many(page: Page, site: Site) -> list[str]:
    """Send one voice, then one more than the limit; return what the browser complained about."""
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    early_in_a_minute()
    send(page, site, "Den första.")
    expect(page.locator(".receipt-code")).to_be_visible()
    send(page, site, WORDS)
    expect(page.locator("[data-work]")).to_be_visible()
    assert page.locator("textarea[name=words]").input_value() == WORDS
    assert page.locator("input[name=place]").input_value() == PLACE
    return [line for line in complaints if "429" not in line]


def test_the_browser_computes_and_the_voice_gets_through(
    narrow: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE, locale="sv").new_page()
    complaints = one_too_many(page, narrow)
    expect(page.locator("[data-work-without]")).to_be_hidden()
    expect(page.locator("[data-work] progress")).to_be_visible()
    expect(page.locator("[data-work-status]")).not_to_be_empty(timeout=60_000)
    assert page.locator("[data-work] progress").get_attribute("value") == "8"
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    page.get_by_role("button", name="Skicka").first.click()
    expect(page.locator(".receipt-code")).to_be_visible()
    assert complaints == []


def test_who_sends_before_it_is_ready_need_not_press_again(
    narrow: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE, locale="sv").new_page()
    one_too_many(page, narrow)
    page.get_by_role("button", name="Skicka").first.click()
    expect(page.locator(".receipt-code")).to_be_visible(timeout=60_000)


def test_without_script_the_page_says_to_wait_and_keeps_every_word(
    narrow: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE, locale="sv", java_script_enabled=False).new_page()
    one_too_many(page, narrow)
    expect(page.locator("[data-work-without]")).to_be_visible()
    expect(page.locator("[data-work-with]")).to_be_hidden()
    time.sleep(60 - time.time() % 60 + 0.5)
    page.get_by_role("button", name="Skicka").first.click()
    expect(page.locator(".receipt-code")).to_be_visible()
