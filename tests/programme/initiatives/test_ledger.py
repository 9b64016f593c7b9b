"""The ledger is read in whole or not at all, each row once, on the line that its account and object name."""

from pathlib import Path

import pytest

from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors.money import LedgerOverruns, LedgerRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, LedgerFile
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.money import commit_money
from bokal.programme.initiatives.services.read_ledger import read_ledger
from bokal.programme.initiatives.services.recount_money import recount_lines
from bokal.programme.initiatives.services.write_sie4 import write_sie4
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line, today

pytestmark = pytest.mark.django_db
REAL = (Path(__file__).parent / "fixtures" / "ledger.se").read_bytes()
WHY = {"sv": "Jorden blev dyrare."}


@pytest.fixture
def lines() -> dict[str, BudgetLine]:
    light = make_initiative()
    return {
        "light": make_line(light, year=2026, planned=100_000_00),
        "garden": make_line(light, year=2026, object_code="6:1204", planned=20_000_00),
    }


def read_in(content: bytes = REAL, **fields: object) -> object:
    return read_in_ledger(content=content, name="ledger.se", actor=None, choices=LedgerChoices(**fields))


def look(content: bytes = REAL, **fields: object) -> object:
    return look_at_ledger(content=content, name="ledger.se", choices=LedgerChoices(**fields))


def actual(line: BudgetLine) -> int:
    line.refresh_from_db()
    return line.actual


def test_rows_go_to_the_line_of_their_account_and_object_to_the_ore(lines: dict[str, BudgetLine]) -> None:
    seen = look()
    assert [(one.line.pk, one.rows, one.amount) for one in seen.gets] == [
        (lines["light"].pk, 2, 98_750_00),
        (lines["garden"].pk, 1, 26_500_50),
    ]
    assert (seen.vouchers, seen.rows, seen.known, seen.elsewhere) == (4, 10, 0, 4)
    assert [(one.account, one.codes, one.amount) for one in seen.undecided] == [
        ("5010", ("6:1203",), 2_800_00)
    ]
    assert not BudgetEntry.objects.filter(kind=EntryKind.PAY).exists()
    read_in(overrun_because=WHY)
    assert (actual(lines["light"]), actual(lines["garden"])) == (98_750_00, 26_500_50)
    paid = BudgetEntry.objects.get(voucher="000000-0000/2026/A/1/1")
    assert (paid.amount, paid.text) == (98_750_33, "Lampor, 12 st · Elentreprenör AB")
    assert recount_lines() == []


def test_the_same_rows_come_in_once_however_often_and_in_whatever_form(lines: dict[str, BudgetLine]) -> None:
    read_in(overrun_because=WHY)
    count = BudgetEntry.objects.count()
    assert read_in().new == 0
    written = write_sie4(read_ledger(REAL, Problems("x")))
    assert written != REAL
    assert (read_in(written).new, look(written).known) == (0, 3)
    assert BudgetEntry.objects.count() == count
    assert LedgerFile.objects.get().matched == 3


def test_a_row_that_fits_no_line_is_entered_on_the_one_that_somebody_chooses(
    lines: dict[str, BudgetLine],
) -> None:
    (group,) = look().undecided
    read_in(overrun_because=WHY)
    rent = make_line(account="5020", year=2026, planned=5_000_00)
    read_in(lines={group.key: rent.pk})
    assert actual(rent) == 2_800_00
    file = LedgerFile.objects.get()
    assert (file.matched, file.vouchers, file.form) == (4, 4, "sie4")
    assert look().undecided == []


def test_two_lines_of_an_account_and_object_are_not_guessed_between(
    lines: dict[str, BudgetLine],
) -> None:
    other = make_line(year=2026, funder="Boverket", planned=100_000_00)
    groups = {one.account: one for one in look().undecided}
    assert {line.pk for line in groups["4600"].candidates} == {lines["light"].pk, other.pk}
    seen = look(lines={groups["4600"].key: other.pk})
    assert [one.line.pk for one in seen.gets] == [lines["garden"].pk, other.pk] or [
        one.line.pk for one in seen.gets
    ] == [other.pk, lines["garden"].pk]


def test_more_than_a_line_was_given_is_read_in_only_with_a_reason(lines: dict[str, BudgetLine]) -> None:
    assert [(one.line.pk, one.short) for one in look().overruns] == [(lines["garden"].pk, 6_500_50)]
    with pytest.raises(LedgerOverruns):
        read_in()
    assert not LedgerFile.objects.exists()
    read_in(overrun_because=WHY)
    lines["garden"].refresh_from_db()
    lines["light"].refresh_from_db()
    assert (lines["garden"].overrun_because, lines["light"].overrun_because) == (WHY, {})


def test_payments_end_commitments_when_that_is_asked_for(lines: dict[str, BudgetLine]) -> None:
    line = lines["light"]
    commit_money(line_id=line.pk, amount=99_000_00, on=today(), actor=None)
    assert lines["light"].pk in {one.line.pk for one in look().overruns}
    read_in(releases=True, overrun_because=WHY)
    line.refresh_from_db()
    assert (line.committed, line.actual, line.overrun_because) == (250_00, 98_750_00, {})


def test_a_booked_row_that_changed_is_refused_with_the_whole_file(lines: dict[str, BudgetLine]) -> None:
    read_in(overrun_because=WHY)
    changed = REAL.replace(b"98750.33", b"98751.33")
    assert [one.line for one in look(changed).problems] == [40]
    with pytest.raises(LedgerRefused):
        read_in(changed)
    assert actual(lines["light"]) == 98_750_00


def test_a_broken_file_is_refused_whole(lines: dict[str, BudgetLine]) -> None:
    broken = REAL.replace(b"#TRANS 1930 {} -2800.00", b"#TRANS 1930 {} -2800,00")
    assert look(broken).problems.count == 1
    with pytest.raises(LedgerRefused):
        read_in(broken)
    assert (actual(lines["light"]), LedgerFile.objects.count()) == (0, 0)


def test_more_paid_back_than_was_paid_is_told_with_its_line(lines: dict[str, BudgetLine]) -> None:
    table = b"company;voucher;date;account;object;amount\nX;7;2026-02-01;4600;6:1203;-5,50\n"
    (problem,) = look(table).problems
    assert (problem.line, "paid back" in problem.reason) == (2, True)


def test_a_table_comes_in_like_sie_and_each_fault_has_its_line(lines: dict[str, BudgetLine]) -> None:
    unit = lines["light"].unit.code
    table = (
        "company,series,voucher,date,account,object,unit,amount,text\n"
        f'X,A,7,2026-02-01,4600,1:456 6:1203,{unit},"1000,05",Lampa\n'
        f"X,A,7,2026-02-01,4600,6:1204,{unit},20.5,\n"
        "X,A,8,2026-02-02,4600,6:1203,other-unit,1,\n"
    )
    seen = read_in(table.encode())
    assert [(one.line.pk, one.amount) for one in seen.gets] == [
        (lines["light"].pk, 1000_05),
        (lines["garden"].pk, 20_50),
    ]
    assert (len(seen.undecided), LedgerFile.objects.get().form) == (1, "csv")
    wrong = table.replace("20.5", "20.555").replace("6:1204", "1204").replace("2026-02-02", "2026-02-30")
    assert [(one.line, one.column) for one in look(wrong.encode()).problems] == [
        (3, "amount"),
        (3, "object"),
        (4, "date"),
    ]


@pytest.mark.parametrize("content", [b"", b"a,b\n", "å;ä\n".encode("latin-1"), b'company,"\n', b"\0"])
def test_what_is_no_extract_is_refused_with_a_remedy(content: bytes) -> None:
    problems = look(content).problems
    assert problems.count
    assert all(one.reason and one.remedy for one in problems)


def test_it_is_told_how_far_reading_has_come_also_past_rows_that_are_wrong() -> None:
    head = "company,voucher,date,account,amount\n"
    rows = "1,2,2026-01-05\n" + "1,2,2026-01-05,4600,1\n" * 2999
    told: list[tuple[int, int]] = []
    seen = look_at_ledger(
        content=(head + rows).encode(), name="ledger.csv", tell=lambda *how_far: told.append(how_far)
    )
    assert told == [(1000, 3002), (2000, 3002), (3000, 3002)]
    assert [one.line for one in seen.problems] == [2]
