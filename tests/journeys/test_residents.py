"""Residents speak and are answered: in Arabic without map and script, by keyboard, and without hearing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways
from tests.journeys.test_users import tab_to

WORDS = "الباب الخارجي لا يُقفل، ويدخل الغرباء إلى الدرج في الليل."
ANSWER = "سنصلح القفل قبل نهاية الشهر."
TITLE = {"sv": "Porten går inte att låsa", "ar": "الباب الخارجي لا يُقفل"}
BECAUSE = "القفل ليس المشكلة وحده، فالمصباح فوق الباب مكسور أيضاً."
CODE = re.compile(r"[2-9B-Z]{5}-[2-9B-Z]{5}")
ON_PAGES = ("/", "/say/", "/follow/", "/voices/", "/dialogues/", "/about/", "/accessibility/", "/privacy/")


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def say_in_arabic(page: Page, site: Site) -> str:
    """Say something without map and without script, and return the code from the receipt."""
    page.goto(f"{site.address}/ar/say/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("select[name=language]").input_value() == "ar"
    page.fill("textarea[name=words]", WORDS)
    page.select_option("select[name=area]", "segevang")
    page.fill("input[name=place]", "الباب رقم ثلاثة")
    page.locator("main form button[type=submit]").first.click()
    code = page.locator(".receipt-code").inner_text()
    assert CODE.fullmatch(code)
    assert code not in page.url
    return code


def follow(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.address}/ar/follow/")
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit]").first.click()


def open_voice(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/voices/?queue=all")
    page.locator("main tbody tr", has_text="الباب الخارجي").locator("th a").click()


def answer_in_arabic(page: Page, site: Site) -> str:
    """Publish the words, answer them in their language, and ask whether a wording of them is right."""
    open_voice(page, site)
    page.check("input[name=act][value=publish]")
    page.locator("form[action$='/moderate/'] button[type=submit]").click()
    answer = page.locator("form[action$='/answer/']")
    answer.locator("select[name=unit]").select_option(index=1)
    answer.locator("select[name=status]").select_option("under_way")
    answer.locator("textarea[name=text_ar]").fill(ANSWER)
    answer.locator("select[name=written_in]").select_option("ar")
    answer.locator("button[type=submit]").click()
    expect(page.locator("main .thread")).to_contain_text(ANSWER)
    number = page.url.rstrip("/").rpartition("/")[2]
    page.goto(f"{site.address}/sv/workspace/problems/new/?voices={number}")
    page.select_option("main select[name=area]", "segevang")
    for language, title in TITLE.items():
        page.fill(f"input[name=title_{language}]", title)
    page.select_option("select[name=written_in]", "sv")
    page.locator("form[action$='/problems/new/'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/problems/\d+/"))
    page.locator("form[action$='/show/'] button[type=submit]").click()
    expect(page.locator("form[action$='/publish/']")).to_be_visible()
    return page.url


def test_somebody_says_something_in_arabic_on_a_phone_is_answered_and_says_not_quite(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    seen = open_context(viewport=PHONE, locale="ar").new_page()
    seen.goto(f"{site.address}/ar/say/")
    looks_right(seen)
    # axe needs script to look; what is sent and read goes without.
    phone = open_context(viewport=PHONE, locale="ar", java_script_enabled=False).new_page()
    code = say_in_arabic(phone, site)
    office = open_context().new_page()
    sign_in(office, "coordinator@example.org")
    problem = answer_in_arabic(office, site)

    follow(phone, site, code)
    for shown in (WORDS, ANSWER, TITLE["ar"]):
        expect(phone.locator("main")).to_contain_text(shown)
    phone.locator("textarea[name=because]").first.fill(BECAUSE)
    phone.locator("button[name=reply][value=not_quite]").click()
    expect(phone.locator(".thread")).to_contain_text("قلت: ليس تمامًا.")
    assert code not in phone.url
    follow(seen, site, code)
    looks_right(seen)

    # Whoever words the problem reads why; nobody else does.
    office.goto(problem)
    expect(office.locator("main")).to_contain_text(BECAUSE)
    looks_right(office)
    office.locator("form[action$='/publish/'] button[type=submit]").click()
    office.locator("main a", has_text="Så som alla ser det").click()
    expect(office.locator("main")).to_contain_text(TITLE["sv"])
    expect(office.locator("main")).not_to_contain_text(BECAUSE)
    looks_right(office)


def test_somebody_says_something_and_follows_it_by_keyboard_alone(
    site: Site, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context().new_page()
    page.goto(f"{site.address}/sv/")
    tab_to(page, "Säg något")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/say/")
    tab_to(page, "words")
    page.keyboard.type("Skrivet med tangenter: cykelstället är trasigt.")
    tab_to(page, "Lindängen")
    page.keyboard.type("Lind")
    tab_to(page, "Skicka")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt-code")).to_be_visible()
    code = page.locator(".receipt-code").inner_text()
    tab_to(page, "Se vad det blev av det")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sv/follow/")
    tab_to(page, "code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("cykelstället är trasigt")
    expect(page.locator("main .hint").first).to_contain_text("Lindängen")
    tab_to(page, "Ta tillbaka dina ord")
    page.keyboard.press("Enter")
    tab_to(page, "sure")
    page.keyboard.press("Space")
    tab_to(page, "Ta bort")
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    page.keyboard.press("Enter")
    expect(page.locator(".thread")).to_contain_text("Orden har tagits tillbaka")
    expect(page.locator("main")).not_to_contain_text("cykelstället")


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_nothing_on_the_way_to_an_answer_has_to_be_heard_or_phoned(
    site: Site, open_context: Callable[..., BrowserContext], language: str
) -> None:
    page = open_context().new_page()
    for address in ON_PAGES:
        page.goto(f"{site.address}/{language}{address}")
        assert page.locator("audio, video, embed, object").count() == 0, address
        # Where a number to phone stands, saying something and the answer are there in writing too.
        assert page.locator(".say-something a[href$='/say/']").is_visible(), address
        assert page.locator(".say-something a[href$='/follow/']").is_visible(), address
    page.goto(f"{site.address}/{language}/say/")
    asked = page.locator("main form :is(input, select, textarea):not([type=hidden])")
    names = {field.get_attribute("name") for field in asked.all()}
    assert names == {
        *("words", "area", "place", "language", "photos", "age", "gender", "may_publish", "website")
    }
    assert page.locator("main [required]").count() <= 1
