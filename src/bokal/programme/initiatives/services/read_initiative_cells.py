"""One row of a table of initiatives: its cells understood one by one, each error told with its column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import Area
from bokal.programme.areas.services.read_numbers import NotANumber, parse_number
from bokal.programme.areas.services.read_problems import Problems, is_plain
from bokal.programme.areas.services.read_tables import Cell, nearest
from bokal.programme.initiatives.enums import LONGEST_CADENCE, Accumulation, Kind, MeasureUnit, Phase
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services.initiative_table import (
    AMOUNTS,
    DAYS,
    FLAGS,
    TEXTS,
    cell_of,
    cells_of,
    is_within,
    unmarked,
)
from bokal.programme.programmes.errors import DayFarOff
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.models import Problem, Proposal

LONGEST_TEXT = 2_000
LONGEST_LINE = 500
LONGEST_GROUPS = 200
LARGEST = Decimal(10) ** 12
YES_NO = {"1": True, "0": False, "yes": True, "no": False}
UNSAID = {"phase": str(Phase.IDEA)} | dict.fromkeys(FLAGS, 0)
"""What is so of a new initiative without being said."""
APART = re.compile(r"[\s,;]+")


class NotUnderstood(Exception):
    """Why a cell is not understood, and how to mend it."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Records:
    """What a row may name: areas and units by code; initiatives, problems and proposals by address."""

    initiatives: Mapping[str, Initiative]
    areas: Mapping[str, Area]
    units: Mapping[str, Unit]
    problems: Mapping[str, Problem]
    proposals: Mapping[str, Proposal]
    planned_in: Collection[str] | None
    """The areas whose problems and proposals a file may add and take away, all with None."""
    mark: str
    """The decimal mark of the file."""


@dataclass(slots=True)
class Row:
    """A row while it is read; what the records say already is not said by it."""

    line: int
    raw: Mapping[str, Cell]
    problems: Problems
    known: Initiative | None = None
    slug: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    wrong: int = 0

    @property
    def says(self) -> bool:
        """Whether it says anything that the records do not."""
        return bool(self.texts or self.values)

    def said(self) -> tuple[str, ...]:
        """Name the columns that say something new."""
        texts = (f"{name}_{code}" for name, said in self.texts.items() for code in said)
        new = {*texts, *self.values}
        return tuple(name for name in self.cells if name in new)

    def changed_from_here(self, areas: Collection[str] | None) -> tuple[tuple[str, str, str], ...]:
        """Return the columns that say something new, with what stands here and what the row says.

        What it answers in other areas is not named unless the row names it: the file leaves it as it is.
        Of an assumption nothing stands here, because one that differs is added and takes the place of none.
        """
        named = {slug for name in ("problems", "proposals") for slug in APART.split(self.cells.get(name, ""))}
        there: dict[str, object] = {}
        if self.known is not None:
            there = cells_of(self.known, lambda thing: is_within(thing.area, areas) or thing.slug in named)
        replaced = {name: cell for name, cell in there.items() if not name.startswith("assumption_")}
        return tuple((name, str(replaced.get(name, "")), self.cells[name]) for name in self.said())

    def tell(self, reason: object, remedy: object, *, column: str, value: object = "") -> None:
        """Note what is wrong with a cell."""
        self.wrong += 1
        self.problems.add(str(reason), str(remedy), line=self.line, column=column, value=value)

    def written(self, name: str) -> dict[str, str]:
        """Return all that the row writes of a text, by language, whether it is new or not."""
        codes = [code for code, _name in settings.LANGUAGES]
        return {code: self.cells[f"{name}_{code}"] for code in codes if self.cells.get(f"{name}_{code}")}


def text_in(cell: Cell) -> str:
    """Return a cell as text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else unmarked(str(cell).strip()).strip()


def understand(row: Row, records: Records) -> None:
    """Keep what a row says that differs from the records, each fact as the services take it."""
    there = cells_of(row.known) if row.known is not None else dict(UNSAID)
    for column, text in row.cells.items():
        if column == "slug" or not text or text == str(there.get(column, "")).strip():
            continue
        name, _line, code = column.rpartition("_")
        try:
            if name in TEXTS:
                row.texts.setdefault(name, {})[code] = long_text(text)
            elif (value := read_cell(column, row, records)) is not None and (
                str(cell_of(value)) != str(there.get(column, ""))
            ):
                row.values[column] = value
        except NotUnderstood as refused:
            row.tell(refused.reason, refused.remedy, column=column, value=text)


def read_cell(column: str, row: Row, records: Records) -> Any:
    """Return what a cell says, as the services take it."""
    text = row.cells[column]
    if column in DAYS:
        return day_in(text)
    if column in AMOUNTS:
        return amount_in(row.raw[column], text, records.mark)
    if column in FLAGS:
        return flag_in(text)
    return READERS[column](text, row, records)


def long_text(text: str, most: int = LONGEST_TEXT) -> str:
    """Return a text that every database can keep."""
    if len(text) > most or not is_plain(text):
        raise NotUnderstood(
            _("The text is too long or holds signs that cannot be kept."),
            _("Write a text of at most %(n)d signs.") % {"n": most},
        )
    return text


def day_in(text: str) -> datetime.date:
    """Return a day; a mistyped year is asked about."""
    remedy = _("Write a day as 2026-01-31.")
    try:
        day = datetime.date.fromisoformat(text)
        require_days(day)
    except ValueError:
        raise NotUnderstood(_("This is no day."), remedy) from None
    except DayFarOff as refusal:
        raise NotUnderstood(str(refusal), remedy) from None
    return day


def flag_in(text: str) -> bool:
    """Return a cell that is yes or no."""
    if text.lower() not in YES_NO:
        raise NotUnderstood(_("This is neither yes nor no."), _("Write yes or no, or leave it empty."))
    return YES_NO[text.lower()]


def amount_in(cell: Cell, text: str, mark: str) -> Decimal:
    """Return an exact number with at most three decimals."""
    remedy = _("Write digits only, with at most three decimals, such as 12.5.")
    try:
        parse_number(text if isinstance(cell, str) else cell, mark=mark)
    except NotANumber as refused:
        raise NotUnderstood(refused.reason, remedy) from None
    number = Decimal(text.replace(",", "."))
    if abs(number) >= LARGEST or number != round(number, 3):
        raise NotUnderstood(_("The number is too large, or has too many decimals."), remedy)
    return number


def choice_in[T](choices: Collection[T], text: str, _row: Row, _records: Records) -> T:
    """Return one of the words that a column chooses among."""
    for choice in choices:
        if text.lower() == str(choice):
            return choice
    told = ", ".join(map(str, choices))
    raise NotUnderstood(_("This is none of the words."), _("Choose one: %(words)s.") % {"words": told})


def area_in(text: str, _row: Row, records: Records) -> Area:
    return found_in(text, records.areas, _("There is no such area."))


def unit_in(text: str, _row: Row, records: Records) -> Unit:
    return found_in(text, records.units, _("There is no such unit today."))


def found_in[T](text: str, known: Mapping[str, T], reason: str) -> T:
    """Return what a code or address stands for."""
    if text in known:
        return known[text]
    remedy = nearest(text, list(known)) or _("Look up how it is written here.")
    raise NotUnderstood(reason, remedy)


def problems_in(text: str, row: Row, records: Records) -> list[Problem]:
    """Return the problems that a row answers: those that its cell names, and those of other areas."""
    here = [one.problem for one in row.known.origins.all() if one.problem] if row.known else []
    reason = _("There is no such problem that you can choose.")
    return answered_in(text, records.problems, here, records, reason)


def proposals_in(text: str, row: Row, records: Records) -> list[Proposal]:
    """Return the proposals that a row answers: those that its cell names, and those of other areas."""
    here = [one.proposal for one in row.known.origins.all() if one.proposal] if row.known else []
    reason = _("There is no such proposal that you can choose.")
    return answered_in(text, records.proposals, here, records, reason)


def answered_in[T: (Problem, Proposal)](
    text: str, offered: Mapping[str, T], here: Sequence[T], records: Records, reason: str
) -> list[T]:
    """Return what a cell names with commas between, and what is answered in other areas, which stays.

    A cell may name what is answered already; one that is mistyped is told of nothing it may not choose.
    """
    there = {one.slug: one for one in here}
    own = {slug for slug, one in there.items() if is_within(one.area, records.planned_in)}
    known = dict(offered) | {slug: there[slug] for slug in own}
    named = {slug for slug in APART.split(text) if slug}
    slugs = sorted(named | (there.keys() - own))
    return [there[slug] if slug in there else found_in(slug, known, reason) for slug in slugs]


def groups_in(text: str, _row: Row, _records: Records) -> list[str]:
    """Return the groups that a measure is divided into."""
    return [part.strip() for part in long_text(text, LONGEST_GROUPS).split(",") if part.strip()]


def months_in(text: str, _row: Row, _records: Records) -> int:
    """Return how often a value is due."""
    if not re.fullmatch(r"[0-9]{1,2}", text, re.ASCII) or not 1 <= int(text) <= LONGEST_CADENCE:
        remedy = _("Write a whole number from 1 to %(n)d.") % {"n": LONGEST_CADENCE}
        raise NotUnderstood(_("This is no number of months."), remedy)
    return int(text)


def phase_in(text: str, row: Row, _records: Records) -> None:
    """Refuse every phase but the one it is in: a file plans, and starts nothing."""
    if text.lower() == (row.known.phase if row.known is not None else Phase.IDEA):
        return
    raise NotUnderstood(
        _("A file plans initiatives. It neither starts nor ends them."),
        _("Leave the cell empty. An initiative starts at its first gate, once nothing is missing."),
    )


READERS: dict[str, Callable[[str, Row, Records], Any]] = {
    "kind": partial(choice_in, list(Kind)),
    "area": area_in,
    "unit": unit_in,
    "phase": phase_in,
    "problems": problems_in,
    "proposals": proposals_in,
    "measure_unit": partial(choice_in, list(MeasureUnit)),
    "measure_direction": partial(choice_in, [one for one in Direction if one is not Direction.NEUTRAL]),
    "measure_accumulation": partial(choice_in, list(Accumulation)),
    "measure_owner": unit_in,
    "measure_every_months": months_in,
    "measure_groups": groups_in,
    "measure_baseline_source": lambda text, _row, _records: long_text(text, LONGEST_LINE),
}
