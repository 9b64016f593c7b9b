"""Shrunk rates lie between their own and the larger area's; a mean shows what lies inside."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.science.index import mean_of_parts, shrink_rates

counts = st.lists(
    st.integers(1, 5000).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people))),
    min_size=2,
    max_size=20,
)


def test_a_shrunk_rate_is_that_of_the_published_formula() -> None:
    cases, people = (2, 30), (10, 300)
    own = [math.log((k + 0.5) / (n - k + 0.5)) for k, n in zip(cases, people, strict=True)]
    larger = math.log((32 + 0.5) / (310 - 32 + 0.5))
    within = (10 + 1) * (10 + 2) / (10 * (2 + 1) * (10 - 2 + 1))
    between = (own[0] - larger) ** 2 + (own[1] - larger) ** 2
    pull = within / (within + between)
    expected = 1 / (1 + math.exp(-((1 - pull) * own[0] + pull * larger)))
    found = shrink_rates(numerator=cases, denominator=people, groups=["A", "A"])
    assert found.rates[0] == pytest.approx(expected, rel=1e-12)
    assert found.pull[0] == pytest.approx(pull, rel=1e-12)
    assert found.group_rates == {"A": pytest.approx(32 / 310)}


@given(counts)
def test_a_shrunk_rate_lies_between_its_own_and_the_larger_areas(areas) -> None:
    cases, people = (np.array(column) for column in zip(*areas, strict=True))
    found = shrink_rates(numerator=cases, denominator=people, groups=["A"] * len(areas))
    own = (cases + 0.5) / (people + 1)
    larger = (cases.sum() + 0.5) / (people.sum() + 1)
    assert (found.rates >= np.minimum(own, larger) - 1e-12).all()
    assert (found.rates <= np.maximum(own, larger) + 1e-12).all()
    assert ((found.pull > 0) & (found.pull <= 1)).all()


def test_few_people_borrow_more_than_many() -> None:
    found = shrink_rates(numerator=[5, 500, 900], denominator=[10, 1000, 9000], groups=["A"] * 3)
    assert found.pull[0] > found.pull[1]


@pytest.mark.parametrize(
    ("numerator", "denominator", "groups", "sentence"),
    [
        ([1, 2], [0, 9], ["A", "A"], "Area 0 has 1 of 0"),
        ([1, 10], [9, 9], ["A", "A"], "Area 1 has 10 of 9"),
        ([1, -1], [9, 9], ["A", "A"], "Area 1 has -1 of 9"),
        ([1, math.nan], [9, 9], ["A", "A"], "Area 1 has nan of 9"),
        ([1, 2], [9, 9], ["A", "B"], "“A” holds only area 0"),
        ([1, 2], [9, 9], ["A"], "one numerator"),
        ([], [], [], "one numerator"),
    ],
)
def test_rates_without_a_defined_shrinkage_are_refused(numerator, denominator, groups, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        shrink_rates(numerator=numerator, denominator=denominator, groups=groups)


def test_a_mean_shows_the_zones_that_lie_side_by_side_inside_it() -> None:
    mean = mean_of_parts(values=[55, 4, 30], weights=[1000, 2000, 1000], parts=["towers", "villas", "blocks"])
    assert mean.value == 23.25
    assert (mean.low, mean.high) == (4, 55)
    assert [part.part for part in mean.parts] == ["villas", "blocks", "towers"]
    assert sum(part.share for part in mean.parts) == pytest.approx(1)


def test_a_part_without_a_value_is_left_out_and_named_while_zero_counts() -> None:
    mean = mean_of_parts(values=[0, None, 10], weights=[1, 2, 1])
    assert mean.value == 5
    assert mean.missing == ("2",)
    assert mean.coverage == 0.5


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0.01, 1e6)), min_size=1, max_size=12))
def test_a_mean_lies_within_its_parts(parts) -> None:
    values, weights = zip(*parts, strict=True)
    mean = mean_of_parts(values=values, weights=weights)
    assert mean.low <= mean.value <= mean.high


@pytest.mark.parametrize(
    ("values", "weights", "sentence"),
    [
        ([], [], "No part has a value"),
        ([None], [1], "No part has a value"),
        ([1], [0], "has the weight 0"),
        ([math.inf], [1], "has the value inf"),
        ([1, 2], [1], "differ in number"),
    ],
)
def test_parts_that_have_no_mean_are_refused(values, weights, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        mean_of_parts(values=values, weights=weights)


def test_larger_areas_can_be_numbered() -> None:
    found = shrink_rates(numerator=[1, 2], denominator=[5, 6], groups=[1, 1])
    assert list(found.group_rates) == ["1"]
