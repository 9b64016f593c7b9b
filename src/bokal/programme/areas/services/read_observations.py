"""Observations from a table: one row each, or one row an area with a column for each indicator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import WITHOUT_VALUE, Status
from bokal.programme.areas.services.read_mapping import TableMapping, ValueColumn
from bokal.programme.areas.services.read_numbers import NotANumber, decide_mark, parse_number, parse_year
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_tables import (
    Cell,
    Columns,
    Table,
    match_header,
    nearest,
    pick_columns,
    same_width,
)

COLUMNS = Columns(
    required=("geography", "area", "indicator", "year", "value"),
    optional=("version", "numerator", "denominator", "status", "source"),
)
NUMBERS = ("value", "numerator", "denominator")
STATUSES = frozenset(Status.values)
NONE = frozenset(WITHOUT_VALUE)


class ObservationRow(NamedTuple):
    """One observation as a file gives it; ``version`` 0 means the only one there is."""

    line: int
    geography: str
    area: str
    indicator: str
    version: int
    year: int
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str
    source: str


def read_observations(table: Table, problems: Problems, mapping: TableMapping) -> list[ObservationRow]:
    """Read every row of a table; what cannot be read becomes a problem with its place."""
    if mapping.values:
        return list(_read_wide(table, problems, mapping))
    return list(_read_tidy(table, problems, mapping))


def _read_tidy(table: Table, problems: Problems, mapping: TableMapping) -> Iterator[ObservationRow]:
    given = frozenset(mapping.fixed)
    if mapping.columns:
        places = pick_columns(table, mapping.columns, problems)
        lacking = [name for name in COLUMNS.required if name not in places and name not in given]
        for name in [] if problems else lacking:
            problems.add(_("The mapping does not say where this comes from."), _("Add it."), column=name)
    else:
        places = match_header(table, COLUMNS, problems, given=given)
    if problems:
        return
    mark = _mark(table, {name: places[name] for name in NUMBERS if name in places}, problems)
    for line, cells in same_width(table, problems):
        texts = {
            name: str(cells[place] if cells[place] is not None else "") for name, place in places.items()
        }
        row = _row(line, cells, {**mapping.fixed, **texts}, places, mark, mapping.missing, problems)
        if row is not None:
            yield row


def _row(
    line: int,
    cells: Sequence[Cell],
    texts: Mapping[str, str],
    places: Mapping[str, int],
    mark: str,
    missing: frozenset[str],
    problems: Problems,
) -> ObservationRow | None:
    before = problems.count
    numbers = {
        name: _number(cells[places[name]], mark, missing, problems, line, name) if name in places else None
        for name in NUMBERS
    }
    year = _year(texts["year"], problems, line)
    version = _version(texts.get("version", ""), problems, line)
    if problems.count > before:
        return None
    status = _status(texts.get("status", "").strip().lower(), numbers["value"], problems, line)
    if problems.count > before:
        return None
    return ObservationRow(
        line=line,
        geography=texts["geography"].strip(),
        area=texts["area"].strip(),
        indicator=texts["indicator"].strip(),
        version=version,
        year=year,
        value=numbers["value"],
        numerator=numbers["numerator"],
        denominator=numbers["denominator"],
        status=status,
        source=texts.get("source", "").strip(),
    )


def _read_wide(table: Table, problems: Problems, mapping: TableMapping) -> Iterator[ObservationRow]:
    wanted = {"area": mapping.columns.get("area", "area")}
    for value in mapping.values:
        wanted |= {name: name for name in (value.column, value.numerator, value.denominator) if name}
    places = pick_columns(table, wanted, problems)
    if "geography" not in mapping.fixed:
        problems.add(_("The mapping names no geography."), _("Write it under [fixed]."), column="geography")
    fixed_year = mapping.fixed.get("year", "")
    years = {value: value.year or _year(fixed_year, problems, 0) for value in mapping.values}
    if problems:
        return
    mark = _mark(table, {name: place for name, place in places.items() if name != "area"}, problems)
    for line, cells in same_width(table, problems):
        numbers = {
            name: _number(cells[place], mark, mapping.missing, problems, line, name)
            for name, place in places.items()
            if name != "area"
        }
        area = str(cells[places["area"]] or "").strip()
        for value, year in years.items():
            yield _wide_row(line, area, year, value, numbers, mapping.fixed)


def _wide_row(
    line: int,
    area: str,
    year: int,
    value: ValueColumn,
    numbers: Mapping[str, float | None],
    fixed: Mapping[str, str],
) -> ObservationRow:
    numerator = numbers.get(value.numerator)
    denominator = numbers.get(value.denominator) or None
    if value.column:
        number = numbers[value.column]
    else:
        number = None if numerator is None or denominator is None else 100 * numerator / denominator
    status = Status.MISSING if number is None else value.status or Status.OK
    return ObservationRow(
        line=line,
        geography=fixed["geography"],
        area=area,
        indicator=value.indicator,
        version=value.version,
        year=year,
        value=number,
        numerator=numerator if denominator is not None else None,
        denominator=denominator,
        status=str(status),
        source=fixed.get("source", ""),
    )


def _mark(table: Table, places: Mapping[str, int], problems: Problems) -> str:
    if table.point_only:
        return "."
    width = len(table.header)
    cells = chain.from_iterable(
        ((line, name, cells[place]) for name, place in places.items())
        for line, cells in table.rows()
        if len(cells) == width
    )
    return decide_mark(cells, problems)


def _number(
    cell: Cell, mark: str, missing: frozenset[str], problems: Problems, line: int, column: str
) -> float | None:
    if isinstance(cell, str) and cell.strip() in missing:
        return None
    try:
        number = parse_number(cell, mark=mark)
    except NotANumber as error:
        problems.add(error.reason, error.remedy, line=line, column=column, value=cell)
        return None
    if column == "denominator" and number is not None and number <= 0:
        problems.add(
            _("A denominator must be above zero."),
            _("Leave the cell empty when there is none."),
            line=line,
            column=column,
            value=cell,
        )
    return number


def _year(cell: str, problems: Problems, line: int) -> int:
    try:
        return parse_year(cell)
    except NotANumber as error:
        problems.add(error.reason, error.remedy, line=line, column="year", value=cell)
        return 0


def _version(text: str, problems: Problems, line: int) -> int:
    text = text.strip().removesuffix(".0")
    if not text:
        return 0
    if text.isascii() and text.isdecimal() and len(text) <= 4 and int(text) > 0:
        return int(text)
    problems.add(
        _("This is not the number of a definition."),
        _("Write a whole number from 1, or leave the cell empty when there is only one."),
        line=line,
        column="version",
        value=text,
    )
    return 0


def _status(text: str, value: float | None, problems: Problems, line: int) -> str:
    known = ", ".join(sorted(STATUSES))
    if text and text not in STATUSES:
        problems.add(
            _("There is no such status."),
            nearest(text, sorted(STATUSES)) or _("Write one of: %(known)s.") % {"known": known},
            line=line,
            column="status",
            value=text,
        )
    elif value is None and text not in NONE:
        problems.add(
            _("The value is empty and nothing says why."),
            _("Write the value (zero is a value), or “missing” or “suppressed” in the column “status”."),
            line=line,
            column="value",
            value=text,
        )
    elif value is not None and text in NONE:
        problems.add(
            _("The status says that there is no value, but there is one."),
            _("Remove the value, or correct the status."),
            line=line,
            column="status",
            value=text,
        )
    return text or Status.OK
