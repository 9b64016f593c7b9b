"""JSON-stat 2.0 as PxWeb gives it: a cube of values, row by row, the last dimension fastest."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Status
from bokal.programme.areas.services.read_mapping import TableMapping
from bokal.programme.areas.services.read_numbers import NotANumber, parse_year
from bokal.programme.areas.services.read_observations import ObservationRow
from bokal.programme.areas.services.read_problems import Problems, Unreadable

LARGEST = 2_000_000
SUPPRESSED = frozenset({"..", "...", "x"})
"""PxWeb marks with two dots what is secret or too uncertain, and with one dot or a dash what cannot be."""


def is_pxweb(data: object) -> bool:
    return isinstance(data, dict) and data.get("class") == "dataset" and "dimension" in data


def read_pxweb(data: Mapping[str, Any], problems: Problems, mapping: TableMapping) -> list[ObservationRow]:
    """Read a cube.

    ``mapping.columns`` may name the dimensions ``area``, ``year`` and ``contents``; else their roles say it.
    Each of ``mapping.values`` turns one code of the contents (``column``) into an indicator. Every other
    dimension must hold one value only, and ``mapping.fixed`` names the geography.
    """
    cube = _Cube(data, problems)
    area = cube.dimension("area", mapping.columns.get("area"), "geo")
    year = cube.dimension("year", mapping.columns.get("year"), "time")
    contents = cube.dimension("contents", mapping.columns.get("contents"), "metric")
    for name, codes in cube.codes.items():
        if name not in (area, year, contents) and len(codes) > 1:
            problems.add(
                _("The table is divided by “%(name)s” as well.") % {"name": name},
                _("Choose one value of it, such as the total, when you fetch the table."),
                column=name,
            )
    wanted = {value.column: value for value in mapping.values}
    if "geography" not in mapping.fixed or not wanted:
        problems.add(
            _("Nothing says which geography and which indicators the table holds."),
            _("Add a mapping with [fixed] geography and [[values]] column and indicator."),
        )
    for code in sorted(wanted.keys() - set(cube.codes[contents])):
        problems.add(
            _("The table has no such contents."), _("Correct the mapping."), column=contents, value=code
        )
    if problems:
        return []
    years = {code: _year(code, year, problems) for code in cube.codes[year]}
    rows = []
    for position, place in enumerate(cube.places()):
        value = wanted.get(place[contents])
        if value is None:
            continue
        number, status = cube.value(position, place[area])
        rows.append(
            ObservationRow(
                line=0,
                geography=mapping.fixed["geography"],
                area=place[area],
                indicator=value.indicator,
                version=value.version,
                year=years[place[year]],
                value=number,
                numerator=None,
                denominator=None,
                status=status if number is None else value.status or Status.OK,
                source=mapping.fixed.get("source", ""),
            )
        )
    return rows


class _Cube:
    """The parts of a JSON-stat dataset, checked against each other."""

    def __init__(self, data: Mapping[str, Any], problems: Problems) -> None:
        self.problems = problems
        names, sizes, dimensions = data.get("id"), data.get("size"), data.get("dimension")
        roles = data.get("role")
        self.roles: dict[str, Any] = roles if isinstance(roles, dict) else {}
        if not isinstance(names, list) or not isinstance(sizes, list) or not isinstance(dimensions, dict):
            raise self._broken("id")
        if len(names) != len(sizes) or not all(isinstance(name, str) for name in names):
            raise self._broken("id")
        self.codes = {name: self._codes(name, dimensions.get(name)) for name in names}
        if [len(codes) for codes in self.codes.values()] != sizes:
            raise self._broken("size")
        self.length = math.prod(sizes)
        if self.length > LARGEST:
            raise problems.stop(
                _("The table has too many values."), _("Fetch it in several parts."), value=self.length
            )
        self.values = self._sparse(data.get("value"), "value")
        self.statuses = self._sparse(data.get("status") or {}, "status")

    def _broken(self, member: str) -> Unreadable:
        return self.problems.stop(
            _("The file is not a JSON-stat 2.0 dataset; this part is missing or does not fit the others."),
            _("Fetch the table again in the format json-stat2."),
            column=member,
        )

    def _codes(self, name: str, dimension: object) -> list[str]:
        category = dimension.get("category") if isinstance(dimension, dict) else None
        index: Any = category.get("index") if isinstance(category, dict) else None
        if index is None and isinstance(category, dict) and isinstance(category.get("label"), dict):
            # A dimension with one value may leave the index out.
            index = list(category["label"])[:1]
        if isinstance(index, dict):
            if sorted(map(str, index.values())) != sorted(map(str, range(len(index)))):
                raise self._broken(name)
            index = sorted(index, key=lambda code: int(index[code]))
        if not isinstance(index, list) or not all(isinstance(code, str) for code in index):
            raise self._broken(name)
        return index

    def _sparse(self, values: object, member: str) -> dict[int, Any]:
        """Give values by position, whether they come as a list or by number."""
        if isinstance(values, list):
            if len(values) != self.length:
                raise self._broken(member)
            return dict(enumerate(values))
        if isinstance(values, str) and member == "status":
            return dict.fromkeys(range(self.length), values)
        if not isinstance(values, dict) or not all(key.isascii() and key.isdecimal() for key in values):
            raise self._broken(member)
        found = {int(key[:12]): value for key, value in values.items()}
        if any(position >= self.length for position in found):
            raise self._broken(member)
        return found

    def dimension(self, ours: str, named: str | None, role: str) -> str:
        """Return the name of a dimension that the mapping or its role gives."""
        listed = self.roles.get(role)
        if named is None and isinstance(listed, list) and len(listed) == 1:
            (named,) = listed
        if isinstance(named, str) and named in self.codes:
            return named
        raise self.problems.stop(
            _("Nothing says which dimension is the %(ours)s.") % {"ours": ours},
            _("Name it in the mapping under [columns]. The table has: %(names)s.")
            % {"names": ", ".join(self.codes)[:200]},
            value=named or "",
        )

    def places(self) -> Iterator[dict[str, str]]:
        names = list(self.codes)
        return (dict(zip(names, codes, strict=True)) for codes in itertools.product(*self.codes.values()))

    def value(self, position: int, area: str) -> tuple[float | None, str]:
        """Return the number at a place, or why there is none."""
        number = self.values.get(position)
        if number is None:
            mark = str(self.statuses.get(position, ""))
            return None, Status.SUPPRESSED if mark in SUPPRESSED else Status.MISSING
        if type(number) not in (int, float) or abs(number) > 1e300:
            self.problems.add(
                _("This is not a number."), _("Fetch the table again."), column=area, value=number
            )
            return None, Status.MISSING
        return float(number), Status.OK


def _year(code: str, column: str, problems: Problems) -> int:
    try:
        return parse_year(code)
    except NotANumber as error:
        problems.add(error.reason, error.remedy, column=column, value=code)
        return 0
