"""A status report is too long, is sent back, approved by a second person, frozen and verified."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.counted import COUNTED
from tests.factories.paper import pages_of
from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

AUTHOR, APPROVER = "coordinator@example.org", "second-person@example.org"
SLUG = "journey-status"
BECAUSE = "Skriv vad pengarna gick till."
TEXT = "Vi har betalat {{money:total:actual}} – allt till lampor."
BETTER = f"{TEXT} Inget köptes två gånger."
HINT = "#id_text_sv_helptext"
NOTE_COUNTS = """(hint) => {
  window.counts = [];
  const field = document.querySelector("textarea[name=text_sv]");
  field.addEventListener("input", () => {
    window.counts.push([document.querySelector(hint).textContent, field.nextElementSibling.textContent]);
  });
}"""


@pytest.fixture
def pages(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> tuple[Page, Page]:
    """Return the phones of who writes and of who approves."""
    assert site.bokal("invite", APPROVER, "--role", "approver").returncode == 0
    author, approver = (open_context(viewport=PHONE).new_page() for _ in range(2))
    sign_in(author, AUTHOR)
    sign_in(approver, APPROVER)
    return author, approver


def sound(page: Page) -> None:
    """Hold a page to what every page keeps."""
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def numbers(page: Page, site: Site) -> list[str]:
    """Return the numbers that an author of the section on money is shown."""
    page.goto(f"{site.address}/sv/workspace/reports/{SLUG}/write/money/")
    return page.locator("main table tbody td.numeric").all_inner_texts()


def test_a_report_is_written_sent_back_approved_frozen_and_verified(
    site: Site, pages: tuple[Page, Page]
) -> None:
    author, approver = pages
    here = f"{site.address}/sv/workspace/reports/{SLUG}/"
    prepare(author, site)
    write_too_much(author, here)
    save_a_draft(author, here)
    before = numbers(author, site)
    assert before
    send_in(author, here)
    send_back(approver, here)
    author.goto(f"{here}write/")
    expect(author.locator("main blockquote")).to_have_text(BECAUSE)
    sound(author)
    assert numbers(author, site) == before
    author.fill("textarea[name=text_sv]", BETTER)
    hand_in(author)
    assert numbers(author, site) == before
    send_in(author, here)
    approve(approver, here)
    publish(author, here)
    read_and_verify(author, site)


def prepare(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/reports/new/status/")
    sound(page)
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    fields = {"slug": SLUG, "title_sv": "Läget", "title_en": "The state", "title_ar": "الحالة"}
    for name, text in (fields | {"period_from": f"{today[:4]}-01-01", "last_day": today}).items():
        page.fill(f"input[name={name}]", text)
    page.locator("main form .form-buttons button").first.click()
    page.wait_for_url(f"**/{SLUG}/write/")
    sound(page)


def write_too_much(page: Page, here: str) -> None:
    """Count as the server does, say so after a pause, and be refused at the 251st word."""
    page.goto(f"{here}write/money/")
    assert counted_by_script(page) == [words for _text, words in COUNTED]
    field, status = (
        page.locator("textarea[name=text_sv]"),
        page.locator("textarea[name=text_sv] + [role=status]"),
    )
    field.fill("ord " * 250)
    expect(page.locator(HINT)).to_have_text("250 av 250 ord")
    expect(status).to_have_text("250 av 250 ord")
    # What is read out waits until nobody writes; both are read in the moment of the key, before any pause.
    page.evaluate(NOTE_COUNTS, HINT)
    field.press_sequentially("och – ett")
    expect(page.locator(HINT)).to_have_text("252 av 250 ord, 2 för många")
    assert page.evaluate("window.counts.at(-1)") == ["252 av 250 ord, 2 för många", "250 av 250 ord"]
    expect(status).to_have_text("252 av 250 ord, 2 för många")
    sound(page)
    page.locator("main form .form-buttons button").first.click()
    expect(page.locator(".error-summary")).to_contain_text("252")
    expect(page.locator(HINT)).to_have_text("252 av 250 ord, 2 för många")
    sound(page)


def counted_by_script(page: Page) -> list[int]:
    """Return the words of the texts that the server is held to as well."""
    counts: list[int] = page.evaluate(
        """async (texts) => {
          const { wordsIn } = await import(document.querySelector("script[src*='js/words']").src);
          return texts.map(wordsIn);
        }""",
        [text for text, _words in COUNTED],
    )
    return counts


def save_a_draft(page: Page, here: str) -> None:
    """Save a draft by its button, find its count, and hand it in."""
    page.goto(f"{here}write/money/")
    page.fill("textarea[name=text_sv]", TEXT)
    page.locator("button[value=save]").click()
    expect(page.locator(".draft-notice")).to_be_visible()
    expect(page.locator(HINT)).to_have_text("7 av 250 ord")
    sound(page)
    hand_in(page)


def hand_in(page: Page) -> None:
    page.locator("main form .form-buttons button").first.click()
    page.wait_for_url(f"**/{SLUG}/write/")


def send_in(page: Page, here: str) -> None:
    page.goto(f"{here}write/")
    page.locator("form[action$='/send-in/'] button").click()
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    sound(page)


def send_back(page: Page, here: str) -> None:
    page.goto(f"{here}write/")
    sound(page)
    page.fill("textarea[name=because]", BECAUSE)
    page.locator("form[action$='/send-back/'] button").click()
    expect(page.locator("main blockquote")).to_have_text(BECAUSE)


def approve(page: Page, here: str) -> None:
    page.goto(f"{here}write/")
    page.locator("form[action$='/approve/'] button").click()
    expect(page.locator("form[action$='/approve/']")).to_have_count(0)
    sound(page)


def publish(page: Page, here: str) -> None:
    page.goto(f"{here}publish/")
    sound(page)
    page.locator("main form[action$='/publish/'] button").click()
    page.locator(f'#job-progress a[href$="/reports/{SLUG}/1/"]').click(timeout=60_000)
    page.wait_for_url(f"**/reports/{SLUG}/1/")


def read_and_verify(page: Page, site: Site) -> None:
    """Open the frozen edition as everybody does, page and paper, and compute it again."""
    expect(page.locator("main")).to_contain_text("Inget köptes två gånger.")
    expect(page.locator("main")).not_to_contain_text("{{")
    sound(page)
    paper = page.request.get(f"{site.address}/sv/reports/{SLUG}/1/report.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    printed = " ".join(text for _picture, text in pages_of(paper.body()))
    assert "Inget köptes två gånger." in " ".join(printed.split())
    verified = site.bokal("verify", SLUG)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert f"{SLUG}, edition 1" in verified.stdout
