"""Whole numbers that come along in an address or a form of ours; what is none is no error but no number."""

from collections.abc import Iterable, Sequence
from itertools import islice

LONGEST = 18
"""Digits of the largest number that every database takes as a key."""


def number_in(word: str, *, digits: int = LONGEST) -> int | None:
    """Return the number a word writes with plain digits, or None when it is none or longer.

    Examples
    --------
    >>> number_in("42"), number_in("-1"), number_in("٤"), number_in("1234", digits=3)
    (42, None, None, None)
    """
    plain = word.isascii() and word.isdecimal() and len(word) <= digits
    return int(word) if plain else None


def numbers_in(words: Sequence[str], *, most: int) -> list[int]:
    """Return the numbers among the first words of a list."""
    found: Iterable[int | None] = map(number_in, islice(words, most))
    return [number for number in found if number is not None]
