"""What the demonstration makes up says so in its names, and points at nobody real."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bokal.programme.voices.services import personal_data_in

DATA = Path(__file__).resolve().parents[2] / "data"
CONSTRUCTED = DATA / "constructed"
MARKS = {"sv": "konstruera", "en": "constructed", "ar": "مُصطنع"}
# Kept free for fiction by the Swedish post and telecom authority.
FREE_NUMBER = re.compile(r"070-174 06 \d\d")
ADDRESS = re.compile(r"[\w.]+@([\w.]+)")


def content(name: str) -> Any:
    return json.loads((CONSTRUCTED / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def voices() -> list[dict[str, Any]]:
    return list(content("voices.json"))


def test_units_and_organisations_say_that_they_are_made_up() -> None:
    for unit in content("units.json"):
        assert all(MARKS[language] in unit["name"][language] for language in MARKS)
        assert unit["code"].startswith("constructed-")
    for organisation in content("organisations.json"):
        assert MARKS["sv"] in organisation["name"]


def test_places_of_dialogues_are_made_up() -> None:
    assert all(MARKS["sv"] in dialogue["place"] for dialogue in content("dialogues.json"))


def test_voices_are_in_five_languages_over_the_five_areas(voices: list[dict[str, Any]]) -> None:
    geographies = json.loads((DATA / "malmo" / "geographies.json").read_text())
    areas = next(one["areas"] for one in geographies if one["code"] == "programme_areas")
    assert {voice["area"] for voice in voices} == {area["code"] for area in areas}
    for area in areas:
        spoken = {voice["language"] for voice in voices if voice["area"] == area["code"]}
        assert {"sv", "ar", "en", "so"} <= spoken, area["code"]
    assert {voice["language"] for voice in voices} == {"sv", "ar", "en", "so", "da"}
    assert len({voice["id"] for voice in voices}) == len({voice["words"] for voice in voices}) == len(voices)


def test_numbers_and_addresses_belong_to_nobody(voices: list[dict[str, Any]]) -> None:
    for voice in voices:
        for flag in personal_data_in(voice["words"]):
            told = voice["words"][flag.start : flag.end]
            if flag.kind == "phone":
                assert FREE_NUMBER.fullmatch(told)
            elif flag.kind == "email":
                assert ADDRESS.fullmatch(told)[1] == "example.org"  # type: ignore[index]
            else:
                pytest.fail(f"{voice['id']}: {told}")


def test_texts_for_everybody_are_in_the_languages_of_the_site() -> None:
    for name in ("problems.json", "proposals.json"):
        for thing in content(name):
            wordings = thing["wordings"] if name == "problems.json" else [thing["wordings"]]
            if thing["stage"] != "draft":
                assert all(set(wording) == set(MARKS) for wording in wordings), thing["slug"]
    for promise in content("promises.json"):
        assert set(promise["text"]) == set(MARKS)


def test_arabic_texts_do_not_begin_with_the_word_that_the_page_says_before_them() -> None:
    for one in content("initiatives.json"):
        texts = {"then": one["then"], "because": one["because"], **one["assumption"]}
        said = {"then": "فإن", "because": "لأن", "wrong_when": "حين"}
        assert not [name for name, word in said.items() if texts[name]["ar"].startswith(word)]
