"""Those who work with voices word a problem from fifteen, moderate, and record what is promised."""

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

SAID = {
    "sv": "Tvättstugan är låst på helgen, säger port {n}.",
    "ar": "غرفة الغسيل مقفلة في عطلة الأسبوع، يقول المدخل {n}.",
    "en": "The laundry room is locked at weekends, says door {n}.",
}
TITLES = {
    "sv": "Tvättstugan är låst när folk är lediga",
    "en": "The laundry room is locked when people are free",
    "ar": "غرفة الغسيل مقفلة حين يكون الناس في إجازة",
}
ANSWERS = {
    "sv": "Tvättstugan öppnas på lördagar från mars.",
    "en": "The laundry room opens on Saturdays from March.",
    "ar": "تُفتح غرفة الغسيل أيام السبت ابتداءً من آذار.",
}
FIFTEEN = [(language, number) for number in range(5) for language in SAID]
SECRET = "Ring mig på 070-174 06 33 om grinden som slår hela natten."
MASKED = "Ring mig på […] om grinden som slår hela natten."


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def send(page: Page, act: str) -> None:
    """Press the button of the form that leads to an act."""
    page.locator(f"form[action$='/{act}/'] button[type=submit]").last.click()
    page.wait_for_load_state()


def take_in_fifteen(site: Site, folder: Path) -> None:
    """Take in fifteen voices in three languages from the file of a recorder."""
    lines = [
        json.dumps(
            {
                "key": str(uuid.uuid4()),
                "words": SAID[language].format(n=number),
                "language": language,
                "channel": "doorstep",
                "area": "lindangen",
                "may_publish": True,
            }
        )
        for language, number in FIFTEEN
    ]
    file = folder / "voices.jsonl"
    file.write_text("\n".join(lines))
    done = site.bokal("import", "voices", str(file))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_coordinator_words_a_problem_from_fifteen_voices_publishes_and_answers(
    site: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    take_in_fifteen(site, tmp_path)
    page = open_context().new_page()
    sign_in(page, "coordinator@example.org")
    page.goto(f"{site.address}/sv/workspace/voices/?queue=all")
    looks_right(page)
    rows = [
        page.locator("main tbody tr", has_text=SAID[language].format(n=number))
        for language, number in FIFTEEN
    ]
    for row in rows:
        row.locator("input[name=voices]").check()
    page.locator("form[action$='/problems/new/'] button[type=submit]").click()
    expect(page.locator("main .words")).to_have_count(15)
    looks_right(page)

    page.select_option("main form select[name=area]", "lindangen")
    for language, title in TITLES.items():
        page.fill(f"input[name=title_{language}]", title)
    page.select_option("select[name=written_in]", "sv")
    page.locator("form[action$='/problems/new/'] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/problems/\d+/"))
    looks_right(page)
    send(page, "show")
    send(page, "publish")
    answer(page)
    read_what_everybody_reads(page, open_context, site)


def answer(page: Page) -> None:
    """Leave a language out first, which is refused; then answer in all three."""
    form = page.locator("form[action$='/answer/']")
    form.locator("select[name=unit]").select_option("constructed-streets")
    form.locator("select[name=status]").select_option("under_way")
    form.locator("select[name=written_in]").select_option("sv")
    form.locator("textarea[name=answer_sv]").fill(ANSWERS["sv"])
    form.locator("textarea[name=answer_en]").fill(ANSWERS["en"])
    send(page, "answer")
    expect(page.locator(".error-summary")).to_contain_text("العربية")
    looks_right(page)
    page.locator("form[action$='/answer/'] textarea[name=answer_ar]").fill(ANSWERS["ar"])
    send(page, "answer")
    expect(page.locator("article.answer").first).to_contain_text(ANSWERS["sv"])
    looks_right(page)


def read_what_everybody_reads(page: Page, open_context: Callable[..., BrowserContext], site: Site) -> None:
    public = page.locator("main a", has_text="Så som alla ser det").get_attribute("href")
    slug = str(public).rstrip("/").rpartition("/")[2]
    reader = open_context(viewport=PHONE).new_page()
    for language, counted in (("sv", "15 röster"), ("en", "15 voices"), ("ar", "15")):
        reader.goto(f"{site.address}/{language}/problems/{slug}/")
        expect(reader.locator("h1")).to_have_text(TITLES[language])
        expect(reader.locator("article.answer").first).to_contain_text(ANSWERS[language])
        expect(reader.locator("main")).to_contain_text(counted)
        # Nobody has read the words yet, so they are counted and not quoted.
        expect(reader.locator("main .words")).to_have_count(0)
        looks_right(reader)


def test_an_organisation_promises_something_and_residents_see_what_came_of_it(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    page = open_context().new_page()
    sign_in(page, "administrator@example.org")
    page.goto(f"{site.address}/sv/workspace/organisations/new/")
    page.fill("input[name=name]", "Provföreningen Gnistan (konstruerad)")
    page.select_option("select[name=kind]", "association")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/organisations/\d+/"))
    looks_right(page)
    # Before anybody has looked into who it is, it can promise nothing, and nobody sees it.
    assert page.locator("form[action$='/promise/']").count() == 0
    reader = open_context(viewport=PHONE).new_page()
    slug = "provforeningen-gnistan-konstruerad"
    hidden = reader.goto(f"{site.address}/sv/organisations/{slug}/")
    assert hidden is not None
    assert hidden.status == 404

    page.fill("form[action$='/verify/'] input[name=how]", "Stadgar och ett möte")
    send(page, "verify")
    promise = page.locator("form[action$='/promise/']")
    promise.locator("[name=text_sv]").fill("Vi håller cafét öppet varje onsdag.")
    promise.locator("[name=text_en]").fill("We keep the café open every Wednesday.")
    promise.locator("[name=text_ar]").fill("نبقي المقهى مفتوحاً كل أربعاء.")
    promise.locator("input[name=due_on]").fill("2031-05-04")
    send(page, "promise")
    looks_right(page)
    for language, text in (("sv", "Vi håller cafét"), ("en", "We keep the café"), ("ar", "نبقي المقهى")):
        reader.goto(f"{site.address}/{language}/organisations/{slug}/")
        expect(reader.locator(".promises")).to_contain_text(text)
        looks_right(reader)

    page.locator(".promises a[href*='/workspace/promises/']").first.click()
    page.locator("input[name=state][value=kept]").check()
    page.fill("input[name=outcome_sv]", "Trettio onsdagar.")
    looks_right(page)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/workspace/organisations/**")
    reader.goto(f"{site.address}/sv/organisations/{slug}/")
    expect(reader.locator(".promises")).to_contain_text("Trettio onsdagar.")
    expect(reader.locator(".stats")).to_contain_text("1")


def follow(page: Page, site: Site, code: str) -> None:
    page.goto(f"{site.address}/sv/follow/")
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit]").first.click()


def say(page: Page, site: Site, words: str) -> str:
    page.goto(f"{site.address}/sv/say/")
    page.fill("textarea[name=words]", words)
    page.locator("main form button[type=submit]").first.click()
    return page.locator(".receipt-code").inner_text()


def test_words_that_are_held_are_appealed_and_another_moderator_decides(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    phone = open_context(viewport=PHONE).new_page()
    code = say(phone, site, SECRET)
    first, second = open_context().new_page(), open_context().new_page()
    sign_in(first, "coordinator@example.org")
    sign_in(second, "administrator@example.org")

    first.goto(f"{site.address}/sv/workspace/voices/")
    first.locator("main tbody tr", has_text="grinden som slår").locator("th a").click()
    expect(first.locator("mark")).to_have_text("070-174 06 33")
    looks_right(first)
    address = first.url
    first.check("input[name=act][value=hold]")
    send(first, "moderate")
    expect(first.locator(".error-summary")).to_be_visible()
    first.check("input[name=act][value=hold]")
    first.select_option("select[name=reason]", "personal_data")
    send(first, "moderate")

    follow(phone, site, code)
    expect(phone.locator(".thread")).to_contain_text("pekar ut en person")
    looks_right(phone)
    phone.fill("textarea[name=because]", "Ta bort numret, och behåll resten.")
    phone.locator("form[action$='/appeal/'] button[type=submit]").click()
    looks_right(phone)

    # Whoever decided the first time cannot decide again.
    first.goto(address)
    expect(first.locator("main")).to_contain_text("Ta bort numret, och behåll resten.")
    first.check("input[name=act][value=publish]")
    send(first, "moderate")
    expect(first.locator(".error-summary")).to_contain_text("Någon annan")
    looks_right(first)
    second.goto(address)
    second.check("input[name=act][value=publish_masked]")
    assert second.input_value("textarea[name=text]") == MASKED
    send(second, "moderate")

    follow(phone, site, code)
    expect(phone.locator(".thread")).to_contain_text("Läst och visad på webbplatsen")
    number = address.rstrip("/").rpartition("/")[2]
    phone.goto(f"{site.address}/sv/voices/{number}/")
    expect(phone.locator(".words")).to_have_text(MASKED)
    assert "070-174" not in phone.content()
    looks_right(phone)
