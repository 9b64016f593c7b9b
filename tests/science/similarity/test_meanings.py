"""Meanings: the common direction goes, and what is not known yet does not count against a text."""

import numpy as np
import pytest

from bokal.science.similarity import Meanings, centre, likeness_of_meaning, looks_or_meaning, mean_meaning

COMMON = np.array([[10.0, 0.0, 0.0], [10.0, 0.0, 0.0]])


def test_a_direction_all_share_says_nothing_of_likeness() -> None:
    vectors = np.array([[10.0, 1.0, 0.0], [10.0, 0.0, 1.0], [10.0, 1.0, 0.1]])
    raw = vectors @ vectors[0] / np.linalg.norm(vectors, axis=1) / np.linalg.norm(vectors[0])
    assert raw.min() > 0.98
    mean = mean_meaning([], common=COMMON)
    known = Meanings(np.arange(3), mean, centre(vectors, mean))
    assert likeness_of_meaning(known, vectors[0]).round(2).tolist() == [1.0, 0.0, 1.0]


def test_two_texts_alone_are_not_opposites() -> None:
    vectors = np.array([[10.0, 1.0, 0.0], [10.0, 1.0, 0.1]])
    units = centre(vectors, mean_meaning(vectors, common=COMMON))
    assert float(units[0] @ units[1]) > 0.9


def test_with_many_texts_their_own_mean_counts() -> None:
    vectors = np.tile([0.0, 5.0, 0.0], (100_000, 1))
    np.testing.assert_allclose(mean_meaning(vectors, common=COMMON), [0.0, 5.0, 0.0], atol=0.01)


def test_the_higher_likeness_counts_and_what_is_not_known_takes_nothing_away() -> None:
    looks, meaning = np.array([0.4, 0.4, 0.4, 0.1]), np.array([0.8, -0.5, np.nan, 0.0])
    assert looks_or_meaning(looks, meaning).tolist() == [0.8, 0.4, 0.4, 0.1]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="one or more"):
        mean_meaning([], common=COMMON, worth=0)
