"""The money of a status report in kronor."""

from collections.abc import Iterator

from django.utils.translation import gettext

from bokal.web.report.blocks import Block, Cell, Paragraph
from bokal.web.report.status_cells import Json, Row, marks_of, source, table, told, what
from bokal.web.ui.formats import kronor
from bokal.web.ui.status_naming import title_of

SUMS = ("planned", "revised", "committed", "actual")


def money_facts(content: Json) -> Iterator[Block]:
    """Show what is planned, ordered and paid: by who pays, unit and year, and for each initiative."""
    money, of = content["money"], source(content, "ledger")
    columns = [(what(name), True) for name in SUMS]
    all_in_all = [(Cell(gettext("All in all"), opens="money/total"), *sums(money["total"]))]
    several = (
        ("by_funder", gettext("Money by who pays"), gettext("Who pays")),
        ("by_unit", gettext("Money by unit"), gettext("Unit")),
        ("by_year", gettext("Money by year"), gettext("Year")),
    )
    if not money["lines"]:
        yield Paragraph(gettext("No money is entered for this period."), "note")
        return
    for part, title, first in several:
        rows = [*(money_row(one, part) for one in money[part]), *all_in_all]
        yield from table(title, [first, *columns], rows, name=part.replace("_", "-"), of=of)
    marks = marks_of(content)
    rows = [line_row(content, one, marks[one["initiative"]]) for one in money["lines"]]
    title = gettext("Money by initiative")
    yield from table(title, [gettext("Initiative"), *columns], rows, name="money-lines", of=of)


def money_row(one: Json, part: str) -> Row:
    """Write the sums of one funder, unit or year."""
    name = told(one["name"]) if one.get("name") else one["code"]
    return (Cell(name, opens=f"money/{part}"), *sums(one))


def line_row(content: Json, one: Json, mark: str) -> Row:
    """Write what one funder gives one unit for an initiative in one year."""
    return (Cell(title_of(content, one), opens="money/lines", mark=mark), *sums(one))


def sums(levels: Json) -> tuple[Cell, ...]:
    """Write the four sums in kronor."""
    return tuple(Cell(kronor(levels[name]["value"])) for name in SUMS)
