"""A row that may be one that stands here is asked about, and entered by choice alone; none is dropped."""

import pytest

from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.import_ledger import LedgerChoices, look_at_ledger, read_in_ledger
from bokal.programme.initiatives.services.money import correct_payment
from bokal.programme.initiatives.services.near_vouchers import names_of
from tests.factories.initiatives import make_initiative
from tests.factories.money import make_line, today

pytestmark = pytest.mark.django_db
HEAD = "#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#ORGNR 000000-0000\r\n#FNAMN Stad\r\n#RAR 0 %s\r\n"
CALENDAR, BROKEN = "20260101 20261231", "20250701 20260630"


@pytest.fixture
def lines(db: None) -> dict[str, BudgetLine]:
    light = make_initiative()
    return {
        "light": make_line(light, year=2026, planned=100_000_00),
        "garden": make_line(light, year=2026, object_code="6:1204", planned=100_000_00),
        "before": make_line(light, year=2025, planned=100_000_00),
    }


def table(*rows: tuple[object, ...], company: str = "000000-0000") -> bytes:
    """Return a table of rows: series, number, amount, and another object or day."""
    text = "company,series,voucher,date,account,object,amount\n"
    for series, number, amount, *more in rows:
        code, day = (*more, *("6:1203", "2026-01-15")[len(more) :])
        text += f"{company},{series},{number},{day},4600,{code},{amount}\n"
    return text.encode()


def sie(
    *rows: tuple[object, object], year: str = CALENDAR, day: str = "20260115", number: object = 7
) -> bytes:
    """Return an extract of voucher A 7: objects with their amounts."""
    booked = "".join(f"#TRANS 4600 {{6 {code}}} {amount}\r\n" for code, amount in rows)
    rest = f"#TRANS 1930 {{}} {-sum(int(str(amount)) for _code, amount in rows)}\r\n"
    return (HEAD % year + f"#VER A {number} {day}\r\n{{\r\n{booked}{rest}}}\r\n").encode()


def look(content: bytes) -> object:
    return look_at_ledger(content=content, name="ledger")


def read_in(content: bytes, **lines: int) -> None:
    read_in_ledger(content=content, name="ledger", actor=None, choices=LedgerChoices(lines=lines))


def correct(payment: BudgetEntry, amount: int) -> None:
    correct_payment(entry_id=payment.pk, amount=amount, because="Fel", on=today(), actor=None)


def paid(*lines: BudgetLine) -> list[int]:
    for line in lines:
        line.refresh_from_db()
    return [line.actual for line in lines]


def test_a_row_whose_key_is_taken_by_a_corrected_payment_is_asked_about_and_comes_in_as_the_next(
    lines: dict[str, BudgetLine],
) -> None:
    light = lines["light"]
    read_in(table(("A", 7, "100.00")))
    correct(BudgetEntry.objects.get(kind="pay"), 150_00)
    content = table(("A", 7, "100.00"), ("A", 7, "150.00"))
    seen = look(content)
    assert (seen.known, seen.new, [one.again for one in seen.undecided]) == (1, 0, ["A 7"])
    read_in(content)
    assert paid(light) == [150_00]
    read_in(content, **{seen.undecided[0].key: light.pk})
    assert paid(light) == [250_00]
    keys = BudgetEntry.objects.filter(kind="pay").order_by("pk").values_list("voucher", flat=True)
    assert [key.rpartition("/")[2] for key in keys] == ["1", "2"]
    after = look(content)
    assert (after.known, after.new, after.undecided, after.differences) == (2, 0, [], [])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("A", "7"), ("", "A7")),
        (("A", "7"), ("", "A-7")),
        (("A", "7"), ("", "a 0007")),
        (("A", "7"), ("A", "0007")),
        (("A", "7"), ("a", "7")),
        (("", "7"), ("", "0007")),
        (("", "7"), ("A", "007")),
        (("", "7"), ("", "A7")),
        (("1", "0007"), ("", "10007")),
        (("A", "7"), ("", "A/7")),
        (("A", "7"), ("A", "A7")),
        (("", "2026-0007"), ("", "2026/0007")),
        (("", "2026-0007"), ("", "2026-7")),
        (("V", "2026-0007"), ("", "V2026-7")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_a_number_written_otherwise_is_asked_about_in_either_order(
    lines: dict[str, BudgetLine], first: tuple[str, str], second: tuple[str, str], *, turned: bool
) -> None:
    before, after = (second, first) if turned else (first, second)
    read_in(table((*before, "100.00")))
    seen = look(table((*after, "100.00")))
    assert (seen.new, [group.amount for group in seen.undecided]) == (0, [100_00])
    read_in(table((*after, "100.00")))
    assert paid(lines["light"]) == [100_00]


@pytest.mark.parametrize("other", [("", "B7"), ("A", "70"), ("", "17"), ("B", "0007"), ("A7", "7")])
def test_another_number_is_another_voucher(lines: dict[str, BudgetLine], other: tuple[str, str]) -> None:
    read_in(table(("A", "7", "100.00")))
    read_in(table((*other, "100.00")))
    assert paid(lines["light"]) == [200_00]


def test_numbers_that_end_in_no_digit_have_no_name_in_common() -> None:
    # Else each row would be held against all that are here: thousands of them took minutes.
    assert names_of("stad/2026//12B").sought.isdisjoint(names_of("stad/2026//13B").called)
    assert names_of("stad/2026//-").called


def test_the_number_of_a_voucher_that_stands_otherwise_is_told_as_the_ledger_writes_it(
    lines: dict[str, BudgetLine],
) -> None:
    read_in(table(("A", "1/7%", "100.00")))
    seen = look(table(("A", "1/7%", "90.00")))
    assert [one.voucher for one in seen.differences] == ["A 1/7%"]


def test_equal_rows_of_two_years_that_begin_in_one_are_two_payments(lines: dict[str, BudgetLine]) -> None:
    head = HEAD % "20260701 20261231" + "#RAR -1 20260101 20260630\r\n"
    rows = "{\r\n#TRANS 4600 {6 1203} 100\r\n#TRANS 1930 {} -100\r\n}\r\n"
    both = (head + "".join(f"#VER A 1 {day}\r\n{rows}" for day in ("20260110", "20260710"))).encode()
    read_in(both)
    assert paid(lines["light"]) == [200_00]
    seen = look(both)
    assert (seen.known, seen.new, seen.undecided) == (2, 0, [])


def test_a_number_that_one_file_writes_in_two_ways_is_of_two_vouchers(lines: dict[str, BudgetLine]) -> None:
    both = table(("A", "7", "100.00"), ("A", "07", "100.00"))
    read_in(both)
    assert paid(lines["light"]) == [200_00]
    assert (look(both).known, look(both).undecided) == (2, [])


@pytest.mark.parametrize("name", ["malmö stad", "MALMÖ STAD", "Malmö  stad"])
def test_the_name_of_a_company_in_other_letters_is_the_same_company(
    lines: dict[str, BudgetLine], name: str
) -> None:
    read_in(table(("A", 7, "100.00"), company="Malmö stad"))
    seen = look(table(("A", 7, "100.00"), company=name))
    assert (seen.known, seen.new, seen.undecided) == (1, 0, [])


def test_a_row_that_was_moved_in_the_ledger_is_entered_only_beside_the_correction(
    lines: dict[str, BudgetLine],
) -> None:
    light, garden = lines["light"], lines["garden"]
    read_in(sie(("1203", 100)))
    moved = sie(("1204", 100))
    seen = look(moved)
    assert (seen.new, [one.again for one in seen.undecided]) == (0, ["A 7"])
    assert [(one.booked.stands, one.says) for one in seen.differences] == [(100_00, 0)]
    assert seen.undecided[0].candidates == [garden]
    read_in(moved)
    assert paid(light, garden) == [100_00, 0]
    correct(BudgetEntry.objects.get(kind="pay"), 0)
    read_in(moved)
    assert paid(light, garden) == [0, 100_00]


def test_a_row_that_was_parted_in_the_ledger_is_asked_about_in_all_its_parts(
    lines: dict[str, BudgetLine],
) -> None:
    read_in(sie(("1203", 100)))
    seen = look(sie(("1203", 60), ("1204", 40)))
    assert (seen.new, sorted(one.amount for one in seen.undecided)) == (0, [40_00, 60_00])


def test_a_moved_row_in_a_table_is_asked_about_too(lines: dict[str, BudgetLine]) -> None:
    read_in(table(("A", 7, "100.00")))
    seen = look(table(("A", 7, "100.00", "6:1204")))
    assert (seen.new, [one.again for one in seen.undecided]) == (0, ["A 7"])
    # With the row itself in the file it is another.
    assert look(table(("A", 7, "100.00"), ("A", 7, "100.00", "6:1204"))).new == 1


@pytest.mark.parametrize("sie_first", [True, False])
def test_a_payment_in_a_broken_financial_year_is_asked_about_in_the_other_form(
    lines: dict[str, BudgetLine], *, sie_first: bool
) -> None:
    files = [sie(("1203", 100), year=BROKEN), table(("A", 7, "100.00"))]
    first, second = files if sie_first else files[::-1]
    read_in(first)
    seen = look(second)
    assert (seen.new, [one.again for one in seen.undecided]) == (0, ["A 7"])
    read_in(second)
    assert sum(paid(lines["light"], lines["before"])) == 100_00


def test_a_number_that_comes_again_in_the_next_financial_year_is_another_voucher(
    lines: dict[str, BudgetLine],
) -> None:
    read_in(sie(("1203", 100), year=BROKEN))
    read_in(sie(("1203", 100), year="20260701 20270630", day="20260815"))
    assert paid(lines["before"], lines["light"]) == [100_00, 100_00]


def test_a_number_that_comes_again_on_another_day_of_a_year_is_never_dropped(
    lines: dict[str, BudgetLine],
) -> None:
    first = table(("A", 7, "100.00", "6:1203", "2026-01-15"))
    later = table(("A", 7, "100.00", "6:1203", "2026-08-15"))
    read_in(first)
    seen = look(later)
    assert (seen.known, seen.new, [one.again for one in seen.undecided]) == (0, 0, ["A 7"])
    read_in(later, **{seen.undecided[0].key: lines["light"].pk})
    assert paid(lines["light"]) == [200_00]
    for content in (first, later):
        assert (look(content).known, look(content).undecided) == (1, [])
