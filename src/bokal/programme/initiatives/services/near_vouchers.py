"""Tell whether two vouchers of a company are perhaps one, when two files name it otherwise."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from bokal.programme.initiatives.services.ledger import parts_of

# Signs that systems write between series and number, and zeros before a number.
BETWEEN = re.compile(r"[\W_]+")
ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Names:
    """What a voucher is called, and what those are called that are perhaps the same.

    A rule that holds between two kinds of vouchers alone, such as a number without a letter and one that ends
    in it, never brings two of one kind together: 12K1 and 13K1 have no name in common.
    """

    called: frozenset[str]
    sought: frozenset[str]


@lru_cache(maxsize=1024)
def names_of(place: str) -> Names:
    """Return the names of a voucher: its series and number as one, and those of its number alone.

    Signs that no number has when it is written plainly keep the names apart: * stands before digits that a
    number ends with and = before a number of digits alone; + and - tell whether a number has a series.
    """
    _company, _year, series, number = parts_of(place)
    both, end = together(series, number) - {""}, digits(number)
    called, sought = set(both), set(both)
    if end:
        called.add(f"*{end}")
        sought.add(f"={end}")
        if plain(series + number) == end:
            called.add(f"={end}")
            sought.add(f"*{end}")
    if plain(number):
        called.add(f"{'+' if series else '-'}{plain(number)}")
        sought.add(f"{'-' if series else '+'}{plain(number)}")
    # Whatever has no digits at its end would share the name of nothing with all others that have none.
    return Names(frozenset(called or {""}), frozenset(sought or {""}))


def together(series: str, number: str) -> frozenset[str]:
    """Return how series and number are written as one, such as A7 for A and 0007.

    Zeros go within a number too, as 2026-0007 is 2026-7, and a number may begin with its series.
    """
    names = {
        plain(series + number),
        plain(series) + plain(number),
        plain(f"{series}-{without_zeros(number)}"),
    }
    if plain(number).startswith(plain(series)) and not plain(series).isdecimal():
        names.add(plain(number))
    return frozenset(names)


def without_zeros(number: str) -> str:
    """Write each part of a number without leading zeros."""
    return ZEROS.sub("", number)


def plain(text: str) -> str:
    """Write a number without blanks, hyphens and leading zeros, whatever its case."""
    return without_zeros(BETWEEN.sub("", text.casefold()))


def digits(number: str) -> str:
    """Return the digits that a number ends with, as 7 for A7."""
    text = plain(number)
    return text[len(text.rstrip("0123456789")) :]


def perhaps_one(place: str, on: datetime.date, other: str, other_on: datetime.date) -> bool:
    """Whether vouchers with two names are perhaps one.

    Their numbers are written otherwise, or one names no series. In another financial year it must be of the
    same day: each year counts anew.
    """
    _company, year, series, number = parts_of(place)
    _other_company, other_year, other_series, other_number = parts_of(other)
    if place == other or (year != other_year and on != other_on):
        return False
    if bool(series) != bool(other_series) and plain(number) == plain(other_number):
        return True
    if digits(number) == digits(other_number) in (plain(series + number), plain(other_series + other_number)):
        return True
    return not together(series, number).isdisjoint(together(other_series, other_number))
