"""Money: every sum is that of its entries, nothing falls below zero, and what is overspent says why."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.initiatives.enums import EntryKind, Kind
from bokal.programme.initiatives.errors import (
    DecisionMissing,
    Documented,
    NotFree,
    OtherFunder,
    ReasonMissing,
    SameLine,
)
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
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, Initiative
from bokal.programme.initiatives.services.money import (
    commit_money,
    correct_payment,
    explain_overrun,
    pay_money,
    plan_money,
    release_money,
    revise_money,
)
from bokal.programme.initiatives.services.move_money import carry_over_money, reallocate_money
from bokal.programme.initiatives.services.recount_money import LineDiffers, recount_lines
from bokal.programme.initiatives.tasks import recount_lines as recount_each_night
from tests.factories.initiatives import DAY, make_decision
from tests.factories.money import make_line, today
from tests.factories.programmes import make_unit
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
WHY = {"sv": "Marken var sämre än vi trodde."}


def sums(line: BudgetLine) -> tuple[int, int, int, int]:
    line.refresh_from_db()
    return line.planned, line.revised, line.committed, line.actual


def pay(line: BudgetLine, amount: int, **fields: object) -> BudgetEntry:
    return pay_money(line_id=line.pk, amount=amount, on=today(), actor=None, **fields)


def commit(line: BudgetLine, amount: int, **fields: object) -> BudgetEntry:
    return commit_money(line_id=line.pk, amount=amount, on=today(), actor=None, **fields)


def test_a_line_goes_from_plan_to_payment_and_each_sum_is_that_of_its_entries() -> None:
    line = make_line(planned=100_000_01)
    revise_money(line_id=line.pk, by=-20_000_00, because="Priset sjönk.", on=today(), actor=None)
    commit(line, 50_000_00)
    release_money(line_id=line.pk, amount=10_000_00, on=today(), actor=None)
    paid = pay(line, 30_000_33, releases=30_000_00)
    assert sums(line) == (100_000_01, 80_000_01, 10_000_00, 30_000_33)
    assert list(BudgetEntry.objects.filter(act=paid.act).order_by("pk").values_list("kind", "amount")) == [
        (EntryKind.PAY, 30_000_33),
        (EntryKind.RELEASE, -30_000_00),
    ]
    assert recount_lines() == []


def test_a_payment_is_corrected_by_another_entry_and_both_stay() -> None:
    line = make_line(planned=1000)
    paid = pay(line, 900)
    correct_payment(entry_id=paid.pk, amount=90, because="En nolla för mycket.", on=today(), actor=None)
    correct_payment(entry_id=paid.pk, amount=95, because="Öresavrundning.", on=today(), actor=None)
    assert sums(line)[3] == 95
    assert list(paid.corrections.order_by("pk").values_list("amount", flat=True)) == [-810, 5]
    for wrong, refusal in ((95, SumMissing), (-1, NothingNegative)):
        with pytest.raises(refusal):
            correct_payment(entry_id=paid.pk, amount=wrong, because="Nej.", on=today(), actor=None)
    with pytest.raises(NoPayment):
        correct_payment(
            entry_id=line.entries.get(kind=EntryKind.PLAN).pk, amount=1, because="x", on=today(), actor=None
        )


def test_what_was_entered_is_never_changed_or_removed() -> None:
    line = make_line(planned=1000)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetEntry.objects.filter(line=line).update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        line.entries.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetLine.objects.filter(pk=line.pk).update(year=line.year + 1)


def test_more_than_was_planned_is_refused_until_somebody_says_why() -> None:
    line = make_line(planned=1000)
    commit(line, 600)
    with pytest.raises(Overspent):
        pay(line, 401)
    with pytest.raises(Overspent):
        revise_money(line_id=line.pk, by=-401, because="Sparkrav.", on=today(), actor=None)
    pay(line, 401, overrun_because=WHY)
    line.refresh_from_db()
    assert line.overrun_because == WHY
    explain_overrun(line_id=line.pk, because={"sv": "Och regnet."}, actor=None)
    with pytest.raises(ReasonMissing):
        explain_overrun(line_id=line.pk, because={"sv": " "}, actor=None)


def test_an_overrun_is_explained_only_where_there_is_one() -> None:
    line = make_line(planned=1000)
    commit(line, 1000)
    with pytest.raises(NotOverrun):
        explain_overrun(line_id=line.pk, because=WHY, actor=None)
    line.refresh_from_db()
    assert line.overrun_because == {}


def test_the_database_lets_no_line_be_overspent_without_a_reason_or_fall_below_zero() -> None:
    line = make_line(planned=1000)
    for wrong in ({"actual": 1001}, {"committed": -1}, {"revised": -1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetLine.objects.filter(pk=line.pk).update(**wrong)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": EntryKind.PAY, "amount": -1},
        {"kind": EntryKind.PLAN, "amount": 0},
        {"kind": EntryKind.COMMIT, "amount": -5},
        {"kind": EntryKind.RELEASE, "amount": 5},
        {"kind": EntryKind.CORRECT, "amount": 5, "because": "x"},
        {"kind": EntryKind.REVISE, "amount": 5},
        {"kind": EntryKind.REALLOCATE, "amount": 5, "because": "x"},
    ],
)
def test_the_database_takes_no_entry_that_says_something_impossible(fields: dict[str, object]) -> None:
    line = make_line()
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetEntry.objects.create(line=line, on=today(), **fields)


def test_nothing_falls_below_zero() -> None:
    line = make_line(planned=1000)
    commit(line, 10)
    with pytest.raises(NothingNegative):
        release_money(line_id=line.pk, amount=11, on=today(), actor=None)
    with pytest.raises(NothingNegative):
        pay(line, 20, releases=11)
    with pytest.raises(NothingNegative):
        revise_money(line_id=line.pk, by=-1001, because="Bort.", on=today(), actor=None)
    for amount in (0, -5):
        with pytest.raises(SumMissing):
            plan_money(line_id=line.pk, amount=amount, on=today(), actor=None)
    assert sums(line) == (1000, 1000, 10, 0)


def test_money_moves_between_lines_by_a_decision_as_two_entries_of_one_act() -> None:
    source, target = make_line(planned=1000), make_line(account="5010", planned=1)
    decision = make_decision(make_problem([make_voice().voice.pk]))
    told = {"because": "Mer går till arbete.", "on": today(), "actor": None}
    with pytest.raises(DecisionMissing):
        reallocate_money(from_id=source.pk, to_id=target.pk, amount=5, **told)
    gone, come = reallocate_money(from_id=source.pk, to_id=target.pk, amount=250, decision=decision, **told)
    assert (gone.act, gone.amount, come.amount) == (come.act, -250, 250)
    by_words = {"decided": "Styrgruppen den 3 mars, § 4"}
    reallocate_money(from_id=target.pk, to_id=source.pk, amount=51, **by_words, **told)
    assert (sums(source)[:2], sums(target)[:2]) == ((1000, 801), (1, 200))
    pay(source, 700)
    refusals = [
        (NotFree, {"to_id": target.pk, "amount": 102}),
        (SameLine, {"to_id": source.pk, "amount": 1}),
        (OtherFunder, {"to_id": make_line(funder="Boverket").pk, "amount": 1}),
        (OtherYear, {"to_id": make_line(year=today().year + 1).pk, "amount": 1}),
    ]
    for refusal, wrong in refusals:
        with pytest.raises(refusal):
            reallocate_money(from_id=source.pk, **by_words, **told, **wrong)


def test_what_is_left_is_carried_over_to_the_next_year_and_no_more() -> None:
    line = make_line(planned=1000)
    pay(line, 300)
    commit(line, 100)
    told = {"line_id": line.pk, "because": "Bygget började sent.", "on": today(), "actor": None}
    with pytest.raises(NotFree):
        carry_over_money(amount=601, **told)
    with pytest.raises(OtherYear):
        carry_over_money(amount=1, to_year=line.year, **told)
    _gone, come = carry_over_money(amount=600, **told)
    later = come.line
    assert (later.year, later.account, later.funder) == (line.year + 1, line.account, line.funder)
    assert (sums(line)[:2], sums(later)[:2]) == ((1000, 400), (0, 600))


def test_a_payment_belongs_to_the_year_of_its_line_and_is_not_of_a_day_to_come() -> None:
    line, last = make_line(planned=1000), make_line(year=today().year - 1, planned=1000)
    with pytest.raises(OtherYear):
        pay(last, 1)
    with pytest.raises(PaidInFuture):
        pay_money(line_id=line.pk, amount=1, on=today() + DAY, actor=None)
    pay_money(line_id=last.pk, amount=1, on=datetime.date(last.year, 12, 31), actor=None)


def test_what_is_planned_or_ordered_is_of_a_day_that_was_and_near_the_year_of_its_line() -> None:
    line = make_line(planned=1000)
    source, target = line.pk, make_line(account="5010").pk
    because = {"because": "Nytt beslut."}
    acts = [
        lambda on: plan_money(line_id=line.pk, amount=1, on=on, actor=None),
        lambda on: revise_money(line_id=line.pk, by=1, on=on, actor=None, **because),
        lambda on: commit_money(line_id=line.pk, amount=1, on=on, actor=None),
    ]
    moves = [
        lambda on: release_money(line_id=line.pk, amount=1, on=on, actor=None),
        lambda on: carry_over_money(line_id=line.pk, amount=1, on=on, actor=None, **because),
        lambda on: reallocate_money(
            from_id=source, to_id=target, amount=1, on=on, actor=None, decided="§ 4", **because
        ),
    ]
    for act in acts:
        act(datetime.date(line.year - 10, 1, 1))
        with pytest.raises(FarFromYear, match=f"of {line.year}.*{line.year - 10} to {line.year + 1}"):
            act(datetime.date(line.year - 11, 12, 31))
    for act in acts + moves:
        with pytest.raises(EnteredInFuture):
            act(today() + DAY)
    old = make_line(year=today().year - 2)
    plan_money(line_id=old.pk, amount=1, on=datetime.date(old.year + 1, 12, 31), actor=None)
    with pytest.raises(FarFromYear):
        plan_money(line_id=old.pk, amount=1, on=datetime.date(old.year + 2, 1, 1), actor=None)
    assert (sums(line), sums(old)[0]) == ((1001, 1002, 1, 0), 1)


def test_there_is_one_line_for_an_account_and_none_for_what_is_known_from_sources_alone() -> None:
    line = make_line()
    with pytest.raises(LineKnown):
        make_line()
    garden = Initiative.objects.create(
        slug="garden", title={"sv": "Odling"}, kind=Kind.SOCIAL, documented=True, source="https://example.org"
    )
    with pytest.raises(Documented):
        make_line(garden)
    told = BudgetLine.objects.create(
        initiative=garden, unit=line.unit, funder="Malmö stad", account="4600", year=line.year
    )
    with pytest.raises(Documented):
        plan_money(line_id=told.pk, amount=1, on=today(), actor=None)


def test_a_unit_that_had_ceased_before_the_year_gets_no_line() -> None:
    gone = make_unit("gone", valid_to=datetime.date(today().year, 1, 1))
    with pytest.raises(UnitEnded, match=f"gone had ceased before {today().year}"):
        make_line(unit=gone)
    assert make_line(unit=gone, year=today().year - 1).unit == gone


def test_a_sum_that_its_entries_do_not_add_up_to_is_reported_each_night() -> None:
    line = make_line(planned=1000)
    assert recount_each_night.call() == []
    BudgetLine.objects.filter(pk=line.pk).update(actual=7)
    assert recount_lines() == [LineDiffers(line.pk, "actual", 7, 0)]
    assert recount_each_night.call() == [{"line": line.pk, "name": "actual", "stored": 7, "derived": 0}]
