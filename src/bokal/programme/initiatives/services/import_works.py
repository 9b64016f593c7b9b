"""Bring in works from a GeoJSON file: all of them or none, and nothing twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bokal.programme.accounts.models import Account
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.history.services import record
from bokal.programme.initiatives.errors.places import FileMoved
from bokal.programme.initiatives.models import Initiative, Work, WorkPhase
from bokal.programme.initiatives.services.brought import Brought, Changes
from bokal.programme.initiatives.services.read_work_file import WorkRow, read_work_file


@dataclass(frozen=True, slots=True)
class WorkSeen:
    """What a feature would do: ``new``, ``changed`` or ``unchanged``; and what it says anew."""

    slug: str
    how: str
    changes: Changes

    @property
    def columns(self) -> tuple[str, ...]:
        """The fields and steps that are others than here."""
        return tuple(name for name, _before, _after in self.changes)


type WorksBrought = Brought[WorkSeen]


def preview_works(
    *, content: bytes, name: str, areas: Collection[str] | None = None, documented: bool = False
) -> WorksBrought:
    """Say what a file of works would change; nothing is written."""
    problems = Problems(name)
    rows = read_work_file(content, problems, areas=areas, documented=documented)
    return compare(rows, works_by_slug(rows), problems)


def import_works(
    *,
    content: bytes,
    name: str,
    actor: Account | None,
    areas: Collection[str] | None = None,
    documented: bool = False,
    seen: str | None = None,
) -> WorksBrought:
    """Write what the preview shows, as one event; with anything wrong, write nothing.

    ``seen`` is the mark of the preview that was read; if it would do something else by now, it does nothing.
    ``documented`` lets in works of initiatives that are known from sources; each must name its source.
    """
    problems = Problems(name)
    rows = read_work_file(content, problems, areas=areas, documented=documented)
    if problems:
        return compare(rows, works_by_slug(rows), problems)
    try:
        with transaction.atomic():
            return write(rows, problems, actor, seen)
    except IntegrityError:
        # Somebody brought in a work of the same address in the same moment.
        raise FileMoved from None


def write(
    rows: Sequence[WorkRow], problems: Problems, actor: Account | None, seen: str | None
) -> WorksBrought:
    """Compare with the records as they are now, held until the change is done, and write what differs."""
    known = held_works(rows)
    brought = compare(rows, known, problems)
    if brought.can_apply and seen not in (None, brought.mark):
        raise FileMoved
    if not brought.can_apply or not brought.changes_anything:
        return brought
    wanted = {*brought.new, *brought.changed}
    written = [write_row(row, known.get(row.slug)) for row in rows if row.slug in wanted]
    record(
        actor=actor,
        verb="works.imported",
        subject=written[0],
        new=len(brought.new),
        changed=len(brought.changed),
        unchanged=len(brought.unchanged),
    )
    return brought


def works_by_slug(rows: Sequence[WorkRow]) -> dict[str, Work]:
    """Return the works of these addresses that are here, with their steps."""
    works = Work.objects.filter(slug__in=[row.slug for row in rows]).prefetch_related("phases")
    return {work.slug: work for work in works.order_by("pk")}


def held_works(rows: Sequence[WorkRow]) -> dict[str, Work]:
    """Hold the works of these addresses, then the initiatives, as each single change does, in their order."""
    works = Work.objects.filter(slug__in=[row.slug for row in rows]).order_by("pk")
    list(works.select_for_update(of=("self",)))
    initiatives = Initiative.objects.filter(pk__in={row.initiative.pk for row in rows}).order_by("pk")
    list(initiatives.select_for_update(of=("self",)))
    return works_by_slug(rows)


def compare(rows: Sequence[WorkRow], known: Mapping[str, Work], problems: Problems) -> WorksBrought:
    """Tell which works are new, changed and unchanged; one of another initiative is a problem."""
    seen: list[WorkSeen] = []
    for row in rows:
        work = known.get(row.slug)
        if work is not None and work.initiative_id != row.initiative.pk:
            problems.add(
                _("Another initiative has a work of this address: %(slug)s.") % {"slug": row.slug},
                _("Give the work another slug."),
                line=row.line,
                column="slug",
            )
            continue
        changes = () if work is None else changes_of(row, work)
        how = "new" if work is None else "changed" if changes else "unchanged"
        seen.append(WorkSeen(row.slug, how, changes))
    return Brought(tuple(seen), tuple(problems), problems.count, tuple(problems.warnings))


def fields_of(row: WorkRow) -> dict[str, Any]:
    """Return the fields of the record that a row gives."""
    where = {"geometry": row.lie.geometry, "outline": row.lie.outline} if row.lie else {}
    return dict(row.facts) | where


def changes_of(row: WorkRow, work: Work) -> Changes:
    """Return what a row says anew of a work, with what the records say; of a step, all it is told by."""
    today, phases = timezone.localdate(), {phase.step: phase for phase in work.phases.all()}
    said = {name: (getattr(work, name), value) for name, value in fields_of(row).items()}
    for phase in row.phases:
        new, there = phase.facts(today), phases.get(phase.step)
        said[phase.step] = (None if there is None else {name: getattr(there, name) for name in new}, new)
    return tuple((name, str(here), str(new)) for name, (here, new) in said.items() if here != new)


def write_row(row: WorkRow, work: Work | None) -> Work:
    """Write one work with its steps."""
    today, fields = timezone.localdate(), fields_of(row)
    if work is None:
        made = {"constructed": row.initiative.constructed} | fields
        work = Work.objects.create(slug=row.slug, initiative=row.initiative, **made)
    else:
        for name, value in fields.items():
            setattr(work, name, value)
        work.save(update_fields=list(fields))
    for phase in row.phases:
        WorkPhase.objects.update_or_create(work=work, step=phase.step, defaults=phase.facts(today))
    return work
