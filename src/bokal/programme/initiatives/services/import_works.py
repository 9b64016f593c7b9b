"""Bring in works from a GeoJSON file: all of them or none, and nothing twice."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bokal.programme.accounts.models import Account
from bokal.programme.areas.services.read_problems import Problem, Problems
from bokal.programme.history.services import record
from bokal.programme.initiatives.errors.places import WorksMoved
from bokal.programme.initiatives.models import Initiative, Work, WorkPhase
from bokal.programme.initiatives.services.read_work_file import WorkRow, read_work_file


@dataclass(frozen=True, slots=True)
class WorksBrought:
    """What a file of works changed, or would change."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...]

    @property
    def can_apply(self) -> bool:
        return self.problem_count == 0

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed)


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
) -> WorksBrought:
    """Write what the preview shows, as one event; with anything wrong, write nothing.

    ``documented`` lets in works of initiatives that are known from sources; each must name its source.
    """
    problems = Problems(name)
    rows = read_work_file(content, problems, areas=areas, documented=documented)
    if problems:
        return compare(rows, works_by_slug(rows), problems)
    try:
        with transaction.atomic():
            return write(rows, problems, actor)
    except IntegrityError:
        # Somebody brought in a work of the same address in the same moment.
        raise WorksMoved from None


def write(rows: Sequence[WorkRow], problems: Problems, actor: Account | None) -> WorksBrought:
    """Compare with the records as they are now, held until the change is done, and write what differs."""
    known = held_works(rows)
    brought = compare(rows, known, problems)
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
    found: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
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
        how = "new" if work is None else "changed" if differs(row, work) else "unchanged"
        found[how].append(row.slug)
    return WorksBrought(
        new=tuple(found["new"]),
        changed=tuple(found["changed"]),
        unchanged=tuple(found["unchanged"]),
        problems=tuple(problems),
        problem_count=problems.count,
        warnings=tuple(problems.warnings),
    )


def fields_of(row: WorkRow) -> dict[str, Any]:
    """Return the fields of the record that a row gives."""
    where = {"geometry": row.lie.geometry, "outline": row.lie.outline} if row.lie else {}
    return dict(row.facts) | where


def differs(row: WorkRow, work: Work) -> bool:
    """Tell whether a row says anything else than the records do."""
    if any(getattr(work, name) != value for name, value in fields_of(row).items()):
        return True
    today = timezone.localdate()
    phases = {phase.step: phase for phase in work.phases.all()}
    for phase in row.phases:
        there = phases.get(phase.step)
        if there is None or any(getattr(there, name) != value for name, value in phase.facts(today).items()):
            return True
    return False


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
