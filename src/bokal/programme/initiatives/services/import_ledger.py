"""Read an extract of the ledger in: show what it holds first, then enter all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bokal.programme.accounts.models import Account
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.models import Document
from bokal.programme.history.services import record, wait_for_turn
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.errors.money import LedgerMoved, LedgerOverruns, LedgerRefused
from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, LedgerFile
from bokal.programme.initiatives.services.known_rows import Difference, Here, compare
from bokal.programme.initiatives.services.ledger import Extract, Tell, free_key
from bokal.programme.initiatives.services.match_ledger import (
    Group,
    Matching,
    Row,
    finder_of,
    match_rows,
    rows_of,
)
from bokal.programme.initiatives.services.money import Act, book, free_money, held_lines
from bokal.programme.initiatives.services.plan import Texts
from bokal.programme.initiatives.services.read_ledger import read_ledger
from bokal.programme.initiatives.services.wait_ledger import keep_ledger

MOST = 10**15
"""In öre: more than any city has, and less than a sum of the database can hold."""


@dataclass(frozen=True, slots=True)
class LineGets:
    """What a line gets from the file; ``short`` is how much more it has than it was given, or zero."""

    line: BudgetLine
    rows: int
    amount: int
    ends: int
    short: int


@dataclass(frozen=True, slots=True)
class LedgerLook:
    """What a file holds and what it would do; nothing has been written."""

    name: str
    problems: Problems
    extract: Extract | None = None
    gets: Sequence[LineGets] = ()
    undecided: Sequence[Group] = ()
    differences: Sequence[Difference] = ()
    known: int = 0
    elsewhere: int = 0
    rows: int = 0

    @property
    def new(self) -> int:
        """How many rows would be entered."""
        return sum(one.rows for one in self.gets)

    @property
    def amount(self) -> int:
        """Their sum in öre."""
        return sum(one.amount for one in self.gets)

    @property
    def overruns(self) -> list[LineGets]:
        """The lines that would have more paid and committed than they were given, and no reason for it."""
        return [one for one in self.gets if one.short and not one.line.overrun_because]

    @property
    def vouchers(self) -> int:
        return len(self.extract.vouchers) if self.extract else 0


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """What the file does not say itself.

    Attributes
    ----------
    lines
        The number of the budget line for groups of rows that fit several or none.
    releases
        Whether payments end commitments of their line, as far as there are any.
    overrun_because
        Why lines have more paid and committed than they were given.
    """

    lines: Mapping[str, int] = field(default_factory=dict)
    releases: bool = False
    overrun_because: Texts = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return them as plain values."""
        return {
            "lines": dict(self.lines),
            "releases": self.releases,
            "overrun_because": dict(self.overrun_because),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> LedgerChoices:
        """Return them from plain values."""
        return cls(**data)


def look_at_ledger(
    *, content: bytes, name: str, choices: LedgerChoices | None = None, tell: Tell | None = None
) -> LedgerLook:
    """Read a file and say what would be entered, what is here already, and what fits no line.

    ``tell`` is told how many lines of how many are read.
    """
    problems = Problems(name)
    extract = read_ledger(content, problems, tell)
    if extract is None:
        return LedgerLook(name, problems)
    chosen = choices or LedgerChoices()
    rows = rows_of(extract)
    here = compare(extract, rows)
    matching = match_rows(rows, finder_of(rows), here, chosen.lines)
    return look_of(name, problems, extract, matching, here, chosen)


def look_of(
    name: str, problems: Problems, extract: Extract, matching: Matching, here: Here, choices: LedgerChoices
) -> LedgerLook:
    """Put together what was found, and note what cannot be entered."""
    return LedgerLook(
        name=name,
        problems=problems,
        extract=extract,
        gets=all_get(matching, choices, problems),
        # What names nothing of ours but an account comes last: there may be very much of it.
        undecided=sorted(matching.undecided.values(), key=lambda one: not one.near),
        differences=here.differences,
        known=len(matching.known),
        elsewhere=len(matching.elsewhere),
        rows=sum(len(voucher.rows) for voucher in extract.vouchers),
    )


def all_get(matching: Matching, choices: LedgerChoices, problems: Problems) -> list[LineGets]:
    """Say what each line gets, in the order of their numbers."""
    found = sorted(matching.found.items())
    return [line_gets(matching.lines[number], rows, choices, problems) for number, rows in found]


def line_gets(line: BudgetLine, rows: Sequence[Row], choices: LedgerChoices, problems: Problems) -> LineGets:
    """Say what a line gets, and note rows that it cannot take."""
    amount = sum(one.row.amount for one in rows)
    ends = min(line.committed, max(amount, 0)) if choices.releases else 0
    for one in rows:
        if one.voucher.on > timezone.localdate():
            told = _("The voucher is of a day that has not come yet.")
            problems.add(told, _("Read it in when it is booked."), line=one.voucher.line)
    if line.actual + amount > MOST:
        told = _("Together this is more money than a line can hold.")
        remedy = _("Look at the amounts. They are in kronor.")
        at = max(rows, key=lambda one: one.row.amount)
        problems.add(told, remedy, line=at.row.line, value=f"{line.account} {line.year}")
    return LineGets(line, len(rows), amount, ends, max(0, amount - ends - free_money(line)))


def read_in_ledger(
    *,
    content: bytes,
    name: str,
    actor: Account | None,
    choices: LedgerChoices | None = None,
    tell: Tell | None = None,
) -> LedgerLook:
    """Enter the rows of a file that have a line, all of them or none; the same rows again change nothing.

    Raises
    ------
    LedgerRefused
        The file is wrong; what is wrong with it is told by ``look_at_ledger``.
    LedgerOverruns
        Lines would have more than they were given, and nobody said why.
    """
    chosen = choices or LedgerChoices()
    look = look_at_ledger(content=content, name=name, choices=chosen, tell=tell)
    if look.problems:
        raise LedgerRefused
    if look.overruns and not written(chosen.overrun_because):
        raise LedgerOverruns
    if not look.new:
        return look
    document = keep_ledger(content=content, name=name, actor=actor)
    try:
        enter_rows(look, chosen, document, hashlib.sha256(content).hexdigest(), actor)
    except IntegrityError:
        # Somebody read in the same rows in the same moment.
        raise LedgerMoved from None
    return look


@transaction.atomic
def enter_rows(
    look: LedgerLook, choices: LedgerChoices, document: Document, sha256: str, actor: Account | None
) -> None:
    """Write what was found, in one transaction, if it is found again: others may have read in the same."""
    assert look.extract is not None
    # Rows that are perhaps the same may go to different lines, so that to hold the lines is not enough.
    wait_for_turn("ledger")
    lines = held_lines(one.line.pk for one in look.gets)
    rows = rows_of(look.extract)
    here = compare(look.extract, rows)
    matching = match_rows(rows, finder_of(rows), here, choices.lines)
    if all_get(matching, choices, look.problems) != look.gets:
        raise LedgerMoved
    taken = here.taken | {one.key for one in rows}
    file, _new = LedgerFile.objects.get_or_create(
        sha256=sha256,
        defaults={"document": document, "name": look.name[:200], "form": look.extract.form, "by": actor},
    )
    act = Act(actor, timezone.localdate(), overrun_because=choices.overrun_because)
    for one in look.gets:
        line, found = lines[one.line.pk], matching.found[one.line.pk]
        entries = []
        for row in found:
            # A row that was chosen although one of its content is here is the next of that content.
            key = free_key(row.key, taken) if row.key in here.taken else row.key
            taken.add(key)
            entries.append(payment(act, line, row, key, file))
        if one.ends:
            entries.append(act.entry(line, EntryKind.RELEASE, -one.ends, text=file.name, ledger_file=file))
        book(line, entries, overrun_because=act.overrun_because)
    file.vouchers, file.matched = look.vouchers, file.matched + look.new
    file.save(update_fields=["vouchers", "matched"])
    record(actor=actor, verb="ledger.read_in", subject=file, rows=look.new, amount=look.amount)


def payment(act: Act, line: BudgetLine, one: Row, key: str, file: LedgerFile) -> BudgetEntry:
    """Return the payment that a row of the ledger is."""
    text = " · ".join(dict.fromkeys(part for part in (one.voucher.text, one.row.text) if part))
    told: dict[str, Any] = {"on": one.voucher.on, "text": text[:500], "voucher": key, "ledger_file": file}
    return act.entry(line, EntryKind.PAY, one.row.amount, **told)
