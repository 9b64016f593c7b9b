"""Extracts of one ledger that are read in at once enter each row once, and what may be one is asked about."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from bokal.programme.initiatives.errors.money import LedgerMoved
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, LedgerFile
from bokal.programme.initiatives.services import import_ledger
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, read_in_ledger
from bokal.programme.initiatives.services.recount_money import recount_lines
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line


def table(*rows: str) -> bytes:
    """Return a table of rows: number of the voucher, object and amount."""
    head = "company,voucher,date,account,object,amount\n"
    cells = (row.split() for row in rows)
    return (head + "".join(f"X,{n},2026-01-15,4600,{code},{amount}\n" for n, code, amount in cells)).encode()


def read_in(content: bytes) -> int | str:
    """Read a file in; return how many rows came in, or how it was refused."""
    try:
        return read_in_ledger(content=content, name="x", actor=None, choices=LedgerChoices()).new
    except LedgerMoved as refusal:
        return type(refusal).__name__


def sums() -> list[int]:
    assert recount_lines() == []
    return [line.actual for line in BudgetLine.objects.order_by("pk")]


@pytest.fixture
def lines() -> list[BudgetLine]:
    light = make_initiative()
    return [make_line(light, year=2026, object_code=code, planned=1_000_00) for code in ("6:1", "6:2")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("lines")
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        ((table("7 6:1 100", "8 6:1 100"), table("8 6:1 100", "9 6:1 50")), {(200_00, 0), (150_00, 0)}),
        ((table("7 6:1 100"), table("007 6:1 100")), {(100_00, 0)}),
        ((table("7 6:1 100"), table("7 6:2 100")), {(100_00, 0), (0, 100_00)}),
    ],
    ids=["rows of both", "number written otherwise", "moved to another line"],
)
def test_of_two_extracts_at_once_one_comes_in_and_the_other_is_looked_at_again(
    files: tuple[bytes, bytes], wanted: set[tuple[int, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    both, enter = threading.Barrier(2), import_ledger.enter_rows

    def enter_together(*given: object) -> None:
        # Both have looked before either enters.
        both.wait(60)
        enter(*given)

    monkeypatch.setattr(import_ledger, "enter_rows", enter_together)

    def work(content: bytes) -> int | str:
        try:
            return read_in(content)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(work, files))
    assert sorted(map(str, done))[1] == "LedgerMoved"
    assert tuple(sums()) in wanted
    assert LedgerFile.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "meanwhile",
    [table("7 6:1 100"), table("07 6:1 100"), table("8 6:1 100", "9 6:1 -100", "7 6:1 100")],
    ids=["the same row", "written otherwise", "sums that are equal"],
)
def test_a_file_whose_rows_came_in_since_it_was_looked_at_is_not_entered(
    lines: list[BudgetLine], meanwhile: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = import_ledger.enter_rows

    def enter_late(*given: object) -> None:
        monkeypatch.setattr(import_ledger, "enter_rows", enter)
        read_in(meanwhile)
        enter(*given)

    monkeypatch.setattr(import_ledger, "enter_rows", enter_late)
    assert read_in(table("7 6:1 100", "10 6:1 5")) == "LedgerMoved"
    assert sums() == [100_00, 0]


@pytest.mark.django_db
def test_a_file_of_which_a_line_is_no_longer_the_only_one_is_not_entered(
    lines: list[BudgetLine], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter = import_ledger.enter_rows

    def enter_late(*given: object) -> None:
        make_line(year=2026, object_code="6:1", funder="Boverket")
        enter(*given)

    monkeypatch.setattr(import_ledger, "enter_rows", enter_late)
    assert read_in(table("7 6:1 100", "7 6:2 5")) == "LedgerMoved"
    assert not BudgetEntry.objects.filter(kind="pay").exists()
