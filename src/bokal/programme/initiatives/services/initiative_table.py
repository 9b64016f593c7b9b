"""Initiatives as a table: one row each, and the same table can be brought in again."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import openpyxl
from django.conf import settings
from django.db.models import Prefetch, QuerySet
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import Area
from bokal.programme.documents.services import ARMED
from bokal.programme.initiatives.enums import Accumulation, Kind, MeasureUnit
from bokal.programme.initiatives.models import Assumption, Initiative, Measure, Origin
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import READ_BY_ALL

PLAN_TEXTS = ("title", "summary", "if_we", "then", "because")
PLAN_DAYS = ("starts_on", "ends_on", "decide_on")
ORIGIN_TEXT = "answers_because"
ASSUMED = ("text", "wrong_when")
MEASURE_TEXTS = ("name", "comparator", "no_baseline_because")
MEASURE_REST = (
    *("unit", "direction", "accumulation", "baseline", "baseline_of", "baseline_on", "baseline_source"),
    *("target", "target_of", "target_on", "owner", "every_months", "groups"),
)
MEASURE_NEEDS = (
    *("name", "unit", "direction", "accumulation", "comparator", "target", "target_on", "owner"),
)
DAYS = (*PLAN_DAYS, "measure_baseline_on", "measure_target_on")
AMOUNTS = ("measure_baseline", "measure_baseline_of", "measure_target", "measure_target_of")
FLAGS = ("shown", "documented", "constructed")
CHOICES = {
    "kind": Kind.values,
    "measure_unit": MeasureUnit.values,
    "measure_direction": [one for one in Direction.values if one != Direction.NEUTRAL],
    "measure_accumulation": Accumulation.values,
}
TEXTS = (
    *PLAN_TEXTS,
    ORIGIN_TEXT,
    *(f"assumption_{name}" for name in ASSUMED),
    *(f"measure_{name}" for name in MEASURE_TEXTS),
)
WIDE, ROWS_TO_FILL = 22, 500


def columns_in(languages: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of the table, with the texts in these languages."""
    codes = list(languages)

    def texts(*names: str) -> Iterator[str]:
        return (f"{name}_{code}" for name in names for code in codes)

    return (
        *("slug", *texts("title"), "kind", "area", "unit", "phase", *PLAN_DAYS),
        *texts(*PLAN_TEXTS[1:]),
        *("problems", "proposals", *texts(ORIGIN_TEXT)),
        *texts(*(f"assumption_{name}" for name in ASSUMED)),
        *texts(*(f"measure_{name}" for name in MEASURE_TEXTS)),
        *(f"measure_{name}" for name in MEASURE_REST),
        *FLAGS,
    )


def all_columns() -> tuple[str, ...]:
    """Return the columns of the table in all languages of the site."""
    return columns_in(code for code, _name in settings.LANGUAGES)


def template_columns(language: str) -> tuple[str, ...]:
    """Return the columns that somebody fills in who plans in one language."""
    left = {"phase", *FLAGS}
    return tuple(name for name in columns_in([language]) if name not in left)


def with_parts(found: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """Fetch what a row tells of together with the initiatives."""
    measures = Measure.objects.select_related("owner").order_by("position")
    return found.select_related("area", "unit").prefetch_related(
        Prefetch("origins", Origin.objects.select_related("problem__area", "proposal__area").order_by("pk")),
        Prefetch("assumptions", Assumption.objects.order_by("pk")),
        Prefetch("measures", measures),
    )


def cell_of(value: Any) -> object:
    """Return a fact as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        return Decimal(f"{value.normalize():f}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Area | Unit):
        return value.code
    if isinstance(value, Problem | Proposal):
        return value.slug
    if isinstance(value, list | tuple):
        return ", ".join(str(cell_of(one)) for one in value)
    return value


def by_slug[T: (Problem, Proposal)](things: Iterable[T]) -> list[T]:
    """Return problems or proposals in the order they are written."""
    return sorted(things, key=lambda one: one.slug)


def is_within(area: Area | None, areas: Collection[str] | None) -> bool:
    """Tell whether something is of these areas; what is of no area is of the whole programme, as is None."""
    return areas is None or (area is not None and area.code in areas)


def may_read(thing: Problem | Proposal, areas: Collection[str] | None) -> bool:
    """Tell whether whoever works in these areas may read a problem or a proposal."""
    return is_within(thing.area, areas) or thing.stage in READ_BY_ALL


def cells_of(
    initiative: Initiative, told: Callable[[Problem | Proposal], bool] = lambda _thing: True
) -> dict[str, object]:
    """Return what the records say of an initiative, by column; of several measures it is the first.

    Of what it answers, the problems and proposals are named that may be ``told``.
    """
    origins = list(initiative.origins.all())
    texts: dict[str, dict[str, str]] = {name: getattr(initiative, name) for name in PLAN_TEXTS}
    facts: dict[str, Any] = {
        name: getattr(initiative, name)
        for name in ("slug", "kind", "area", "unit", "phase", *PLAN_DAYS, *FLAGS)
    }
    facts["problems"] = by_slug(one.problem for one in origins if one.problem and told(one.problem))
    facts["proposals"] = by_slug(one.proposal for one in origins if one.proposal and told(one.proposal))
    texts[ORIGIN_TEXT] = next((one.because for one in origins if one.because), {})
    for assumption in initiative.assumptions.all()[:1]:
        texts |= {f"assumption_{name}": getattr(assumption, name) for name in ASSUMED}
    for measure in initiative.measures.all()[:1]:
        texts |= {f"measure_{name}": getattr(measure, name) for name in MEASURE_TEXTS}
        facts |= {f"measure_{name}": getattr(measure, name) for name in MEASURE_REST}
    written = {f"{name}_{code}": said.get(code, "") for name, said in texts.items() for code in said}
    return {name: cell_of(value) for name, value in facts.items()} | written


def initiative_rows(
    found: QuerySet[Initiative], *, areas: Collection[str] | None = None
) -> Iterator[Sequence[object]]:
    """Yield a row for each initiative, with what those may read who work in these areas; all with None."""
    columns = all_columns()
    for one in with_parts(found):
        cells = cells_of(one, lambda thing: may_read(thing, areas))
        yield tuple(marked(cells.get(name, "")) for name in columns)


def marked(cell: object) -> object:
    """Write a text so that it is told from one that was only disarmed for a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and is_disarmed(cell) else cell


def unmarked(text: str) -> str:
    """Read a text back as it was before it was disarmed."""
    return text[1:] if is_disarmed(text) else text


def is_disarmed(text: str) -> bool:
    """Tell whether a text looks like one that got a mark before it."""
    return text.startswith("'") and text[1:].startswith((*ARMED, "'"))


def template_book(language: str) -> bytes:
    """Return a workbook with the names of the columns, and the words that some of them choose among."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    columns = template_columns(language)
    sheet.append(columns)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDE
        if name in CHOICES:
            offered = choice_of(CHOICES[name])
            offered.add(f"{letter}2:{letter}{ROWS_TO_FILL + 1}")
            sheet.add_data_validation(offered)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def choice_of(words: Collection[str]) -> DataValidation:
    """Let cells choose among words; others are told when the file is handed in."""
    listed = f'"{",".join(words)}"'
    return DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=False)
