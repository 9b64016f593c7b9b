"""A work is drawn without script, and followed by its neighbours year by year, by keyboard and by phone."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE, ROOT, Site, axe_violations, sideways

MAKE = """
import django
django.setup()
from bokal.programme.areas.models import Area
from bokal.programme.initiatives.models import Initiative
from tests.factories.initiatives import make_idea
from tests.factories.works import SQUARE, make_built, make_work
if not Initiative.objects.filter(slug="journey").exists():
    area = Area.objects.get(geography__code="programme_areas", code="herrgarden")
    idea = make_idea("journey", area=area, shown=True)
    names = {"sv": "Parken", "ar": "الحديقة"}
    make_built(make_work(idea, "journey-park", geometry=SQUARE, name=names), 2012, 2014)
"""
PAGES = ("/works/", "/works/?year=2013", "/works/journey-park/")


@pytest.fixture(scope="module")
def built(site: Site) -> Site:
    """Have the demonstration hold an initiative with a park, built from 2012 and in use from 2014."""
    environment = site.environment | {
        "DJANGO_SETTINGS_MODULE": "bokal.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return site


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_pages_of_works_are_for_everybody(
    built: Site, open_context: Callable[..., BrowserContext], language: str, screen: dict[str, int]
) -> None:
    page = open_context(viewport=screen).new_page()
    for address in PAGES:
        page.goto(f"{built.address}/{language}{address}")
        looks_right(page)


def test_the_slider_follows_the_links_and_says_the_year(
    built: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{built.address}/en/works/?year=2014")
    row = page.locator("#year tbody tr", has_text="Parken")
    expect(row).to_contain_text("In use")
    slider = page.get_by_role("slider", name="Year")
    expect(slider).to_have_attribute("aria-valuetext", "2014")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(row).to_contain_text("Being built")
    expect(page.get_by_role("status")).to_contain_text("2013")
    expect(slider).to_be_focused()
    assert page.url.endswith("?year=2013")
    expect(page.locator(".years [aria-current]")).to_have_text("2013")
    page.locator(".map-view a").first.focus()
    expect(page.locator("[data-map-panel]")).to_contain_text("Being built")
    looks_right(page)


def test_without_script_years_are_links(built: Site, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(f"{built.address}/en/works/?year=2014")
    assert page.locator("input[type=range]").count() == 0
    page.locator(".years a", has_text="2012").click()
    expect(page.locator("#year tbody tr", has_text="Parken")).to_contain_text("Being built")


def test_a_path_is_drawn_on_a_phone_without_script(
    built: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    entry = open_context().new_page()
    sign_in(entry, "administrator@example.org")
    cookies = entry.context.cookies()
    context = open_context(viewport=PHONE, java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{built.address}/en/workspace/initiatives/journey/works/new/")
    page.select_option("select[name=kind]", "path")
    page.fill("input[name=name_sv]", "Stigen till skolan")
    page.locator("main form button[type=submit]").first.click()
    for across, down in ((140, 140), (100, 100), (200, 60)):
        page.locator("input[name=pick]").click(position={"x": across, "y": down})
    expect(page.get_by_role("status")).to_contain_text("3 points are marked.")
    page.get_by_role("button", name="Take the last point back").click()
    expect(page.get_by_role("status")).to_contain_text("2 points are marked.")
    page.get_by_role("button", name="Save what is drawn").click()
    page.get_by_role("link", name="As everybody sees it").click()
    expect(page.locator("h1")).to_have_text("Stigen till skolan")
    expect(page.get_by_role("img", name="Map of where the work lies")).to_be_visible()


@pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_works_at_work_are_for_everybody(
    built: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    screen: dict[str, int],
) -> None:
    page = open_context(viewport=screen).new_page()
    sign_in(page, "administrator@example.org")
    here = f"{built.address}/ar/workspace/initiatives/journey/works/"
    for address in ("", "new/", "journey-park/", "journey-park/change/", "journey-park/place/"):
        page.goto(f"{here}{address}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        looks_right(page)
    page.goto(f"{built.address}/ar/workspace/works/import/")
    looks_right(page)
