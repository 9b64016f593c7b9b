"""What is made with the key of the installation stays as it is: codes are printed, people known again."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from freezegun import freeze_time

import bokal
from bokal.programme.accounts.services import subject_fingerprint
from bokal.programme.history.services import keyed_fingerprint
from bokal.programme.voices.services.codes import code_fingerprint, code_of
from bokal.programme.voices.services.messages import key_of_message
from bokal.programme.voices.services.support import browser_fingerprint

KEY = uuid.UUID("0b0a1c5e-8f5e-4f0e-9d0a-3f6a1c2b4d5e")


@pytest.fixture(autouse=True)
def _key(settings: Any) -> None:
    settings.SECRET_KEY = "the-key-of-an-installation-that-never-changes-ö"


def test_codes_and_what_is_kept_of_them_stay_as_they_are() -> None:
    assert (code_of(KEY), code_of(KEY, 1)) == ("X7DRVF3JEM", "NTGKNVZSQW")
    kept = "0f6f683423846c398d018a3b8055cf43fcf9b69522d119d9fa775288dd11c4da"
    assert code_fingerprint("X7DRVF3JEM") == kept


def test_a_message_and_an_identity_are_known_again() -> None:
    assert str(key_of_message("+46701740605 17")) == "a295f4c1-d127-553a-974b-1225351e4e13"
    known = "4da730841afb4b1c3b100996be2c2c3afd9d1dae8cf836d40fc37c9c476ea0b8"
    assert subject_fingerprint("city", "198001011234") == known


def test_a_browser_has_another_mark_each_day() -> None:
    with freeze_time("2026-11-28 12:00"):
        today = browser_fingerprint("192.0.2.1", "Browser 1")
    with freeze_time("2026-11-29 12:00"):
        assert browser_fingerprint("192.0.2.1", "Browser 1") != today
    assert today == "1164e46be5e13105996e53abb63fa7957676d936b4e36c0bc985aa4eeb47bac0"


def test_without_the_key_a_fingerprint_says_nothing(settings: Any) -> None:
    with_ours = keyed_fingerprint("receipt", "X7DRVF3JEM")
    settings.SECRET_KEY = "another key"
    assert keyed_fingerprint("receipt", "X7DRVF3JEM") != with_ours
    assert keyed_fingerprint("code", "X7DRVF3JEM") != keyed_fingerprint("receipt", "X7DRVF3JEM")


def test_nobody_else_makes_fingerprints_with_the_key() -> None:
    package = Path(bokal.__file__).parent
    found = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if by_hand(path)}
    assert found == {"programme/history/services/keyed.py"}


def by_hand(path: Path) -> bool:
    return "hmac.new(" in path.read_text(encoding="utf-8")
