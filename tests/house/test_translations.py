"""Every text is complete in every language, and in its own script."""

import importlib.util
import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
specification = importlib.util.spec_from_file_location("messages", ROOT / "requirements" / "messages.py")
assert specification
assert specification.loader
messages = importlib.util.module_from_spec(specification)
specification.loader.exec_module(messages)


def test_every_text_is_translated_and_none_is_stale() -> None:
    assert messages.faults() == []


def test_arabic_is_written_in_arabic_letters() -> None:
    catalogue = polib.pofile(str(messages.catalogue_path("ar")))
    texts = [
        (entry.msgid, text) for entry in catalogue for text in [entry.msgstr, *entry.msgstr_plural.values()]
    ]
    kept = {"PDF", "CSV", "SVG", "PNG", "QR", "Bokal", "GeoJSON"}
    latin = [
        msgid
        for msgid, text in texts
        if text and msgid not in kept and not any("\u0600" <= letter <= "\u06ff" for letter in text)
    ]
    # What is put in at a placeholder has letters of its own.
    words = [(msgid, re.sub(r"%\(\w+\)s", "", msgid)) for msgid in latin]
    assert [msgid for msgid, rest in words if any(letter.isalpha() for letter in rest)] == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (polib.POEntry(msgid="Save", msgstr=""), "is not translated"),
        (polib.POEntry(msgid="Hi %(name)s", msgstr="Hej %(namn)s"), "placeholders differ"),
        (polib.POEntry(msgid="Hi %(name)s", msgstr="Hej"), "placeholders differ"),
    ],
)
def test_a_missing_or_broken_translation_is_named(entry: polib.POEntry, said: str) -> None:
    (fault,) = messages.faults_of(entry)
    assert said in fault


def test_a_plural_needs_every_form() -> None:
    entry = polib.POEntry(msgid="one", msgid_plural="many", msgstr_plural={0: "en", 1: ""})
    assert not messages.complete(entry)
