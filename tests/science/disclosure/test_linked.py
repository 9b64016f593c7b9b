"""Linked tables are protected together, and a reader who knows the threshold learns no small count."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bokal.science.disclosure import Sum, possible_values_of_cells, protect_cells, protect_table
from bokal.science.disclosure.sums import with_totals

CITY = {"a1": 12, "a2": 20, "a3": 30, "A": 62, "b1": 3, "B": 3, "c1": 20, "c2": 30, "C": 50, "city": 115}
CITY_SUMS = [
    Sum("A", ("a1", "a2", "a3")),
    Sum("B", ("b1",)),
    Sum("C", ("c1", "c2")),
    Sum("city", ("A", "B", "C")),
]


def city_of(zones: list[list[int]]) -> tuple[dict[str, int], list[Sum]]:
    """Name the cells of zones in districts in a city."""
    counts, sums = {}, []
    for district, parts in enumerate(zones):
        names = tuple(f"{district}.{zone}" for zone in range(len(parts)))
        counts |= dict(zip(names, parts, strict=True)) | {f"{district}": sum(parts)}
        sums.append(Sum(f"{district}", names))
    districts = tuple(str(district) for district in range(len(zones)))
    return counts | {"city": sum(map(sum, zones))}, [*sums, Sum("city", districts)]


def test_a_small_zone_is_not_given_away_by_the_table_of_the_city() -> None:
    """Protected one by one, the zones of A say 62 and the city says 115 − 62 − 50 = 3."""
    found = protect_cells(counts=CITY, sums=CITY_SUMS)
    hidden = {name for name, status in found.status.items() if status != "shown"}
    left = possible_values_of_cells(counts=CITY, sums=CITY_SUMS, hidden=hidden)
    assert left["b1"].width >= 5
    assert left["B"].width >= 5
    # Hiding the district A without one of its zones would be undone by its own table.
    assert ("A" in hidden) == bool(hidden & {"a1", "a2", "a3"})


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_small_count_of_a_hierarchy_can_be_worked_out(zones) -> None:
    counts, sums = city_of(zones)
    found = protect_cells(counts=counts, sums=sums)
    hidden = {name for name, status in found.status.items() if status != "shown"}
    for name, left in possible_values_of_cells(counts=counts, sums=sums, hidden=hidden).items():
        assert left.width > 0
        assert left.width >= 5 or found.status[name] == "secondary"
    assert {name for name, count in counts.items() if 0 < count < 5} <= hidden


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 9), min_size=8, max_size=8))
def test_a_small_count_of_a_cube_has_another_small_value_in_whole_counts(cells) -> None:
    counts = np.array(cells).reshape(2, 2, 2)
    found = protect_table(counts=counts, threshold=3)
    hidden = found.status != "shown"
    for place in np.argwhere(found.status == "primary"):
        assert len(small_values(with_totals(counts), hidden, tuple(place), threshold=3)) > 1


def small_values(table, hidden, place, *, threshold: int) -> set[int]:
    """List the small counts that a hidden cell has in whole tables that show the same, by enumeration."""
    inner = tuple(slice(0, -1) for _axis in range(table.ndim))
    free = np.argwhere(hidden[inner])
    if len(free) > 4:
        # Too many to list; the laws above bound these with programmes.
        return {1, 2}
    # A hidden neighbour may be larger than any count here: it takes what the small one gives up.
    guesses = np.indices((13,) * len(free)).reshape(len(free), -1)
    tables = np.repeat(table[inner][None], guesses.shape[1], axis=0)
    for cell, values in zip(free, guesses, strict=True):
        tables[(slice(None), *cell)] = values
    for axis in range(1, table.ndim + 1):
        tables = np.concatenate([tables, tables.sum(axis=axis, keepdims=True)], axis=axis)
    alike = tables[(tables == table)[:, ~hidden].all(axis=1)]
    values = alike[(slice(None), *place)]
    return set(values[(values > 0) & (values < threshold)].tolist())


@pytest.mark.parametrize(("size", "threshold"), [((2,), 5), ((3,), 5), ((3,), 3), ((2, 2), 3)])
def test_a_reader_who_knows_the_threshold_is_left_two_small_counts(size, threshold) -> None:
    """Every table of these sizes with low counts: whole tables that show the same, listed one by one."""
    for cells in itertools.product(range(6 if len(size) == 1 else 4), repeat=int(np.prod(size))):
        counts = np.array(cells).reshape(size)
        found = protect_table(counts=counts, threshold=threshold)
        hidden = found.status != "shown"
        for place in np.argwhere(found.status == "primary"):
            assert len(small_values(with_totals(counts), hidden, tuple(place), threshold=threshold)) > 1


def test_a_reader_who_runs_the_program_on_guesses_learns_no_small_count_of_a_drawn_choice() -> None:
    """Of 5, 4, 4 the plain choice hides what only 4 and 4 would; the drawn one could hide so for others."""
    told: dict[tuple, set[tuple[int, ...]]] = {}
    for cells in (cells for cells in itertools.product(range(12), repeat=3) if sum(cells) == 11):
        for seed in range(3):
            published = protect_table(counts=cells, generator=np.random.default_rng(seed)).published
            told.setdefault(published, set()).add(cells)
    for published, tables in told.items():
        assert published[3] == 11
        for place in range(3):
            values = {table[place] for table in tables}
            assert published[place] is not None or len(values) > 1 or not 0 < min(values) < 5


def test_what_was_hidden_stays_hidden_and_what_was_shown_stays_shown() -> None:
    found = protect_cells(counts=CITY, sums=CITY_SUMS, already_hidden={"c1", "c2"}, already_shown={"A", "a1"})
    assert found.published["c1"] is found.published["c2"] is None
    assert found.published["A"] == 62
    assert found.published["C"] is found.published["b1"] is None
    table = protect_table(
        counts=[3, 10, 20],
        already_hidden=[False, False, True, False],
        already_shown=[False, True, False, True],
    )
    assert table.published == (None, 10, None, 33)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"already_shown": {"b1"}}, "The small cell “b1” was shown before"),
        ({"already_shown": {"A", "C", "city"}}, "gives “b1” away"),
        ({"already_shown": {"x"}}, "“x” was hidden or shown before, but is no cell"),
        ({"already_shown": {"A"}, "already_hidden": {"A"}}, "“A” is said to be hidden and shown"),
        ({"sums": [Sum("A", ("a1", "a2"))]}, "do not add up to their totals: see “A”"),
        ({"sums": [Sum("A", ("a1", "x"))]}, "names “x”, which is no cell"),
        ({"sums": [Sum("A", ("a1", "a1"))]}, "a cell twice"),
        ({"sums": [Sum("A", ())]}, "has no parts"),
    ],
)
def test_what_cannot_be_protected_is_refused_by_name(changes, sentence) -> None:
    with pytest.raises(ValueError, match=sentence):
        protect_cells(**({"counts": CITY, "sums": CITY_SUMS} | changes))


def test_marks_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"The marks have the shape \(3,\)"):
        protect_table(counts=[3, 10, 20], already_shown=[True] * 3)
