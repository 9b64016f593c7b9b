"""An organisation signs in, promises and says what came of it; residents see it without script."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

PAGES = ("", "promises/", "promises/new/", "promises/2/", "proposals/new/", "voices/new/")
PROMISE = "Vi håller rummet öppet på torsdagar fram till sommaren."
OUTCOME = "Arton torsdagar, tolv besökare varje gång."


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def hand_in(page: Page) -> None:
    """Press the main button of the page."""
    page.locator("main form:not(.search) button[type=submit]").first.click()
    page.wait_for_load_state()


def test_an_organisation_promises_and_settles_and_residents_see_it_without_script(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=PHONE).new_page()
    page.goto(f"{site.address}/sv/")
    page.get_by_role("link", name="För organisationer").click()
    before = site.codes()
    page.fill("input[type=email]", "partner@example.org")
    hand_in(page)
    page.wait_for_url("**/login/code/**")
    page.fill("input[name=code]", site.code_after(before))
    hand_in(page)
    page.wait_for_url("**/sv/partner/")
    expect(page.locator("main")).to_contain_text("Försenat")
    for language in ("sv", "en", "ar"):
        for address in PAGES:
            page.goto(f"{site.address}/{language}/partner/{address}")
            looks_right(page)
    promise(page, site)
    reader = open_context(viewport=PHONE, java_script_enabled=False).new_page()
    reader.goto(f"{site.address}/sv/organisations/constructed-morgonsol/")
    expect(reader.locator(".promises")).to_contain_text(PROMISE)
    settle(page, site)
    reader.goto(f"{site.address}/sv/problems/constructed-evenings/")
    expect(reader.locator(".promises")).to_contain_text(OUTCOME)
    reader.goto(f"{site.address}/sv/promises/?keep=kept")
    expect(reader.locator(".promises")).to_contain_text(PROMISE)


def promise(page: Page, site: Site) -> None:
    """Promise something on a problem that concerns the organisation."""
    page.goto(f"{site.address}/sv/partner/")
    page.get_by_role("link", name="Lova något om ”Unga saknar").first.click()
    assert page.locator("input[name=about]:checked").input_value().startswith("problem-")
    hand_in(page)
    expect(page.locator(".error-summary")).to_be_visible()
    looks_right(page)
    page.fill("textarea[name=text]", PROMISE)
    page.fill("input[name=due_on]", "2031-05-04")
    hand_in(page)
    page.wait_for_url("**/sv/partner/promises/")
    expect(page.locator(".promises")).to_contain_text(PROMISE)


def settle(page: Page, site: Site) -> None:
    """Say that the promise was kept."""
    page.locator(".promises li", has_text=PROMISE).get_by_role("link", name="Berätta hur det gick").click()
    page.locator("input[name=state][value=kept]").check()
    page.fill("textarea[name=outcome]", OUTCOME)
    looks_right(page)
    hand_in(page)
    page.wait_for_url("**/sv/partner/promises/")
    expect(page.locator(".promises")).to_contain_text(OUTCOME)
