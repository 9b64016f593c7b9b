"""Money of initiatives: plan, change, commit, pay and correct, each by entries that stay.

The four sums of a line are always those of its entries. Lines that are changed together are held in the order
of their numbers, so two acts never wait for each other.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors import Documented, ReasonMissing
from bokal.programme.initiatives.errors.money import (
    EnteredInFuture,
    FarFromYear,
    LineKnown,
    NoPayment,
    NothingNegative,
    NotOverrun,
    OtherYear,
    Overspent,
    PaidInFuture,
    SumMissing,
    UnitEnded,
)
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.handover import name_of
from bokal.programme.initiatives.services.plan import Texts, held
from bokal.programme.programmes.models import Unit

SUMS = ("planned", "revised", "committed", "actual")
# What each kind of entry adds its amount to.
ADDS_TO: Mapping[str, tuple[str, ...]] = {
    EntryKind.PLAN: ("planned", "revised"),
    EntryKind.REVISE: ("revised",),
    EntryKind.REALLOCATE: ("revised",),
    EntryKind.CARRY_OVER: ("revised",),
    EntryKind.COMMIT: ("committed",),
    EntryKind.RELEASE: ("committed",),
    EntryKind.PAY: ("actual",),
    EntryKind.CORRECT: ("actual",),
}
# What is planned or ordered is so by a decision of a day, and that day is not far from the year of the line:
# a programme may be decided on for ten years at once, and the books of a year are closed in the next.
NEEDS_DAY_NEAR = frozenset({EntryKind.PLAN, EntryKind.REVISE, EntryKind.COMMIT})
YEARS_BEFORE, YEARS_AFTER = 10, 1
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Which money a line holds: whose, on which account and object of which unit, in which year."""

    unit: Unit
    funder: str
    account: str
    year: int
    object_code: str = ""
    constructed: bool = False

    def fields(self) -> dict[str, Any]:
        """Return what tells a line from every other."""
        return {
            "unit": self.unit,
            "funder": self.funder.strip(),
            "account": self.account.strip(),
            "object_code": self.object_code.strip(),
            "year": self.year,
        }


@dataclass(slots=True)
class Act:
    """What is entered together: by whom, on which day, with which words."""

    actor: Account | None
    on: datetime.date
    text: str = ""
    overrun_because: Texts = field(default_factory=dict)
    number: uuid.UUID = field(default_factory=uuid.uuid4)

    def entry(self, line: BudgetLine, kind: EntryKind, amount: int, **fields: Any) -> BudgetEntry:
        """Return an entry of this act, not yet kept."""
        told = {"text": self.text.strip(), "on": self.on} | fields
        return BudgetEntry(line=line, kind=kind, amount=amount, act=self.number, by=self.actor, **told)


def held_lines(numbers: Iterable[int]) -> dict[int, BudgetLine]:
    """Return lines by number, held in the order of their numbers until the change is done."""
    wanted = set(numbers)
    found = (
        BudgetLine.objects.select_for_update(of=("self",))
        .select_related("initiative")
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    lines = {line.pk: line for line in found}
    if wanted - set(lines):
        raise BudgetLine.DoesNotExist
    if any(line.initiative.documented for line in lines.values()):
        raise Documented
    return lines


def above_zero(*amounts: int) -> None:
    """Refuse an amount that moves nothing or moves it backwards."""
    if min(amounts) <= 0:
        raise SumMissing


def free_money(line: BudgetLine) -> int:
    """Return what is neither paid nor committed, in öre; below zero when more was spent than planned."""
    return line.revised - line.committed - line.actual


def add_up(line: BudgetLine, entries: Iterable[BudgetEntry]) -> None:
    """Add entries to the sums of their line."""
    for entry in entries:
        for name in ADDS_TO[entry.kind]:
            setattr(line, name, getattr(line, name) + entry.amount)


def settle(line: BudgetLine, entries: Iterable[BudgetEntry], overrun_because: Texts | None = None) -> None:
    """Add entries to the sums of a line that is held, or refuse them; nothing is kept yet."""
    add_up(line, entries)
    if min(getattr(line, name) for name in SUMS) < 0:
        raise NothingNegative
    if free_money(line) < 0:
        line.overrun_because = line.overrun_because or written(overrun_because or {})
        if not line.overrun_because:
            raise Overspent


def book(line: BudgetLine, entries: Sequence[BudgetEntry], *, overrun_because: Texts | None = None) -> None:
    """Keep entries of a line that is held, with its sums, or refuse them."""
    settle(line, entries, overrun_because)
    BudgetEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
    keep_sums(line)


def keep_sums(line: BudgetLine) -> None:
    """Keep the sums of a line that was settled."""
    line.save(update_fields=[*SUMS, "overrun_because"])


def require_unit(unit: Unit, year: int) -> None:
    """Refuse a unit that had ceased before the year of a line."""
    if unit.valid_to is not None and unit.valid_to <= datetime.date(year, 1, 1):
        raise UnitEnded(name_of(unit), year)


@transaction.atomic
def add_budget_line(*, initiative_id: int, facts: LineFacts, actor: Account | None) -> BudgetLine:
    """Open a line for the money of an initiative; nothing is on it yet."""
    initiative = held(initiative_id)
    fields = facts.fields()
    if not fields["funder"] or not fields["account"]:
        raise ReasonMissing
    require_unit(facts.unit, facts.year)
    try:
        with transaction.atomic():
            line = BudgetLine.objects.create(
                initiative=initiative, constructed=facts.constructed or initiative.constructed, **fields
            )
    except IntegrityError:
        raise LineKnown from None
    record(actor=actor, verb="money.line_added", subject=line)
    return line


def require_come(on: datetime.date) -> None:
    """Refuse a day to come: what is entered was decided already."""
    if on > timezone.localdate():
        raise EnteredInFuture


def require_near(line: BudgetLine, on: datetime.date) -> None:
    """Refuse a day that is too far from the year of a line to belong to it."""
    first, last = line.year - YEARS_BEFORE, line.year + YEARS_AFTER
    if not first <= on.year <= last:
        raise FarFromYear(line.year, first, last)


def change(
    verb: str, line_id: int, amount: int, kind: EntryKind, act: Act, **fields: Any
) -> list[BudgetEntry]:
    """Enter one movement on one line."""
    line = held_lines([line_id])[line_id]
    require_come(act.on)
    if kind in NEEDS_DAY_NEAR:
        require_near(line, act.on)
    entries = [act.entry(line, kind, amount, **fields)]
    book(line, entries, overrun_because=act.overrun_because)
    record(actor=act.actor, verb=verb, subject=line, amount=amount)
    return entries


@transaction.atomic
def open_budget_line(
    *, initiative_id: int, facts: LineFacts, planned: int, actor: Account | None
) -> BudgetLine:
    """Open a line with what is planned on it today, both or neither; without a sum nothing is planned."""
    line = add_budget_line(initiative_id=initiative_id, facts=facts, actor=actor)
    if planned:
        plan_money(line_id=line.pk, amount=planned, on=timezone.localdate(), actor=actor)
    return line


@transaction.atomic
def plan_money(
    *, line_id: int, amount: int, on: datetime.date, actor: Account | None, text: str = ""
) -> BudgetEntry:
    """Plan money on a line; what is planned later counts as planned too."""
    above_zero(amount)
    return change("money.planned", line_id, amount, EntryKind.PLAN, Act(actor, on, text))[0]


@transaction.atomic
def revise_money(
    *,
    line_id: int,
    by: int,
    because: str,
    on: datetime.date,
    actor: Account | None,
    overrun_because: Texts | None = None,
) -> BudgetEntry:
    """Change the plan of a line by an amount up or down, and say why; the first plan stays as it was."""
    if not by:
        raise SumMissing
    if not because.strip():
        raise ReasonMissing
    act = Act(actor, on, overrun_because=overrun_because or {})
    return change("money.revised", line_id, by, EntryKind.REVISE, act, because=because.strip())[0]


@transaction.atomic
def commit_money(
    *,
    line_id: int,
    amount: int,
    on: datetime.date,
    actor: Account | None,
    text: str = "",
    overrun_because: Texts | None = None,
) -> BudgetEntry:
    """Note that money is ordered and will have to be paid."""
    above_zero(amount)
    act = Act(actor, on, text, overrun_because or {})
    return change("money.committed", line_id, amount, EntryKind.COMMIT, act)[0]


@transaction.atomic
def release_money(
    *, line_id: int, amount: int, on: datetime.date, actor: Account | None, text: str = ""
) -> BudgetEntry:
    """Note that what was committed will not have to be paid after all."""
    above_zero(amount)
    return change("money.released", line_id, -amount, EntryKind.RELEASE, Act(actor, on, text))[0]


@transaction.atomic
def pay_money(
    *,
    line_id: int,
    amount: int,
    on: datetime.date,
    actor: Account | None,
    text: str = "",
    releases: int = 0,
    overrun_because: Texts | None = None,
) -> BudgetEntry:
    """Enter a payment; one that was committed ends so much of the commitment in the same act."""
    above_zero(amount, releases or amount)
    line = held_lines([line_id])[line_id]
    require_payable(line, on)
    act = Act(actor, on, text, overrun_because or {})
    entries = [act.entry(line, EntryKind.PAY, amount)]
    if releases:
        entries.append(act.entry(line, EntryKind.RELEASE, -releases))
    book(line, entries, overrun_because=act.overrun_because)
    record(actor=actor, verb="money.paid", subject=line, amount=amount, releases=releases)
    return entries[0]


def require_payable(line: BudgetLine, on: datetime.date) -> None:
    """Refuse a payment of a day to come, or of another year than its line."""
    if on > timezone.localdate():
        raise PaidInFuture
    if on.year != line.year:
        raise OtherYear


@transaction.atomic
def correct_payment(
    *,
    entry_id: int,
    amount: int,
    because: str,
    on: datetime.date,
    actor: Account | None,
    overrun_because: Texts | None = None,
) -> BudgetEntry:
    """Say what a payment should have been; both stay, and the difference is an entry of its own."""
    paid = BudgetEntry.objects.filter(pk=entry_id).first()
    if paid is None or paid.kind != EntryKind.PAY:
        raise NoPayment
    if not because.strip():
        raise ReasonMissing
    line = held_lines([paid.line_id])[paid.line_id]
    stands = paid.amount + sum(one.amount for one in paid.corrections.order_by("pk"))
    if amount == stands:
        raise SumMissing
    if amount and (amount < 0) != (paid.amount < 0):
        raise NothingNegative
    if on > timezone.localdate():
        raise PaidInFuture
    act = Act(actor, on, paid.text)
    entry = act.entry(line, EntryKind.CORRECT, amount - stands, because=because.strip(), corrects=paid)
    book(line, [entry], overrun_because=overrun_because)
    record(actor=actor, verb="money.corrected", subject=line, amount=entry.amount)
    return entry


@transaction.atomic
def explain_overrun(*, line_id: int, because: Texts, actor: Account | None) -> BudgetLine:
    """Say why more is paid and committed than planned; what was said before is kept in the history."""
    line = held_lines([line_id])[line_id]
    if not written(because):
        raise ReasonMissing
    if free_money(line) >= 0:
        raise NotOverrun
    line.overrun_because = written(because)
    line.save(update_fields=["overrun_because"])
    record(actor=actor, verb="money.overrun_explained", subject=line)
    return line
