"""The recorder in a real browser: without network, after a reload, past a failing server, in the kiosk."""

import json
import re
import sqlite3
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import PHONE, Site, axe_violations, sideways

WHO = "coordinator@example.org"
VOICES = 20
PIN = "2468"
CODE = re.compile(r"[2-9B-Z]{5}-[2-9B-Z]{5}")
# A PIN is made slow to try out, and slower still on a busy machine.
PIN_SLOW = 30_000
FORM = "form[data-form=record]"


class StayHere(urllib.request.HTTPRedirectHandler):
    """Hands a redirect on to the browser."""

    def redirect_request(self, *_parts: object) -> None:
        return None


class FailingServer:
    """Stands before the site; told to, it fails every second request, in turn before and after its work."""

    def __init__(self, address: str) -> None:
        self.failing = False
        self.asked: list[tuple[str, int]] = []
        self.turn = threading.Lock()
        opener = urllib.request.build_opener(StayHere)
        server = self

        class Handler(BaseHTTPRequestHandler):
            def pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name: value for name, value in self.headers.items() if name != "Connection"}
                request = urllib.request.Request(
                    address + self.path, body or None, headers, method=self.command
                )
                fault = server.next_fault()
                if fault == "before":
                    return self.answer(503, [], b"")
                try:
                    found = opener.open(request)
                except urllib.error.HTTPError as error:
                    found = error
                with found:
                    status, told, content = found.status, found.headers.items(), found.read()
                if fault == "after":
                    # The site has done its work, and nobody hears of it.
                    self.close_connection = True
                    self.connection.close()
                    server.asked.append((self.path, 0))
                    return None
                return self.answer(status, told, content)

            def answer(self, status: int, headers: Any, content: bytes) -> None:
                server.asked.append((self.path, status))
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in {"transfer-encoding", "connection", "content-length"}:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = pass_on

            def log_message(self, *_parts: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_parts: object) -> None:
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        self.count = 0

    def next_fault(self) -> str:
        """Return how the next request fails, or nothing when it does not."""
        if not self.failing:
            return ""
        with self.turn:
            self.count += 1
            return {2: "before", 0: "after"}.get(self.count % 4, "")


@pytest.fixture
def failing(site: Site) -> Iterator[FailingServer]:
    server = FailingServer(site.address)
    thread = threading.Thread(target=server.http.serve_forever, daemon=True)
    thread.start()
    yield server
    server.http.shutdown()
    server.http.server_close()
    thread.join()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Return a photo larger than the recorder keeps, which knows where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (55.0, 35.0, 0.0)
    picture = Image.effect_noise((2400, 1800), 60).convert("RGB")
    path = tmp_path / "photo.jpg"
    picture.save(path, "JPEG", exif=exif, quality=90)
    return path


def voices_at(site: Site, start: str) -> list[tuple[str, int, int, str]]:
    """Return words, pictures, receipts and channel of each voice whose words start so."""
    query = """
        SELECT w.text, (SELECT count(*) FROM voices_photo p WHERE p.voice_id = v.id),
          (SELECT count(*) FROM voices_receipt r WHERE r.voice_id = v.id), v.channel
        FROM voices_voice v JOIN voices_words w ON w.voice_id = v.id
        WHERE w.text LIKE ? ORDER BY w.text
    """
    with closing(sqlite3.connect(site.folder / "bokal.sqlite3")) as connection:
        return connection.execute(query, [f"{start}%"]).fetchall()


def largest_picture(site: Site) -> tuple[int, int]:
    """Return the size of the largest picture that came with a voice, which must hold nothing hidden."""
    query = "SELECT d.sha256 FROM voices_photo p JOIN documents_document d ON d.id = p.document_id"
    with closing(sqlite3.connect(site.folder / "bokal.sqlite3")) as connection:
        marks = [mark for (mark,) in connection.execute(query)]
    sizes = []
    for path in (path for mark in marks for path in (site.folder / "documents").rglob(f"{mark}*")):
        with Image.open(path) as picture:
            assert not picture.getexif()
            sizes.append(picture.size)
    return max(sizes)


def open_recorder(page: Page, address: str, language: str = "sv") -> None:
    page.goto(f"{address}/{language}/recorder/")
    expect(page.locator("[data-offline]")).not_to_be_empty()
    expect(page.locator(FORM)).to_be_visible()
    wait_for_kept(page, "codes", '"code"')


def wait_for_kept(page: Page, name: str, part: str) -> None:
    """Wait until the device keeps something under a name: codes to hand out, or what is half written."""
    for _wait in range(600):
        if part in kept(page, name):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"The device keeps no {part} among its {name}.")


def kept(page: Page, name: str) -> str:
    """Return what the device keeps under a name, as text."""
    found: str = page.evaluate(
        """(name) => new Promise((resolve) => {
          const asked = indexedDB.open("bokal-recorder", 1);
          asked.onsuccess = () => {
            const row = asked.result.transaction(["state"]).objectStore("state").get(name);
            row.onsuccess = () => {
              asked.result.close();
              resolve(JSON.stringify(row.result?.value ?? ""));
            };
          };
        })""",
        name,
    )
    return found


def write_down(page: Page, words: str, photo: Path | None = None) -> str:
    """Write down a voice and return the code that is shown once."""
    page.fill(f"{FORM} textarea", words)
    if photo:
        page.set_input_files(f"{FORM} input[type=file]", photo)
        expect(page.locator("[data-photos] li")).to_have_count(1)
    page.locator(f"{FORM} button[type=submit]").click()
    expect(page.locator("#receipt-title")).to_be_visible()
    code = page.locator("[data-code]").inner_text()
    page.locator("[data-do=done]").click()
    expect(page.locator("#receipt-title")).to_be_hidden()
    return code


def test_twenty_voices_from_where_there_is_no_network_come_in_once_each(
    site: Site,
    failing: FailingServer,
    photo: Path,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
) -> None:
    context = open_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, WHO)
    open_recorder(page, failing.address, "en")
    context.set_offline(True)
    page.reload()
    expect(page.locator(FORM)).to_be_visible()
    codes = [write_down(page, f"Inspelad röst {number:02}", photo) for number in range(VOICES)]
    assert len(set(codes)) == VOICES
    assert all(CODE.fullmatch(code) for code in codes)
    page.reload()
    expect(page.locator("[data-count]")).to_have_text(str(VOICES))
    assert voices_at(site, "Inspelad röst") == []
    failing.failing = True
    context.set_offline(False)
    expect(page.locator("[data-count]")).to_have_text("0", timeout=180_000)
    expect(page.locator("[data-state]")).to_have_text("Nothing is waiting. Everything has been sent.")
    failing.failing = False
    expected = [(f"Inspelad röst {number:02}", 1, 1, "doorstep") for number in range(VOICES)]
    assert voices_at(site, "Inspelad röst") == expected
    answers = [status for path, status in failing.asked if path.endswith("/take/")]
    assert answers.count(503) >= 5
    assert answers.count(0) >= 5
    assert max(largest_picture(site)) == 1600
    # The code that was handed out without network leads to the voice.
    page.goto(f"{failing.address}/sv/follow/")
    page.fill("input[name=code]", codes[7])
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Inspelad röst 07")


def test_a_session_that_ended_keeps_everything_and_says_so(
    site: Site,
    tmp_path: Path,
    open_context: Callable[..., BrowserContext],
    sign_in: Callable[[Page, str], None],
) -> None:
    context = open_context()
    page = context.new_page()
    sign_in(page, WHO)
    open_recorder(page, site.address, "en")
    cookies = context.cookies()
    context.clear_cookies()
    page.reload()
    write_down(page, "Inspelad utan inloggning")
    expect(page.locator("[data-state]")).to_contain_text("Your sign-in has ended.")
    expect(page.locator("[data-count]")).to_have_text("1")
    with page.expect_download() as download:
        page.locator("[data-do=export]").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    (line,) = file.read_text().splitlines()
    assert json.loads(line)["words"] == "Inspelad utan inloggning"
    page.locator("[data-sign-in-link]").click()
    page.wait_for_url("**/account/login/**")
    context.add_cookies(cookies)
    open_recorder(page, site.address, "en")
    expect(page.locator("[data-count]")).to_have_text("0")
    assert len(voices_at(site, "Inspelad utan inloggning")) == 1
    again = site.bokal("import", "voices", str(file))
    assert again.returncode == 0, again.stderr
    assert "0 new" in again.stdout
    assert len(voices_at(site, "Inspelad utan inloggning")) == 1


def test_the_kiosk_leaves_nothing_of_one_person_to_the_next(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    context = open_context(viewport=PHONE)
    page = context.new_page()
    sign_in(page, WHO)
    open_recorder(page, site.address, "ar")
    page.locator("[data-do=start-kiosk]").click()
    expect(page.locator("[data-pin-error]")).to_be_visible()
    page.fill("#new-pin", "٢٤٦٨")
    page.locator("form[data-form=set-pin] button").click()
    expect(page.locator("[data-kept]")).to_be_visible(timeout=PIN_SLOW)
    page.locator("[data-do=start-kiosk]").click()
    expect(page.locator("h1:visible")).to_have_count(1)
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    secret = "سر لا يراه أحد"
    page.fill(f"{FORM} textarea", secret)
    page.fill("#record-place", "عند الباب رقم سبعة")
    page.select_option("#record-language", "ar")
    page.locator(f"{FORM} summary").click()
    page.select_option("#record-age", "65-")
    page.check("#record-may_publish")
    page.locator(f"{FORM} button[type=submit]").click()
    expect(page.locator("[data-code]")).to_have_text(CODE)
    code = page.locator("[data-code]").inner_text()
    assert axe_violations(page) == []
    page.locator("[data-do=done]").click()

    def nothing_left() -> None:
        expect(page.locator(f"{FORM} textarea")).to_have_value("")
        expect(page.locator("#record-place")).to_have_value("")
        expect(page.locator("#record-age")).to_have_value("")
        assert not page.is_checked("#record-may_publish")
        content = page.evaluate("document.documentElement.outerHTML")
        assert secret not in content
        assert code not in content
        expect(page.locator("#device-title")).to_be_hidden()

    nothing_left()
    page.go_back()
    page.go_forward()
    expect(page.locator(FORM)).to_be_visible()
    nothing_left()
    page.reload()
    expect(page.locator(FORM)).to_be_visible()
    nothing_left()
    # Somebody goes away in the middle of a sentence.
    page.evaluate("document.getElementById('recorder').dataset.idleSeconds = '21'")
    page.fill(f"{FORM} textarea", secret)
    page.locator(f"{FORM} button[type=submit]").click()
    page.locator("[data-do=done]").click()
    page.fill(f"{FORM} textarea", f"{secret} und")
    page.locator(f"{FORM} textarea").press("x")
    expect(page.locator("[data-alert]")).to_be_visible()
    expect(page.locator(f"{FORM} textarea")).to_have_value("", timeout=60_000)
    nothing_left()
    # Only the PIN ends it, and wrong ones cost time.
    page.locator("[data-do=end-kiosk]").click()
    for _try in range(3):
        page.fill("#lock-pin", "1111")
        page.keyboard.press("Enter")
        expect(page.locator("#lock-pin")).to_have_value("")
        expect(page.locator("[data-lock-error]")).to_be_visible(timeout=PIN_SLOW)
        page.evaluate("document.querySelector('[data-lock-error]').hidden = true")
    assert axe_violations(page) == []
    page.reload()
    expect(page.locator(FORM)).to_be_visible()
    expect(page.locator("#device-title")).to_be_hidden()
    page.wait_for_timeout(5_500)
    page.locator("[data-do=end-kiosk]").click()
    page.fill("#lock-pin", PIN)
    page.keyboard.press("Enter")
    expect(page.locator("#device-title")).to_be_visible(timeout=PIN_SLOW)
    page.reload()
    expect(page.locator("#lock-title")).to_be_visible()
    expect(page.locator(FORM)).to_be_hidden()


def test_the_recorder_is_worked_by_keyboard_and_has_no_faults(
    site: Site, open_context: Callable[..., BrowserContext], sign_in: Callable[[Page, str], None]
) -> None:
    for language, size in (("sv", {"width": 1280, "height": 900}), ("ar", PHONE)):
        page = open_context(viewport=size).new_page()
        sign_in(page, WHO)
        open_recorder(page, site.address, language)
        assert axe_violations(page) == []
        assert sideways(page) <= 0
        page.locator(f"{FORM} textarea").focus()
        page.keyboard.type("Inspelad med tangenter")
        for _press in range(40):
            if page.evaluate("document.activeElement.matches('form[data-form=record] button[type=submit]')"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#receipt-title")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"{FORM} textarea")).to_be_focused()
        expect(page.locator(f"{FORM} textarea")).to_have_value("")
        page.locator(f"{FORM} textarea").fill("Inspelad halvvägs")
        wait_for_kept(page, "draft", "Inspelad halvvägs")
        page.reload()
        expect(page.locator(f"{FORM} textarea")).to_have_value("Inspelad halvvägs")
