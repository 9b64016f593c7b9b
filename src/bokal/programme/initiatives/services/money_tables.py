"""Budget lines and entries as tables, and the same tables brought into another installation."""

from __future__ import annotations

import csv
import datetime
import io
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bokal.programme.accounts.models import Account
from bokal.programme.areas.services.read_problems import Problems, Unreadable, is_plain
from bokal.programme.areas.services.read_text import decode
from bokal.programme.decisions.models import Decision
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors.money import LedgerMoved
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, Initiative, LedgerFile
from bokal.programme.initiatives.services.money import AT_ONCE, SUMS, held_lines, keep_sums, settle
from bokal.programme.programmes.models import Unit

OF_LINE = ("initiative", "unit", "funder", "account", "object_code", "year")
LINE_COLUMNS = (*OF_LINE, "overrun_because", "constructed", *SUMS)
OF_ENTRY = (
    "key",
    "act",
    "kind",
    "amount",
    "on",
    "text",
    "because",
    "decision",
    "corrects",
    "voucher",
    "file",
)
ENTRY_COLUMNS = (*OF_LINE, *OF_ENTRY)
LARGEST = 10**15

type Cells = Mapping[str, str]
type LineKey = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Tables:
    """What an import of a table did, or would do."""

    new: int
    known: int
    problems: Problems


def marked(text: str) -> str:
    """Write a text that begins with an apostrophe so that it is told from one that disarms a formula."""
    return f"'{text}" if text.startswith("'") else text


def unmarked(text: str) -> str:
    """Read a text back that was written for a spreadsheet."""
    return text[1:] if text.startswith("'") else text


def line_cells(line: BudgetLine) -> tuple[object, ...]:
    """Return what a line is known by."""
    texts = (line.funder, line.account, line.object_code)
    return (line.initiative.slug, line.unit.code, *map(marked, texts), line.year)


def line_rows(lines: Iterable[BudgetLine]) -> Iterator[Sequence[object]]:
    """Yield lines as rows of a table; sums are in öre."""
    for line in lines:
        because = json.dumps(line.overrun_because, ensure_ascii=False, sort_keys=True)
        sums = (getattr(line, name) for name in SUMS)
        yield (*line_cells(line), because, int(line.constructed), *sums)


def entry_rows(lines: Iterable[BudgetLine]) -> Iterator[Sequence[object]]:
    """Yield the entries of lines as rows of a table, in the order they were entered."""
    known = {line.pk: line for line in lines}
    found = BudgetEntry.objects.filter(line__in=known).select_related("decision", "corrects", "ledger_file")
    for one in found.order_by("pk").iterator(chunk_size=2000):
        yield (
            *line_cells(known[one.line_id]),
            *(one.key, one.act, one.kind, one.amount, one.on.isoformat()),
            *(marked(one.text), marked(one.because)),
            one.decision.slug if one.decision else "",
            one.corrects.key if one.corrects else "",
            marked(one.voucher),
            one.ledger_file.sha256 if one.ledger_file else "",
        )


def read_table(content: bytes, columns: Sequence[str], problems: Problems) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a table with these columns."""
    text = decode(content, problems)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows, [])
        if sorted(header) != sorted(columns):
            told = _("The columns are %(columns)s.") % {"columns": ", ".join(columns)}
            raise problems.stop(_("The first row does not name the columns."), told, line=1)
        for cells in rows:
            if len(cells) != len(header):
                problems.add(_("The row has too few or too many cells."), _("Mend it."), line=rows.line_num)
            else:
                row = {name: unmarked(cell) for name, cell in zip(header, cells, strict=True)}
                yield rows.line_num, row
    except csv.Error:
        raise problems.stop(
            _("The table cannot be read from here on."), _("Look at the quotes."), line=rows.line_num
        ) from None


class Reader:
    """Reads cells of one row, and notes each that is wrong."""

    def __init__(self, line: int, cells: Cells, problems: Problems) -> None:
        self.line, self.cells, self.problems = line, cells, problems
        self.before = problems.count

    def wrong(self, name: str, remedy: str) -> None:
        told = _("This is missing or cannot be understood.")
        self.problems.add(told, remedy, line=self.line, column=name, value=self.cells[name])

    def get[T](self, name: str, read: Callable[[str], T | None], remedy: str) -> Any:
        """Return what a cell says; what cannot be read is noted."""
        try:
            found = read(self.cells[name])
        except (ValueError, TypeError, RecursionError):
            found = None
        if found is None:
            self.wrong(name, remedy)
        return found

    def text(self, name: str, longest: int, *, needed: bool = False) -> str:
        """Return a text that every database can keep."""
        told = _("Write a text of at most %(n)d signs.") % {"n": longest}
        fits = len(self.cells[name]) <= longest and is_plain(self.cells[name])
        if not fits or (needed and not self.cells[name]):
            self.wrong(name, told)
        return self.cells[name]

    @property
    def sound(self) -> bool:
        """Whether nothing was wrong so far."""
        return self.problems.count == self.before


def year_of(text: str) -> int | None:
    year = int(text)
    return year if 1900 <= year < 2200 else None


def amount_of(text: str) -> int | None:
    amount = int(text)
    return amount if abs(amount) < LARGEST else None


def texts_of(text: str) -> dict[str, str] | None:
    found = json.loads(text)
    sound = isinstance(found, dict) and all(isinstance(one, str) and is_plain(one) for one in found.values())
    return found if sound else None


class Known:
    """The records that rows name."""

    def __init__(self) -> None:
        here = Initiative.objects.filter(documented=False).order_by("pk")
        self.initiatives = {one.slug: one for one in here}
        self.units = {one.code: one for one in Unit.objects.order_by("pk")}
        lines = BudgetLine.objects.select_related("initiative", "unit").order_by("pk")
        self.lines = {key_of(line): line for line in lines}

    def key(self, row: Reader) -> LineKey:
        """Read which line a row is of."""
        slug, unit = row.cells["initiative"], row.cells["unit"]
        if slug not in self.initiatives:
            row.wrong("initiative", _("Write the address of an initiative that is run here."))
        if unit not in self.units:
            row.wrong("unit", _("Write the code of a unit."))
        return (
            slug,
            unit,
            row.text("funder", 120, needed=True),
            row.text("account", 20, needed=True),
            row.text("object_code", 60),
            row.get("year", year_of, _("Write four digits, such as 2024.")),
        )


def key_of(line: BudgetLine) -> LineKey:
    """Return what a line is known by."""
    return (line.initiative.slug, line.unit.code, line.funder, line.account, line.object_code, line.year)


def import_budget_lines(*, content: bytes, name: str, actor: Account | None, write: bool = True) -> Tables:
    """Open the lines of a table that are not here yet; their sums come with their entries."""
    problems, known = Problems(name), Known()
    made: dict[LineKey, BudgetLine] = {}
    here = 0
    try:
        for number, cells in read_table(content, LINE_COLUMNS, problems):
            row = Reader(number, cells, problems)
            key = known.key(row)
            because = row.get("overrun_because", texts_of, _("Write {} or a text by language code."))
            if not row.sound:
                continue
            if key in known.lines or key in made:
                here += 1
                continue
            slug, unit, funder, account, code, year = key
            made[key] = BudgetLine(
                initiative=known.initiatives[slug],
                unit=known.units[unit],
                funder=funder,
                account=account,
                object_code=code,
                year=year,
                overrun_because=because,
                constructed=cells["constructed"] == "1",
            )
    except Unreadable:
        return Tables(0, 0, problems)
    if made and write and not problems:
        with transaction.atomic():
            BudgetLine.objects.bulk_create(made.values(), batch_size=AT_ONCE)
            record(actor=actor, verb="money.lines_imported", subject=next(iter(made.values())), new=len(made))
    return Tables(len(made), here, problems)


def import_budget_entries(*, content: bytes, name: str, actor: Account | None, write: bool = True) -> Tables:
    """Enter the entries of a table that are not here yet, all of them or none."""
    problems, known = Problems(name), Known()
    try:
        rows = list(read_table(content, ENTRY_COLUMNS, problems))
    except Unreadable:
        return Tables(0, 0, problems)
    reading = Entries(known, actor, problems)
    for number, cells in rows:
        reading.take(Reader(number, cells, problems))
    if reading.made and write and not problems:
        try:
            reading.write()
        except InitiativeRefused as refusal:
            problems.add(str(refusal), _("The entries of a line must add up to what it may have."))
        except IntegrityError:
            raise LedgerMoved from None
    return Tables(len(reading.made), reading.here, problems)


class Entries:
    """The entries of a table, as far as they are read."""

    def __init__(self, known: Known, actor: Account | None, problems: Problems) -> None:
        self.known, self.actor, self.problems = known, actor, problems
        self.made: dict[uuid.UUID, BudgetEntry] = {}
        self.stored = {one.key: one for one in BudgetEntry.objects.order_by("pk").iterator(chunk_size=2000)}
        self.decisions = {one.slug: one for one in Decision.objects.order_by("pk")}
        self.files = {one.sha256: one for one in LedgerFile.objects.order_by("pk")}
        self.here = 0

    def take(self, row: Reader) -> None:
        """Read one entry."""
        key = row.get("key", uuid.UUID, _("Write the UUID of the entry."))
        line = self.known.lines.get(self.known.key(row))
        if line is None and row.sound:
            row.wrong("account", _("There is no such line. Import the lines first."))
        entry = BudgetEntry(
            key=key,
            line=line,
            act=row.get("act", uuid.UUID, _("Write the UUID of the act.")),
            kind=row.get("kind", EntryKind, ", ".join(EntryKind.values)),
            amount=row.get("amount", amount_of, _("Write öre as a whole number.")),
            on=row.get("on", datetime.date.fromisoformat, _("Write a day as 2026-01-31.")),
            text=row.text("text", 500),
            because=row.text("because", 500),
            voucher=row.text("voucher", 300),
            ledger_file=self.files.get(row.cells["file"]),
            by=self.actor,
        )
        if row.cells["decision"]:
            entry.decision = row.get("decision", self.decisions.get, _("Write the address of a decision."))
        if row.cells["corrects"]:
            told = _("Write the key of a payment that stands above.")
            entry.corrects = row.get("corrects", self.payment, told)
        if row.sound:
            self.keep(row, entry)

    def payment(self, text: str) -> BudgetEntry | None:
        """Return the payment with a key."""
        key = uuid.UUID(text)
        found = self.made.get(key) or self.stored.get(key)
        return found if found is not None and found.kind == EntryKind.PAY else None

    def keep(self, row: Reader, entry: BudgetEntry) -> None:
        """Keep an entry that is new; another one under the same key is a problem."""
        there = self.made.get(entry.key) or self.stored.get(entry.key)
        if there is None:
            self.made[entry.key] = entry
        elif (there.line_id, there.kind, there.amount) != (entry.line_id, entry.kind, entry.amount):
            row.wrong("key", _("There is another entry with this key. Give each its own."))
        else:
            self.here += 1

    @transaction.atomic
    def write(self) -> None:
        """Enter what is new, line by line."""
        by_line: dict[int, list[BudgetEntry]] = {}
        for entry in self.made.values():
            by_line.setdefault(entry.line_id, []).append(entry)
        lines = held_lines(by_line)
        for number, entries in sorted(by_line.items()):
            settle(lines[number], entries)
        corrections = [one for one in self.made.values() if one.corrects is not None]
        others = [one for one in self.made.values() if one.corrects is None]
        BudgetEntry.objects.bulk_create(others, batch_size=AT_ONCE)
        for one in corrections:
            # The payment has its number only now.
            one.corrects = one.corrects
        BudgetEntry.objects.bulk_create(corrections, batch_size=AT_ONCE)
        for line in lines.values():
            keep_sums(line)
        first = next(iter(lines.values()))
        record(actor=self.actor, verb="money.entries_imported", subject=first, new=len(self.made))
