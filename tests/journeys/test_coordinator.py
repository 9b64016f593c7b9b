"""A coordinator signs in, imports, ranks, chooses and publishes, in a real browser."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Site, axe_violations

WRONG = "geography,area,indicator,version,year,value\ndeso2025,1280C1690,employed,3,2024,140\n"
RIGHT = (
    "geography,area,indicator,version,year,value\nprogramme_areas,herrgarden,turnout-municipal,1,2010,50\n"
)


def hand_in(page: Page, site: Site, path: Path) -> None:
    page.goto(f"{site.address}/sv/workspace/import/")
    page.select_option("select[name=kind]", "observations")
    page.set_input_files("input[name=file]", path)
    page.select_option("select[name=dataset]", "scb-deso-2024")
    page.locator("main form button[type=submit]").first.click()


def test_a_coordinator_imports_ranks_chooses_and_publishes(
    site: Site,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    page = open_context().new_page()
    sign_in(page, "coordinator@example.org")
    expect(page.locator("h1")).to_contain_text("Skrivbord")
    refuse_a_wrong_file(page, site, tmp_path)
    import_a_right_file(page, site, tmp_path)
    make_a_ranking(page, site)
    record_a_choice(page, site)
    publish(page, site)


def refuse_a_wrong_file(page: Page, site: Site, folder: Path) -> None:
    path = folder / "wrong.csv"
    path.write_text(WRONG)
    hand_in(page, site, path)
    row = page.locator("main table tbody tr").first
    expect(row).to_contain_text("2")
    expect(row).to_contain_text("140")
    assert axe_violations(page) == []


def import_a_right_file(page: Page, site: Site, folder: Path) -> None:
    path = folder / "right.csv"
    path.write_text(RIGHT)
    hand_in(page, site, path)
    page.wait_for_url("**/import/preview/")
    assert axe_violations(page) == []
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("h1")).to_contain_text("Inläst")
    hand_in(page, site, path)
    expect(page.locator("main")).to_contain_text("ändrar inget")


def make_a_ranking(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/runs/new/?geography=deso2025&year=2024")
    for name, text in (("slug", "lowest-two"), ("title_sv", "Två mått"), ("title_en", "Two measures")):
        page.fill(f"input[name={name}]", text)
    page.fill("input[name=title_ar]", "مقياسان")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_visible()
    weights = page.locator("input[name^=weight_]")
    for place in range(2):
        weights.nth(place + 1).fill("50")
    page.locator("main form button[type=submit]").first.click()
    assert axe_violations(page) == []
    page.locator("main form button[name=confirm]").click()
    page.wait_for_url("**/runs/lowest-two/")
    assert axe_violations(page) == []


def record_a_choice(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/selections/new/?geography=programme_areas")
    page.locator("input[name=area]").first.check()
    page.locator("main form button[type=submit]").first.click()
    page.fill("input[name=slug]", "trial-choice")
    page.select_option("select[name=run]", "lowest-two")
    page.fill("input[name=decided_by]", "Konstruerat exempel")
    page.fill("input[name=decided_on]", "2026-03-01")
    for code in ("sv", "en", "ar"):
        page.fill(f"input[name=title_{code}]", "Provval")
        page.fill(f"textarea[name=reasons_{code}]", "Ett prov.")
    page.locator("input[name^=reason_]").first.fill("Lägst i provet.")
    assert axe_violations(page) == []
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/workspace/selections/")
    expect(page.locator("main")).to_contain_text("Provval")


def publish(page: Page, site: Site) -> None:
    page.goto(f"{site.address}/sv/workspace/reports/new/")
    page.fill("input[name=slug]", "two-measures")
    page.select_option("select[name=run]", "lowest-two")
    page.select_option("select[name=city]", "city")
    page.select_option("select[name=composites]", "programme_areas")
    page.select_option("select[name=context]", "context")
    page.select_option("select[name=selection]", "trial-choice")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/workspace/reports/")
    article = page.locator("article", has_text="two-measures")
    article.get_by_role("link", name="Publicera en utgåva").click()
    expect(page.locator("main")).to_contain_text("Det är den första utgåvan.")
    assert axe_violations(page) == []
    change_what_it_rests_on(page.context.new_page(), site)
    page.get_by_role("button", name="Publicera utgåva 1").click()
    expect(page.locator(".notice[data-kind=warning]")).to_be_visible()
    assert axe_violations(page) == []
    page.get_by_role("button", name="Publicera utgåva 1").click()
    page.locator('#job-progress a[href$="/reports/two-measures/1/"]').click(timeout=60_000)
    page.wait_for_url("**/reports/two-measures/1/")
    expect(page.locator("main")).to_contain_text("Provval")
    page.goto(f"{site.address}/sv/workspace/reports/")
    page.locator("article", has_text="two-measures").get_by_role("button", name="Räkna om").click()
    expect(page.locator("main")).to_contain_text("stämmer")


def change_what_it_rests_on(other: Page, site: Site) -> None:
    """Leave the land around out of the map, in another window, after somebody has looked."""
    other.goto(f"{site.address}/sv/workspace/reports/new/?report=two-measures")
    other.select_option("select[name=context]", "")
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_url("**/workspace/reports/")
    other.close()
