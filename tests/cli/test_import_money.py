"""``bokal import`` of money: the ledger whole or not at all, and budget tables as they were taken along."""

from pathlib import Path

import pytest

from bokal import cli
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.money_tables import (
    ENTRY_COLUMNS,
    LINE_COLUMNS,
    entry_rows,
    line_rows,
)
from bokal.web.ui.tables import csv_lines
from tests.factories.money import make_line

pytestmark = pytest.mark.django_db
LEDGER = Path(__file__).parents[1] / "programme" / "initiatives" / "fixtures" / "ledger.se"


def test_the_ledger_comes_in_once_and_says_what_goes_where(capsys: pytest.CaptureFixture[str]) -> None:
    line = make_line(year=2026, planned=90_000_00)
    assert cli.main(["import", "ledger", str(LEDGER), "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "light 4600 2026: 2 rows, 98750.00 kronor, 8750.00 more than it has" in told
    assert "No line, or several: 5010 6:1203 2026: 1 rows, 2800.00 kronor." in told
    assert cli.main(["import", "ledger", str(LEDGER)]) == 2
    assert "Say why" in capsys.readouterr().err
    assert cli.main(["import", "ledger", str(LEDGER), "--because", "Priset steg"]) == 0
    assert cli.main(["import", "ledger", str(LEDGER)]) == 0
    assert capsys.readouterr().out.splitlines()[-3].startswith("0 new, 2 here already.")
    line.refresh_from_db()
    assert (line.actual, line.overrun_because) == (98_750_00, {"sv": "Priset steg"})


def test_a_row_of_another_company_is_told_with_that_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_line(year=2026, planned=90_000_00)
    for company, day in (("Staden", 1), ("Fonden", 2)):
        path = tmp_path / f"{company}.csv"
        path.write_text(
            "company,voucher,date,account,object,amount\n" + f"{company},{day},2026-01-1{day},4600,6:1203,5\n"
        )
        assert cli.main(["import", "ledger", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Its line was paid from another company so far: 4600 6:1203 2026: 1 rows, 5.00 kronor." in told


def test_a_broken_ledger_is_refused_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_line(year=2026)
    broken = tmp_path / "broken.se"
    broken.write_bytes(LEDGER.read_bytes().replace(b"-2800.00", b"-2800,00"))
    assert cli.main(["import", "ledger", str(broken), "--problems", str(tmp_path / "out.csv")]) == 2
    assert "broken.se:53 “-2800,00”: This is not an amount." in capsys.readouterr().err
    assert "53" in (tmp_path / "out.csv").read_text()
    assert BudgetEntry.objects.count() == 0


def test_tables_of_money_are_brought_in_and_known_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_line(planned=1000)
    lines = BudgetLine.objects.select_related("initiative", "unit").order_by("pk")
    tables = {
        "budget-lines": "".join(csv_lines(LINE_COLUMNS, line_rows(lines))),
        "budget-entries": "".join(csv_lines(ENTRY_COLUMNS, entry_rows(lines))),
    }
    for kind, text in tables.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        assert cli.main(["import", kind, str(path)]) == 0
        assert capsys.readouterr().out == "0 new, 1 here already.\n"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(tables["budget-entries"].replace(",1000,", ",1001,"))
    assert cli.main(["import", "budget-entries", str(wrong)]) == 2
    told = capsys.readouterr().err
    assert "wrong.csv:2 key" in told
    assert "another entry with this key" in told
    other = wrong.read_text().replace("plan", "wish").replace("light", "dark")
    wrong.write_text(other)
    assert cli.main(["import", "budget-entries", str(wrong)]) == 2
    assert "2 problems" in capsys.readouterr().err
