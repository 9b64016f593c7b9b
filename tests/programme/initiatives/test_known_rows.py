"""A row of the ledger that comes again, written less fully or corrected here, is no second payment."""

import pytest
from django.utils import timezone

from bokal.programme.initiatives.models import BudgetLine
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.money import correct_payment
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line

pytestmark = pytest.mark.django_db
COLUMNS = ("company", "series", "voucher", "date", "account", "object", "amount")
ROW = {
    "company": "000000-0000",
    "series": "A",
    "voucher": "1",
    "date": "2026-01-31",
    "account": "4600",
    "object": "6:1203",
    "amount": "100.00",
}


@pytest.fixture
def line(db: None) -> BudgetLine:
    return make_line(make_initiative(), year=2026, planned=100_000_00)


def table(*rows: dict[str, str], without: str = "") -> bytes:
    """Return a table of rows that differ from the first one, without a column if one is named."""
    columns = [name for name in COLUMNS if name != without]
    lines = [",".join((ROW | row)[name] for name in columns) for row in rows or ({},)]
    return "\n".join([",".join(columns), *lines, ""]).encode()


def read_in(content: bytes) -> None:
    read_in_ledger(content=content, name="ledger.csv", actor=None, choices=LedgerChoices())


def paid(line: BudgetLine) -> int:
    line.refresh_from_db()
    return line.actual


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (table(), table({"object": "1:456 6:1203"})),
        (table({"object": "1:456 6:1203"}), table()),
        (table(without="series"), table()),
        (table(), table(without="series")),
        (table({"series": ""}), table()),
    ],
    ids=["more objects", "fewer objects", "series later", "no series later", "empty series"],
)
def test_a_row_that_another_table_writes_less_fully_is_asked_about(
    line: BudgetLine, first: bytes, second: bytes
) -> None:
    read_in(first)
    (doubt,) = look_at_ledger(content=second, name="ledger.csv").undecided
    assert (doubt.amount, doubt.again != "") == (100_00, True)
    read_in(second)
    assert paid(line) == 100_00


@pytest.mark.parametrize(
    "other", [{"series": "B"}, {"voucher": "2"}, {"series": "", "voucher": "2"}, {"date": "2025-01-31"}]
)
def test_a_row_of_another_voucher_is_new(line: BudgetLine, other: dict[str, str]) -> None:
    make_line(line.initiative, year=2025, planned=100_000_00)
    read_in(table())
    assert look_at_ledger(content=table(other), name="ledger.csv").undecided == []


def test_each_row_without_series_is_doubted_by_one_row_alone(line: BudgetLine) -> None:
    read_in(table())
    seen = look_at_ledger(content=table({}, {}, without="series"), name="ledger.csv")
    assert [(one.again, len(one.rows)) for one in seen.undecided] == [("1", 1)]
    assert sum(one.rows for one in seen.gets) == 1


def test_of_equal_rows_one_that_was_corrected_here_as_in_the_ledger_is_no_difference(
    line: BudgetLine,
) -> None:
    read_in(table({}, {}))
    first = line.entries.filter(kind="pay").order_by("pk").first()
    correct_payment(entry_id=first.pk, amount=150_00, because="Typed", on=timezone.localdate(), actor=None)
    seen = look_at_ledger(content=table({"amount": "150.00"}, {}), name="ledger.csv")
    assert (seen.differences, seen.undecided) == ([], [])
