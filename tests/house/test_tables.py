"""On a phone a stacked table has no heads: each cell says itself what it is."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "bokal" / "web" / "templates"
STACKED = re.compile(r"<table[^>]*\bstacked\b.*?</table>", re.DOTALL)
CELL = re.compile(r"<td\b[^>]*>")


def bare_cells(text: str) -> list[str]:
    """Return the cells of stacked tables without a label."""
    return [
        cell for table in STACKED.findall(text) for cell in CELL.findall(table) if "data-label" not in cell
    ]


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_every_cell_of_a_stacked_table_has_a_label(template: Path) -> None:
    assert bare_cells(template.read_text()) == []


def test_a_cell_without_a_label_is_named() -> None:
    table = '<table class="stacked"><tr><td class="numeric">1</td><td data-label="Rank">2</td></tr></table>'
    assert bare_cells(table) == ['<td class="numeric">']
    assert bare_cells("<table><tr><td>1</td></tr></table>") == []
