"""Take the pictures of the documentation from a served demonstration: `screenshots.py [ADDRESS]`.

The address is http://127.0.0.1:8000 unless said otherwise. Pages behind the sign-in need a session made in
the same data folder: run it on the machine that serves, with the same BOKAL_DATA_DIR.
"""

import os
import sys
from pathlib import Path

import django
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "images"
PAGES = {
    "start": "/{language}/",
    "map": "/{language}/map/",
    "area": "/{language}/areas/programme_areas/herrgarden/",
    "ranking": "/{language}/ranking/",
    "report": "/{language}/reports/where-is-welfare-lowest-2024/",
    "workspace": "/{language}/workspace/",
}
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bokal.config.settings")
    django.setup()
    from django.test import Client

    from bokal.programme.accounts.models import Membership

    client = Client()
    client.force_login(Membership.objects.filter(role="coordinator").select_related("account")[0].account)
    return client.cookies["sessionid"].value


def take(page: Page, address: str, name: str) -> None:
    """Open an address and keep a picture of what stands above the fold."""
    answer = page.goto(address, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{address} answers {answer.status if answer else 'nothing'}.")
    page.screenshot(path=FOLDER / f"{name}.png")
    print(f"{name}.png")


def take_all(browser: Browser, base: str, session: str) -> None:
    """Take each page on each screen."""
    for screen, (language, width, height) in SCREENS.items():
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language)
        context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
        page = context.new_page()
        for name, address in PAGES.items():
            take(page, base + address.format(language=language), f"{name}-{screen}")
        context.close()


def main() -> None:
    """Take every picture anew."""
    base = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    FOLDER.mkdir(exist_ok=True)
    session = session_of_coordinator()
    with sync_playwright() as playwright:
        chromium = os.environ.get("BOKAL_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_all(browser, base, session)
        browser.close()


if __name__ == "__main__":
    main()
