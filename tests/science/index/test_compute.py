"""An index gives known values, keeps its laws, and refuses what has no rank."""

import itertools
import math
from contextlib import nullcontext
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.science.index import METHODS, Domain, compute_index, exponential

columns = st.integers(2, 25).flatmap(
    lambda areas: st.lists(
        st.lists(st.integers(-50, 50), min_size=areas, max_size=areas), min_size=1, max_size=5
    )
)


def domains_of(values: list[list[float]], kind: str = "score", weights: list[float] | None = None):
    chosen = weights or [1.0 + place / 3 for place in range(len(values))]
    return [
        Domain(name=f"d{place}", values=column, kind=kind, weight=weight)
        for place, (column, weight) in enumerate(zip(values, chosen, strict=True))
    ]


# Known values


def test_the_exponential_score_is_that_of_the_formula() -> None:
    index = compute_index(domains=domains_of([[1, 2, 3, 4]], kind="rank", weights=[22.5]), kappa=23)
    expected = [
        22.5 * -23 * math.log(1 - (4 - rank + 1) / 4 * (1 - math.exp(-100 / 23))) for rank in range(1, 5)
    ]
    assert index.scores.tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("kappa", [1, 1.5, 2, 2.7, 3, 5, 23, 100, 1e4, 1e6])
def test_every_kappa_gives_the_exact_scores_down_to_the_last_digits(kappa) -> None:
    getcontext().prec = 60
    constant, ranks = Decimal(kappa), np.arange(1.0, 41.0)
    for rule, first in (("(N-r+1)/N", 1), ("(N-r)/N", 0)):
        found = exponential(ranks=ranks, rank_rule=rule, kappa=kappa)
        for rank, score in enumerate(found.tolist(), start=1):
            share = Decimal(40 - rank + first) / 40
            exact = -constant * (1 - share * (1 - (-100 / constant).exp())).ln()
            assert score == pytest.approx(float(exact), rel=1e-14, abs=1e-14)
    assert exponential(ranks=ranks, kappa=kappa)[0] == 100


def test_a_low_kappa_ties_nobody() -> None:
    assert compute_index(domains=domains_of([[4, 3, 2, 1]]), kappa=1).ranks.tolist() == [1, 2, 3, 4]


def test_scotlands_rule_gives_the_least_deprived_area_nothing() -> None:
    index = compute_index(domains=domains_of([[1, 2, 3, 4]], kind="rank"), rank_rule="(N-r)/N")
    assert index.scores[3] == 0
    assert index.scores[0] < 100


def test_weights_are_taken_literally() -> None:
    index = compute_index(domains=domains_of([[1, 2], [1, 2]], kind="rank", weights=[9.3, 9.3]))
    assert index.scores[0] == pytest.approx(1860, rel=1e-12)


def test_the_mean_of_ranks_gives_the_best_area_the_number_of_areas() -> None:
    index = compute_index(
        domains=[
            Domain(name="low income", values=[40, 10, 25], kind="score", weight=1),
            Domain(name="work", values=[61, 80, 55], kind="good", weight=1),
        ],
        method="mean_rank",
    )
    assert index.scores.tolist() == [1.5, 3.0, 1.5]
    assert index.ranks.tolist() == [1, 3, 1]
    assert index.ties == ((0, 2),)


def test_given_ranks_and_the_values_behind_them_have_the_same_mean() -> None:
    by_value = compute_index(domains=domains_of([[30, 10, 20]]), method="mean_rank")
    by_rank = compute_index(domains=domains_of([[1, 3, 2]], kind="rank"), method="mean_rank")
    assert by_value.scores.tolist() == by_rank.scores.tolist() == [1, 3, 2]


def test_tied_ranks_that_are_given_share_their_mean() -> None:
    by_rank = compute_index(domains=domains_of([[1, 1, 3]], kind="rank"), method="mean_rank")
    by_value = compute_index(domains=domains_of([[9, 9, 3]]), method="mean_rank")
    assert by_rank.scores.tolist() == by_value.scores.tolist() == [1.5, 1.5, 3]


def test_a_constant_without_weight_plays_no_part_in_standard_scores() -> None:
    with_it = compute_index(domains=domains_of([[3, 3, 3], [1, 2, 4]], weights=[0, 1]), method="zscore")
    without = compute_index(domains=domains_of([[1, 2, 4]]), method="zscore")
    assert with_it.scores.tolist() == without.scores.tolist()


def test_standard_scores_do_not_depend_on_a_large_offset() -> None:
    plain = compute_index(domains=domains_of([[0, 1, 5]]), method="zscore").scores
    moved = compute_index(domains=domains_of([[1e13, 1e13 + 1, 1e13 + 5]]), method="zscore").scores
    assert moved.tolist() == pytest.approx(plain.tolist(), rel=1e-12)


def test_z_scores_have_mean_zero_and_deviation_one() -> None:
    index = compute_index(domains=domains_of([[1, 2, 6, 7]], weights=[1]), method="zscore")
    assert index.scores.mean() == pytest.approx(0, abs=1e-12)
    assert index.scores.std() == pytest.approx(1)


def test_ties_share_the_lowest_rank_and_tenth() -> None:
    index = compute_index(domains=domains_of([[9, 9, 9, *range(7)]]))
    assert index.ranks.tolist()[:4] == [1, 1, 1, 10]
    assert index.deciles.tolist()[:3] == [1, 1, 1]


def test_areas_with_the_same_parts_in_another_order_are_tied() -> None:
    orders = list(itertools.permutations([1, 2, 3, 4]))
    values = [[order[place] for order in orders] for place in range(4)]
    index = compute_index(domains=domains_of(values, weights=[9.3] * 4))
    assert set(index.ranks.tolist()) == {1}


def test_a_weight_split_in_three_leaves_the_ties() -> None:
    mirrored = [[1, 2, 3, 5, 4], [2, 1, 3, 4, 5]]
    whole = compute_index(domains=domains_of(mirrored, weights=[0.9, 0.9]))
    split = compute_index(domains=domains_of([mirrored[0]] * 3 + [mirrored[1]], weights=[0.3, 0.3, 0.3, 0.9]))
    assert whole.ties == split.ties == ((3, 4), (0, 1))


# Laws


@given(columns)
@pytest.mark.parametrize("method", METHODS)
def test_contributions_sum_to_the_score(method, values) -> None:
    if method == "zscore":
        values = [[*column, max(column) + 1] for column in values]
    index = compute_index(domains=domains_of(values), method=method)
    largest = max(np.abs(index.contributions).sum(axis=1).max(), 1)
    assert np.allclose(index.contributions.sum(axis=1), index.scores, rtol=0, atol=1e-11 * largest)


@given(columns, st.randoms())
@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_domains_and_areas_plays_no_part(method, values, chance) -> None:
    if method == "zscore":
        values = [[*(number / 7 for number in column), max(column) + 1] for column in values]
    index = compute_index(domains=domains_of(values), method=method)
    areas = list(range(len(values[0])))
    chance.shuffle(areas)
    shuffled = [
        Domain(name=domain.name, values=domain.values[areas], kind=domain.kind, weight=domain.weight)
        for domain in index.domains
    ]
    chance.shuffle(shuffled)
    other = compute_index(domains=shuffled, method=method)
    assert other.scores.tolist() == index.scores[areas].tolist()
    assert other.ranks.tolist() == index.ranks[areas].tolist()


@given(columns)
@pytest.mark.parametrize("method", METHODS)
def test_good_is_score_turned_round(method, values) -> None:
    if method == "zscore":
        values = [[*column, max(column) + 1] for column in values]
    turned = [[-number for number in column] for column in values]
    ranks = compute_index(domains=domains_of(values), method=method).ranks
    assert (
        compute_index(domains=domains_of(turned, kind="good"), method=method).ranks.tolist() == ranks.tolist()
    )


@given(columns)
def test_turning_every_indicator_turns_the_mean_of_ranks(values) -> None:
    areas = len(values[0])
    there = compute_index(domains=domains_of(values, weights=[1.0] * len(values)), method="mean_rank")
    back = compute_index(
        domains=domains_of(values, kind="good", weights=[1.0] * len(values)), method="mean_rank"
    )
    assert (there.scores + back.scores).tolist() == pytest.approx([areas + 1] * areas)


@given(columns, st.integers(0, 4), st.integers(0, 24))
@pytest.mark.parametrize("method", ["exponential", "mean_rank"])
def test_an_area_that_gets_worse_never_climbs(method, values, domain, area) -> None:
    domain, area = domain % len(values), area % len(values[0])
    before = compute_index(domains=domains_of(values), method=method).ranks[area]
    values[domain][area] += 7
    assert compute_index(domains=domains_of(values), method=method).ranks[area] <= before


@given(columns)
def test_as_many_rank_ahead_as_the_rank_says(values) -> None:
    index = compute_index(domains=domains_of(values))
    for rank in index.ranks:
        assert (index.ranks < rank).sum() == rank - 1


# Refusals


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weight": -1.0}, "has the weight -1.0"),
        ({"weight": math.nan}, "has the weight nan"),
        ({"weight": 0.0}, "All weights are zero"),
        ({"kind": "bad"}, "has the kind “bad”"),
        ({"values": [1, math.nan]}, "area 1 has no finite number"),
        ({"values": [[1, 2]]}, "has not one value for each"),
        ({"values": []}, "There are no areas"),
        ({"values": ["x"]}, "not a number"),
        ({"kind": "rank", "values": [1, 3]}, "area 1 has rank 3"),
        ({"kind": "rank", "values": [1, 1, 1, 2, 2, 3]}, "area 3 has rank 2, but .* stands at 4 to 5"),
        ({"kind": "rank", "values": [2, 2, 2]}, None),
        ({"kind": "rank", "values": [1, 1, 3]}, None),
        ({"kind": "rank", "values": [1, 2, 4]}, "area 2 has rank 4"),
        ({"kind": "rank", "values": [0, 1]}, "area 0 has rank 0"),
    ],
)
def test_what_has_no_rank_is_refused(changes, sentence) -> None:
    with pytest.raises(ValueError, match=sentence) if sentence else nullcontext():
        compute_index(
            domains=[Domain(**({"name": "a", "values": [1, 2], "kind": "score", "weight": 1.0} | changes))]
        )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"method": "median"}, "no method “median”"),
        ({"rank_rule": "r/N"}, "no rank rule “r/N”"),
        ({"kappa": 0}, "kappa is 0"),
        ({"kappa": math.nan}, "kappa is nan"),
        ({"kappa": 0.99}, "kappa is 0.99"),
        ({"domains": []}, "at least one domain"),
        ({"domains": domains_of([[1, 2]]) * 2}, "“d0” is given twice"),
        ({"domains": domains_of([[4, 4]]), "method": "zscore"}, "the same in every area"),
    ],
)
def test_an_impossible_recipe_is_refused(changes, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        compute_index(**({"domains": domains_of([[1, 2]])} | changes))
