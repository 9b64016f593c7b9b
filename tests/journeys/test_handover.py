"""A department takes over an initiative, everybody reads it, and the board prints its page on one sheet."""

import datetime
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories.paper import pages_of
from tests.journeys.conftest import DESKTOP, PHONE, Site, axe_violations, sideways

DECIDED = """
import django; django.setup()
from django.utils import timezone
from bokal.programme.initiatives.enums import GateKind, GateRuling
from bokal.programme.initiatives.models import BudgetLine, Gate, Initiative
from tests.factories.initiatives import decide_gate, make_complete, make_initiative, owner
for number in range(8):
    title = {"sv": f"Försök nummer {number} med ett ganska långt namn som ska få plats på pappret"}
    make_initiative(f"trial-{number}", title=title)
for year in range(2018, 2027):
    BudgetLine.objects.create(initiative=Initiative.objects.get(slug="trial-0"), unit=owner(),
        funder="Staden", account="6000", year=year, planned=1_234_567_00, revised=1_000_000_00,
        committed=100_000_00, actual=899_999_50, constructed=True)
Gate.objects.filter(opening=None).update(due_on=timezone.localdate())
make_complete("trial-complete")
decide_gate(make_initiative("ready-to-hand-over"), GateKind.HANDOVER, GateRuling.HAND_OVER)
"""
SLUG = "ready-to-hand-over"
LINES = ("staff", "documents", "systems", "data_owner", "agreements")


@pytest.fixture(scope="module")
def decided(site: Site) -> Site:
    """Return the site with initiatives at work, one of them decided to be handed over."""
    environment = site.environment | {"DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
    subprocess.run([sys.executable, "-c", DECIDED], env=environment, check=True)
    return site


def looks_right(page: Page) -> None:
    assert axe_violations(page) == []
    assert sideways(page) <= 0


def send(page: Page) -> None:
    page.locator("main form .form-buttons button").first.click()
    page.wait_for_url(f"**/workspace/initiatives/{SLUG}/")


def propose(page: Page, here: str) -> None:
    page.goto(here)
    looks_right(page)
    page.locator("main a[href$='/handover/']").first.click()
    looks_right(page)
    page.locator("input[name=afterlife][value=mainstream]").check()
    page.locator("select[name=receiver]").select_option(index=1)
    page.fill("input[name=from_day]", str(timezone.localdate() + datetime.timedelta(days=2)))
    page.fill("input[name=text_sv]", "Lamporna sköts med stadens andra.")
    send(page)
    expect(page.locator("main form[action$='/handover/accept/']")).to_have_count(0)


def settle(page: Page, here: str) -> None:
    page.goto(f"{here}handover/lines/budget/")
    looks_right(page)
    page.fill("input[name=account]", "6:1203")
    page.fill("input[name=from_day]", "2027-01-01")
    send(page)
    for carried in LINES:
        page.goto(f"{here}handover/lines/{carried}/waive/")
        page.fill("input[name=because_sv]", "Det finns inget att föra över.")
        send(page)
    looks_right(page)


def test_a_department_takes_over_an_initiative_and_everybody_reads_it(
    decided: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    site = decided
    here = f"{site.address}/sv/workspace/initiatives/{SLUG}/"
    coordinator = open_context(viewport=PHONE).new_page()
    sign_in(coordinator, "coordinator@example.org")
    propose(coordinator, here)
    settle(coordinator, here)
    coordinator.goto(f"{site.address}/sv/workspace/week/")
    expect(coordinator.locator(f"main a[href*='/{SLUG}/']").first).to_be_visible()
    looks_right(coordinator)
    coordinator.goto(f"{site.address}/sv/workspace/")
    expect(coordinator.locator("main a[href$='/week/#handovers']")).to_be_visible()
    looks_right(coordinator)

    department = open_context(viewport=PHONE).new_page()
    sign_in(department, "administrator@example.org")
    department.goto(here)
    department.locator("main form[action$='/handover/accept/'] button").click()
    expect(department.locator("main a[href*='/look-back/']").first).to_be_visible()
    looks_right(department)

    reader = open_context(viewport=PHONE).new_page()
    for language in ("sv", "ar"):
        reader.goto(f"{site.address}/{language}/initiatives/{SLUG}/")
        expect(reader.locator("main")).to_contain_text("6:1203")
        looks_right(reader)
        reader.goto(f"{site.address}/{language}/lives-on/?state=unseen")
        expect(reader.locator(f"main a[href$='/{SLUG}/']")).to_be_visible()
        looks_right(reader)
        reader.goto(f"{site.address}/{language}/areas/programme_areas/herrgarden/")
        expect(reader.locator("#going-on")).to_be_visible()
        looks_right(reader)


def test_the_page_of_the_board_prints_on_one_a4(
    decided: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    site, page = decided, open_context().new_page()
    sign_in(page, "board@example.org")
    for language in ("sv", "en", "ar"):
        page.set_viewport_size(PHONE)
        page.goto(f"{site.address}/{language}/workspace/board/")
        looks_right(page)
        assert page.locator(".board-gates li").count() == 6
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            printed = list(pages_of(page.pdf(format="A4", print_background=True)))
            assert len(printed) == 1, language
    page.goto(f"{site.address}/sv/workspace/board/")
    page.locator(".board-numbers a").first.click()
    looks_right(page)
    page.goto(f"{site.address}/sv/workspace/board/money/2026/")
    looks_right(page)
