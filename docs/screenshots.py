"""Take the pictures of the documentation from a served demonstration: `screenshots.py [ADDRESS]`.

The address is http://127.0.0.1:8000 unless said otherwise. Pages behind the sign-in need a session made in
the same data folder: run it on the machine that serves, with the same BOKAL_DATA_DIR.
"""

import io
import os
import sys
from pathlib import Path

import django
import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "images"
PAGES = {
    "start": "/{language}/",
    "map": "/{language}/map/",
    "area": "/{language}/areas/programme_areas/herrgarden/",
    "ranking": "/{language}/ranking/",
    "report": "/{language}/reports/where-is-welfare-lowest-2024/",
    "say": "/{language}/say/",
    "problem": "/{language}/problems/constructed-dark-path/",
    "answers": "/{language}/answers/",
    "workspace": "/{language}/workspace/",
    "queue": "/{language}/workspace/voices/?queue=owed",
    "initiative": "/{language}/initiatives/constructed-light/",
    "works": "/{language}/works/",
    "thread": "/{language}/thread/initiative/constructed-light/",
    "board-page": "/{language}/workspace/board/",
    "lives-on": "/{language}/lives-on/",
    "week": "/{language}/workspace/week/",
}
# What a picture is about, where it stands below the fold.
SHOWN = {"works": "main svg"}
BOARD = "/{language}/voices/notice-board/herrgarden.pdf"
COLOURS = 96
BOARD_WIDTH = 760
SCREENS = {"sv-desktop": ("sv", 1280, 900), "ar-360": ("ar", 360, 780)}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def session_of_coordinator() -> str:
    """Return the session key of the demonstration's coordinator."""
    from django.test import Client

    from bokal.programme.accounts.models import Membership

    client = Client()
    client.force_login(Membership.objects.filter(role="coordinator").select_related("account")[0].account)
    return client.cookies["sessionid"].value


def code_of_a_voice() -> str:
    """Return the code of a constructed voice that was answered."""
    from bokal.cli.demo import data_folder
    from bokal.cli.demonstration import receipts

    folder = data_folder()
    if folder is None:
        raise SystemExit("The data of the demonstration are missing.")
    return receipts(folder)[0][1]


def keep(picture: Image.Image, name: str) -> None:
    """Keep a picture with few colours: pages have few, and the files stay small."""
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png")


def take(page: Page, address: str, name: str, shown: str | None) -> None:
    """Open an address and keep a picture of what stands above the fold, or of what is to be shown."""
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} answers {answer.status if answer else 'nothing'}.")
    if shown:
        page.locator(shown).first.evaluate("element => element.scrollIntoView({ block: 'center' })")
    keep_screen(page, name)


def keep_screen(page: Page, name: str) -> None:
    """Keep what the window shows now."""
    keep(Image.open(io.BytesIO(page.screenshot())), name)


def take_followed(page: Page, base: str, language: str, code: str, name: str) -> None:
    """Follow a voice by its code, and keep what its giver sees."""
    page.goto(f"{base}/{language}/follow/")
    page.fill("input[name=code]", code)
    page.locator("main form button[type=submit]").first.click()
    page.locator(".thread").wait_for()
    keep_screen(page, name)


def take_board(page: Page, address: str, name: str) -> None:
    """Keep the sheet for a notice board as it comes out of a printer."""
    sheet = pypdfium2.PdfDocument(page.request.get(address).body())[0]
    keep(sheet.render(scale=BOARD_WIDTH / sheet.get_width()).to_pil(), name)


def take_all(browser: Browser, base: str, session: str, code: str) -> None:
    """Take each page on each screen."""
    for screen, (language, width, height) in SCREENS.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        page = context.new_page()
        for name, address in PAGES.items():
            take(page, base + address.format(language=language), f"{name}-{screen}", SHOWN.get(name))
        take_followed(page, base, language, code, f"followed-{screen}")
        take_board(page, base + BOARD.format(language=language), f"board-{language}")
        context.close()


def main() -> None:
    """Take every picture anew."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bokal.config.settings")
    django.setup()
    session, code = session_of_coordinator(), code_of_a_voice()
    with sync_playwright() as playwright:
        chromium = os.environ.get("BOKAL_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_all(browser, base, session, code)
        browser.close()


if __name__ == "__main__":
    main()
