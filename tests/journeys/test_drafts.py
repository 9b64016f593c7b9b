"""What is written is kept in a real browser: after a pause, on leaving, and until it is handed in."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

INVITE = "/workspace/people/invite/"
DESCRIBE = "/workspace/programme/describe/"


def test_what_is_typed_is_saved_by_itself_and_found_again(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    page = open_context(viewport=PHONE).new_page()
    sign_in(page, "administrator@example.org")
    page.goto(f"{site.address}/sv{INVITE}")
    expect(page.locator("[data-draft-status]")).to_be_empty()
    page.fill("input[name=name]", "Utkast Utkastsson")
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"\d\d:\d\d"))
    with page.expect_request(lambda request: request.method == "POST"):
        # All at once, or the pause after which it saves by itself may be over before somebody leaves.
        page.evaluate(
            """() => {
              const role = document.querySelector("select[name=role]");
              role.value = "board";
              role.dispatchEvent(new Event("input", { bubbles: true }));
              Object.defineProperty(document, "hidden", { value: true });
              document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    for language in ("sv", "en", "ar"):
        page.goto(f"{site.address}/{language}{INVITE}")
        assert page.input_value("input[name=name]") == "Utkast Utkastsson"
        expect(page.locator(".draft-notice")).to_be_visible()
        assert axe_violations(page) == []
        assert sideways(page) <= 0
        page.goto(f"{site.address}/{language}/workspace/")
        assert page.locator(f"a[href='/{language}{INVITE}']").count() == 1
        assert axe_violations(page) == []
    page.goto(f"{site.address}/sv{INVITE}")
    page.locator(".draft-notice button").click()
    expect(page.locator(".draft-notice")).to_have_count(0)
    assert page.input_value("input[name=name]") == ""


def test_what_cannot_be_saved_is_said(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    context = open_context()
    page = context.new_page()
    sign_in(page, "administrator@example.org")
    page.goto(f"{site.address}/en{DESCRIBE}")
    context.set_offline(True)
    page.fill("input[name=city]", "Elsewhere")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved.")
    context.set_offline(False)
    context.clear_cookies()
    page.fill("input[name=city]", "Elsewhere again")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved.")


def test_without_script_a_button_saves_and_the_form_goes_on(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, "administrator@example.org")
    page.goto(f"{site.address}/sv{DESCRIBE}")
    page.fill("input[name=summary_sv]", "En mening till.")
    page.locator("button[value=save]").click()
    assert page.input_value("input[name=summary_sv]") == "En mening till."
    page.locator(".draft-notice button").click()
    assert page.input_value("input[name=summary_sv]") != "En mening till."
