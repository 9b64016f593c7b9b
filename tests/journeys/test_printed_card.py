"""A resident with a card from the library: says something, gets an answer, confirms the wording."""

import re
import subprocess
import sys
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.paper import codes_on, pages_of
from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

WORDS = "الطريق من الحافلة إلى البيت مظلم."
ANSWER = "سنركّب مصابيح في شهر مارس."
PRINTED = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
PROBLEM = """
import django; django.setup()
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services import Text, draft_problem, show_wording
voice = Voice.objects.get(words__text={words!r})
texts = {{"sv": Text("Vägen hem är mörk"), "ar": Text("الطريق إلى البيت مظلم")}}
show_wording(actor=None, thing=draft_problem(
    slug="dark-way", area=voice.area, voices=[voice.pk], texts=texts, written_in="sv", actor=None))
"""


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def print_card(page: Page, site: Site) -> tuple[str, str]:
    """Make and print one card; return what a camera and what an eye reads from the paper."""
    page.goto(f"{site.address}/sv/workspace/cards/new/")
    looks_right(page)
    page.fill("input[name=title]", "Biblioteket")
    page.locator("select[name=area]").select_option("herrgarden")
    page.fill("input[name=count]", "1")
    page.locator("main form .form-buttons button").first.click()
    page.wait_for_url("**/workspace/cards/")
    looks_right(page)
    printed = page.locator("main table a").first.get_attribute("href")
    pdf = page.request.get(f"{site.address}{printed}").body()
    ((picture, text),) = pages_of(pdf)
    (address,), (code,) = codes_on(picture), PRINTED.findall(text)
    return address, code


def publish_and_answer(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/voices/")
    row = page.locator("main tbody tr", has_text=WORDS)
    row.locator("a").first.click()
    page.locator("input[name=act][value=publish]").check()
    page.locator("form[action$='/moderate/'] button").click()
    answer = page.locator("form[action$='/answer/']")
    answer.locator("select[name=unit]").select_option(index=1)
    answer.locator("select[name=status]").select_option("under_way")
    answer.locator("textarea[name=text_ar]").fill(ANSWER)
    answer.locator("select[name=written_in]").select_option("ar")
    answer.locator("button").click()
    expect(page.locator("main .thread")).to_contain_text(ANSWER)
    looks_right(page)


def find_answer(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.address}/ar/follow/")
    page.fill("input[name=code]", code.lower())
    page.locator("main form button").first.click()


def test_a_resident_follows_a_card_from_the_library_to_the_answer(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    office = open_context(viewport=PHONE).new_page()
    sign_in(office, "administrator@example.org")
    address, code = print_card(office, site)

    phone = open_context(viewport=PHONE, locale="ar").new_page()
    phone.goto(address)
    assert "/ar/card/" in phone.url
    looks_right(phone)
    phone.fill("textarea[name=words]", WORDS)
    phone.locator("main form button[type=submit]:not([name])").click()
    expect(phone.locator(".receipt-code")).to_have_text(code)
    looks_right(phone)

    publish_and_answer(office, site)
    script = PROBLEM.format(words=WORDS)
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)

    find_answer(phone, site, code)
    for shown in (WORDS, ANSWER, "الطريق إلى البيت مظلم"):
        expect(phone.locator("main")).to_contain_text(shown)
    looks_right(phone)
    phone.locator("button[name=reply][value=yes]").click()
    expect(phone.locator(".thread")).to_contain_text("قلت: نعم، هذا ما قصدته.")
    looks_right(phone)
    assert code not in phone.url
