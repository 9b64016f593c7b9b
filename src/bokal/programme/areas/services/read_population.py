"""Tables of people by age and sex, one group a row; rows of totals are read to check the others."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Sex
from bokal.programme.areas.services.read_mapping import TableMapping
from bokal.programme.areas.services.read_numbers import NotANumber, parse_year
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_rows import row_texts
from bokal.programme.areas.services.read_tables import Columns, Table

POPULATION_COLUMNS = Columns(("geography", "area", "year", "ages", "sex", "people"))
AGES = re.compile(r"(?P<first>[0-9]{1,3})(?:[-–](?P<last>[0-9]{0,3})|(?P<older>\+)|)")
TOTAL = "total"
MOST_PEOPLE = 100_000_000
"""More people than any area of ours has; a longer number is a slip of the keyboard."""


class Ages(NamedTuple):
    """Ages from one to another, in whole years; without the other: and older."""

    first: int
    last: int | None


class PopulationRow(NamedTuple):
    """People as a file counts them; ``ages`` None or ``sex`` empty are the total of all."""

    line: int
    geography: str
    area: str
    year: int
    ages: Ages | None
    sex: str
    people: int


def read_population(table: Table, problems: Problems, mapping: TableMapping) -> list[PopulationRow]:
    """Read every row; what cannot be read becomes a problem with its place."""
    rows = []
    for line, cells in row_texts(table, POPULATION_COLUMNS, problems, mapping):
        before = problems.count
        year, ages = _year(cells["year"], line, problems), _ages(cells["ages"], line, problems)
        sex, people = _sex(cells["sex"], line, problems), _people(cells["people"], line, problems)
        if problems.count == before:
            rows.append(PopulationRow(line, cells["geography"], cells["area"], year, ages, sex, people))
    return rows


def _year(text: str, line: int, problems: Problems) -> int:
    try:
        return parse_year(text)
    except NotANumber as error:
        problems.add(error.reason, error.remedy, line=line, column="year", value=text)
        return 0


def _ages(text: str, line: int, problems: Problems) -> Ages | None:
    found = AGES.fullmatch(text)
    if found is not None:
        first = int(found["first"])
        if found["older"] or found["last"] == "":
            return Ages(first, None)
        last = int(found["last"] or first)
        if last >= first:
            return Ages(first, last)
    if text.lower() != TOTAL:
        problems.add(
            _("These are no ages."),
            _("Write them such as 0-14, 15 or 80+, or “total” for all."),
            line=line,
            column="ages",
            value=text,
        )
    return None


def _sex(text: str, line: int, problems: Problems) -> str:
    word = text.lower()
    if word not in {*Sex.values, TOTAL}:
        problems.add(
            _("The row says neither women nor men."),
            _("Write women or men, or “total” for both."),
            line=line,
            column="sex",
            value=text,
        )
    return "" if word == TOTAL else word


def _people(text: str, line: int, problems: Problems) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 9 and int(text) <= MOST_PEOPLE:
        return int(text)
    problems.add(
        _("This is no number of people."),
        _("Write a whole number from zero on, without marks; leave out an area that is not counted."),
        line=line,
        column="people",
        value=text,
    )
    return 0
