"""The ledger is read in whole or not at all, each row once, on the line that its account and object name."""

import datetime
from collections.abc import Collection
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors.money import LedgerOverruns, LedgerRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, LedgerFile
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.money import commit_money, correct_payment
from bokal.programme.initiatives.services.read_ledger import read_ledger
from bokal.programme.initiatives.services.recount_money import recount_lines
from bokal.programme.initiatives.services.write_sie4 import write_sie4
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line, today
from tests.factories.programmes import make_unit

pytestmark = pytest.mark.django_db
REAL = (Path(__file__).parent / "fixtures" / "ledger.se").read_bytes()
# To write more vouchers behind it.
OPEN = REAL.rstrip(b"\x1a\r\n") + b"\r\n"
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
    paid = BudgetEntry.objects.get(voucher="000000-0000/2026/A/1/4600/1:456 6:1203//98750.33/1")
    assert (paid.amount, paid.text) == (98_750_33, "Lampor, 12 st · Elentreprenör AB")
    assert recount_lines() == []


MKB = REAL.replace(b"000000-0000", b"111111-1111")
"""The same rows as another company has them in its ledger."""


def test_the_ledger_of_another_company_goes_to_no_line_unasked_and_is_known_once_it_was_chosen(
    lines: dict[str, BudgetLine],
) -> None:
    assert MKB != REAL
    read_in(overrun_because=WHY)
    seen = look(MKB)
    assert (seen.new, seen.known) == (0, 0)
    asked = {group.key: group for group in seen.undecided}
    of_light = next(one for one in asked.values() if lines["light"] in one.candidates)
    # Nothing but what somebody chose comes in, and after that the company is known for the unit.
    read_in(MKB, lines={of_light.key: lines["light"].pk}, overrun_because=WHY)
    assert (actual(lines["light"]), actual(lines["garden"])) == (2 * 98_750_00, 26_500_50)
    again = look(MKB)
    assert [(one.line.pk, one.amount) for one in again.gets] == [(lines["garden"].pk, 26_500_50)]


@pytest.mark.usefixtures("lines")
def test_lines_of_a_unit_that_no_ledger_has_paid_yet_take_the_rows_of_any_company() -> None:
    read_in(overrun_because=WHY)
    parks = make_line(unit=make_unit("parks"), year=2026, object_code="6:1204", account="4601", planned=1)
    more = MKB.replace(b" 4600 ", b" 4601 ")
    seen = look(more)
    assert [(one.line.pk, one.amount) for one in seen.gets] == [(parks.pk, 26_500_50)]


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
    commit_money(line_id=line.pk, amount=99_000_00, on=datetime.date(2026, 1, 2), actor=None)
    assert lines["light"].pk in {one.line.pk for one in look().overruns}
    read_in(releases=True, overrun_because=WHY)
    line.refresh_from_db()
    assert (line.committed, line.actual, line.overrun_because) == (250_00, 98_750_00, {})


def test_a_booked_row_that_changed_is_told_and_what_else_is_new_comes_in(
    lines: dict[str, BudgetLine],
) -> None:
    read_in(overrun_because=WHY)
    more = b"#VER B 2 20260301\r\n{\r\n#TRANS 4600 {6 1203} 10.00\r\n#TRANS 1930 {} -10.00\r\n}\r\n"
    changed = OPEN.replace(b"98750.33", b"98751.33") + more
    seen = look(changed)
    assert not seen.problems
    (other,) = seen.differences
    assert (other.voucher, other.booked.stands, other.says) == ("A 1", 98_750_33, 98_751_33)
    assert [one.again for one in seen.undecided] == ["A 1", ""]
    read_in(changed)
    assert actual(lines["light"]) == 98_760_00
    correct_payment(entry_id=other.booked.entry, amount=other.says, because="Fel", on=today(), actor=None)
    after = look(changed)
    assert (after.new, after.differences, len(after.undecided)) == (0, [], 1)
    assert actual(lines["light"]) == 98_761_00


def test_a_row_that_was_struck_out_moves_no_other_and_is_told(lines: dict[str, BudgetLine]) -> None:
    voucher = (
        b"#VER C 1 20260302\r\n{\r\n%b 4600 {6 1203} 7.00\r\n#TRANS 4600 {6 1203} 5.00\r\n"
        b"#TRANS 1930 {} %b\r\n}\r\n"
    )
    read_in(OPEN + voucher % (b"#TRANS", b"-12.00"), overrun_because=WHY)
    seen = look(OPEN + voucher % (b"#BTRANS", b"-5.00"))
    assert (seen.new, len(seen.undecided)) == (0, 1)
    assert [(one.voucher, one.booked.stands, one.says) for one in seen.differences] == [("C 1", 7_00, 0)]


def table(*rows: tuple[object, ...], company: str = "0000000000") -> bytes:
    head = "company,series,voucher,date,account,object,unit,amount\n"
    return (head + "".join(",".join(map(str, (company, "A", *row))) + "\n" for row in rows)).encode()


def test_other_rows_of_a_voucher_are_no_rows_that_are_here(lines: dict[str, BudgetLine]) -> None:
    rent = make_line(account="5010", year=2026, object_code="", planned=500_00)
    read_in(table((1, "2026-02-01", 5010, "", "", "100.00")))
    read_in(table((1, "2026-02-01", 4600, "6:1203", "", "99.00")))
    assert (actual(rent), actual(lines["light"])) == (100_00, 99_00)


def test_a_table_and_sie_of_one_ledger_are_known_by_each_other(lines: dict[str, BudgetLine]) -> None:
    read_in(
        table(
            (2, "2026-02-03", 4600, "6:1204", "", "26500.50"),
            (1, "2026-01-14", 4600, "6:1203", "", "98750.33"),
        ),
        overrun_because=WHY,
    )
    seen = look()
    assert (seen.new, seen.known, len(seen.undecided)) == (1, 1, 2)
    # The table named one object fewer: perhaps the same row, which somebody must say.
    assert [one.again for one in seen.undecided if one.again] == ["A 1"]
    assert seen.differences == []


def test_two_equal_rows_are_two_payments_and_of_two_units_too(lines: dict[str, BudgetLine]) -> None:
    unit = lines["light"].unit.code
    row = (1, "2026-02-01", 4600, "6:1203", unit, "5")
    read_in(table(row))
    read_in(table(row, row))
    assert look(table(row, row, (*row[:4], "", "5"))).new == 1
    assert actual(lines["light"]) == 10_00


def test_a_row_of_another_object_is_not_put_on_a_line_without_one(lines: dict[str, BudgetLine]) -> None:
    rent = make_line(account="5010", year=2026, object_code="", planned=500_00)
    seen = look(table((1, "2026-02-01", 5010, "6:9999", "", "100"), company="MKB"))
    assert (seen.gets, [one.candidates for one in seen.undecided]) == ([], [[rent]])


LINES = (("4600", "6:1203"), ("4600", "6:1204"), ("5010", ""))
BOOKED = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from(LINES), st.integers(1, 3)), min_size=1, max_size=10
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(booked=BOOKED, data=st.data())
def test_overlapping_extracts_in_any_order_come_to_what_the_whole_ledger_comes_to(
    lines: dict[str, BudgetLine], booked: list[tuple[int, tuple[str, str], int]], data: st.DataObject
) -> None:
    with transaction.atomic():
        make_line(account="5010", year=2026, object_code="", planned=500_00)

        def rows(parts: Collection[object]) -> bytes:
            kept = [one for one in booked if one[:2] in parts]
            return table(
                *(
                    (n, "2026-02-01", *place, "", amount)
                    for n, place, amount in data.draw(st.permutations(kept))
                )
            )

        def whole(numbers: Collection[int]) -> bytes:
            vouchers = []
            for number in numbers:
                kept = [one for one in booked if one[0] == number]
                moved = data.draw(st.permutations(kept))
                text = f"#VER A {number} 20260201\r\n{{\r\n"
                for _number, (account, code), amount in moved:
                    text += f"#TRANS {account} {{{code.replace(':', ' ')}}} {amount}\r\n"
                vouchers.append(text + f"#TRANS 1930 {{}} {-sum(one[2] for one in moved)}\r\n}}\r\n")
            return REAL.partition(b"#VER")[0] + "".join(vouchers).encode()

        parts = sorted({one[:2] for one in booked})
        numbers = sorted({one[0] for one in booked})
        slices = data.draw(st.lists(st.sets(st.sampled_from(parts), min_size=1), max_size=4))
        files = [rows(one) for one in slices]
        files.append(whole(data.draw(st.sets(st.sampled_from(numbers), min_size=1))))
        files.append(data.draw(st.sampled_from([rows(parts), whole(numbers)])))
        for content in data.draw(st.permutations(files)):
            read_in(content)
        wanted = dict.fromkeys(LINES, 0)
        for _number, place, amount in booked:
            wanted[place] += amount * 100
        found = {(one.account, one.object_code): one.actual for one in BudgetLine.objects.order_by("pk")}
        assert found == wanted
        assert recount_lines() == []
        transaction.set_rollback(True)


def test_a_broken_file_is_refused_whole(lines: dict[str, BudgetLine]) -> None:
    broken = REAL.replace(b"#TRANS 1930 {} -2800.00", b"#TRANS 1930 {} -2800,00")
    assert look(broken).problems.count == 1
    with pytest.raises(LedgerRefused):
        read_in(broken)
    assert (actual(lines["light"]), LedgerFile.objects.count()) == (0, 0)


def test_a_table_comes_in_like_sie_and_each_fault_has_its_line(lines: dict[str, BudgetLine]) -> None:
    unit = lines["light"].unit.code
    rows = (
        "company,series,voucher,date,account,object,unit,amount,text\n"
        f'X,A,7,2026-02-01,4600,1:456 6:1203,{unit},"1000,05",Lampa\n'
        f"X,A,7,2026-02-01,4600,6:1204,{unit},20.5,\n"
        "X,A,8,2026-02-02,4600,6:1203,other-unit,1,\n"
    )
    seen = read_in(rows.encode())
    assert [(one.line.pk, one.amount) for one in seen.gets] == [
        (lines["light"].pk, 1000_05),
        (lines["garden"].pk, 20_50),
    ]
    assert (len(seen.undecided), LedgerFile.objects.get().form) == (1, "csv")
    wrong = rows.replace("20.5", "20.555").replace("6:1204", "1204").replace("2026-02-02", "2026-02-30")
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
