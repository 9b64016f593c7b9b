"""What would take a line below nothing, or beyond all numbers, is told; the rest of its file comes in."""

import pytest

from bokal.programme.initiatives.errors.money import LedgerRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.recount_money import recount_lines
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(db: None) -> list[BudgetLine]:
    light = make_initiative()
    return [
        make_line(light, year=2026, object_code=code, planned=1_000_00) for code in ("6:1203", "6:1204", "")
    ]


def table(*rows: tuple[object, object, object]) -> bytes:
    """Return a table of rows: number of the voucher, object, amount."""
    head = "company,series,voucher,date,account,object,amount\n"
    return (head + "".join(f"X,A,{n},2026-01-15,4600,{code},{amount}\n" for n, code, amount in rows)).encode()


def look(content: bytes, **choices: int) -> object:
    return look_at_ledger(content=content, name="ledger.csv", choices=LedgerChoices(lines=choices))


def read_in(content: bytes, **choices: int) -> None:
    read_in_ledger(content=content, name="ledger.csv", actor=None, choices=LedgerChoices(lines=choices))


def paid(lines: list[BudgetLine]) -> list[int]:
    for line in lines:
        line.refresh_from_db()
    assert recount_lines() == []
    return [line.actual for line in lines]


def test_a_row_that_pays_back_more_than_was_paid_is_asked_about_and_the_rest_comes_in(
    lines: list[BudgetLine],
) -> None:
    content = table((7, "6:1203", 100), (8, "6:1204", -50), (9, "6:1204", 20), (9, "6:1204", -10))
    seen = look(content)
    assert not seen.problems
    assert [(one.back, one.amount) for one in seen.undecided] == [("A 8", -50_00), ("A 9", -10_00)]
    read_in(content)
    assert paid(lines) == [100_00, 20_00, 0]
    # What is left fits by now as far as there is enough for all of it.
    assert [one.back for one in look(content).undecided] == ["A 8", "A 9"]


def test_it_may_be_put_on_another_line_and_what_fits_on_its_own(lines: list[BudgetLine]) -> None:
    content = table((7, "6:1203", 100), (8, "6:1204", -50), (9, "6:1204", 20), (9, "6:1204", -10))
    more, less = (one.key for one in look(content).undecided)
    chosen = {more: lines[0].pk, less: lines[1].pk}
    assert look(content, **chosen).undecided == []
    read_in(content, **chosen)
    assert paid(lines) == [50_00, 10_00, 0]
    assert (look(content).known, look(content).new) == (4, 0)


def test_where_it_is_put_is_no_less_below_nothing(lines: list[BudgetLine]) -> None:
    content = table((7, "6:1203", 10), (8, "6:1204", -50))
    (group,) = look(content).undecided
    for line in lines:
        seen = look(content, **{group.key: line.pk})
        assert [one.key for one in seen.undecided] == [group.key]
        read_in(content, **{group.key: line.pk})
    assert paid(lines) == [10_00, 0, 0]


def test_a_sum_that_no_line_can_hold_is_refused_with_its_row(lines: list[BudgetLine]) -> None:
    content = table(*((n, "6:1203", "9999999999999.99") for n in range(2)))
    (problem,) = look(content).problems
    assert (problem.line, "line can hold" in problem.reason) == (2, True)
    with pytest.raises(LedgerRefused):
        read_in(content)
    assert not BudgetEntry.objects.filter(kind="pay").exists()
