"""Move money between lines of one year by a decision, and carry it over between the years of a line."""

import datetime

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.models import Decision
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors import DecisionMissing, NotFree, OtherFunder, ReasonMissing, SameLine
from bokal.programme.initiatives.errors.money import OtherYear
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.money import (
    Act,
    above_zero,
    book,
    free_money,
    held_lines,
    require_come,
)


def move(
    source: BudgetLine,
    target: BudgetLine,
    amount: int,
    kind: EntryKind,
    act: Act,
    *,
    because: str,
    decision: Decision | None,
) -> tuple[BudgetEntry, BudgetEntry]:
    """Enter the two halves of a move on lines that are held."""
    require_come(act.on)
    if amount > free_money(source):
        raise NotFree
    told = {"because": because.strip(), "decision": decision}
    gone, come = act.entry(source, kind, -amount, **told), act.entry(target, kind, amount, **told)
    book(source, [gone])
    book(target, [come])
    return gone, come


@transaction.atomic
def reallocate_money(
    *,
    from_id: int,
    to_id: int,
    amount: int,
    because: str,
    on: datetime.date,
    actor: Account | None,
    decision: Decision | None = None,
    decided: str = "",
) -> tuple[BudgetEntry, BudgetEntry]:
    """Move money to another line of the same funder and year, by a decision or in the words of one."""
    above_zero(amount)
    if from_id == to_id:
        raise SameLine
    if not because.strip():
        raise ReasonMissing
    if decision is None and not decided.strip():
        raise DecisionMissing
    lines = held_lines([from_id, to_id])
    source, target = lines[from_id], lines[to_id]
    if source.year != target.year:
        raise OtherYear
    if source.funder != target.funder:
        raise OtherFunder
    act = Act(actor, on, decided)
    moved = move(source, target, amount, EntryKind.REALLOCATE, act, because=because, decision=decision)
    record(actor=actor, verb="money.reallocated", subject=source, to=target.pk, amount=amount)
    return moved


@transaction.atomic
def carry_over_money(
    *,
    line_id: int,
    amount: int,
    because: str,
    on: datetime.date,
    actor: Account | None,
    to_year: int | None = None,
    decision: Decision | None = None,
) -> tuple[BudgetEntry, BudgetEntry]:
    """Carry what is left of a line over to a later year of the same line, which is opened when needed."""
    above_zero(amount)
    if not because.strip():
        raise ReasonMissing
    known = BudgetLine.objects.get(pk=line_id)
    year = to_year or known.year + 1
    if year <= known.year:
        raise OtherYear
    other, new = BudgetLine.objects.get_or_create(
        initiative_id=known.initiative_id,
        unit_id=known.unit_id,
        funder=known.funder,
        account=known.account,
        object_code=known.object_code,
        year=year,
        defaults={"constructed": known.constructed},
    )
    lines = held_lines([line_id, other.pk])
    source, target = lines[line_id], lines[other.pk]
    act = Act(actor, on)
    moved = move(source, target, amount, EntryKind.CARRY_OVER, act, because=because, decision=decision)
    record(actor=actor, verb="money.carried_over", subject=source, to=target.pk, amount=amount, new=new)
    return moved
