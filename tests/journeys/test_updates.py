"""A gardener reports in Arabic from a phone; it is sent back, approved, and everybody sees it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, ROOT, Site, axe_violations, sideways

GARDENER, COORDINATOR = "gardener@example.org", "coordinator@example.org"
SENTENCE = "زرعنا عشرين شجيرة ورد في الفناء"
PLAN = """
import django
django.setup()
from tests.factories.updates import make_running
make_running("journey-garden", groups=())
"""


@pytest.fixture
def garden(site: Site) -> str:
    """Return the address of an initiative that is being tried out, with somebody who works there."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
    subprocess.run([sys.executable, "-c", PLAN], env=environment, cwd=ROOT, check=True)
    assert site.bokal("invite", GARDENER, "--role", "recorder").returncode == 0
    return "workspace/initiatives/journey-garden"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "roses.jpg"
    Image.effect_noise((800, 600), 60).convert("RGB").save(path, "JPEG")
    return path


def sound(page: Page) -> None:
    """Hold a page to what every page keeps."""
    assert axe_violations(page) == []
    assert sideways(page) == 0


def test_a_gardener_reports_in_arabic_and_everybody_sees_it_once_it_is_approved(
    site: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    garden: str,
    photo: Path,
) -> None:
    phone = open_context(viewport=PHONE, locale="ar").new_page()
    desk = open_context(viewport=PHONE).new_page()
    sign_in(phone, GARDENER)
    phone.goto(f"{site.address}/ar/{garden}/report/")
    sound(phone)
    phone.fill("input[name=value]", "٢٠")
    phone.fill("textarea[name=sentence]", SENTENCE)
    phone.set_input_files("input[name=photo]", photo)
    phone.locator("main form button[type=submit]").first.click()
    phone.wait_for_url("**/updates/")
    expect(phone.locator("main")).to_contain_text(SENTENCE)
    sound(phone)
    send_back(desk, site, sign_in)
    send_again(phone)
    approve(desk, site)
    phone.goto(f"{site.address}/ar/initiatives/journey-garden/measures/")
    expect(phone.locator("main blockquote")).to_contain_text(SENTENCE)
    picture = phone.locator("main img.report-photo")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 800)
    sound(phone)
    phone.goto(f"{site.address}/ar/initiatives/journey-garden/measures/1/")
    expect(phone.locator("main svg:visible")).to_have_count(1)
    sound(phone)


def send_back(page: Page, site: Site, sign_in: Callable[[Page, str], None]) -> None:
    sign_in(page, COORDINATOR)
    page.goto(f"{site.address}/sv/workspace/updates/")
    sound(page)
    page.locator("main tbody a[href*='/journey-garden/']").first.click()
    expect(page.locator("blockquote[lang=ar]")).to_contain_text(SENTENCE)
    sound(page)
    page.fill("textarea[name=because]", "Räknade du båda gårdarna?")
    page.locator("form[action$='/return/'] button").click()
    page.wait_for_url("**/workspace/updates/")


def send_again(page: Page) -> None:
    page.reload()
    expect(page.locator("main")).to_contain_text("Räknade du båda gårdarna?")
    page.locator("main tbody a").first.click()
    page.locator("a[href$='/change/']").click()
    sound(page)
    expect(page.locator("input[name=value]")).to_have_value("20")
    page.fill("input[name=value]", "24")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/updates/*/")


def approve(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/updates/")
    page.locator("main tbody a[href*='/journey-garden/']").first.click()
    page.check("input[name=show_photo]")
    page.locator("form[action$='/approve/'] button").click()
    page.wait_for_url("**/workspace/updates/")
