"""A number in an address or a form is a number, or it is none."""

import pytest

from bokal.web.ui.sent_numbers import number_in, numbers_in


@pytest.mark.parametrize("word", ["", "-1", "1.5", " 1", "٤", "²", "1e3", "9" * 19])
def test_what_is_no_number_is_none(word: str) -> None:
    assert number_in(word) is None


def test_the_longest_number_fits_a_key() -> None:
    assert number_in("9" * 18) == 10**18 - 1
    assert number_in("1234", digits=4) == 1234
    assert number_in("12345", digits=4) is None


def test_numbers_are_looked_for_among_the_first_words_alone() -> None:
    assert numbers_in(["1", "x", "3", "4"], most=3) == [1, 3]
