"""No page breaks WCAG 2.2 AA as far as axe can tell, with content, in each language, on desktop and phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import DESKTOP, PHONE, Site, axe_violations, sideways

PUBLIC = [
    "/",
    "/areas/",
    "/areas/programme_areas/herrgarden/",
    "/areas/deso2025/1280C1690/",
    "/map/",
    "/works/",
    "/ranking/",
    "/indicators/",
    "/indicators/employed/",
    "/method/",
    "/selection/",
    "/accessibility/",
    "/privacy/",
    "/say/",
    "/follow/",
    "/voices/",
    "/voices/2/",
    "/voices/?area=herrgarden",
    "/dialogues/",
    "/problems/",
    "/problems/constructed-dark-path/",
    "/problems/constructed-waste/",
    "/proposals/constructed-open-house/",
    "/organisations/",
    "/organisations/constructed-morgonsol/",
    "/promises/",
    "/answers/",
    "/heard/",
    "/heard/herrgarden/",
    "/reports/",
    "/reports/where-is-welfare-lowest-2024/1/",
    "/reports/where-is-welfare-lowest-2024/1/figures/areas/1280C1690/",
    "/reports/constructed-status-report/1/",
    "/goals/",
    "/goals/1/",
    "/initiatives/",
    "/initiatives/constructed-light/",
    "/lives-on/",
    "/decisions/",
    "/decisions/constructed-lighting/",
    "/grants/",
    "/styleguide/",
    "/account/login/",
    "/nothing-here/",
]
WORKSPACE = [
    "/workspace/",
    "/workspace/import/",
    "/workspace/indicators/",
    "/workspace/areas/",
    "/workspace/runs/",
    "/workspace/selections/",
    "/workspace/reports/",
    "/workspace/jobs/",
    "/workspace/reports/where-is-welfare-lowest-2024/publish/",
    "/workspace/voices/",
    "/workspace/voices/?queue=owed",
    "/workspace/voices/2/",
    "/workspace/voices/23/",
    "/workspace/translations/",
    "/workspace/translations/13/",
    "/workspace/translations/13/sv/",
    "/workspace/cards/",
    "/workspace/cards/new/",
    "/workspace/paper/",
    "/workspace/dialogues/",
    "/workspace/dialogues/new/",
    "/workspace/dialogues/constructed-evenings-indoors/",
    "/workspace/dialogues/constructed-evening-walk/",
    "/workspace/problems/",
    "/workspace/problems/1/",
    "/workspace/problems/5/",
    "/workspace/problems/new/",
    "/workspace/problems/new/?voices=1&voices=2",
    "/workspace/themes/",
    "/workspace/proposals/",
    "/workspace/proposals/2/",
    "/workspace/proposals/new/",
    "/workspace/promises/",
    "/workspace/promises/2/",
    "/workspace/promises/new/",
    "/workspace/organisations/",
    "/workspace/organisations/1/",
    "/workspace/organisations/new/",
    "/workspace/works/import/",
    "/workspace/import/initiatives/",
    "/workspace/week/",
    "/workspace/board/",
    "/workspace/initiatives/",
    "/workspace/initiatives/constructed-light/",
    "/workspace/initiatives/constructed-light/documents/",
    "/workspace/initiatives/constructed-light/answers/",
    "/workspace/decisions/",
    "/workspace/decisions/new/",
    "/workspace/decisions/constructed-lighting/correct/",
    "/workspace/grants/",
    "/workspace/money/",
    "/workspace/people/",
    "/workspace/programme/",
]
SCREENS = {"desktop": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
@pytest.mark.parametrize("screen", SCREENS)
def test_public_pages(
    site: Site, open_context: Callable[..., BrowserContext], language: str, screen: str
) -> None:
    page = open_context(viewport=SCREENS[screen]).new_page()
    found = look_at(page, site, language, PUBLIC)
    assert found == {}


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
@pytest.mark.parametrize("screen", SCREENS)
def test_workspace_pages(
    site: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    language: str,
    screen: str,
) -> None:
    page = open_context(viewport=SCREENS[screen]).new_page()
    sign_in(page, "administrator@example.org")
    found = look_at(page, site, language, WORKSPACE)
    assert found == {}


def look_at(page: Page, site: Site, language: str, addresses: list[str]) -> dict[str, list[str]]:
    """Return what is wrong with each page: violations, sideways scrolling, wrong answers, script errors."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    found: dict[str, list[str]] = {}
    for address in addresses:
        errors.clear()
        answer = page.goto(f"{site.address}/{language}{address}", wait_until="load")
        wrong = axe_violations(page)
        if answer is None or answer.status != (404 if "nothing" in address else 200):
            wrong.append(f"answers {answer.status if answer else 'nothing'}")
        if sideways(page) > 0:
            wrong.append(f"is {sideways(page)} points too wide")
        wrong += [error for error in errors if "404" not in error]
        if wrong:
            found[address] = wrong
    return found


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_dark_and_light(site: Site, open_context: Callable[..., BrowserContext], scheme: str) -> None:
    page = open_context(color_scheme=scheme).new_page()
    assert look_at(page, site, "sv", ["/", "/map/", "/ranking/", "/styleguide/"]) == {}


def test_nothing_is_lost_at_320_points(site: Site, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport={"width": 320, "height": 640}).new_page()
    assert look_at(page, site, "sv", PUBLIC) == {}


def test_without_script(site: Site, open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    for address in PUBLIC:
        page.goto(f"{site.address}/sv{address}")
        assert page.locator("h1").count() == 1, address
        assert page.locator("main").inner_text().strip(), address


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_a_printed_page_is_a_clean_sheet(
    site: Site, open_context: Callable[..., BrowserContext], language: str
) -> None:
    page = open_context(color_scheme="dark").new_page()
    page.goto(f"{site.address}/{language}/areas/programme_areas/herrgarden/")
    address = page.locator(".print-address")
    assert not address.is_visible()
    page.emulate_media(media="print")
    assert address.is_visible()
    assert page.url in address.inner_text()
    box = page.locator(".print-code").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(22 / 25.4 * 96, abs=1)
    for left_out in (
        ".languages",
        ".say-something",
        ".menu",
        ".breadcrumbs",
        ".plain-links",
        "details:not([open])",
    ):
        assert not any(part.is_visible() for part in page.locator(left_out).all()), left_out
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert axe_violations(page) == []
