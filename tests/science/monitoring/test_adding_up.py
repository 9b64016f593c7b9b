"""What reported values make together: known values, laws, refusals."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.science.monitoring import (
    UNKNOWN,
    Accumulation,
    Fall,
    Overlap,
    Pair,
    Reported,
    aggregate,
    divide,
    surviving,
)

MONTH = 30


def month(place: int, value: object, whole: object = None, **more: object) -> Reported:
    """Return the report of a month; its key is its place unless told."""
    pair = (
        None if value is None else Pair(Decimal(str(value)), None if whole is None else Decimal(str(whole)))
    )
    facts: dict = {"key": place, "start": place * MONTH, "end": (place + 1) * MONTH, "pair": pair} | more
    return Reported(**facts)


def value_of(reports: list[Reported], accumulation: Accumulation) -> Decimal | None:
    pair = aggregate(reports, accumulation=accumulation).pair
    return None if pair is None else pair.value


def test_a_flow_adds_up_a_stock_and_a_sum_so_far_stand_as_last_reported() -> None:
    reports = [month(0, 5), month(1, 8), month(2, "2.5")]
    assert value_of(reports, "flow") == Decimal("15.5")
    assert value_of(reports, "stock") == Decimal("2.5")
    assert value_of(reports, "cumulative") == Decimal("2.5")


def test_a_month_without_a_value_leaves_the_stock_before_it_standing_and_is_counted_apart() -> None:
    found = aggregate([month(0, 5), month(1, None)], accumulation="stock")
    assert (found.pair, found.up_to, found.periods, found.without_value) == (Pair(Decimal(5)), MONTH, 1, 1)


def test_zero_is_a_value_and_nothing_reported_is_none() -> None:
    assert value_of([month(0, 0)], "flow") == Decimal(0)
    assert value_of([month(0, 4), month(1, 0)], "stock") == Decimal(0)
    assert value_of([], "flow") is None
    assert value_of([month(0, None)], "flow") is None


def test_a_share_is_the_sum_over_the_sum_and_no_mean_of_percentages() -> None:
    found = aggregate([month(0, 1, 2), month(1, 1, 98)], accumulation="flow")
    assert found.share == Fraction(2, 100)
    assert aggregate([month(0, 0, 0)], accumulation="flow").share is None


def test_a_sum_so_far_that_falls_is_named_and_what_is_in_between_is_not_skipped() -> None:
    found = aggregate([month(2, 7), month(0, 5), month(1, 9), month(3, 8)], accumulation="cumulative")
    assert found.falls == (Fall(2, 1),)
    assert aggregate([month(0, 9), month(1, 7)], accumulation="flow").falls == ()


def test_two_reports_about_the_same_days_are_named() -> None:
    twice = month(7, 3, start=10, end=20)
    assert aggregate([month(0, 5), twice], accumulation="flow").overlaps == (Overlap(7, 0),)


def test_parts_add_up_or_the_rest_is_told() -> None:
    parts = {"girls": Pair(Decimal(4)), "boys": Pair(Decimal(3))}
    short = divide(pair=Pair(Decimal(10)), portions=parts, groups=list(parts))
    assert (short.rest.value, short.adds_up) == (3, False)
    assert divide(pair=Pair(Decimal(10)), portions=parts | {UNKNOWN: Pair(Decimal(3))}, groups=parts).adds_up
    assert divide(pair=Pair(Decimal(10)), portions={}, groups=parts).adds_up
    both = {"girls": Pair(Decimal(4), Decimal(5)), "boys": Pair(Decimal(3), Decimal(4))}
    shares = divide(pair=Pair(Decimal(7), Decimal(10)), portions=both, groups=parts)
    assert (shares.rest, shares.adds_up) == (Pair(Decimal(0), Decimal(1)), False)


@pytest.mark.parametrize(
    ("reports", "words"),
    [
        ([month(0, 1), month(0, 2)], "two reports 0"),
        ([month(0, 1, end=0)], "does not end"),
        ([month(1, 1, corrects=0)], "not there"),
        ([month(0, 1), month(1, 1, corrects=0), month(2, 1, corrects=0)], "corrected twice"),
        ([month(0, 1), month(1, 1, 2)], "of how many"),
    ],
)
def test_reports_that_cannot_be_are_refused(reports: list[Reported], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        aggregate(reports, accumulation="flow")


def test_what_is_no_accumulation_and_no_group_is_refused() -> None:
    with pytest.raises(ValueError, match="no accumulation"):
        aggregate([], accumulation="mean")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="none of the groups"):
        divide(pair=None, portions={"cats": Pair(Decimal(1))}, groups=["girls"])
    with pytest.raises(ValueError, match="negative"):
        divide(pair=None, portions={"girls": Pair(Decimal(-1))}, groups=["girls"])
    with pytest.raises(ValueError, match="of how many"):
        divide(pair=Pair(Decimal(1)), portions={UNKNOWN: Pair(Decimal(1), Decimal(2))}, groups=[])


@st.composite
def reported(draw: st.DrawFn) -> list[Reported]:
    """Draw months with values, some corrected, some of the corrections corrected or removed again."""
    found: list[Reported] = []
    for place in range(draw(st.integers(1, 6))):
        last: int | None = None
        for _step in range(draw(st.integers(1, 4))):
            removes = last is not None and draw(st.booleans())
            value = None if removes else draw(st.none() | st.integers(0, 9))
            pair = None if value is None else Pair(Decimal(value))
            start = place * MONTH
            key = len(found)
            found.append(Reported(key, start, start + MONTH, pair, {}, last, removes))
            last = key
    return found


@given(reported(), st.randoms(), st.sampled_from(["flow", "stock", "cumulative"]))
def test_the_order_in_which_reports_come_changes_nothing(
    reports: list[Reported], chance: object, accumulation: Accumulation
) -> None:
    shuffled = list(reports)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert aggregate(shuffled, accumulation=accumulation) == aggregate(reports, accumulation=accumulation)


@given(reported(), st.sampled_from(["flow", "stock", "cumulative"]))
def test_corrections_and_removals_leave_what_the_last_word_on_each_month_says(
    reports: list[Reported], accumulation: Accumulation
) -> None:
    last = {one.start: one for one in reports}
    left = [Reported(one.key, one.start, one.end, one.pair) for one in last.values() if not one.removes]
    assert aggregate(reports, accumulation=accumulation) == aggregate(left, accumulation=accumulation)
    assert len(surviving(reports)) == len(left)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)), min_size=1, max_size=5))
def test_the_parts_of_a_flow_add_up_to_it(months: list[dict[str, int]]) -> None:
    reports = []
    for place, parts in enumerate(months):
        portions = {group: Pair(Decimal(value)) for group, value in parts.items()}
        whole = Pair(Decimal(sum(parts.values()) if parts else 4))
        reports.append(Reported(place, place * MONTH, (place + 1) * MONTH, whole, portions))
    found = aggregate(reports, accumulation="flow")
    assert found.pair is not None
    if found.portions:
        assert sum(pair.value for pair in found.portions.values()) == found.pair.value
