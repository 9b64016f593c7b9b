"""What a vote says: the sum goes from the most votes down, and a tie is told and never broken by itself."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from bokal.programme.initiatives.enums import ByVotes
from bokal.programme.initiatives.services.rank_votes import Polled, rank_votes

FITS, TIED, WAITS, BEYOND, NO_VOTES = ByVotes


def says(total: int, *rows: tuple[int, ...], granted: dict[int, bool] | None = None) -> list[ByVotes | None]:
    """Return what the votes say about rows of votes and amount, in the order of the rows."""
    decided = granted or {}
    polled = [Polled(number, *row, decided.get(number)) for number, row in enumerate(rows)]
    ranked = rank_votes(polled, total)
    return [ranked[number].says for number in range(len(rows))]


def test_the_most_votes_get_the_money_and_what_costs_more_than_is_left_is_passed_over() -> None:
    assert says(10, (5, 6), (9, 3), (4, 2), (3, 1), (2, 1)) == [FITS, FITS, BEYOND, FITS, BEYOND]


def test_what_nobody_voted_for_gets_nothing_however_much_is_left() -> None:
    assert says(10, (1, 2), (0, 1)) == [FITS, NO_VOTES]


def test_as_many_votes_are_no_tie_while_the_sum_is_enough_for_all() -> None:
    assert says(10, (5, 4), (5, 4), (1, 2), (1, 1)) == [FITS, FITS, TIED, TIED]
    assert says(10, (5, 4), (5, 4), (1, 1), (1, 1)) == [FITS, FITS, FITS, FITS]


def test_a_tie_is_told_and_what_comes_after_waits_unless_it_cannot_fit_in_any_case() -> None:
    rows = ((9, 4), (5, 4), (5, 3), (5, 7), (3, 1), (2, 7))
    assert says(10, *rows) == [FITS, TIED, TIED, BEYOND, WAITS, BEYOND]


def test_a_tie_is_broken_by_deciding_on_those_in_it() -> None:
    rows = ((9, 4), (5, 4), (5, 3), (3, 3), (2, 2))
    assert says(10, *rows) == [FITS, TIED, TIED, WAITS, WAITS]
    assert says(10, *rows, granted={0: True, 2: True}) == [None, BEYOND, None, FITS, BEYOND]
    assert says(10, *rows, granted={0: True, 2: False}) == [None, FITS, None, BEYOND, FITS]


def test_places_are_shared_by_those_with_as_many_votes() -> None:
    polled = [Polled(number, votes, 1) for number, votes in enumerate((7, 3, 7, 1))]
    assert {number: one.place for number, one in rank_votes(polled, 9).items()} == {0: 1, 1: 3, 2: 1, 3: 4}


ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9)), max_size=5)


def granted_in_order(total: int, rows: list[tuple[int, int]], order: tuple[int, ...]) -> set[int]:
    """Hand out the sum from the most votes down, ties in the given order."""
    left, found = total, set()
    for number in sorted(order, key=lambda number: -rows[number][0]):
        votes, amount = rows[number]
        if votes and amount <= left:
            left -= amount
            found.add(number)
    return found


@given(ROWS, st.integers(0, 30))
def test_what_is_said_holds_however_ties_are_broken(rows: list[tuple[int, int]], total: int) -> None:
    said = says(total, *rows)
    orders = permutations(range(len(rows)))
    outcomes = [granted_in_order(total, rows, order) for order in orders]
    for number, word in enumerate(said):
        often = sum(number in outcome for outcome in outcomes)
        assert word is not FITS or often == len(outcomes)
        assert word not in {BEYOND, NO_VOTES} or often == 0
        assert word is not TIED or often > 0
    if TIED not in said:
        assert {number for number, word in enumerate(said) if word is FITS} == outcomes[0]
    else:
        assert any(outcome != outcomes[0] for outcome in outcomes)
