"""SIE of type 4: read to the öre, written so that it reads the same, refused with the line of each fault."""

import datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.initiatives.services.ledger import (
    Balance,
    Extract,
    LedgerRow,
    Voucher,
    kronor_of,
    ore_of,
    row_key,
)
from bokal.programme.initiatives.services.read_ledger import read_ledger
from bokal.programme.initiatives.services.write_sie4 import write_sie4

FILE = Path(__file__).parent / "fixtures" / "ledger.se"
REAL = FILE.read_bytes()


def read(content: bytes) -> Extract:
    problems = Problems("ledger.se")
    extract = read_ledger(content, problems)
    assert list(problems) == []
    assert extract is not None
    return extract


def refused(content: bytes) -> list[tuple[int, str]]:
    problems = Problems("ledger.se")
    assert read_ledger(content, problems) is None
    assert all(one.reason and one.remedy for one in problems)
    return [(one.line, one.reason) for one in problems]


def test_a_file_as_ledgers_write_it_is_read_to_the_ore() -> None:
    extract = read(REAL)
    assert (extract.company, extract.name) == ("000000-0000", "Påhittade kommunen")
    assert extract.years[0] == (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    assert extract.accounts["4600"] == 'Entreprenader "grönt"'
    assert extract.objects["6", "1203"] == "Ljus längs stigen"
    assert [(one.series, one.number, one.on.isoformat(), len(one.rows)) for one in extract.vouchers] == [
        ("A", "1", "2026-01-14", 2),
        ("A", "2", "2026-02-03", 4),
        ("B", "1", "2026-02-10", 2),
        ("A", "3", "2026-03-01", 2),
    ]
    first = extract.vouchers[0]
    assert (first.text, first.entered_on, first.sign) == ("Lampor, 12 st", datetime.date(2026, 1, 15), "AÖ")
    row = first.rows[0]
    assert (row.account, row.amount, row.codes(), row.quantity) == (
        "4600",
        98_750_33,
        ("1:456", "6:1203"),
        "12",
    )
    second = extract.vouchers[1]
    assert [(one.kind, one.number, one.amount) for one in second.rows] == [
        ("TRANS", 1, 26_500_50),
        ("BTRANS", 0, 500_00),
        ("RTRANS", 0, 0),
        ("TRANS", 2, -26_500_50),
    ]
    assert extract.voucher_key(second) == "000000-0000/2026/A/2"
    assert row_key(second.rows[0]) == "4600/6:1204//26500.50"


def test_the_sums_of_the_rows_are_those_that_the_ledger_says() -> None:
    extract = read(REAL)
    counted: dict[str, int] = {}
    for voucher in extract.vouchers:
        for row in voucher.rows:
            if row.number:
                counted[row.account] = counted.get(row.account, 0) + row.amount
    assert counted["4600"] == next(one.amount for one in extract.balances if one.account == "4600")
    assert sum(counted.values()) == 0


def test_what_is_written_reads_the_same() -> None:
    extract = read(REAL)
    again = write_sie4(extract)
    assert read(again) == extract
    assert write_sie4(read(again)) == again


# Without the lines and frames of the code page, which no text has and by which other codings are known.
SIGNS = st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f") | st.sampled_from(
    "åäöÅÄÖéÉüñ½°"
)
TEXTS = st.text(SIGNS, max_size=30).map(lambda text: text.rstrip("\\"))
NAMES = TEXTS.filter(bool)
NUMBERS = st.text("0123456789", min_size=1, max_size=4)
DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
ORE = st.integers(-(10**13), 10**13)


@st.composite
def rows(draw: st.DrawFn) -> tuple[LedgerRow, ...]:
    amounts = draw(st.lists(ORE, max_size=4))
    made = []
    for number, amount in enumerate([*amounts, -sum(amounts)], 1):
        objects = tuple(draw(st.lists(st.tuples(NUMBERS, TEXTS), max_size=2)))
        texts = {
            "text": draw(TEXTS),
            "quantity": draw(st.sampled_from(["", "1", "2.5"])),
            "sign": draw(TEXTS),
        }
        made.append(LedgerRow(draw(NUMBERS), amount, objects, draw(st.none() | DAYS), number=number, **texts))
    return tuple(made)


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    known = draw(
        st.lists(st.tuples(TEXTS.map(lambda t: t[:20].rstrip("\\")), NUMBERS), unique=True, max_size=4)
    )
    vouchers = tuple(
        Voucher(series, number, draw(DAYS), draw(TEXTS), draw(st.none() | DAYS), draw(TEXTS), draw(rows()))
        for series, number in known
    )
    return Extract(
        company=draw(NUMBERS),
        name=draw(NAMES),
        years={0: (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))},
        accounts=draw(st.dictionaries(NUMBERS, TEXTS, max_size=3)),
        dimensions=draw(st.dictionaries(NUMBERS, TEXTS, max_size=2)),
        objects=draw(st.dictionaries(st.tuples(NUMBERS, NAMES), TEXTS, max_size=3)),
        balances=tuple(
            draw(st.lists(st.builds(Balance, st.sampled_from(["IB", "UB", "RES"]), st.just(0), NUMBERS, ORE)))
        ),
        vouchers=vouchers,
        program=("Bokal", "1"),
    )


@given(extracts())
def test_every_extract_is_the_same_after_it_was_written_and_read(extract: Extract) -> None:
    assert read(write_sie4(extract)) == extract


@given(ORE)
def test_an_amount_is_the_same_after_it_was_written_and_read(amount: int) -> None:
    assert ore_of(kronor_of(amount)) == amount


@pytest.mark.parametrize("text", ["", "1,5", "1.555", "1 000.00", "1.", ".5", "+1", "1e3", "NaN", "١", "--1"])
def test_what_is_no_amount_is_not_guessed_at(text: str) -> None:
    assert ore_of(text) is None


@given(st.binary(max_size=400))
@example(b"#VER\n{\n#TRANS")
@example(b"#")
@example(b"#VER A 1 20260101 }")
@example(b'#"')
@example(b"#VER A 1 20260101\n{\n#TRANS {{{ }\n}")
def test_no_bytes_lead_to_a_crash(content: bytes) -> None:
    problems = Problems("x")
    assert (read_ledger(content, problems) is None) == bool(problems)


@given(st.integers(0, len(REAL) - 1), st.integers(0, 255), st.booleans())
def test_a_damaged_file_is_read_or_refused_and_never_crashes(place: int, byte: int, cut: bool) -> None:
    content = REAL[:place] if cut else REAL[:place] + bytes([byte]) + REAL[place + 1 :]
    problems = Problems("x")
    extract = read_ledger(content, problems)
    assert (extract is None) == bool(problems)
    for voucher in extract.vouchers if extract else ():
        assert sum(row.amount for row in voucher.rows if row.number) == 0


def line_of(mark: str) -> int:
    return next(number for number, line in enumerate(REAL.split(b"\n"), 1) if mark.encode() in line)


@pytest.mark.parametrize(
    ("mark", "old", "new", "said"),
    [
        ("#TRANS 2440 {} -98750.33", "-98750.33", "-98750,33", "not an amount"),
        ("#TRANS 2440 {} -98750.33", "-98750.33", "-98750.333", "not an amount"),
        ("#TRANS 2440 {} -98750.33", "{}", "", "no objects in braces"),
        ("#TRANS 2440 {} -98750.33", "{}", "{6}", "without its object"),
        ("#TRANS 2440 {} -98750.33", "2440", "24x0", "not a valid account"),
        ("#VER A 2 20260203", "20260203", "20260231", "does not exist"),
        ("#VER A 2 20260203", "20260203", "20240203", "none of the years"),
        ("#VER A 2 20260203", "A 2", "A 1", "stands on line"),
        ("#KONTO 5010", '"Lokalhyra"', '"Lokalhyra', "does not end"),
        ("#SIETYP 4", "4", "3", "another type"),
        ("#FORMAT PC8", "PC8", "UTF8", "not a valid"),
        ("#RAR 0", "20261231", "20251231", "ends before"),
    ],
)
def test_each_fault_is_told_with_its_line(mark: str, old: str, new: str, said: str) -> None:
    number = line_of(mark)
    lines = REAL.split(b"\n")
    lines[number - 1] = lines[number - 1].replace(old.encode(), new.encode(), 1)
    told = refused(b"\n".join(lines))
    assert [one for one in told if one[0] == number and said in one[1]], told


def test_a_voucher_that_does_not_add_up_is_told_by_name_at_its_end() -> None:
    number = line_of("#TRANS 2440 {} -98750.33")
    ((line, reason),) = refused(REAL.replace(b"-98750.33", b"-98750.32"))
    assert line == number + 1
    assert "A 1" in reason
    assert "1 öre" in reason


def test_a_file_that_was_cut_off_or_lacks_its_head_is_refused() -> None:
    cut = REAL[: REAL.index(b"}\r\n#VER A 2")]
    assert [one for one in refused(cut) if "ends in the middle" in one[1]]
    lacking = [reason for line, reason in refused(b"#FNAMN x\n") if line == 0]
    assert len(lacking) == 4
    assert refused(b"\x1a")[0] == (0, "The file is empty.")


def test_another_coding_than_that_of_the_format_is_refused_at_its_line() -> None:
    text = REAL.decode("cp437").rstrip("\x1a")
    for coding, said in (("utf-8", "UTF-8"), ("latin-1", "Windows")):
        ((line, reason),) = refused(text.encode(coding))
        assert said in reason
        assert line == (1 if coding == "utf-8" else 2)


def test_a_voucher_without_its_end_does_not_hide_the_next_one() -> None:
    number = line_of("#VER A 2")
    told = refused(REAL.replace(b"}\r\n#VER A 2", b"#VER A 2"))
    assert [line for line, _reason in told] == [number - 1]
