"""Whatever is done to money in whatever order: every sum is that of its entries, and nothing is negative."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, Initiative
from bokal.programme.initiatives.services.money import (
    YEARS_AFTER,
    YEARS_BEFORE,
    commit_money,
    correct_payment,
    explain_overrun,
    pay_money,
    plan_money,
    release_money,
    revise_money,
)
from bokal.programme.initiatives.services.money_tables import (
    ENTRY_COLUMNS,
    LINE_COLUMNS,
    entry_rows,
    import_budget_entries,
    import_budget_lines,
    line_rows,
)
from bokal.programme.initiatives.services.move_money import carry_over_money, reallocate_money
from bokal.programme.initiatives.services.recount_money import recount_lines
from bokal.web.ui.tables import csv_lines
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line, today

pytestmark = pytest.mark.django_db
AMOUNTS = st.integers(1, 50) | st.integers(1, 10**12)
WHY = st.sampled_from([{}, {"sv": '=Därför; "så"'}])
WORDS = st.sampled_from(["", "'a", "-b", "=1+1", "x,\ny"])
LINES = st.integers(0, 5)
LINE_FIELDS = (
    *("initiative__slug", "unit__code", "funder", "account", "object_code", "year"),
    *("planned", "revised", "committed", "actual", "overrun_because", "constructed"),
)
ENTRY_FIELDS = (
    *("key", "line__account", "line__year", "kind", "amount", "on", "text", "because", "act"),
    *("corrects__key", "voucher"),
)


@dataclass
class Sums:
    """What the model thinks a line has."""

    planned: int = 0
    revised: int = 0
    committed: int = 0
    actual: int = 0
    explained: bool = False

    def fits(self) -> bool:
        least = min(self.planned, self.revised, self.committed, self.actual)
        return least >= 0 and (self.explained or self.free >= 0)

    @property
    def free(self) -> int:
        return self.revised - self.committed - self.actual


def takes_today(line: BudgetLine) -> bool:
    """Whether today is near enough to the year of a line."""
    return line.year - YEARS_BEFORE <= today().year <= line.year + YEARS_AFTER


def table(columns: tuple[str, ...], rows: Any) -> bytes:
    return "".join(csv_lines(columns, rows)).encode()


def all_lines() -> list[BudgetLine]:
    return list(BudgetLine.objects.select_related("initiative", "unit").order_by("pk"))


def as_kept() -> tuple[list[Any], list[Any]]:
    lines = BudgetLine.objects.order_by("account", "year").values_list(*LINE_FIELDS)
    return list(lines), list(BudgetEntry.objects.order_by("key").values_list(*ENTRY_FIELDS))


class Money(RuleBasedStateMachine):
    """Three lines of one funder, against a model of plain numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.lines = [make_line(account=account) for account in ("4600", "5010", "6110")]
        self.model = {line.pk: Sums() for line in self.lines}
        self.paid: dict[int, tuple[int, int]] = {}

    def teardown(self) -> None:
        """Take the tables along, empty the database of money, and bring them in again."""
        kept = as_kept()
        lines, entries = (
            table(LINE_COLUMNS, line_rows(all_lines())),
            table(ENTRY_COLUMNS, entry_rows(all_lines())),
        )
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        assert not BudgetLine.objects.exists()
        with transaction.atomic():
            for bring, content in ((import_budget_lines, lines), (import_budget_entries, entries)):
                brought = bring(content=content, name="x.csv", actor=None)
                assert list(brought.problems) == []
                assert bring(content=content, name="x.csv", actor=None).new == 0
            assert as_kept() == kept
            assert recount_lines() == []
            transaction.set_rollback(True)

    def line(self, number: int) -> BudgetLine:
        return self.lines[number % len(self.lines)]

    def attempt(self, act: Any, changes: dict[int, Any], allowed: bool = True) -> Any:
        """Do something; it must be refused exactly when the model says so."""
        after = {pk: Sums(**(vars(self.model[pk]) | change)) for pk, change in changes.items()}
        fits = allowed and all(one.fits() for one in after.values())
        try:
            done = act()
        except InitiativeRefused:
            assert not fits
            return None
        assert fits
        self.model |= after
        return done

    @rule(number=LINES, amount=AMOUNTS, text=WORDS)
    def plan(self, number: int, amount: int, text: str) -> None:
        line = self.line(number)
        now = self.model[line.pk]
        after = {"planned": now.planned + amount, "revised": now.revised + amount}
        self.attempt(
            lambda: plan_money(line_id=line.pk, amount=amount, on=today(), actor=None, text=text),
            {line.pk: after},
            allowed=takes_today(line),
        )

    @rule(number=LINES, by=AMOUNTS.map(lambda a: -a) | AMOUNTS, why=WHY)
    def revise(self, number: int, by: int, why: dict[str, str]) -> None:
        line = self.line(number)
        after = self.spent(line, {"revised": self.model[line.pk].revised + by}, why)
        told = {"because": "-för", "on": today(), "actor": None, "overrun_because": why}
        self.attempt(
            lambda: revise_money(line_id=line.pk, by=by, **told), {line.pk: after}, takes_today(line)
        )

    def spent(self, line: BudgetLine, change: dict[str, Any], why: dict[str, str]) -> dict[str, Any]:
        """Return a change with the reason, which is kept when it is needed."""
        now = self.model[line.pk]
        needed = Sums(**(vars(now) | change)).free < 0
        return change | {"explained": now.explained or (needed and bool(why))}

    @rule(number=LINES, amount=AMOUNTS, why=WHY)
    def commit(self, number: int, amount: int, why: dict[str, str]) -> None:
        line = self.line(number)
        after = self.spent(line, {"committed": self.model[line.pk].committed + amount}, why)
        told = {"on": today(), "actor": None, "overrun_because": why}
        self.attempt(
            lambda: commit_money(line_id=line.pk, amount=amount, **told), {line.pk: after}, takes_today(line)
        )

    @rule(number=LINES, amount=AMOUNTS)
    def release(self, number: int, amount: int) -> None:
        line = self.line(number)
        after = {"committed": self.model[line.pk].committed - amount}
        self.attempt(
            lambda: release_money(line_id=line.pk, amount=amount, on=today(), actor=None), {line.pk: after}
        )

    @rule(number=LINES, amount=AMOUNTS, releases=st.just(0) | AMOUNTS, why=WHY, text=WORDS)
    def pay(self, number: int, amount: int, releases: int, why: dict[str, str], text: str) -> None:
        line = self.line(number)
        now = self.model[line.pk]
        on = min(today(), datetime.date(line.year, 12, 31))
        change = {"actual": now.actual + amount, "committed": now.committed - releases}
        told = {"on": on, "actor": None, "releases": releases, "overrun_because": why, "text": text}
        done = self.attempt(
            lambda: pay_money(line_id=line.pk, amount=amount, **told),
            {line.pk: self.spent(line, change, why)},
            allowed=on.year == line.year,
        )
        if done:
            self.paid[done.pk] = (line.pk, amount)

    @precondition(lambda self: self.paid)
    @rule(number=LINES, amount=st.just(0) | AMOUNTS, why=WHY)
    def correct(self, number: int, amount: int, why: dict[str, str]) -> None:
        entry = sorted(self.paid)[number % len(self.paid)]
        pk, stands = self.paid[entry]
        line = next(one for one in self.lines if one.pk == pk)
        change = {"actual": self.model[pk].actual + amount - stands}
        told = {"because": "Fel.", "on": today(), "actor": None, "overrun_because": why}
        done = self.attempt(
            lambda: correct_payment(entry_id=entry, amount=amount, **told),
            {pk: self.spent(line, change, why)},
            allowed=amount != stands,
        )
        if done:
            self.paid[entry] = (pk, amount)

    @rule(first=LINES, second=LINES, amount=AMOUNTS)
    def reallocate(self, first: int, second: int, amount: int) -> None:
        source, target = self.line(first), self.line(second)
        told = {"because": "Omfördelat.", "on": today(), "actor": None, "decided": "§ 4"}
        self.attempt(
            lambda: reallocate_money(from_id=source.pk, to_id=target.pk, amount=amount, **told),
            {} if source == target else self.moved(source.pk, target.pk, amount),
            allowed=source != target and source.year == target.year and amount <= self.model[source.pk].free,
        )

    def moved(self, source: int, target: int, amount: int) -> dict[int, dict[str, int]]:
        return {
            source: {"revised": self.model[source].revised - amount},
            target: {"revised": self.model[target].revised + amount},
        }

    @rule(number=LINES, amount=AMOUNTS)
    def carry_over(self, number: int, amount: int) -> None:
        source = self.line(number)
        told = {"because": "Försenat.", "on": today(), "actor": None}
        known = [
            one.pk for one in self.lines if one.account == source.account and one.year == source.year + 1
        ]
        if not known:
            self.model[0] = Sums()
        target = known[0] if known else 0
        done = self.attempt(
            lambda: carry_over_money(line_id=source.pk, amount=amount, **told),
            self.moved(source.pk, target, amount),
            allowed=amount <= self.model[source.pk].free,
        )
        if done and not known:
            self.lines.append(done[1].line)
            self.model[done[1].line_id] = self.model[0]
        self.model.pop(0, None)

    @rule(number=LINES)
    def explain(self, number: int) -> None:
        line = self.line(number)
        why = {"sv": "Marken var sämre."}
        self.attempt(
            lambda: explain_overrun(line_id=line.pk, because=why, actor=None),
            {line.pk: {"explained": True}},
            allowed=self.model[line.pk].free < 0,
        )

    @invariant()
    def sums_are_those_of_the_entries(self) -> None:
        assert recount_lines() == []
        for line in BudgetLine.objects.order_by("pk"):
            model = self.model[line.pk]
            kept = Sums(line.planned, line.revised, line.committed, line.actual, bool(line.overrun_because))
            assert kept == model
            assert kept.fits()

    @invariant()
    def what_moves_is_neither_made_nor_lost(self) -> None:
        for kind in (EntryKind.REALLOCATE, EntryKind.CARRY_OVER):
            amounts = BudgetEntry.objects.filter(kind=kind).order_by().values_list("act", "amount")
            by_act: dict[Any, int] = {}
            for act, amount in amounts:
                by_act[act] = by_act.get(act, 0) + amount
            assert set(by_act.values()) <= {0}


def test_balances_equal_their_entries_whatever_is_done_and_survive_export_and_import() -> None:
    make_initiative()
    assert Initiative.objects.count() == 1
    run_state_machine_as_test(
        Money, settings=settings(max_examples=60, stateful_step_count=25, deadline=None)
    )
