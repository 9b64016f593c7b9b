"""Tables of areas and of composite areas."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Part
from bokal.programme.areas.services.read_described import AreaRow
from bokal.programme.areas.services.read_mapping import TableMapping
from bokal.programme.areas.services.read_problems import Problems, is_plain
from bokal.programme.areas.services.read_tables import Columns, Table, match_header, pick_columns, same_width

AREA_COLUMNS = Columns(("geography", "code", "name"), ("parent_geography", "parent"))
COMPOSITE_COLUMNS = Columns(
    ("whole_geography", "area", "geography", "zone", "weight"),
    ("role", "judged", "note_sv", "note_en", "note_ar"),
)
YES_NO = {"yes": True, "no": False, "": True}
SMALLEST = Decimal("0.000001")


class CompositeRow(NamedTuple):
    """One part of a composite area."""

    line: int
    whole_geography: str
    whole: str
    geography: str
    part: str
    weight: Decimal
    role: str
    judged: bool
    note: dict[str, str]


def read_areas(table: Table, problems: Problems, mapping: TableMapping) -> list[AreaRow]:
    """Read areas, one a row."""
    rows = []
    for line, cells in row_texts(table, AREA_COLUMNS, problems, mapping):
        longest = {"code": 40, "name": 200, "parent": 40}
        for column in ("code", "name", "parent"):
            text = cells.get(column, "")
            if len(text) > longest[column] or not is_plain(text) or (not text and column != "parent"):
                reason = _("This must be a text of at most %(n)d signs.") % {"n": longest[column]}
                problems.add(reason, _("Correct it."), line=line, column=column, value=text)
        rows.append(
            AreaRow(
                line,
                cells["geography"],
                cells["code"],
                cells["name"],
                cells.get("parent_geography", ""),
                cells.get("parent", ""),
            )
        )
    return rows


def read_composites(table: Table, problems: Problems, mapping: TableMapping) -> list[CompositeRow]:
    """Read the parts of composite areas, one a row; weights are exact."""
    rows = []
    for line, cells in row_texts(table, COMPOSITE_COLUMNS, problems, mapping):
        weight = _weight(cells["weight"], line, problems)
        role = cells.get("role", "") or (Part.CORE if weight == 1 else Part.PARTIAL)
        judged = YES_NO.get(cells.get("judged", "").lower())
        if role not in Part.values or judged is None:
            problems.add(
                _("The row says neither core nor partial, or judged is not yes or no."),
                _("Write core or partial in “role”, and yes or no in “judged”."),
                line=line,
                column="role",
                value=role,
            )
        note = {language: cells.get(f"note_{language}", "") for language in ("sv", "en", "ar")}
        if not all(len(text) <= 1000 and is_plain(text) for text in note.values()):
            problems.add(
                _("The note is too long or holds signs that cannot be kept."), _("Shorten it."), line=line
            )
        rows.append(
            CompositeRow(
                line,
                cells["whole_geography"],
                cells["area"],
                cells["geography"],
                cells["zone"],
                weight,
                str(role),
                bool(judged),
                {language: text for language, text in note.items() if text},
            )
        )
    return rows


def row_texts(
    table: Table, columns: Columns, problems: Problems, mapping: TableMapping
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row as texts by our names of the columns, with its line."""
    given = frozenset(mapping.fixed)
    if mapping.columns:
        places = pick_columns(table, mapping.columns, problems)
        for name in columns.required:
            if name not in mapping.columns and name not in given:
                problems.add(_("The mapping does not say where this comes from."), _("Add it."), column=name)
    else:
        places = match_header(table, columns, problems, given=given)
    if problems:
        return
    for line, cells in same_width(table, problems):
        texts = {
            name: str(cells[place] if cells[place] is not None else "") for name, place in places.items()
        }
        yield line, {name: text.strip() for name, text in {**mapping.fixed, **texts}.items()}


def _weight(text: str, line: int, problems: Problems) -> Decimal:
    try:
        weight = Decimal(text) if len(text) <= 20 and text.isascii() else Decimal("NaN")
        if SMALLEST <= weight <= 1 and weight == weight.quantize(SMALLEST):
            return weight
    except InvalidOperation:
        pass
    problems.add(
        _("A weight is the share of the zone, above 0 up to 1, with at most six decimals."),
        _("Write it with a point, such as 0.35."),
        line=line,
        column="weight",
        value=text,
    )
    return SMALLEST
