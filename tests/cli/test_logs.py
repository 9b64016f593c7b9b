"""What people say, and who they are, is in no line that a running site and its commands write."""

import json
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories.queue import PATIENCE, bokal, bokal_process, free_port, wait_until

pytestmark = pytest.mark.slow
PHONE = "+46701740605"
EMAIL = "resident@example.org"
NUMBER = "19811218-9876"
NAME = "Fatima Testberg"
ACCOUNT = "coordinator@example.org"
GATEWAY = "a-long-secret-of-the-gateway"
KEY = "key-of-another-system"
WORDS = f"{NAME}, {NUMBER}, {PHONE}, {EMAIL}: lampan är trasig."
NEVER = (PHONE, PHONE[3:], EMAIL, NUMBER, NAME, "Testberg", ACCOUNT, GATEWAY, KEY, "lampan är trasig")


class Site:
    """A served site, and what it answered."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.statuses: dict[str, int] = {}

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> str:
        """Ask or send, remember the status, and return what was answered."""
        request = urllib.request.Request(
            self.address + urllib.parse.quote(path, safe="/?=&%"),
            data=body,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                self.statuses[path] = answer.status
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                self.statuses[path] = error.code
                return error.read().decode()

    def send(self, path: str, **fields: str) -> str:
        """Send a form."""
        return self.ask(path, urllib.parse.urlencode(fields).encode())

    def say(self, words: str = WORDS) -> str:
        """Say something by the form of the site."""
        token = self.ask("/en/say/").partition('name="token" value="')[2].partition('"')[0]
        return self.send("/en/say/", words=words, language="sv", place=NAME, token=token, may_publish="on")

    def message(self, secret: str = GATEWAY, **fields: str) -> str:
        """Hand a message on as a gateway does."""
        facts = {"id": f"{PHONE} 17", "text": WORDS, "from": PHONE} | fields
        body = json.dumps(facts).encode()
        return self.ask(
            "/api/messages/", body, Authorization=f"Bearer {secret}", Content_Type="application/json"
        )


def go_through_every_door(site: Site) -> list[str]:
    """Say who one is wherever somebody may write, rightly and wrongly; return the codes."""
    site.say()
    code = str(json.loads(site.message())["code"])
    site.send("/en/say/", words=WORDS, token=EMAIL, language=NAME)
    site.ask("/en/say/", WORDS.encode(), Content_Type="multipart/form-data; boundary=")
    for typed in (code, WORDS):
        site.send("/en/follow/", code=typed)
        site.send("/en/follow/appeal/", code=typed, because=WORDS)
        site.send("/en/say/add/", code=typed, support=WORDS)
    site.message("another " + GATEWAY)
    site.message(area=NAME)
    for key in (KEY, f"{KEY} {EMAIL}"):
        told = {"description": WORDS, "email": EMAIL, "phone": PHONE, "first_name": NAME}
        site.send("/open311/v2/requests.json", api_key=key, service_code="voice", **told)
        site.send("/open311/v2/requests.json", api_key=key, service_code=NAME, **told)
    site.send("/account/login/", email=ACCOUNT)
    site.send("/account/login/code/", code=code)
    site.ask(f"/en/voices/?q={EMAIL}&area={NAME}&page={PHONE}")
    for part in (code, code.replace("-", ""), code.lower(), EMAIL, NUMBER, PHONE):
        site.ask(f"/en/follow/{part}/")
        site.ask(f"/en/areas/{part}/")
    site.ask("/en/", Host=f"{EMAIL}.example")
    site.ask("/en/", Cookie=f"sessionid={EMAIL}", Referer=f"{site.address}/{code}", User_Agent=NAME)
    return [code, code.replace("-", ""), code.lower()]


def break_what_keeps_words(data: Path) -> None:
    """Let the database refuse words as PostgreSQL does: by repeating them."""
    with closing(sqlite3.connect(data / "bokal.sqlite3", timeout=PATIENCE)) as connection:
        connection.execute(
            "CREATE TRIGGER refuse_words BEFORE INSERT ON voices_voice BEGIN "
            f"SELECT RAISE(ABORT, 'Failing row contains ({WORDS})'); END"
        )
        connection.commit()


@pytest.mark.parametrize("plain", ["0", "1"], ids=["for machines", "for a person"])
def test_no_line_of_the_log_names_anybody(tmp_path: Path, plain: str) -> None:
    environment = {
        "BOKAL_DATA_DIR": str(tmp_path),
        "BOKAL_LOG_PLAIN": plain,
        "BOKAL_GATEWAY_SECRET": GATEWAY,
        "BOKAL_OPEN311_KEYS": KEY,
        "BOKAL_MAIL_URL": "smtp://127.0.0.1:1",
    }
    voices = tmp_path / "voices.csv"
    voices.write_text(f"words,language\n{WORDS},{NAME}\n", encoding="utf-8")
    said = [bokal("invite", ACCOUNT, "--role", "board", environment=environment).stderr]
    said.append(bokal("import", "voices", str(voices), environment=environment).stderr)
    log, port = tmp_path / "log", free_port()
    arguments = ("serve", "--port", str(port), "--workers", "1")
    with bokal_process(*arguments, environment=environment, log=log) as process:
        wait_until(lambda: "Bokal answers at" in log.read_text() or process.poll() is not None)
        site = Site(port)
        never = [*NEVER, *go_through_every_door(site)]
        statuses = set(site.statuses.values())
        break_what_keeps_words(tmp_path)
        site.say()
        assert site.statuses["/en/say/"] == 500
        site.message(id="another")
        assert site.statuses["/api/messages/"] == 500
        wait_until(lambda: log.read_text().count("/api/messages/") >= 4)
    said.append(log.read_text())
    assert {200, 400, 403, 404} <= statuses
    assert "IntegrityError" in said[-1]
    found = {(part, line) for part in never for line in "\n".join(said).splitlines() if part in line}
    assert not found
