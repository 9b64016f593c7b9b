"""Find the first row that was read in before and fits a row of an extract, without comparing each with each.

Rows that are here are filed under keys, and a row of the extract asks for keys. The keys narrow, the rule
decides: so a voucher of thousands of rows of which none is as it was is compared about as fast as it is read.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.known_rows import Booked
    from bokal.programme.initiatives.services.match_ledger import Row

type Keys = Iterable[Hashable]

FEW = 6
"""How many objects a row may have to be filed under each choice of them: one more would double the keys."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which rows fit: the rule, and keys of which those that fit have one in common."""

    fits: Callable[[Row, Booked], bool]
    filed: Callable[[Booked], Keys]
    asked: Callable[[Row], Keys]


class FirstFitting:
    """Rows that are here in their order, filed for one way of fitting; what is ``gone`` fits no more."""

    def __init__(self, booked: Iterable[Booked], way: Way, gone: Collection[str] = ()) -> None:
        self.booked, self.way, self.gone = list(booked), way, gone
        self.places: dict[Hashable, deque[int]] = defaultdict(deque)
        for at, one in enumerate(self.booked):
            for key in way.filed(one):
                self.places[key].append(at)

    def of(self, row: Row) -> Booked | None:
        """Return the first that fits a row."""
        firsts = (next(self.fitting(row, key), None) for key in self.way.asked(row))
        found = [at for at in firsts if at is not None]
        return self.booked[min(found)] if found else None

    def fitting(self, row: Row, key: Hashable) -> Iterator[int]:
        """Yield the places of those under a key that fit a row, and forget those at its head that went."""
        places = self.places.get(key) or deque[int]()
        while places and self.booked[places[0]].key in self.gone:
            places.popleft()
        for at in places:
            one = self.booked[at]
            if one.key not in self.gone and self.way.fits(row, one):
                yield at


def told(key: str) -> tuple[str, str, str]:
    """Return account, objects and unit of a key."""
    account, objects, unit = key.split("/")[4:7]
    return account, objects, unit


def filed_by_account(key: str, *more: Hashable) -> Keys:
    """Yield account and objects with the unit, and with any; ``more`` is what must be equal beside them."""
    account, objects, unit = told(key)
    yield account, objects, unit, *more
    yield account, objects, None, *more


def asked_by_account(key: str, *more: Hashable) -> Keys:
    """Yield account and objects with the unit and with none, or with any where the row names none."""
    account, objects, unit = told(key)
    for named in (unit, "") if unit else (None,):
        yield account, objects, named, *more


def filed_by_objects(key: str, *more: Hashable) -> Keys:
    """Yield the account with each choice of the objects, and with all of them."""
    account, objects, _unit = told(key)
    whole = frozenset(objects.split())
    yield account, "any", *more
    if len(whole) > FEW:
        yield account, "many", *more
        return
    yield account, "all of them", whole, *more
    for some in choices(whole):
        yield account, "some of them", some, *more


def asked_by_objects(key: str, *more: Hashable) -> Keys:
    """Yield keys under which those are filed that name all objects of the row, or none but its objects."""
    account, objects, _unit = told(key)
    whole = frozenset(objects.split())
    if len(whole) > FEW:
        yield account, "any", *more
        return
    yield account, "many", *more
    yield account, "some of them", whole, *more
    for some in choices(whole):
        yield account, "all of them", some, *more


def choices(objects: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield each choice of some objects, from none to all."""
    for size in range(len(objects) + 1):
        yield from map(frozenset, combinations(sorted(objects), size))
