"""The 896 statements of Bowling Green (American Assembly, CC BY 4.0): suggestions and themes."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bokal.science.similarity import (
    TextIndex,
    add_texts,
    all_pairs,
    build_index,
    find_themes,
    likeness,
    similar,
)
from bokal.science.similarity.grams import words_of

FOLDER = "data/opinion/conversations/american-assembly.bowling-green"


@pytest.fixture(scope="module")
def statements(shared_data: Path) -> dict[int, str]:
    path = shared_data / FOLDER / "comments.csv"
    if not path.exists():
        pytest.skip(f"{path} is not there.")
    with path.open(newline="") as stream:
        return {int(row["comment-id"]): row["comment-body"] for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def index(statements: dict[int, str]) -> TextIndex:
    return build_index(ids=list(statements), texts=list(statements.values()))


def test_every_statement_finds_itself_first(statements: dict[int, str], index: TextIndex) -> None:
    assert len(statements) == 896
    without_words = []
    for number, text in statements.items():
        first = similar(index, text, threshold=0.9999)
        if number not in {one.id for one in first}:
            without_words.append(text)
        assert len({" ".join(words_of(statements[one.id])) for one in first}) <= 1
    assert without_words == ["😊"]


def test_the_nearest_pairs_are_the_same_statement_written_twice(
    statements: dict[int, str], index: TextIndex
) -> None:
    pairs = {
        frozenset({number, one.id})
        for number, text in statements.items()
        for one in similar(index, text, threshold=0.93, without={number})
    }
    assert len(pairs) >= 8
    for first, second in map(tuple, pairs):
        shared = set(words_of(statements[first])) & set(words_of(statements[second]))
        assert len(shared) >= 0.7 * len(set(words_of(statements[first])))


def test_all_pairs_are_as_asked_one_by_one(statements: dict[int, str], index: TextIndex) -> None:
    ids, table = all_pairs(index)
    for row in range(0, len(ids), 50):
        np.testing.assert_allclose(likeness(index, statements[ids[row]])[1], table[row], atol=2e-9)


def test_taken_in_one_by_one_the_answers_are_the_same(statements: dict[int, str], index: TextIndex) -> None:
    grown = build_index(ids=[], texts=[])
    for number, text in list(statements.items())[:200]:
        grown = add_texts(grown, ids=[number], texts=[text])
    rest = list(statements.items())[200:]
    grown = add_texts(grown, ids=[number for number, _text in rest], texts=[text for _number, text in rest])
    for text in list(statements.values())[::60]:
        for one, other in zip(likeness(grown, text), likeness(index, text), strict=True):
            assert one.tobytes() == other.tobytes()


def test_themes_are_about_one_thing(statements: dict[int, str], index: TextIndex) -> None:
    ids, table = all_pairs(index)
    found = find_themes(ids=ids, likeness=table, least=0.15)
    in_themes = sum(len(theme.ids) for theme in found.themes)
    assert in_themes + len(found.alone) == 896
    assert len(found.themes) > 100
    (opioid,) = [
        theme for theme in found.themes if sum("opioid" in statements[one].lower() for one in theme.ids) > 3
    ]
    about = sum(
        "opioid" in statements[one].lower() or "drug" in statements[one].lower() for one in opioid.ids
    )
    assert about / len(opioid.ids) > 0.8
