"""Journeys drive a real Chromium along the served demonstration, as its users do."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.factories.queue import PATIENCE, free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
# A page on a busy machine may come late; as long as for a click is waited for what it shows.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@dataclass(frozen=True, slots=True)
class Site:
    """A served demonstration: its address, its folder, and how to call the command on it."""

    address: str
    folder: Path
    environment: dict[str, str]

    def bokal(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command on the same records."""
        return subprocess.run(
            [Path(sys.executable).with_name("bokal"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def codes(self) -> set[str]:
        """Return the sign-in codes of all mails so far."""
        text = "\n".join(path.read_text() for path in (self.folder / "mail").glob("*"))
        return set(re.findall(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE))

    def code_after(self, before: set[str]) -> str:
        """Return the code that came since; mail is sent beside the answer, so it may come after the page."""
        wait_until(lambda: self.codes() - before)
        (code,) = self.codes() - before
        return code


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            raise RuntimeError("The server stopped before it answered.")
        try:
            urllib.request.urlopen(address, timeout=20).close()
        except OSError:
            return False
        return True

    wait_until(answers)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the demonstration in a new folder and serve it the way it is served for real."""
    folder = tmp_path_factory.mktemp("demonstration")
    environment = {**os.environ, "BOKAL_DATA_DIR": str(folder), "BOKAL_MAIL_URL": f"file:{folder / 'mail'}"}
    environment.pop("DATABASE_URL", None)
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    built = site.bokal("demo", "--no-serve")
    assert built.returncode == 0, built.stdout + built.stderr
    command = [Path(sys.executable).with_name("bokal"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        wait_for(f"{site.address}/healthz", server)
        yield site
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = os.environ.get("BOKAL_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing. Install it, or name it in BOKAL_CHROMIUM.")
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Return a function that opens a fresh browser profile."""
    opened = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(**({"viewport": DESKTOP, "locale": "sv-SE"} | options))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Hold the cookies of who has signed in: a code can be asked for only a few times a minute."""
    return {}


@pytest.fixture
def sign_in(site: Site, sessions: dict[str, Any]) -> Callable[[Page, str], None]:
    """Return a function that signs in with the code from the mail, or goes on with the session it has."""

    def sign(page: Page, address: str) -> None:
        if address in sessions:
            page.context.add_cookies(sessions[address])
            page.goto(f"{site.address}/sv/workspace/")
            return
        page.goto(f"{site.address}/sv/account/login/")
        before = site.codes()
        page.fill("input[type=email]", address)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/login/code/**")
        page.fill("input[name=code]", site.code_after(before))
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url("**/workspace/**")
        sessions[address] = page.context.cookies()

    return sign


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it is now, readable; with its styles, which may come later."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [
        f"{violation['id']}: {violation['help']} at {node['target']}: {node['html'][:160]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def sideways(page: Page) -> int:
    """Return by how many points the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
