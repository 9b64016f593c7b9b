"""Bring in initiatives from a table: ideas alone, all of them or none, and nothing twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from bokal.programme.accounts.models import Account
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.history.errors import Refused
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Phase
from bokal.programme.initiatives.errors.places import FileMoved
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services.brought import Brought, Changes
from bokal.programme.initiatives.services.plan import (
    change_plan,
    drop_measure,
    note_answers,
    note_assumption,
    note_measure,
    plan_initiative,
)
from bokal.programme.initiatives.services.read_initiatives import (
    InitiativeRow,
    Lines,
    read_initiatives,
    read_lines,
    slugs_in,
)
from bokal.programme.initiatives.services.start import PARTS, named_missing, parts_there
from bokal.programme.voices.errors import AddressJustTaken


@dataclass(frozen=True, slots=True)
class InitiativeSeen:
    """What a row would do, and what its initiative still needs before it may start.

    Attributes
    ----------
    how
        ``new``, ``changed`` or ``unchanged``.
    changes
        The columns that say something new, with what stands here and what the file says.
    idea
        Whether it is an idea; what is no idea any more needs nothing before a start.
    """

    slug: str
    title: Mapping[str, str]
    how: str
    changes: Changes
    idea: bool
    missing: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say something new of what is here."""
        return tuple(name for name, _before, _after in self.changes)


type InitiativesBrought = Brought[InitiativeSeen]


def preview_initiatives(
    *, content: bytes, name: str, areas: Collection[str] | None = None, sheet: str = ""
) -> InitiativesBrought:
    """Say what a file of initiatives would change; nothing is written."""
    problems = Problems(name)
    rows = read_initiatives(read_lines(content, problems, sheet=sheet), problems, areas=areas)
    return brought_by(rows, problems)


def import_initiatives(
    *,
    content: bytes,
    name: str,
    actor: Account | None,
    areas: Collection[str] | None = None,
    sheet: str = "",
    seen: str | None = None,
) -> InitiativesBrought:
    """Plan what the preview shows, through the services of the pages; with anything wrong, plan nothing.

    ``seen`` is the mark of the preview that was read; if it would do something else by now, it does nothing.

    Each row becomes an idea. An idea starts at its gate, and only with its measure or an approved reason.
    """
    problems = Problems(name)
    lines = read_lines(content, problems, sheet=sheet)
    try:
        with transaction.atomic():
            hold_ideas(lines)
            rows = read_initiatives(lines, problems, areas=areas)
            brought = brought_by(rows, problems)
            if brought.can_apply and seen not in (None, brought.mark):
                raise FileMoved
            if brought.can_apply and brought.changes_anything:
                write(rows, brought, problems, actor)
    except (IntegrityError, AddressJustTaken):
        # Somebody planned one of them in the same moment.
        raise FileMoved from None
    except Refused:
        if not problems:
            raise
        # The line that was refused is among them, and nothing is written.
        return brought_by((), problems)
    return brought


def hold_ideas(lines: Lines) -> None:
    """Hold the ideas of a file until it is written, so that it undoes nothing others just wrote."""
    ideas = Initiative.objects.filter(slug__in=slugs_in(lines), phase=Phase.IDEA, documented=False)
    list(ideas.order_by("pk").select_for_update().values_list("pk"))


def write(
    rows: Sequence[InitiativeRow], brought: InitiativesBrought, problems: Problems, actor: Account | None
) -> None:
    """Write what differs, and that a file did so."""
    written = [write_or_name(row, problems, actor) for row in rows if row.changes]
    record(
        actor=actor,
        verb="initiatives.imported",
        subject=written[0],
        new=len(brought.new),
        changed=len(brought.changed),
        unchanged=len(brought.unchanged),
    )


def write_or_name(row: InitiativeRow, problems: Problems, actor: Account | None) -> Initiative:
    """Write a row; if it is refused, note the line with what was said of it."""
    try:
        return write_row(row, actor)
    except Refused as refusal:
        remedy = gettext("Change the line, or what stands here, and hand the file in again.")
        problems.add(str(refusal), remedy, line=row.line, column="slug", value=row.slug)
        raise


def write_row(row: InitiativeRow, actor: Account | None) -> Initiative:
    """Plan one initiative, or change what is planned of it."""
    initiative = row.known
    if initiative is None:
        assert row.plan is not None
        initiative = plan_initiative(slug=row.slug, plan=row.plan, actor=actor)
    elif row.plan is not None:
        initiative = change_plan(initiative_id=initiative.pk, plan=row.plan, actor=actor)
    # What is held is not asked for again: each row would cost nearly twice the questions.
    if row.origins is not None:
        note_answers(initiative, row.origins.answers, because=row.origins.because, actor=actor)
    if row.assumption is not None:
        note_assumption(initiative, row.assumption["text"], row.assumption["wrong_when"], actor=actor)
    if row.replaces is not None:
        drop_measure(measure_id=row.replaces.pk, actor=actor)
    if row.measured is not None:
        note_measure(initiative, row.measured, actor=actor)
    return initiative


def brought_by(rows: Sequence[InitiativeRow], problems: Problems) -> InitiativesBrought:
    """Tell which initiatives are new, changed and unchanged; of a file that is refused, none."""
    return Brought(
        seen=() if problems else tuple(seen_in(row) for row in rows),
        problems=tuple(problems),
        problem_count=problems.count,
    )


def seen_in(row: InitiativeRow) -> InitiativeSeen:
    """Tell what a row would do."""
    how = "new" if row.known is None else "changed" if row.changes else "unchanged"
    idea = row.known is None or (row.known.phase == Phase.IDEA and not row.known.documented)
    missing = named_missing(parts_after(row)) if idea else []
    changes = row.changed_from_here if how == "changed" else ()
    return InitiativeSeen(row.slug, row.title, how, changes, idea, tuple(missing))


def parts_after(row: InitiativeRow) -> dict[str, bool]:
    """Tell which of the parts that a start needs are there once a row is brought in."""
    there = parts_there(row.known) if row.known is not None else dict.fromkeys(PARTS, False)
    if row.plan is not None:
        planned = ("unit", "if_we", "then", "because", "starts_on", "decide_on")
        there |= {name: bool(getattr(row.plan, name)) for name in planned}
    brings = {"origin": row.origins, "assumption": row.assumption, "measure": row.measured}
    return there | {name: True for name, part in brings.items() if part is not None}
