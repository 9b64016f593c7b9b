"""Answers of Kolada (versions 2 and 3): for each key figure, place and year one value for each gender."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Status
from bokal.programme.areas.services.read_mapping import TableMapping
from bokal.programme.areas.services.read_numbers import NotANumber, parse_year
from bokal.programme.areas.services.read_observations import ObservationRow
from bokal.programme.areas.services.read_problems import Problems

TOTAL = "T"
SUPPRESSED = "Private"


def is_kolada(data: object) -> bool:
    values = data.get("values") if isinstance(data, dict) else None
    return isinstance(values, list) and all(isinstance(value, dict) and "kpi" in value for value in values)


def read_kolada(data: Mapping[str, Any], problems: Problems, mapping: TableMapping) -> list[ObservationRow]:
    """Read one answer; ``mapping.values`` says which key figure (``column``) is which indicator.

    Totals are read, not women and men apart; removed values are left out.
    """
    wanted = {value.column: value for value in mapping.values}
    if "geography" not in mapping.fixed or not wanted:
        problems.add(
            _("Nothing says which geography and which indicators the file holds."),
            _("Add a mapping with [fixed] geography and [[values]] column and indicator."),
        )
        return []
    if data.get("next_page") or data.get("next_url"):
        problems.warn(
            _("The answer has more pages than this file."), _("Fetch and import the others as well.")
        )
    rows = []
    for number, item in enumerate(data["values"], 1):
        value = wanted.get(str(item["kpi"]))
        if value is None:
            place = _("value %(number)d") % {"number": number}
            problems.add(
                _("The mapping does not name this key figure."), _("Add it."), column=place, value=item["kpi"]
            )
            continue
        area, year = _place(item, number, problems)
        for figure, status in _totals(item, number, problems):
            rows.append(
                ObservationRow(
                    line=0,
                    geography=mapping.fixed["geography"],
                    area=area,
                    indicator=value.indicator,
                    version=value.version,
                    year=year,
                    value=figure,
                    numerator=None,
                    denominator=None,
                    status=status if figure is None else value.status or Status.OK,
                    source=mapping.fixed.get("source", ""),
                )
            )
    return rows


def _place(item: Mapping[str, Any], number: int, problems: Problems) -> tuple[str, int]:
    column = _("value %(number)d") % {"number": number}
    area = item.get("municipality", item.get("ou"))
    if not isinstance(area, str):
        problems.add(_("The value names no place."), _("Fetch the answer again."), column=column)
    try:
        period = item.get("period")
        year = parse_year(period if isinstance(period, str | int | float) else str(period))
    except NotANumber as error:
        problems.add(error.reason, error.remedy, column=column, value=item.get("period"))
        year = 0
    return str(area), year


def _totals(item: Mapping[str, Any], number: int, problems: Problems) -> Iterator[tuple[float | None, str]]:
    column = _("value %(number)d") % {"number": number}
    values = item.get("values")
    for part in values if isinstance(values, list) else [None]:
        if not isinstance(part, dict):
            problems.add(_("The value has an unknown form."), _("Fetch the answer again."), column=column)
        elif part.get("gender") == TOTAL and part.get("isdeleted") is not True:
            figure = part.get("value")
            if figure is None:
                yield None, Status.SUPPRESSED if part.get("status") == SUPPRESSED else Status.MISSING
            elif type(figure) in (int, float) and abs(figure) < 1e300:
                yield float(figure), Status.OK
            else:
                problems.add(_("This is not a number."), _("Fetch it again."), column=column, value=figure)
