"""A voice in Somali is read by somebody who reads Swedish, doubted, and corrected; the words never change."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

WORDS = "Nalalka wadada ayaa jaban, carruurtuna way ka baqaan."
FIRST = "Lampan är sönder och barnen gråter."
CORRECTED = "Gatlamporna är trasiga, och barnen är rädda."


def test_a_voice_is_translated_doubted_and_corrected(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    say(open_context(java_script_enabled=False, viewport=PHONE, locale="so").new_page(), site)
    desk = open_context().new_page()
    sign_in(desk, "coordinator@example.org")
    number = publish(desk, site)
    translate(desk, site, number)
    doubt(open_context(java_script_enabled=False, viewport=PHONE).new_page(), site, number)
    correct(desk, site, number)
    reader = open_context(viewport=PHONE).new_page()
    read(reader, site, number, CORRECTED)
    expect(reader.locator("main")).not_to_contain_text(FIRST)


def say(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/say/")
    page.fill("textarea[name=words]", WORDS)
    page.select_option("select[name=language]", "so")
    page.check("input[name=may_publish]")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".receipt-code")).to_be_visible()


def publish(page: Page, site: Site) -> str:
    page.goto(f"{site.address}/sv/workspace/voices/")
    page.locator("tr", has_text="Nalalka").locator("th a").click()
    page.check("input[name=act][value=publish]")
    page.locator("form[action$='/moderate/'] button[type=submit]").click()
    page.wait_for_load_state()
    return page.url.rstrip("/").rpartition("/")[2]


def translate(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.address}/sv/workspace/translations/?into=sv&from=so")
    assert axe_violations(page) == []
    page.locator("tr", has_text="Nalalka").locator("th a").click()
    assert axe_violations(page) == []
    page.locator(f"main a[href$='/translations/{number}/sv/']").first.click()
    assert axe_violations(page) == []
    write(page, "")
    expect(page.locator(".error-summary")).to_be_visible()
    assert axe_violations(page) == []
    write(page, FIRST)
    expect(page.locator(".translated")).to_contain_text(FIRST)


def write(page: Page, text: str) -> None:
    page.fill("textarea[name=text]", text)
    page.locator("form[data-draft] button[type=submit]").first.click()
    page.wait_for_load_state()


def read(page: Page, site: Site, number: str, text: str) -> None:
    """Read the words first, then the translation with who made it."""
    page.goto(f"{site.address}/sv/voices/{number}/")
    expect(page.locator("blockquote.words[lang=so]")).to_contain_text(WORDS)
    expect(page.locator(".translated p[lang=sv]")).to_contain_text(text)
    expect(page.locator(".translated .hint")).to_contain_text("somaliska")
    assert sideways(page) <= 0


def doubt(page: Page, site: Site, number: str) -> None:
    """Say what is wrong with it, without script and without anything about oneself."""
    read(page, site, number, FIRST)
    page.locator("details.doubt summary").click()
    page.check("#doubt-meaning")
    page.locator("details.doubt button").click()
    expect(page.locator(f"main a[href$='/voices/{number}/']")).to_be_visible()
    assert page.context.cookies() == []


def correct(page: Page, site: Site, number: str) -> None:
    page.goto(f"{site.address}/ar/workspace/translations/")
    expect(page.locator(f"main ul a[href$='/translations/{number}/']")).to_be_visible()
    page.goto(f"{site.address}/ar/workspace/translations/{number}/sv/")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    write(page, CORRECTED)
    page.goto(f"{site.address}/ar/workspace/translations/")
    expect(page.locator(f"main ul a[href$='/translations/{number}/']")).to_have_count(0)
    page.goto(f"{site.address}/sv/voices/{number}/")
    page.locator("details.doubt summary").click()
    assert axe_violations(page) == []
