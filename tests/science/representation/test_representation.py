"""Weights by known values, laws and refusals, and against two other programs."""

import math

import numpy as np
import pandas
import polars
import pytest
import rimpy
import weightipy
from hypothesis import given, settings
from hypothesis import strategies as st

from bokal.science.representation import design_effect, rake, representation, wilson_interval

SHARES = {"age": {"young": 0.4, "old": 0.6}, "sex": {"w": 0.5, "m": 0.5}}


def sample(rows: int, seed: int = 1) -> dict[str, list[str]]:
    draw = np.random.default_rng(seed)
    ages = draw.choice(["16-24", "25-44", "45-64", "65-"], rows, p=[0.1, 0.2, 0.3, 0.4])
    sexes = draw.choice(["w", "m"], rows, p=[0.7, 0.3])
    places = draw.choice([f"area {number}" for number in range(6)], rows)
    born = draw.choice(["here", "elsewhere"], rows, p=[0.8, 0.2])
    return {"age": ages.tolist(), "sex": sexes.tolist(), "place": places.tolist(), "born": born.tolist()}


MARGINS = {
    "age": {"16-24": 0.15, "25-44": 0.35, "45-64": 0.3, "65-": 0.2},
    "sex": {"w": 0.49, "m": 0.51},
    "place": {f"area {number}": share for number, share in enumerate((0.1, 0.15, 0.2, 0.2, 0.25, 0.1))},
    "born": {"here": 0.45, "elsewhere": 0.55},
}


def in_per_cent() -> dict[str, dict[str, float]]:
    return {name: {one: 100 * share for one, share in shares.items()} for name, shares in MARGINS.items()}


def weighted(groups: dict[str, list[str]], weights: np.ndarray, variable: str) -> dict[str, float]:
    total = weights.sum()
    return {
        category: float(
            sum(w for w, c in zip(weights, groups[variable], strict=True) if c == category) / total
        )
        for category in MARGINS[variable]
    }


def test_every_margin_holds_to_the_last_digits() -> None:
    groups = sample(3000)
    found = rake(groups=groups, margins=MARGINS)
    for variable, shares in MARGINS.items():
        got = weighted(groups, found.weights, variable)
        assert all(math.isclose(got[category], share, abs_tol=1e-11) for category, share in shares.items())
    assert math.isclose(found.weights.sum(), 3000)
    assert found.margin_error <= 1e-12
    assert found.effective_size == pytest.approx(3000 / found.design_effect)


def test_people_who_are_alike_weigh_alike_whatever_the_order_of_rows() -> None:
    groups = sample(500)
    found = rake(groups=groups, margins=MARGINS).weights
    order = np.random.default_rng(2).permutation(500)
    turned = {variable: [cells[row] for row in order] for variable, cells in groups.items()}
    assert rake(groups=turned, margins=MARGINS).weights == pytest.approx(found[order], rel=1e-10)


@given(st.integers(1, 50), st.integers(1, 50), st.floats(0.05, 0.95))
@settings(max_examples=50)
def test_one_variable_is_a_share_over_a_share(young: int, old: int, share: float) -> None:
    groups = {"age": ["young"] * young + ["old"] * old}
    found = rake(groups=groups, margins={"age": {"young": share, "old": 1 - share}})
    assert found.weights[0] == pytest.approx(share * (young + old) / young)
    assert found.design_effect >= 1 - 1e-12


def test_start_weights_are_kept_where_nothing_forces_another() -> None:
    groups = {"age": ["young", "young", "old", "old"]}
    found = rake(groups=groups, margins={"age": {"young": 0.5, "old": 0.5}}, start=[1, 3, 1, 1])
    assert found.weights.tolist() == pytest.approx([0.5, 1.5, 1, 1])


def test_limits_cut_weights_and_say_what_that_costs() -> None:
    groups = {"age": ["young"] + ["old"] * 9}
    found = rake(groups=groups, margins={"age": {"young": 0.9, "old": 0.1}}, limits=(0.2, 5))
    assert found.trimmed == 10
    assert found.margin_error > 0.1
    assert found.weights.sum() == pytest.approx(10)


@pytest.mark.parametrize(
    ("groups", "margins", "reason"),
    [
        (
            {"age": ["old"]},
            {"age": {"young": 0.5, "old": 0.5}},
            "Nobody with “young” for “age”",
        ),
        ({"age": ["new"]}, {"age": {"old": 1.0}}, "Row 1 has “new”"),
        ({"age": ["old"]}, {"age": {"old": 0.9}}, "do not add up to 1"),
        ({"age": ["old"]}, {"sex": {"w": 1.0}}, "same variables"),
        ({"age": ["old"], "sex": []}, {"age": {"old": 1.0}, "sex": {"w": 1.0}}, "rows"),
        ({"age": ["old", "young"]}, {"age": {"old": 1.0, "young": 0.0}}, "share is zero"),
        ({}, {}, "same variables"),
    ],
)
def test_what_cannot_be_weighted_is_named(groups: dict, margins: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        rake(groups=groups, margins=margins)


def test_groups_that_never_meet_have_no_weights_and_it_is_said() -> None:
    groups = {"age": ["young", "old"], "sex": ["w", "m"]}
    with pytest.raises(ValueError, match="never occur together"):
        rake(groups=groups, margins=SHARES)


def test_limits_that_leave_out_the_mean_are_refused() -> None:
    with pytest.raises(ValueError, match="below 1 and one above"):
        rake(groups={"age": ["old"]}, margins={"age": {"old": 1.0}}, limits=(2, 5))


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2], [math.nan], [[1, 2]]])
def test_weights_that_are_none_have_no_design_effect(weights: list) -> None:
    with pytest.raises(ValueError, match="above zero"):
        design_effect(weights)


# Published: Newcombe 1998, Stat. Med. 17, p. 857-872, table I, method 3.
@pytest.mark.parametrize(
    ("cases", "people", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(cases: int, people: int, low: float, high: float) -> None:
    assert wilson_interval(cases=cases, people=people) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share_and_stays_within_bounds(people: int, data: st.DataObject) -> None:
    cases = data.draw(st.integers(0, people))
    low, high = wilson_interval(cases=cases, people=people)
    assert 0 <= low <= cases / people <= high <= 1


def test_a_group_nobody_heard_has_a_ratio_of_zero_and_an_upper_end() -> None:
    found = representation(heard={"w": 8}, living={"w": 400, "m": 600})
    assert (found["m"].ratio, found["m"].low) == (0, 0)
    assert found["m"].high > 0
    assert found["m"].gap == pytest.approx(4.8)
    assert sum(one.gap for one in found.values()) == pytest.approx(0)


@pytest.mark.parametrize(
    ("heard", "living", "reason"),
    [
        ({}, {"w": 1}, "Nobody was heard"),
        ({"x": 1}, {"w": 1}, "does not live there"),
        ({"w": 1}, {"w": 0}, "lives there"),
        ({"w": -1}, {"w": 1}, "below zero"),
    ],
)
def test_what_cannot_be_compared_is_named(heard: dict, living: dict, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        representation(heard=heard, living=living)


def test_weights_equal_those_of_weightipy() -> None:
    groups = sample(10_000)
    scheme = weightipy.scheme_from_dict(in_per_cent())
    theirs = weightipy.weight_dataframe(pandas.DataFrame(groups), scheme, weight_column="w")["w"].to_numpy()
    assert rake(groups=groups, margins=MARGINS).weights == pytest.approx(theirs / theirs.mean(), abs=1e-8)


def test_weights_equal_those_of_rimpy() -> None:
    groups = sample(10_000)
    answer = rimpy.rake(polars.DataFrame(groups), in_per_cent(), convergence_threshold=1e-12)
    theirs = answer["weight"].to_numpy()
    assert rake(groups=groups, margins=MARGINS).weights == pytest.approx(theirs / theirs.mean(), abs=1e-8)
