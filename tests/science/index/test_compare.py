"""Correlations agree with SciPy, and every scenario is the index with those weights."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bokal.science.index import (
    Domain,
    compare_methods,
    compare_ranks,
    compute_index,
    ranks_with_weights,
    weight_sensitivity,
)

INCOME = Domain(name="income", values=[40, 10, 25, 33], kind="score", weight=60)
WORK = Domain(name="work", values=[75, 80, 61, 60], kind="good", weight=40)
pairs = st.integers(2, 60).flatmap(
    lambda size: st.tuples(*[st.lists(st.integers(1, size), min_size=size, max_size=size)] * 2)
)


@given(pairs)
def test_correlations_are_those_of_scipy(rankings) -> None:
    first, second = (np.array(ranking) for ranking in rankings)
    found = compare_ranks(first, second)
    if len(set(rankings[0])) == 1 or len(set(rankings[1])) == 1:
        assert found.spearman is None
        assert found.kendall is None
    else:
        assert found.spearman == pytest.approx(stats.spearmanr(first, second).statistic)
        assert found.kendall == pytest.approx(stats.kendalltau(first, second).statistic)


def test_every_scenario_is_the_index_with_those_weights() -> None:
    found = weight_sensitivity(domains=[INCOME, WORK], alternatives={"work": {"work": 9, "income": 1}})
    changes = [(scenario.change, scenario.name) for scenario in found.scenarios]
    assert changes == [
        *((change, name) for name in ("income", "work") for change in ("without", "raised", "lowered")),
        ("alternative", "work"),
    ]
    for scenario in found.scenarios:
        domains = [
            replace(domain, weight=weight)
            for domain, weight in zip((INCOME, WORK), scenario.weights, strict=True)
        ]
        assert scenario.ranks.tolist() == compute_index(domains=domains).ranks.tolist()
        assert ((found.low <= scenario.ranks) & (scenario.ranks <= found.high)).all()


def test_the_only_weight_cannot_be_left_out() -> None:
    found = weight_sensitivity(domains=[INCOME, replace(WORK, weight=0)])
    assert [scenario.change for scenario in found.scenarios] == ["raised", "lowered"]


def test_a_reader_who_moves_a_weight_sees_the_same_ranks_as_a_new_index() -> None:
    moved = ranks_with_weights(
        result=compute_index(domains=[INCOME, WORK]), weights={"income": 5, "work": 95}
    )
    again = compute_index(domains=[replace(INCOME, weight=5), replace(WORK, weight=95)])
    assert moved.tolist() == again.ranks.tolist()


def test_methods_are_compared_in_pairs_and_the_biggest_movers_come_first() -> None:
    found = compare_methods(domains=[INCOME, WORK], movers=2)
    assert list(found.pairs) == [
        ("exponential", "mean_rank"),
        ("exponential", "zscore"),
        ("mean_rank", "zscore"),
    ]
    for pair in found.pairs.values():
        moves = [abs(move.first - move.second) for move in pair.movers]
        assert moves == sorted(moves, reverse=True)
        assert 0 not in moves


@pytest.mark.parametrize(
    ("alternative", "sentence"),
    [
        ({"income": 1}, "lacks the domain “work”"),
        ({"income": 1, "work": 1, "x": 1}, "does not go with the domain “x”"),
        ({"income": -1, "work": 1}, "has the weight -1"),
        ({"income": 0, "work": 0}, "All weights are zero"),
    ],
)
def test_an_alternative_that_does_not_fit_is_refused(alternative, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        weight_sensitivity(domains=[INCOME, WORK], alternatives={"other": alternative})


def test_a_factor_that_changes_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="The factor is 1"):
        weight_sensitivity(domains=[INCOME, WORK], factor=1)


def test_a_method_that_allows_no_index_is_named_with_the_reason() -> None:
    constant = [
        Domain(name="fires", values=[0, 0, 0], kind="score", weight=1),
        Domain(name="income", values=[1, 2, 3], kind="score", weight=1),
    ]
    found = compare_methods(domains=constant)
    assert list(found.results) == ["exponential", "mean_rank"]
    assert "“fires” is the same in every area" in found.unavailable["zscore"]
    with pytest.raises(ValueError, match="the same in every area"):
        compare_methods(domains=constant, methods=["zscore", "exponential"])


@pytest.mark.parametrize(("first", "second"), [([1, 2], [1, 2, 3]), ([], []), ([0.5, 1], [1, 2])])
def test_what_is_no_pair_of_rankings_is_refused(first, second) -> None:
    with pytest.raises(ValueError, match="Two rankings need"):
        compare_ranks(first, second)
