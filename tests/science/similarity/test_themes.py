"""Themes: known groups, the same whatever the order, and refusals in sentences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.science.similarity import MOST_FOR_THEMES, all_pairs, build_index, find_themes
from bokal.science.similarity.themes import refuse_too_many
from tests.science.similarity.complaints import COMPLAINTS


def test_the_most_typical_text_comes_first_and_the_largest_theme() -> None:
    alike = np.array(
        [
            [1.0, 0.9, 0.5, 0.0, 0.0],
            [0.9, 1.0, 0.7, 0.0, 0.0],
            [0.5, 0.7, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 0.8],
            [0.0, 0.0, 0.0, 0.8, 1.0],
        ]
    )
    found = find_themes(ids=[1, 2, 3, 4, 5], likeness=alike, least=0.4)
    assert [theme.ids for theme in found.themes] == [(2, 1, 3), (4, 5)]
    assert found.themes[0].closeness == pytest.approx(0.7)
    assert found.alone == ()


def test_average_linkage_joins_by_the_mean_and_not_by_the_nearest() -> None:
    chain = np.array([[1.0, 0.6, 0.0], [0.6, 1.0, 0.59], [0.0, 0.59, 1.0]])
    assert find_themes(ids=[1, 2, 3], likeness=chain, least=0.4).alone == (3,)
    assert find_themes(ids=[1, 2, 3], likeness=chain, least=0.29).alone == ()


@given(st.permutations(range(30)))
def test_the_order_of_the_texts_changes_no_theme(order: list[int]) -> None:
    ids, alike = all_pairs(build_index(ids=range(30), texts=[one.text for one in COMPLAINTS[:30]]))
    first = find_themes(ids=ids, likeness=alike, least=0.1)
    assert find_themes(ids=order, likeness=alike[np.ix_(order, order)], least=0.1) == first


def test_few_texts_are_no_theme() -> None:
    assert find_themes(ids=[], likeness=np.empty((0, 0)), least=0.5).themes == ()
    assert find_themes(ids=[3], likeness=[[1.0]], least=0.5).alone == (3,)
    assert all_pairs(build_index(ids=[], texts=[]))[0] == ()


def test_too_many_texts_are_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"at most 5000 texts, and these are 5001\. Choose one area"):
        refuse_too_many(MOST_FOR_THEMES + 1)


@pytest.mark.parametrize("least", [0, 1, float("nan")])
def test_a_least_likeness_that_is_none_is_refused(least: float) -> None:
    with pytest.raises(ValueError, match="above 0 and below 1"):
        find_themes(ids=[1], likeness=[[1.0]], least=least)


@pytest.mark.parametrize("table", [[[1.0]], [[1.0, 0.2], [0.3, 1.0]]])
def test_a_table_that_is_not_one_of_pairs_is_refused(table: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="the same from both sides"):
        find_themes(ids=[1, 2], likeness=table, least=0.5)
