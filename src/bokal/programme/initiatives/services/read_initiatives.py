"""Initiatives from a table, one row each: read and checked line by line, nothing mended, nothing started."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_excel import read_table
from bokal.programme.areas.services.read_numbers import decide_mark
from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.areas.services.read_tables import Cell, Columns, Table, match_header, same_width
from bokal.programme.areas.services.read_text import read_limited
from bokal.programme.initiatives.enums import USUAL_CADENCE, Phase
from bokal.programme.initiatives.errors import Documented
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import Initiative, Measure
from bokal.programme.initiatives.services.initiative_table import (
    AMOUNTS,
    ASSUMED,
    DAYS,
    MEASURE_NEEDS,
    MEASURE_REST,
    MEASURE_TEXTS,
    ORIGIN_TEXT,
    PLAN_DAYS,
    PLAN_TEXTS,
    all_columns,
    is_within,
    with_parts,
)
from bokal.programme.initiatives.services.plan import Answered, Measured, Plan, require_sound
from bokal.programme.initiatives.services.read_initiative_cells import Records, Row, text_in, understand
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.services import (
    READ_AT_WORK,
    areas_to_speak_about,
    problems_listed,
    proposals_listed,
)
from bokal.programme.voices.services.word import RESERVED

MOST_INITIATIVES = 1_000
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
PLAN_REST = ("kind", "area", "unit", *PLAN_DAYS, "shown", "constructed")


@dataclass(frozen=True, slots=True)
class Origins:
    """What an initiative answers, or why it answers nothing."""

    answers: tuple[Answered, ...]
    because: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """What a row asks for, as the services take it; what it leaves as it is, is not there."""

    line: int
    slug: str
    title: Mapping[str, str]
    known: Initiative | None
    changed_from_here: tuple[tuple[str, str, str], ...]
    plan: Plan | None
    origins: Origins | None
    assumption: Mapping[str, Mapping[str, str]] | None
    measured: Measured | None
    replaces: Measure | None

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        parts = (self.plan, self.origins, self.assumption, self.measured)
        return any(part is not None for part in parts)


@dataclass(frozen=True, slots=True)
class Lines:
    """The cells of a table by column and line, not compared with any record yet; and its decimal mark."""

    cells: Sequence[tuple[int, Mapping[str, Cell]]]
    mark: str


NO_LINES = Lines((), ".")


def read_lines(content: bytes, problems: Problems, *, sheet: str = "") -> Lines:
    """Read the lines of a table of initiatives; of one that cannot be read, none."""
    try:
        content = read_limited(io.BytesIO(content), problems, limit=settings.UPLOAD_LIMIT)
        table = read_table(content, problems, columns=all_columns(), sheet=sheet, days=DAYS)
        places = match_header(table, Columns((), all_columns()), problems, given=frozenset())
        if problems:
            return NO_LINES
        mark = "." if table.point_only else decide_mark(amounts(table, places), problems)
    except Unreadable:
        return NO_LINES
    lines = [(line, row_of(cells, places)) for line, cells in walk(table, problems)]
    if not lines and not problems:
        problems.add(_("The file holds no initiatives."), _("Write one in each row below the first."))
    if len(lines) > MOST_INITIATIVES:
        problems.add(
            _("The file holds more than %(n)d initiatives.") % {"n": MOST_INITIATIVES}, _("Split it.")
        )
        return NO_LINES
    return Lines(lines, mark)


def read_initiatives(
    lines: Lines, problems: Problems, *, areas: Collection[str] | None
) -> list[InitiativeRow]:
    """Compare lines with the records; ``areas`` are those that may be planned in, all with None."""
    if not lines.cells:
        return []
    records = known_records(areas, lines.mark)
    read = (read_row(Row(line, raw, problems), records, areas) for line, raw in lines.cells)
    rows = [row for row in read if row is not None]
    refuse_twice(rows, problems)
    return rows


def walk(table: Table, problems: Problems) -> Iterator[tuple[int, Any]]:
    """Yield the rows; a quotation mark that never ends is told and ends them."""
    try:
        yield from same_width(table, problems)
    except Unreadable:
        return


def row_of(cells: Any, places: Mapping[str, int]) -> dict[str, Cell]:
    """Return the cells of a row by the column they stand in."""
    return {name: cells[place] for name, place in places.items()}


def amounts(table: Table, places: Mapping[str, int]) -> Iterator[tuple[int, str, Cell]]:
    """Yield the numbers of a table, by which the decimal mark is told."""
    named = [(name, place) for name, place in places.items() if name in AMOUNTS]
    width = len(table.header)
    whole = ((line, cells) for line, cells in table.rows() if len(cells) == width)
    return chain.from_iterable(((line, name, cells[place]) for name, place in named) for line, cells in whole)


def known_records(areas: Collection[str] | None, mark: str) -> Records:
    """Return what rows may name: of problems and proposals those of the areas that may be planned in."""
    problems, proposals = problems_listed(READ_AT_WORK), proposals_listed(READ_AT_WORK)
    if areas is not None:
        problems = problems.filter(area__code__in=areas)
        proposals = proposals.filter(area__code__in=areas)
    return Records(
        initiatives={one.slug: one for one in with_parts(Initiative.objects.order_by("pk"))},
        areas={one.code: one for one in areas_to_speak_about()},
        units={one.code: one for one in Unit.objects.valid_on(timezone.localdate()).order_by("code")},
        problems={one.slug: one for one in problems},
        proposals={one.slug: one for one in proposals},
        planned_in=areas,
        mark=mark,
    )


def refuse_twice(rows: list[InitiativeRow], problems: Problems) -> None:
    """Refuse an initiative that stands in the file twice."""
    seen: set[str] = set()
    for row in rows:
        if row.slug in seen:
            told = _("The initiative stands in the file twice: %(slug)s.") % {"slug": row.slug}
            problems.add(
                told, _("Join the two rows, or give one another slug."), line=row.line, column="slug"
            )
        seen.add(row.slug)


def read_row(row: Row, records: Records, areas: Collection[str] | None) -> InitiativeRow | None:
    """Return what a row asks for; nothing when something is wrong with it."""
    row.cells = {name: text_in(cell) for name, cell in row.raw.items()}
    row.slug = slug_of(row)
    row.known = records.initiatives.get(row.slug)
    if row.known is not None and not is_within(row.known.area, areas):
        if row.cells.get("slug"):
            refuse_area(row, "slug", row.slug)
        else:
            reason = _("An initiative of this title is here already, where you have no role.")
            row.tell(reason, _("Give the row an address of its own."), column="slug")
        return None
    understand(row, records)
    if "documented" in row.values and not row.wrong:
        refuse_documented(row)
    if row.known is not None and not row.wrong:
        refuse_another(row, row.known)
    if row.known is not None and (row.known.documented or row.known.phase != Phase.IDEA):
        if row.says and not row.wrong:
            refuse_change(row, row.known)
        return None if row.wrong else unchanged(row)
    plan, origins = plan_of(row, areas), origins_of(row)
    assumption, measured = assumption_of(row), measured_of(row)
    if row.wrong or plan is None:
        return None
    return InitiativeRow(
        line=row.line,
        slug=row.slug,
        title=plan.title,
        known=row.known,
        changed_from_here=row.changed_from_here(areas),
        plan=plan if row.known is None or plans_anew(row) else None,
        origins=origins,
        assumption=assumption,
        measured=measured,
        replaces=first_measure(row) if measured is not None else None,
    )


def refuse_area(row: Row, column: str, value: str) -> None:
    """Say that somebody else plans there."""
    reason, remedy = _("You have no role where this initiative is."), _("Ask who coordinates that area.")
    row.tell(reason, remedy, column=column, value=value)


def refuse_documented(row: Row) -> None:
    """Say that a file does not make an initiative known from sources, nor the other way round."""
    reason = _("A file does not say what is known from sources alone.")
    row.tell(reason, _("Leave the cell empty."), column="documented", value=row.cells["documented"])


def refuse_another(row: Row, known: Initiative) -> None:
    """Refuse a row that takes an example for real or the other way round, or another one for the one here."""
    if "constructed" in row.values:
        reason = _("A file does not say anew whether an initiative is a constructed example.")
        row.tell(reason, _("Leave the cell empty."), column="constructed", value=row.cells["constructed"])
    elif not row.cells.get("slug") and {"area", "kind"} & row.values.keys():
        reason = _("An initiative of this title is here already: %(slug)s.") % {"slug": known.slug}
        remedy = _("Write this address into the row to change that one, or give the row one of its own.")
        row.tell(reason, remedy, column="slug")


def refuse_change(row: Row, known: Initiative) -> None:
    """Say that what is under way, over or documented is not changed by a file."""
    if known.documented:
        reason = str(Documented.message)
    else:
        reason = _("This is no idea any more, and a file changes ideas alone.")
    remedy = _("Leave the row out. Change it on its own page, as far as it still can be.")
    column = row.said()[0]
    row.tell(reason, remedy, column=column, value=row.cells[column])


def unchanged(row: Row) -> InitiativeRow:
    """Return a row that says what the records say."""
    title = row.known.title if row.known else {}
    return InitiativeRow(row.line, row.slug, title, row.known, (), None, None, None, None, None)


def slugs_in(lines: Lines) -> set[str]:
    """Return the addresses of the initiatives that lines are about."""
    rows = [Row(line, raw, Problems("")) for line, raw in lines.cells]
    for row in rows:
        row.cells = {name: text_in(cell) for name, cell in row.raw.items()}
    return {slug_of(row) for row in rows}


def slug_of(row: Row) -> str:
    """Return the address of an initiative: the one that is given, else made of its title, each time alike."""
    given = row.cells.get("slug", "")
    if given and (len(given) > 80 or not SLUG.fullmatch(given) or given in RESERVED):
        remedy = _("Use small letters a to z, digits and hyphens.")
        row.tell(_("This is no address."), remedy, column="slug", value=given)
    titles = row.written("title")
    made = next(filter(None, (slugify(titles.get(code, ""))[:60].strip("-") for code in ("sv", "en"))), "")
    made = re.sub(r"[-_]+", "-", made).strip("-")
    if not given and titles and (not made or made in RESERVED):
        row.tell(_("The initiative has no address."), _("Fill in slug."), column="slug")
    return given or made


def plans_anew(row: Row) -> bool:
    """Tell whether a row changes what is planned of an initiative that is here."""
    return any(name in row.texts for name in PLAN_TEXTS) or any(name in row.values for name in PLAN_REST)


def plan_of(row: Row, areas: Collection[str] | None) -> Plan | None:
    """Return the plan of a row, nothing when it is wrong; what it leaves open is left as it is."""
    known = row.known
    texts: dict[str, Any] = {
        name: (getattr(known, name) if known else {}) | row.texts.get(name, {}) for name in PLAN_TEXTS
    }
    facts: dict[str, Any] = {name: getattr(known, name) for name in PLAN_REST} if known else {}
    facts |= {name: row.values[name] for name in PLAN_REST if name in row.values}
    if not texts["title"] and not row.written("title"):
        remedy = _("Fill in title_sv, title_en or title_ar.")
        row.tell(_("The initiative has no title."), remedy, column=f"title_{settings.LANGUAGES[0][0]}")
    if "kind" not in facts and not row.cells.get("kind"):
        row.tell(_("The kind is missing."), _("Write physical or social."), column="kind")
    area = facts.get("area")
    if not is_within(area, areas) and (area is not None or not row.cells.get("area")):
        refuse_area(row, "area", row.cells.get("area", ""))
    starts, ends = facts.get("starts_on"), facts.get("ends_on")
    if starts and ends and ends <= starts:
        remedy = _("The last date is the first day after it.")
        row.tell(_("It ends before it starts. Look at both days."), remedy, column="ends_on", value=ends)
    return None if row.wrong else Plan(**texts, **facts)


def origins_of(row: Row) -> Origins | None:
    """Return what an initiative answers, when a row says so anew; decisions and other areas' stay."""
    if not row.texts.get(ORIGIN_TEXT) and not {"problems", "proposals"} & row.values.keys():
        return None
    here = list(row.known.origins.all()) if row.known else []
    problems = row.values.get("problems", [one.problem for one in here if one.problem])
    proposals = row.values.get("proposals", [one.proposal for one in here if one.proposal])
    rulings = [one.ruling for one in here if one.ruling]
    because = row.written(ORIGIN_TEXT)
    answers = (*problems, *proposals, *rulings)
    if answers and because:
        column = next(f"{ORIGIN_TEXT}_{code}" for code in because)
        row.tell(
            _("It answers something, and says why it answers nothing."),
            _("Leave one of the two empty."),
            column=column,
            value=row.cells[column],
        )
    earlier: dict[str, str] = next((one.because for one in here if one.because), {})
    return Origins(answers, {} if answers else earlier | because)


def assumption_of(row: Row) -> dict[str, dict[str, str]] | None:
    """Return an assumption that is not here yet."""
    said = {name: row.written(f"assumption_{name}") for name in ASSUMED}
    if not any(f"assumption_{name}" in row.texts for name in ASSUMED):
        return None
    for one in row.known.assumptions.all() if row.known else ():
        if all(getattr(one, name).items() >= said[name].items() for name in ASSUMED):
            return None
    for name in ASSUMED:
        if not said[name]:
            column = f"assumption_{name}_{settings.LANGUAGES[0][0]}"
            reason = _("An assumption says what must be true, and what would show that it is not.")
            row.tell(reason, _("Fill in both, or neither."), column=column)
    return said


def first_measure(row: Row) -> Measure | None:
    """Return the measure that a row tells of."""
    return next(iter(row.known.measures.all()), None) if row.known else None


def measured_of(row: Row) -> Measured | None:
    """Return the measure that a row adds, or that takes the place of the first one."""
    texts = {name: row.texts.get(f"measure_{name}", {}) for name in MEASURE_TEXTS}
    said = {name: row.values[f"measure_{name}"] for name in MEASURE_REST if f"measure_{name}" in row.values}
    if not said and not any(texts.values()):
        return None
    first = first_measure(row)
    facts: dict[str, Any] = {"every_months": USUAL_CADENCE}
    if first is not None:
        kept = (*MEASURE_REST, "compared_area", "indicator")
        facts = {name: getattr(first, name) for name in kept}
    facts |= {name: (getattr(first, name) if first else {}) | new for name, new in texts.items()} | said
    missing = [name for name in MEASURE_NEEDS if facts.get(name) in (None, {})]
    for name in missing:
        if row.cells.get(f"measure_{name}") or row.written(f"measure_{name}"):
            continue  # What stands there is told already.
        code = f"_{settings.LANGUAGES[0][0]}" if name in MEASURE_TEXTS else ""
        reason = _("The measure is there in part only.")
        row.tell(reason, _("Fill this in, or leave out the whole measure."), column=f"measure_{name}{code}")
    if missing or row.wrong:
        return None
    measured = Measured(**facts)
    try:
        require_sound(measured)
    except InitiativeRefused as refusal:
        remedy = _("Mend the cells of the measure, or leave out the whole measure.")
        row.tell(refusal, remedy, column="measure_baseline", value=row.cells.get("measure_baseline", ""))
    return measured
