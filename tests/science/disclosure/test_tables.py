"""No hidden cell can be worked out, whatever the table; and what is no count is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bokal.science.disclosure import possible_values, protect_table, round_to_base, small_shares
from bokal.science.disclosure.sums import with_totals

small = st.integers(0, 30)
lists = st.lists(small, min_size=1, max_size=8)
grids = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(small, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def attacked(counts, found):
    table = with_totals(np.array(counts, dtype=np.int64))
    return possible_values(table=table, hidden=found.status != "shown")


@settings(deadline=None)
@given(st.one_of(lists, grids), st.integers(3, 12))
def test_no_hidden_cell_can_be_worked_out_and_small_ones_are_as_uncertain_as_asked(counts, threshold) -> None:
    found = protect_table(counts=counts, threshold=threshold)
    for cell, values in attacked(counts, found).items():
        assert values.width > 0
        assert values.width >= threshold or found.status[cell] == "secondary"


@settings(deadline=None)
@given(st.one_of(lists, grids))
def test_what_is_shown_is_true_and_no_small_count_is_shown(counts) -> None:
    found = protect_table(counts=counts)
    table = with_totals(np.array(counts, dtype=np.int64)).ravel()
    published = np.array(found.published, dtype=object).ravel()
    for status, shown, count in zip(found.status.ravel(), published, table, strict=True):
        assert shown == (int(count) if status == "shown" else None)
        assert (0 < count < 5) == (status == "primary")


def test_nothing_is_hidden_where_nothing_is_small_and_zero_is_shown_as_zero() -> None:
    found = protect_table(counts=[[0, 12], [30, 20]])
    assert found.published == ((0, 12, 12), (30, 20, 50), (30, 32, 62))


def test_hiding_only_the_small_cell_of_a_row_would_not_do() -> None:
    table = with_totals(np.array([[3, 10, 20], [15, 16, 17]]))
    naive = possible_values(table=table, hidden=table == 3)
    assert naive[0, 0].width == 0
    status = protect_table(counts=[[3, 10, 20], [15, 16, 17]]).status
    assert status.tolist() == [
        ["primary", "secondary", "shown", "shown"],
        ["secondary", "secondary", "shown", "shown"],
        ["shown"] * 4,
    ]


def test_a_wider_protection_is_kept() -> None:
    counts = [[3, 40, 50], [60, 70, 80], [55, 44, 33]]
    found = protect_table(counts=counts, protection=25)
    assert attacked(counts, found)[0, 0].width >= 25


def test_a_table_with_one_small_cell_hides_its_total_too() -> None:
    assert protect_table(counts=[3]).published == (None, None)


def test_totals_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        possible_values(table=np.array([1, 2, 4]), hidden=np.array([True, False, False]))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"counts": [2.5]}, "A count is 2.5"),
        ({"counts": [-1]}, "A count is -1"),
        ({"counts": [float("nan")]}, "A count is nan"),
        ({"counts": [None, 3]}, "A count is no number"),
        ({"counts": ["3", 3]}, "A count is no number"),
        ({"counts": [True, 3.5, None]}, "A count is no number"),
        ({"counts": [2**53 + 1]}, "A count is 9007199254740993"),
        ({"counts": [10**400]}, "A count is 1000"),
        ({"counts": [2**53, 2**53]}, "The total of the counts is beyond"),
        ({"counts": [[1], [1, 2]]}, "no number"),
        ({"counts": []}, "at least one cell"),
        ({"counts": 3}, "a dimension and at least one"),
        ({"threshold": 2}, "The threshold is 2"),
        ({"protection": 0}, "The protection is 0"),
        ({"counts": np.ones((80, 80))}, "more than 2000"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(changes, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        protect_table(**({"counts": [1, 2]} | changes))


@given(st.lists(st.integers(0, 10**9), min_size=1), st.integers(2, 100))
def test_a_rounded_count_is_the_nearest_multiple(counts, base) -> None:
    for count, rounded in zip(counts, round_to_base(counts=counts, base=base).tolist(), strict=True):
        assert rounded % base == 0
        assert abs(rounded - count) * 2 <= base


def test_a_base_below_two_is_refused() -> None:
    with pytest.raises(ValueError, match="The base is 1"):
        round_to_base(counts=[3], base=1)


def test_a_share_tells_of_a_few_from_both_ends() -> None:
    marked = small_shares(numerator=[0, 4, 5, 95, 96, 100, 0], denominator=[100] * 6 + [0])
    assert marked.tolist() == [False, True, False, False, True, False, True]
    with pytest.raises(ValueError, match="exceeds its denominator"):
        small_shares(numerator=[2], denominator=[1])
