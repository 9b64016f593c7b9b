"""Each user does the main job once, in a real browser on a served programme."""

import io
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pikepdf
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations

REPORT = "/reports/where-is-welfare-lowest-2024/1/"
ONE_OBSERVATION = """
UPDATE areas_observation SET value = 99 WHERE id = (
  SELECT o.id FROM areas_observation o
  JOIN areas_area a ON a.id = o.area_id
  JOIN areas_definition d ON d.id = o.definition_id
  JOIN areas_indicator i ON i.id = d.indicator_id
  WHERE a.code = '1280C1690' AND o.year = 2024 AND i.code = 'low-economic-standard')
"""


def tab_to(page: Page, text: str, *, limit: int = 80) -> None:
    """Press Tab until the link or field with the text has the focus, as somebody without a mouse does."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(document.activeElement.innerText || document.activeElement.getAttribute('aria-label') || "
            "document.activeElement.name || '').trim()"
        )
        if text in said:
            return
    raise AssertionError(f"“{text}” was not reached with the keyboard.")


def test_a_resident_finds_her_area_by_keyboard_alone(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{site.address}/sv/")
    tab_to(page, "Nära dig")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/areas/")
    tab_to(page, "q")
    page.keyboard.type("herrgården")
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/?**")
    tab_to(page, "Herrgården")
    page.keyboard.press("Enter")
    page.wait_for_url("**/areas/*/*/")
    expect(page.locator("h1")).to_contain_text("Herrgården")
    text = page.locator("main").inner_text()
    assert "Låg ekonomisk standard" in text
    assert re.search(r"\d\s?%", text)


def test_a_resident_moves_and_picks_on_the_map_by_keyboard(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{site.address}/sv/map/")
    page.locator(".map button").first.wait_for()
    page.locator(".map button").first.click()
    page.locator(".map svg").first.focus()
    for key in ("ArrowRight", "ArrowDown", "+", "-", "0"):
        page.keyboard.press(key)
    page.locator(".map a").nth(5).focus()
    expect(page.locator("[data-map-panel]")).to_contain_text(re.compile(r"\w"))
    assert axe_violations(page) == []


def test_a_visitor_moves_a_weight_without_script(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{site.address}/sv/ranking/")
    before = page.locator("main table tbody tr").first.inner_text()
    page.locator("main input[type=number]").first.fill("0")
    page.locator("main form button[type=submit]").first.click()
    assert "?" in page.url
    assert page.locator("main table tbody tr").first.inner_text() != before


def test_a_board_member_opens_the_report_and_its_pdf(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{site.address}/sv/reports/")
    page.locator("main h2 a", has_text="Var är välfärden lägst").click()
    expect(page.locator("h1")).to_contain_text("Var är välfärden lägst")
    address = page.locator("a[href$='report.pdf']").first.get_attribute("href")
    answer = page.request.get(f"{site.address}{address}")
    assert answer.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv"


def test_a_number_of_the_report_can_be_opened(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{site.address}/en{REPORT}")
    page.locator("main table a").first.click()
    page.wait_for_url("**/figures/**")
    assert "scb-deso-2024" in page.locator("main").inner_text()


def test_an_auditor_verifies_the_report_and_finds_a_changed_observation(site: Site) -> None:
    agreed = site.bokal("verify", "where-is-welfare-lowest-2024", "--edition", "1")
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    assert "Every figure agrees" in agreed.stdout
    change(site, "value", "99")
    try:
        differs = site.bokal("verify", "where-is-welfare-lowest-2024", "--edition", "1")
        assert differs.returncode == 1
        assert "areas/1280C1690/low-economic-standard: published 63.0, computed again 99.0" in differs.stdout
        chain = site.bokal("verify", "--history")
        assert chain.returncode == 0, chain.stdout
    finally:
        change(site, "value", "63")
    assert site.bokal("verify", "where-is-welfare-lowest-2024", "--edition", "1").returncode == 0


def change(site: Site, column: str, value: str) -> None:
    """Change one observation with a database tool, past the program."""
    statement = ONE_OBSERVATION.replace("SET value = 99", f"SET {column} = {value}")
    with closing(sqlite3.connect(site.folder / "bokal.sqlite3", timeout=20)) as records, records:
        assert records.execute(statement).rowcount == 1
