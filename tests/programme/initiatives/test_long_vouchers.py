"""Long vouchers, and many, are compared in about as many steps as they have rows, with the same outcome."""

import datetime
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.initiatives.services import known_rows
from bokal.programme.initiatives.services.first_fitting import Way
from bokal.programme.initiatives.services.known_rows import Booked, Here, compare_voucher, doubt_near
from bokal.programme.initiatives.services.ledger import Extract, LedgerRow, Voucher
from bokal.programme.initiatives.services.match_ledger import Row, rows_of
from bokal.programme.initiatives.services.near_vouchers import names_of, perhaps_one

DAY, LATER = datetime.date(2026, 1, 15), datetime.date(2026, 2, 15)
type Spec = tuple[str, tuple[str, ...], str, int]


def rows(
    specs: Iterable[Spec], *, series: str = "A", number: str = "7", on: datetime.date = DAY
) -> list[Row]:
    """Return the rows of one voucher: account, objects, unit and amount."""
    booked = tuple(
        LedgerRow(account, amount, objects=tuple(("6", code) for code in objects), unit=unit, number=at)
        for at, (account, objects, unit, amount) in enumerate(specs, start=1)
    )
    return rows_of(Extract("stad", vouchers=(Voucher(series, number, on, rows=booked),)))


def here_as(found: Iterable[Row]) -> list[Booked]:
    """Return rows as they stand here once they were read in."""
    return [
        Booked(at, 1, one.key, one.voucher.on, one.row.amount, one.row.amount)
        for at, one in enumerate(found, start=1)
    ]


def by_place(booked: Iterable[Booked]) -> dict[str, list[Booked]]:
    found = defaultdict(list)
    for one in booked:
        found[one.place].append(one)
    return found


def steps(act: Callable[[], object]) -> int:
    """Count the calls that something makes."""
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


def rebooked(count: int, *, moved: bool) -> list[Spec]:
    """Return rows of which none has anything in common with those that are not moved."""
    return [
        (str(4000 + 1000 * moved + at % 50), (str(at + 5000 * moved),), "", at + 1 + 5000 * moved)
        for at in range(count)
    ]


def of_other_objects(count: int, *, moved: bool) -> list[Spec]:
    """Return rows of one account, amount and cost centre, whose projects are others when they are moved."""
    return [("4600", ("1", str(at + 100 + 5000 * moved)), "", 500_00) for at in range(count)]


@pytest.mark.parametrize("drawn", [rebooked, of_other_objects])
@pytest.mark.parametrize("form", ["sie4", "table"])
def test_a_long_voucher_of_which_every_row_was_rebooked_takes_steps_as_it_has_rows(
    drawn: Callable[..., list[Spec]], form: str
) -> None:
    def taken(count: int) -> int:
        new, booked = rows(drawn(count, moved=True)), here_as(rows(drawn(count, moved=False)))
        return steps(lambda: compare_voucher(Here(), new, booked, form))

    assert taken(400) < 5 * taken(100)


@pytest.mark.parametrize("drawn", [rebooked, of_other_objects])
def test_a_long_voucher_that_is_written_otherwise_takes_steps_as_it_has_rows(
    drawn: Callable[..., list[Spec]],
) -> None:
    def taken(count: int) -> int:
        new = rows(drawn(count, moved=True), number="0007")
        booked = here_as(rows(drawn(count, moved=False)))
        return steps(lambda: doubt_near(Here(), {new[0].place: new}, by_place(booked)))

    assert taken(400) < 5 * taken(100)


def test_vouchers_whose_numbers_end_in_one_digit_after_a_letter_take_steps_as_there_are_vouchers() -> None:
    def taken(count: int) -> int:
        names_of.cache_clear()
        one: list[Spec] = [("4600", ("1203",), "", 100)]
        new = [rows(one, series="", number=f"{count + at}K1") for at in range(count)]
        booked = here_as(rows(one, series="", number=f"{at}K1")[0] for at in range(count))
        return steps(lambda: doubt_near(Here(), {few[0].place: few for few in new}, by_place(booked)))

    assert taken(400) < 5 * taken(100)


@pytest.mark.parametrize(
    ("number", "other"), [("12K1", "13K1"), ("K1", "L1"), ("2026-0007", "2025-0007"), ("12B", "13B")]
)
def test_numbers_that_are_never_one_are_not_looked_up_for_each_other(number: str, other: str) -> None:
    assert names_of(f"stad/2026//{number}").sought.isdisjoint(names_of(f"stad/2026//{other}").called)


places = st.builds(
    "stad/2026/{}/{}".format,
    st.text("Aa01-", max_size=2),
    st.text("AK017- ", max_size=4).filter(lambda number: any(sign.isalnum() for sign in number)),
)


@given(places, places)
def test_whatever_is_perhaps_one_is_looked_up_from_either_side(place: str, other: str) -> None:
    found = not names_of(place).sought.isdisjoint(names_of(other).called)
    assert found == (not names_of(other).sought.isdisjoint(names_of(place).called))
    assert found or not perhaps_one(place, DAY, other, DAY)
    assert not names_of(place).sought.isdisjoint(names_of(place).called)


class Plainly:
    """The first that fits a row, looked for among all that are here."""

    def __init__(self, booked: Iterable[Booked], way: Way, gone: Iterable[str] = ()) -> None:
        self.booked, self.way, self.gone = list(booked), way, gone

    def of(self, row: Row) -> Booked | None:
        left = (one for one in self.booked if one.key not in self.gone)
        return next((one for one in left if self.way.fits(row, one)), None)


objects = st.lists(st.sampled_from("12345678"), max_size=8, unique=True).map(tuple)
specs = st.lists(
    st.tuples(
        st.sampled_from("45"), objects, st.sampled_from(["", "", "u", "v"]), st.sampled_from([1, 2, 2, 3])
    ),
    min_size=1,
    max_size=6,
)
corrections = st.lists(st.sampled_from([None, None, 0, 2, 3]), min_size=6, max_size=6)


@given(
    specs, specs, st.integers(0, 6), corrections, st.sampled_from([DAY, LATER]), st.sampled_from(["sie4", ""])
)
def test_rows_are_paired_as_if_each_were_held_against_each(
    new: list[Spec],
    before: list[Spec],
    kept: int,
    corrected: list[int | None],
    on: datetime.date,
    form: str,
) -> None:
    booked = [
        Booked(one.entry, 1, one.key, one.on, one.amount, one.amount if stands is None else stands)
        for one, stands in zip(here_as(rows((new[:kept] + before)[:6], on=on)), corrected, strict=False)
    ]

    def outcome() -> tuple[Here, Here]:
        same, near, otherwise = Here(), Here(), rows(new, number="0007")
        compare_voucher(same, rows(new), booked, form)
        doubt_near(near, {otherwise[0].place: otherwise}, by_place(booked))
        return same, near

    found = outcome()
    with patch.object(known_rows, "FirstFitting", Plainly):
        assert outcome() == found
