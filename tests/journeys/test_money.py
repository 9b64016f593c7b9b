"""A resident gets a small grant without an account and without script, and the money is followed at work."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, ROOT, Site, axe_violations, sideways

MAKE = """
import django; django.setup()
from bokal.programme.initiatives.models import GrantCall
from tests.factories.initiatives import DAY
from tests.factories.money import make_application, make_call, make_line, today
if not GrantCall.objects.filter(title__sv="Små pengar till gården").exists():
    call = make_call(
        title={"sv": "Små pengar till gården", "ar": "منح صغيرة للفناء"},
        text={"sv": "För det ni vill göra på er gård.", "ar": "لما تريدون فعله في فناء بيتكم."},
    )
    make_line(call.initiative, planned=20_000_00)
    make_line(call.initiative, planned=5_000_00, funder="Boverket", object_code="6:1204")
    past = {"opens_on": today() - 9 * DAY, "closes_on": today() - DAY, "decides_on": today()}
    voted = make_call(title={"sv": "Bidrag genom omröstning", "ar": "منح بالتصويت"}, rule="vote", **past)
    for title in ("Odling", "Cykelkväll"):
        make_application(voted, title=title, amount=9_000_00)
"""
WORDS = "نريد أن نزرع حديقة مع أطفال الحي"
LEDGER = """company;voucher;date;account;object;amount;text
212000-1124;1;{year}-01-02;4600;6:1203;100,50;Jord
212000-1124;2;{year}-01-02;4600;6:1999;200;Frön
212000-1124;3;{year}-01-02;4600;;300;Spadar
"""


@pytest.fixture(scope="module")
def funded(site: Site) -> Site:
    """Have the demonstration hold a call that is open, and two lines with money."""
    environment = site.environment | {
        "DJANGO_SETTINGS_MODULE": "bokal.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    made = subprocess.run(
        [sys.executable, "-c", MAKE], env=environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return site


def looks_right(page: Page, *, script: bool = True) -> None:
    """Let axe look at a page, where scripts run: without timers it may wait for ever."""
    if script:
        assert axe_violations(page) == []
    assert sideways(page) <= 0


def apply(page: Page, site: Site, title: str, *, script: bool) -> str:
    """Find the call in the menu, apply in Arabic, and return the code."""
    page.goto(f"{site.address}/ar/")
    page.locator("nav.menu a[href$='/ar/grants/']").click()
    looks_right(page, script=script)
    page.get_by_role("link", name="منح صغيرة للفناء").first.click()
    looks_right(page, script=script)
    page.locator("main a[href$='/apply/']").click()
    looks_right(page, script=script)
    page.locator("form.say button[type=submit]").click()
    expect(page.locator("form.say .field-wrong")).to_have_count(3)
    looks_right(page, script=script)
    page.fill("input[name=title]", title)
    page.fill("textarea[name=words]", WORDS)
    page.fill("input[name=amount]", "5 000,50")
    page.locator("form.say button[type=submit]").click()
    looks_right(page, script=script)
    return page.locator(".receipt-code").inner_text()


def follow(page: Page, site: Site, code: str, *, script: bool) -> None:
    page.goto(f"{site.address}/ar/grants/follow/")
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit]").first.click()
    looks_right(page, script=script)


def decide_and_pay(page: Page, site: Site, title: str) -> None:
    page.goto(f"{site.address}/sv/workspace/grants/")
    looks_right(page)
    page.get_by_role("link", name="Små pengar till gården").first.click()
    looks_right(page)
    page.get_by_role("link", name=title).first.click()
    looks_right(page)
    page.select_option("select[name=granted]", "yes")
    for name, text in (
        ("reason_sv", "Bra för alla."),
        ("reason_ar", "فكرة جيدة"),
        ("decided_by_sv", "Rådet"),
    ):
        page.fill(f"input[name={name}]", text)
    page.locator("main form button[type=submit]").first.click()
    page.select_option("select[name=line]", index=1)
    looks_right(page)
    page.locator("main form[action$='/pay/'] button").click()
    expect(page.locator("main a[href*='/money/']").first).to_be_visible()
    looks_right(page)


@pytest.mark.parametrize(("title", "script"), [("حديقة", False), ("ملعب", True)])
def test_a_resident_gets_a_grant_also_without_script_and_reports_back_in_arabic(
    funded: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    title: str,
    script: bool,
) -> None:
    site = funded
    resident = open_context(viewport=PHONE, locale="ar", java_script_enabled=script).new_page()
    code = apply(resident, site, title, script=script)
    follow(resident, site, code, script=script)
    expect(resident.locator("main")).to_contain_text(WORDS)

    coordinator = open_context(viewport=PHONE).new_page()
    sign_in(coordinator, "coordinator@example.org")
    decide_and_pay(coordinator, site, title)

    follow(resident, site, code, script=script)
    expect(resident.locator("main")).to_contain_text("فكرة جيدة")
    resident.fill("textarea[name=report]", "زرعنا الطماطم وجاء عشرون طفلا")
    resident.locator("main form[action$='/grants/report/'] button").click()
    expect(resident.locator("main")).to_contain_text("زرعنا الطماطم")
    looks_right(resident, script=script)
    assert resident.context.cookies() == []


def settle(page: Page, answer: str, tie: str) -> None:
    """Decide on the application whose page is open, and say how the tie was broken."""
    form = page.locator("main form[action$='/decide/']")
    form.locator("select[name=granted]").select_option(answer)
    for name, text in {
        "reason_sv": "Så föll rösterna.",
        "decided_by_sv": "Rådet",
        "about_votes_sv": tie,
    }.items():
        form.locator(f"input[name={name}]").fill(text)
    form.locator("button[type=submit]").click()


def test_a_vote_is_counted_its_tie_told_and_a_wrong_decision_taken_up_again(
    funded: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    site, page = funded, open_context(viewport=PHONE).new_page()
    sign_in(page, "coordinator@example.org")
    page.goto(f"{site.address}/sv/workspace/grants/")
    page.get_by_role("link", name="Bidrag genom omröstning").first.click()
    call = page.url
    page.locator("main a[href$='/vote/']").click()
    numbers = {"entitled": "40", "voted": "20", "each": "1", "votes_1": "10", "votes_2": "11"}
    for name, text in (numbers | {"way_sv": "På torget"}).items():
        page.fill(f"[name={name}]", text)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main [role=alert]")).to_be_visible()
    looks_right(page)
    page.fill("[name=votes_2]", "10")
    page.locator("main form button[type=submit]").first.click()
    looks_right(page)
    page.get_by_role("link", name="Cykelkväll").click()
    settle(page, "no", "Lottad")
    page.locator("main form[action$='/reopen/'] input[name=reason_sv]").fill("Fel lott lästes upp.")
    looks_right(page)
    page.locator("main form[action$='/reopen/'] button").click()
    looks_right(page)
    settle(page, "yes", "Lottad om")

    resident = open_context(viewport=PHONE, locale="ar").new_page()
    page.goto(call)
    slug = (
        page.locator("main a[href*='/grants/calls/']").last.get_attribute("href").rstrip("/").split("/")[-1]
    )
    resident.goto(f"{site.address}/ar/grants/calls/{slug}/")
    looks_right(resident)
    resident.locator("main a[href$='/votes/']").click()
    expect(resident.locator("main table")).to_contain_text("Lottad om")
    looks_right(resident)


def test_the_pages_of_money_are_for_everybody(
    funded: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    site, page = funded, open_context(viewport=PHONE).new_page()
    sign_in(page, "coordinator@example.org")
    year = page.evaluate("new Date().getFullYear()")
    file = tmp_path / "ledger.csv"
    for language in ("sv", "ar"):
        home = f"{site.address}/{language}/workspace/money/"
        for name in ("", "who-pays/", "ledger/"):
            page.goto(home + name)
            looks_right(page)
        for text in (LEDGER.format(year=year), LEDGER.format(year=year).replace("100,50", "100,505")):
            file.write_text(text)
            page.goto(f"{home}ledger/")
            page.set_input_files("input[name=file]", file)
            page.locator("main form button[type=submit]").first.click()
            expect(page.locator("main table, main .problems").first).to_be_visible()
            looks_right(page)
        page.goto(home)
        page.locator("main table a[href*='/money/']").first.click()
        looks_right(page)


def test_enter_saves_a_form_with_a_search_in_it_and_searches_in_its_words(
    funded: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    site, page = funded, open_context().new_page()
    sign_in(page, "coordinator@example.org")
    page.goto(f"{site.address}/en/workspace/grants/new/?initiative-words=gården")
    words = page.locator(".chooser-search input")
    words.fill("finns inte")
    words.press("Enter")
    expect(page.get_by_text("Nothing is saved yet.")).to_be_visible()
    expect(page.get_by_text("Nothing else fits these words.")).to_be_visible()
    page.fill("[name=title_sv]", "Små pengar")
    page.press("[name=title_sv]", "Enter")
    expect(page.locator("main [role=alert]")).to_be_visible()
    expect(page.locator("[name=title_sv]")).to_have_value("Små pengar")
    looks_right(page)
