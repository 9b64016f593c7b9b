"""Tell which rows of an extract were read in before, in whichever form, order and part they come again.

A row is known by its voucher and day, account, objects and amount, and as the n-th such row of the voucher:
never by its place, which another extract of the same voucher need not keep. What may be one that is here, and
is not surely, is doubtful: somebody is asked, and it is entered by their choice alone.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetEntry
from bokal.programme.initiatives.services.first_fitting import (
    FirstFitting,
    Way,
    asked_by_account,
    asked_by_objects,
    filed_by_account,
    filed_by_objects,
)
from bokal.programme.initiatives.services.ledger import PARTS, Extract, place_of, voucher_number
from bokal.programme.initiatives.services.near_vouchers import Names, names_of, perhaps_one

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.match_ledger import Row

WHOLE_VOUCHERS = "sie4"
"""The form that holds vouchers with all of their rows, so that a row that lacks is gone."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A row that was read in before: on which line, and with which amount it stands here now."""

    entry: int
    line: int
    key: str
    on: datetime.date
    amount: int
    stands: int

    @property
    def place(self) -> str:
        """What its voucher is known by."""
        return place_of(self.key)

    @property
    def parts(self) -> list[str]:
        return self.key.split("/")

    @property
    def objects(self) -> str:
        return self.parts[5]

    @property
    def unit(self) -> str:
        return self.parts[6]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that stands here otherwise than in the ledger; ``row`` is nothing when it is gone there."""

    booked: Booked
    row: Row | None

    @property
    def says(self) -> int:
        """The amount in the ledger, in öre."""
        return self.row.row.amount if self.row else 0

    @property
    def voucher(self) -> str:
        """Series and number of the voucher."""
        return voucher_number(self.booked.key)


@dataclass(slots=True)
class Here:
    """What the rows of an extract are to what was read in before.

    Attributes
    ----------
    known
        Keys of rows that are here, with what they are here.
    doubtful
        Keys of rows that are perhaps one that is here: changed or moved since, or written otherwise.
    differences
        What stands here otherwise than in the ledger.
    taken
        Keys that are taken in the vouchers of the extract.
    """

    known: dict[str, Booked] = field(default_factory=dict)
    doubtful: dict[str, Booked] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def answers(self, row: Row) -> bool:
        """Whether a row is known or doubtful."""
        return row.key in self.known or row.key in self.doubtful


def compare(extract: Extract, rows: Sequence[Row]) -> Here:
    """Compare the rows of an extract with what was read in before."""
    here = Here()
    by_voucher: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_voucher[row.place].append(row)
    names = {place: names_of(place) for place in map(extract.voucher_key, extract.vouchers)}
    by_place: dict[str, list[Booked]] = defaultdict(list)
    for one in booked_rows(names):
        by_place[one.place].append(one)
    here.taken = {one.key for place in names for one in by_place.get(place, ())}
    for place, of_voucher in by_voucher.items():
        if place in by_place:
            compare_voucher(here, of_voucher, by_place[place], extract.form)
    doubt_near(here, by_voucher, by_place)
    return here


def booked_rows(names: Mapping[str, Names]) -> Iterator[Booked]:
    """Yield what was read in of vouchers that are called as is sought, with what corrections made of it.

    A financial year that begins otherwise is the one before or after.
    """
    if not names:
        return
    wanted = frozenset[str]().union(*(one.sought for one in names.values()))
    ledgers = Q()
    for company, year in {tuple(place.split("/")[:2]) for place in names}:
        for near in (-1, 0, 1):
            ledgers |= Q(voucher__startswith=f"{company}/{int(year) + near}/")
    paid = BudgetEntry.objects.filter(ledgers, kind=EntryKind.PAY)
    corrected = BudgetEntry.objects.filter(corrects__in=paid).order_by()
    more = dict(corrected.values_list("corrects").annotate(Sum("amount")))
    fields = ("pk", "line", "voucher", "on", "amount")
    for entry, line, key, on, amount in paid.order_by("pk").values_list(*fields):
        if key.count("/") == PARTS - 1 and not wanted.isdisjoint(names_of(place_of(key)).called):
            yield Booked(entry, line, key, on, amount, amount + more.get(entry, 0))


def doubt_near(
    here: Here, by_voucher: Mapping[str, Sequence[Row]], by_place: Mapping[str, Sequence[Booked]]
) -> None:
    """Doubt rows that are here in a voucher which is perhaps the same, as far as the file itself has it not.

    The number may be written otherwise, the series may lack, and the financial year may begin otherwise.
    """
    paired = {one.key for one in (*here.known.values(), *here.doubtful.values())}
    of_day: dict[tuple[str, datetime.date], list[Booked]] = defaultdict(list)
    for one in (one for booked in by_place.values() for one in booked if one.key not in paired):
        of_day[one.place, one.on].append(one)
    by_name: dict[str, list[tuple[str, datetime.date]]] = defaultdict(list)
    for place, on in of_day:
        for name in names_of(place).called:
            by_name[name].append((place, on))
    # A row that is here with its amount is one row; what is left may be any of the rest.
    for way, once in ((EQUAL_SUM, True), (PERHAPS, False)):
        for place, rows in by_voucher.items():
            unanswered = [one for one in rows if not here.answers(one)]
            days = {day for name in names_of(place).sought for day in by_name.get(name, ())}
            near = [day for day in days if unanswered and perhaps_one(place, rows[0].voucher.on, *day)]
            booked = sorted((one for day in near for one in of_day[day]), key=attrgetter("entry"))
            left = FirstFitting(booked, way, gone=paired)
            for row in unanswered:
                found = left.of(row)
                if found is not None:
                    here.doubtful[row.key] = found
                    paired |= {found.key} if once else set()


def compare_voucher(here: Here, rows: Sequence[Row], booked: Sequence[Booked], form: str) -> None:
    """Pair the rows of one voucher with what is here of it, the surest first."""
    # A row that names its unit fits fewer than one that does not, so it chooses first.
    left_rows = {one.key: one for one in sorted(rows, key=lambda one: not one.row.unit)}
    left = {one.key: one for one in booked}

    def pair(way: Way, into: dict[str, Booked], *, differ: bool = True) -> None:
        if not left_rows or not left:
            return
        gone: set[str] = set()
        fitting = FirstFitting(left.values(), way, gone)
        for row in list(left_rows.values()):
            found = fitting.of(row)
            if found is None:
                continue
            into[row.key] = found
            if differ and found.stands != row.row.amount:
                here.differences.append(Difference(found, row))
            gone.add(found.key)
            del left_rows[row.key], left[found.key]

    for way in SURELY_OF_THE_DAY:
        pair(way, here.known)
    # Of another day it is perhaps another voucher, where a number comes again in the same calendar year.
    for way in SURELY:
        pair(way, here.doubtful)
    pair(SAME_SUM, here.doubtful, differ=False)
    changed = list(left.values())
    pair(SAME_ACCOUNT, here.doubtful)
    whole = form == WHOLE_VOUCHERS
    if left_rows:
        # Which of several was changed or moved and which is new, nobody can tell from the file.
        others = FirstFitting(changed, PERHAPS_OF_WHOLE if whole else PERHAPS)
        equal = FirstFitting(booked, EQUAL_KEY)
        for row in left_rows.values():
            found = others.of(row) or equal.of(row)
            if found is not None:
                here.doubtful[row.key] = found
    if whole:
        here.differences += [Difference(one, None) for one in left.values() if one.stands]


def of_the_day(way: Way) -> Way:
    """Return a way of fitting in which the voucher must be of the same day too."""
    return Way(
        lambda row, one: row.voucher.on == one.on and way.fits(row, one),
        lambda one: ((one.on, key) for key in way.filed(one)),
        lambda row: ((row.voucher.on, key) for key in way.asked(row)),
    )


def same_account(row: Row, one: Booked) -> bool:
    """Whether account and objects are the same, and the units too as far as both name one."""
    account, objects = one.parts[4:6]
    mine = row.key.split("/")
    return mine[4:6] == [account, objects] and (mine[6] == one.unit or not mine[6] or not one.unit)


def same_sum(row: Row, one: Booked) -> bool:
    """Whether the accounts are the same, and one names all objects of the other."""
    mine, theirs = set(row.key.split("/")[5].split()), set(one.objects.split())
    return row.key.split("/")[4] == one.parts[4] and (mine <= theirs or theirs <= mine)


def equal_sum(row: Row, one: Booked) -> bool:
    """Whether a row is one that is here, by its account, its objects and its amount then or now."""
    return same_sum(row, one) and row.row.amount in (one.amount, one.stands)


def same_account_or_sum(row: Row, one: Booked) -> bool:
    """Whether a row is perhaps one that is here with another amount, or on another account."""
    return same_account(row, one) or row.row.amount == one.stands


def perhaps_of_whole(row: Row, one: Booked) -> bool:
    """Whether a row is perhaps one that still stands here, where the file holds its voucher with all rows."""
    return bool(one.stands) or same_account_or_sum(row, one)


EQUAL_KEY = Way(lambda row, one: row.key == one.key, lambda one: [one.key], lambda row: [row.key])
SAME_ACCOUNT = Way(same_account, lambda one: filed_by_account(one.key), lambda row: asked_by_account(row.key))
SURELY = (
    # Of equal rows, that which stands here as the ledger has it comes before one that was corrected.
    Way(
        lambda row, one: row.key == one.key and row.row.amount == one.stands,
        lambda one: [one.key],
        lambda row: [row.key],
    ),
    Way(
        lambda row, one: same_account(row, one) and row.row.amount == one.stands,
        lambda one: filed_by_account(one.key, one.stands),
        lambda row: asked_by_account(row.key, row.row.amount),
    ),
    EQUAL_KEY,
    Way(
        lambda row, one: same_account(row, one) and row.row.amount == one.amount,
        lambda one: filed_by_account(one.key, one.amount),
        lambda row: asked_by_account(row.key, row.row.amount),
    ),
)
"""What makes a row one that is here in its voucher, the surest first."""
SURELY_OF_THE_DAY = tuple(map(of_the_day, SURELY))
SAME_SUM = Way(
    lambda row, one: same_sum(row, one) and row.row.amount == one.amount,
    lambda one: filed_by_objects(one.key, one.amount),
    lambda row: asked_by_objects(row.key, row.row.amount),
)
EQUAL_SUM = Way(
    equal_sum,
    lambda one: (key for sum_ in {one.amount, one.stands} for key in filed_by_objects(one.key, sum_)),
    lambda row: asked_by_objects(row.key, row.row.amount),
)
PERHAPS = Way(
    same_account_or_sum,
    lambda one: (*filed_by_account(one.key), one.stands),
    lambda row: (*asked_by_account(row.key), row.row.amount),
)
PERHAPS_OF_WHOLE = Way(
    perhaps_of_whole,
    lambda one: (*PERHAPS.filed(one), *(["stands"] if one.stands else [])),
    lambda row: (*PERHAPS.asked(row), "stands"),
)
