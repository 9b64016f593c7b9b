"""Pictures on a phone can be read without scrolling sideways, and one form of each is read aloud."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.journeys.conftest import DESKTOP, PHONE, Site

PICTURES = """() => [...document.querySelectorAll('.picture')].filter(one => one.offsetParent).map(one => {
    const shown = [...one.querySelectorAll('svg')].filter(svg => svg.getClientRects().length);
    const letters = shown.map(svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width * 14);
    return [shown.length, Math.min(...letters), Math.max(...letters), one.scrollWidth - one.clientWidth];
})"""
PAGES = ["/areas/programme_areas/herrgarden/", "/ranking/", "/indicators/employed/"]


@pytest.mark.parametrize("screen", [PHONE, {"width": 320, "height": 640}, DESKTOP])
@pytest.mark.parametrize("language", ["sv", "ar"])
def test_text_in_charts_is_as_large_as_the_text_around(
    site: Site, open_context: Callable[..., BrowserContext], language: str, screen: dict[str, int]
) -> None:
    page = open_context(viewport=screen).new_page()
    for address in PAGES:
        page.goto(f"{site.address}/{language}{address}")
        found = page.evaluate(PICTURES)
        assert found, address
        for shown, smallest, largest, sideways in found:
            assert (shown, sideways) == (1, 0), address
            assert 11.5 <= smallest <= largest <= 18, address


def test_the_picked_area_is_ringed_twice_and_the_scale_stays(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{site.address}/sv/map/")
    page.locator(".map-view").focus()
    before = page.locator(".map-scale").inner_text()
    page.keyboard.press("Tab")
    assert page.locator(".choropleth .ring").count() == 2
    for _ in range(4):
        page.keyboard.press("+")
    page.wait_for_function("text => document.querySelector('.map-scale').textContent !== text", arg=before)
    assert page.locator(".map-scale").is_visible()
    assert "rang" in page.locator("[data-map-panel]").inner_text()
