"""The index: what scikit-learn says, laws that hold for any texts, and the same whichever way it grew."""

import string

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.science.similarity import (
    TextIndex,
    add_texts,
    all_pairs,
    build_index,
    join,
    leave_out,
    likeness,
    similar,
)
from bokal.science.similarity.grams import words_of
from tests.science.similarity.complaints import COMPLAINTS

TEXTS = [complaint.text for complaint in COMPLAINTS]
words = st.text(alphabet="abcåäöсвاب ,.!\n😀é" + string.digits, max_size=40)
lots = st.lists(words, min_size=1, max_size=12)


def same(first: TextIndex, second: TextIndex, text: str) -> bool:
    """Tell whether two indexes answer with the same bytes."""
    pairs = zip(likeness(first, text), likeness(second, text), strict=True)
    return all(one.tobytes() == other.tobytes() for one, other in pairs)


def test_the_vectors_are_those_of_scikit_learn() -> None:
    oracle = pytest.importorskip("sklearn.feature_extraction.text", reason="scikit-learn is not installed")
    vectorizer = oracle.TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        sublinear_tf=True,
        preprocessor=lambda text: " ".join(words_of(text)),
    )
    table = vectorizer.fit_transform(TEXTS)
    ids, pairs = all_pairs(build_index(ids=range(len(TEXTS)), texts=TEXTS))
    assert ids == tuple(range(len(TEXTS)))
    np.testing.assert_allclose(pairs, (table @ table.T).toarray(), atol=1e-9)


@given(lots)
def test_likeness_is_symmetric_and_lies_between_nothing_and_the_same(texts: list[str]) -> None:
    index = build_index(ids=range(len(texts)), texts=texts)
    table = np.array([likeness(index, text)[1] for text in texts])
    np.testing.assert_allclose(table, table.T, atol=2e-9)
    assert ((table >= 0) & (table <= 1)).all()


@given(lots)
def test_a_text_is_wholly_like_itself(texts: list[str]) -> None:
    index = build_index(ids=range(len(texts)), texts=texts)
    for row, text in enumerate(texts):
        assert likeness(index, text)[1][row] == pytest.approx(1.0 if words_of(text) else 0.0, abs=1e-9)


@given(lots, st.randoms(use_true_random=False), words)
def test_the_order_of_the_texts_changes_nothing(texts: list[str], chance: object, asked: str) -> None:
    order = list(range(len(texts)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    first = build_index(ids=range(len(texts)), texts=texts)
    assert same(first, build_index(ids=order, texts=[texts[row] for row in order]), asked)


@given(lots, words)
def test_an_index_that_grew_is_the_one_built_at_once(texts: list[str], asked: str) -> None:
    grown = build_index(ids=[], texts=[])
    for number, text in enumerate(texts):
        grown = add_texts(grown, ids=[number], texts=[text])
    assert same(grown, build_index(ids=range(len(texts)), texts=texts), asked)
    assert len(grown.blocks) <= len(texts).bit_length()


@given(lots, words)
def test_what_is_left_out_leaves_nothing(texts: list[str], asked: str) -> None:
    index = build_index(ids=range(len(texts) + 1), texts=[*texts, "hemligt telefonnummer"])
    assert same(leave_out(index, {len(texts)}), build_index(ids=range(len(texts)), texts=texts), asked)
    assert index.size == len(texts) + 1


def test_two_indexes_together_are_one() -> None:
    first, second = (
        build_index(ids=range(40), texts=TEXTS[:40]),
        build_index(ids=range(40, 60), texts=TEXTS[40:60]),
    )
    assert same(join(first, second), build_index(ids=range(60), texts=TEXTS[:60]), TEXTS[70])


def test_adding_a_text_leaves_the_large_block_as_it_is() -> None:
    index = build_index(ids=range(100), texts=TEXTS[:100])
    grown = add_texts(index, ids=[500], texts=["En sak till"])
    assert grown.blocks[0] is index.blocks[0]


def test_equally_alike_texts_come_by_their_id_and_those_not_wanted_stay_away() -> None:
    index = build_index(ids=[9, 4, 6], texts=["Trasig lampa"] * 3)
    assert [one.id for one in similar(index, "trasig LAMPA!", threshold=0.5)] == [4, 6, 9]
    assert [one.id for one in similar(index, "trasig lampa", threshold=0.5, most=1, without={4})] == [6]


@pytest.mark.parametrize("texts", [[], ["", " ", "!?"]])
def test_nothing_is_like_no_text(texts: list[str]) -> None:
    index = build_index(ids=range(len(texts)), texts=texts)
    assert similar(index, "Trasig lampa", threshold=0.01) == ()


def test_a_script_without_spaces_and_lone_surrogates_are_texts_too() -> None:
    index = build_index(ids=[1, 2], texts=["街灯が壊れています", "\ud800 x"])
    assert similar(index, "街灯が壊れた", threshold=0.2)[0].id == 1


@pytest.mark.parametrize("threshold", [0, -1, 1.1, float("nan")])
def test_a_threshold_that_is_none_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="above 0, up to 1"):
        similar(build_index(ids=[1], texts=["a"]), "a", threshold=threshold)


def test_what_does_not_fit_together_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="2 ids and 1 texts"):
        build_index(ids=[1, 2], texts=["a"])
    with pytest.raises(ValueError, match="twice"):
        add_texts(build_index(ids=[1], texts=["a"]), ids=[1], texts=["b"])
