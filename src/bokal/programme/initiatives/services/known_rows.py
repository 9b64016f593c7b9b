"""Tell which rows of an extract were read in before, in whichever form, order and part they come again.

A row is known by its voucher, account, objects and amount, and as the n-th such row of the voucher: never by
its place, which another extract of the same voucher need not keep.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Sum

from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetEntry
from bokal.programme.initiatives.services.ledger import Extract

if TYPE_CHECKING:
    from bokal.programme.initiatives.services.match_ledger import Row

PARTS = 9
WHOLE_VOUCHERS = "sie4"
"""The form that holds vouchers with all of their rows, so that a row that lacks is gone."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A row that was read in before: on which line, and with which amount it stands here now."""

    entry: int
    line: int
    key: str
    form: str
    amount: int
    stands: int

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
        return " ".join(part for part in self.booked.parts[2:4] if part)


@dataclass(slots=True)
class Here:
    """What the rows of an extract are to what was read in before.

    Attributes
    ----------
    known
        Keys of rows that are here, with what they are here.
    doubtful
        Keys of rows that are perhaps one that is here and was changed since, or written less fully.
    differences
        What stands here otherwise than in the ledger.
    """

    known: dict[str, Booked] = field(default_factory=dict)
    doubtful: dict[str, Booked] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


def compare(extract: Extract, rows: Sequence[Row]) -> Here:
    """Compare the rows of an extract with what was read in before."""
    here = Here()
    there = booked_rows(extract.voucher_key(voucher) for voucher in extract.vouchers)
    by_voucher: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_voucher[row.place].append(row)
    for place, of_voucher in by_voucher.items():
        booked = there.pop(place, [])
        if booked:
            compare_voucher(here, of_voucher, booked, extract.form)
    for place, of_voucher in by_voucher.items():
        compare_without_series(here, of_voucher, there.get(other_series(place), ()))
    return here


def booked_rows(places: Iterable[str]) -> dict[str, list[Booked]]:
    """Return what was read in of some vouchers, with what corrections made of it.

    What names a series where the extract names none, or the other way round, stands under the voucher
    without its series.
    """
    wanted = set(places)
    unsure = {other_series(place) for place in wanted}
    unnamed = {other_series(place) for place in wanted if not series_of(place)}
    found: dict[str, list[Booked]] = defaultdict(list)
    for ledger in sorted({"/".join(place.split("/")[:2]) + "/" for place in wanted}):
        paid = BudgetEntry.objects.filter(kind=EntryKind.PAY, voucher__startswith=ledger)
        corrected = BudgetEntry.objects.filter(corrects__in=paid).order_by()
        more = dict(corrected.values_list("corrects").annotate(Sum("amount")))
        fields = ("pk", "line", "voucher", "ledger_file__form", "amount")
        for entry, line, key, form, amount in paid.order_by("pk").values_list(*fields):
            place = "/".join(key.split("/")[:4])
            other = other_series(place)
            near = other in (unsure if not series_of(place) else unnamed)
            if (place in wanted or near) and key.count("/") == PARTS - 1:
                stands = amount + more.get(entry, 0)
                at = place if place in wanted else other
                found[at].append(Booked(entry, line, key, form or "", amount, stands))
    return found


def series_of(place: str) -> str:
    """Return the series that a voucher is named with."""
    return place.split("/")[2]


def other_series(place: str) -> str:
    """Return what is left of a voucher's name without its series."""
    company, year, _series, number = place.split("/")
    return f"{company}/{year}//{number}/any"


def compare_without_series(here: Here, rows: Sequence[Row], booked: Sequence[Booked]) -> None:
    """Doubt rows that are here under a voucher of the same number, where one of the two has no series."""
    left = list(booked)
    for row in rows:
        if row.key in here.known or row.key in here.doubtful:
            continue
        named = bool(series_of(row.place))
        others = (one for one in left if bool(one.parts[2]) != named and same_sum(row, one))
        found = next((one for one in others if row.row.amount in (one.amount, one.stands)), None)
        if found is not None:
            here.doubtful[row.key] = found
            left.remove(found)


def compare_voucher(here: Here, rows: Sequence[Row], booked: Sequence[Booked], form: str) -> None:
    """Pair the rows of one voucher with what is here of it, the surest first."""
    # A row that names its unit fits fewer than one that does not, so it chooses first.
    left_rows = {one.key: one for one in sorted(rows, key=lambda one: not one.row.unit)}
    left = {one.key: one for one in booked}

    def pair(fits: Callable[[Row, Booked], bool], into: dict[str, Booked], *, differ: bool = True) -> None:
        for row in list(left_rows.values()):
            found = next((one for one in left.values() if fits(row, one)), None)
            if found is None:
                continue
            into[row.key] = found
            if differ and found.stands != row.row.amount:
                here.differences.append(Difference(found, row))
            del left_rows[row.key], left[found.key]

    # Of equal rows, that which stands here as the ledger has it comes before one that was corrected.
    pair(lambda row, one: row.key == one.key and row.row.amount == one.stands, here.known)
    pair(lambda row, one: same_account(row, one) and row.row.amount == one.stands, here.known)
    pair(lambda row, one: row.key == one.key, here.known)
    pair(lambda row, one: same_account(row, one) and row.row.amount == one.amount, here.known)
    pair(
        lambda row, one: same_sum(row, one) and row.row.amount == one.amount,
        here.doubtful,
        differ=False,
    )
    changed = list(left.values())
    pair(same_account, here.doubtful)
    for row in left_rows.values():
        # Which of several was changed and which is new, nobody can tell from the file.
        found = next((one for one in changed if same_account(row, one)), None)
        if found is not None:
            here.doubtful[row.key] = found
    if form == WHOLE_VOUCHERS:
        here.differences += [Difference(one, None) for one in left.values() if one.stands]


def same_account(row: Row, one: Booked) -> bool:
    """Whether account and objects are the same, and the units too as far as both name one."""
    account, objects = one.parts[4:6]
    mine = row.key.split("/")
    return mine[4:6] == [account, objects] and (mine[6] == one.unit or not mine[6] or not one.unit)


def same_sum(row: Row, one: Booked) -> bool:
    """Whether the accounts are the same, and one names all objects of the other."""
    mine, theirs = set(row.key.split("/")[5].split()), set(one.objects.split())
    return row.key.split("/")[4] == one.parts[4] and (mine <= theirs or theirs <= mine)
