"""What a spreadsheet would run is disarmed, and nothing else is touched."""

import pytest

from bokal.programme.documents.services import disarmed


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_that_would_be_run_gets_a_mark_before_it(text: str) -> None:
    assert disarmed(text) == f"'{text}"


@pytest.mark.parametrize(("cell", "written"), [("Öster", "Öster"), (-1.5, -1.5), (None, ""), ("", "")])
def test_everything_else_stays(cell: object, written: object) -> None:
    assert disarmed(cell) == written
