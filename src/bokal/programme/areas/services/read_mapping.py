"""A mapping says how to read a table that is not in our form; it is written in TOML.

``[columns]`` names our column = their column, ``[fixed]`` gives one value to every row, and each
``[[values]]`` makes one observation of a row: from a ``column``, or as per cent from a ``numerator``
and a ``denominator``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.areas.services.read_text import decode

VALUE_KEYS = frozenset({"column", "indicator", "version", "year", "numerator", "denominator", "status"})
PARTS = frozenset({"columns", "fixed", "values", "missing"})


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """Where one indicator stands in a wide table."""

    indicator: str
    column: str = ""
    version: int = 0
    year: int = 0
    numerator: str = ""
    denominator: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How the columns of a strange table become ours."""

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    values: tuple[ValueColumn, ...] = ()
    missing: frozenset[str] = frozenset()

    def as_dict(self) -> dict[str, Any]:
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "values": [{name: getattr(value, name) for name in sorted(VALUE_KEYS)} for value in self.values],
            "missing": sorted(self.missing),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> TableMapping:
        return cls(
            columns=data.get("columns", {}),
            fixed={name: str(value) for name, value in data.get("fixed", {}).items()},
            values=tuple(ValueColumn(**value) for value in data.get("values", ())),
            missing=frozenset(data.get("missing", ())),
        )


def read_mapping(content: bytes, *, file: str) -> tuple[TableMapping | None, Problems]:
    """Read a mapping; without one, the problems say why."""
    problems = Problems(file)
    try:
        data = tomllib.loads(decode(content, problems))
    except Unreadable:
        return None, problems
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problems.add(_("The mapping is not TOML: %(error)s") % {"error": error}, _("Correct it there."))
        return None, problems
    for name in sorted(data.keys() - PARTS):
        problems.add(
            _("A mapping has no such part."),
            _("The parts are: %(parts)s.") % {"parts": ", ".join(sorted(PARTS))},
            column=name,
        )
    for part in ("columns", "fixed"):
        table = data.get(part, {})
        if not isinstance(table, dict) or not all(isinstance(value, str | int) for value in table.values()):
            problems.add(_("This part must hold names and texts."), _('Write name = "text".'), column=part)
    _check_values(data.get("values", []), problems)
    missing = data.get("missing", [])
    if not isinstance(missing, list) or not all(isinstance(text, str) for text in missing):
        problems.add(_("This part must be a list of texts."), _('Write missing = [".."].'), column="missing")
    return (None if problems else TableMapping.from_dict(data)), problems


def _check_values(values: object, problems: Problems) -> None:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        problems.add(_("This part must be a list."), _("Write [[values]] for each."), column="values")
        return
    for number, value in enumerate(values, 1):
        whole = all(type(value.get(name, 0)) is int for name in ("version", "year"))
        texts = all(isinstance(value.get(name, ""), str) for name in VALUE_KEYS - {"version", "year"})
        has_value = value.get("column") or (value.get("numerator") and value.get("denominator"))
        if not (whole and texts and has_value and value.get("indicator") and value.keys() <= VALUE_KEYS):
            problems.add(
                _("A value is not described in full."),
                _("Give indicator, and column or numerator with denominator. Version and year are whole."),
                column=f"values {number}",
            )
