"""``bokal invite``, and the code that a machine serving itself writes to its terminal."""

import re
from pathlib import Path

import pytest
import requests

from tests.factories.queue import PATIENCE, bokal, bokal_process, free_port, wait_until


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"BOKAL_DATA_DIR": str(tmp_path / "data"), "BOKAL_LANGUAGE": "en", "BOKAL_MAIL_URL": "console:"}


def test_somebody_is_invited_once_on_a_new_installation(environment: dict[str, str]) -> None:
    first = bokal("invite", "Anna@example.org", "--role", "administrator", environment=environment)
    assert (first.returncode, first.stderr) == (0, "")
    assert "anna@example.org can sign in as administrator" in first.stdout
    again = bokal("invite", "anna@example.org", "--role", "administrator", environment=environment)
    assert again.returncode == 2
    assert again.stderr == "bokal: The person has this role already.\n"


def test_what_cannot_be_used_is_refused_in_a_sentence(environment: dict[str, str]) -> None:
    wrong = bokal("invite", "anna", "--role", "board", environment=environment)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "not an e-mail address" in wrong.stderr
    assert bokal("invite", "a@example.org", "--role", "king", environment=environment).returncode == 2
    nowhere = ("invite", "a@example.org", "--role", "recorder", "--area", "no-such-place")
    answer = bokal(*nowhere, environment=environment)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "No area has the code no-such-place" in answer.stderr


def test_without_a_mail_server_the_code_stands_in_the_terminal(
    environment: dict[str, str], tmp_path: Path
) -> None:
    bokal("invite", "anna@example.org", "--role", "board", environment=environment)
    log, port = tmp_path / "terminal.txt", free_port()
    site = f"http://127.0.0.1:{port}"
    serve = ("serve", "--port", str(port), "--workers", "1", "--no-worker")
    with bokal_process(*serve, environment=environment, log=log), requests.Session() as session:
        wait_until(lambda: "answers at" in log.read_text())
        page = session.get(f"{site}/en/account/login/", timeout=PATIENCE)
        (token,) = set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page.text))
        form = {"csrfmiddlewaretoken": token, "email": "anna@example.org"}
        session.post(f"{site}/en/account/login/", data=form, timeout=PATIENCE).raise_for_status()
        wait_until(lambda: re.search(r"^[A-Z0-9-]{6,9}$", log.read_text(), re.MULTILINE))
    assert "To: anna@example.org" in log.read_text()
