"""What pages show of works: which stand in a year and how far, and one work with all that is known of it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from bokal.programme.history.services import kept
from bokal.programme.initiatives.enums import Moment, WorkStep
from bokal.programme.initiatives.models import Displacement, Initiative, Work, WorkPhase

ORDER = tuple(WorkStep)
EARLIEST, LATEST = 1990, 2100


class Stage(StrEnum):
    """How far a work is in a year, as the map draws it."""

    PLANNED = "planned"
    BUILT = "built"
    USED = "used"


STAGES = {
    WorkStep.PLANNING: Stage.PLANNED,
    WorkStep.PROCUREMENT: Stage.PLANNED,
    WorkStep.CONSTRUCTION: Stage.BUILT,
    WorkStep.IN_USE: Stage.USED,
}


@dataclass(frozen=True, slots=True)
class Span:
    """A step with the days it covers; ``by_plan`` where nobody has said that it came."""

    step: WorkStep
    begins: datetime.date
    ends: datetime.date | None
    by_plan: bool

    def covers(self, year: int) -> bool:
        """Tell whether any day of a year is in it."""
        first, after = datetime.date(year, 1, 1), datetime.date(year + 1, 1, 1)
        return self.begins < after and (self.ends is None or self.ends > first)


@dataclass(frozen=True, slots=True)
class Timed:
    """A work with the days its steps cover."""

    work: Work
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A work in a year: how far it is, and whether only a plan says so."""

    work: Work
    stage: Stage
    by_plan: bool


@dataclass(frozen=True, slots=True)
class Displaced:
    """Rent and turnover before a work beside those after it, as far as both are known."""

    before: Displacement | None
    after: Displacement | None

    @property
    def rent_rose(self) -> int | None:
        """How much higher the rent is after, in öre; none where one of the two is not known."""
        if self.before is None or self.after is None:
            return None
        if self.before.rent is None or self.after.rent is None:
            return None
        return self.after.rent - self.before.rent

    @property
    def turnover_known(self) -> bool:
        """Whether turnover is known both before and after."""
        return all(one is not None and one.homes is not None for one in (self.before, self.after))


def works_public() -> QuerySet[Work]:
    """Return the works of the initiatives that everybody may read, with their steps."""
    found = Work.objects.filter(initiative__in=Initiative.objects.public())
    return with_phases(found).order_by("initiative__area__name", "slug")


def works_shown() -> tuple[Timed, ...]:
    """Return the works that everybody may read with their days, kept in memory between readers."""
    return kept(("works", timezone.localdate()), gather_works, of=("initiatives", "areas.area"))


def gather_works() -> tuple[Timed, ...]:
    """Read the works that everybody may read."""
    return tuple(Timed(work, tuple(spans_of(work.phases.all()))) for work in works_public())


def works_of(initiative: Initiative) -> list[Work]:
    """Return the works of an initiative with their steps."""
    return list(with_phases(initiative.works.all()).order_by("pk"))


def with_phases(works: QuerySet[Work]) -> QuerySet[Work]:
    """Read the steps, the initiative and its area along."""
    phases = Prefetch("phases", queryset=WorkPhase.objects.order_by("pk"))
    return works.select_related("initiative__area").prefetch_related(phases)


def spans_of(phases: Iterable[WorkPhase]) -> list[Span]:
    """Return the steps that have a first day, in their order.

    A step counts from the day it came, else from the planned one. Where no end is known it goes on until the
    next one begins; what is in use stays so.
    """
    spans = []
    for phase in sorted(phases, key=lambda phase: ORDER.index(WorkStep(phase.step))):
        came = phase.from_day is not None
        begins = phase.from_day or phase.planned_from
        if begins is not None:
            ends = phase.to_day or (phase.planned_to if phase.planned_to and not came else None)
            spans.append(Span(WorkStep(phase.step), begins, ends, by_plan=not came))
    return [
        Span(one.step, one.begins, one.ends or closing(one, spans[place + 1 :]), one.by_plan)
        for place, one in enumerate(spans)
    ]


def closing(span: Span, later: Sequence[Span]) -> datetime.date | None:
    """Return the day a later step ends one without an end; a plan that is past ends nothing that came."""
    today = timezone.localdate()
    ending = (one for one in later if not one.by_plan or span.by_plan or one.begins > today)
    after = next(ending, None)
    return max(after.begins, span.begins) if after else None


def stage_in(spans: Iterable[Span], year: int, *, this_year: int) -> tuple[Stage, bool] | None:
    """Return how far a work is in a year, and whether only a plan says so; nothing when no step covers it.

    Where several steps cover a year, the last of them counts. What was planned for a year that has begun,
    and of which nobody has said that it came, is still planned.
    """
    found = [span for span in spans if span.covers(year)]
    came = [span for span in found if not span.by_plan]
    span = (found if year > this_year else came or found)[-1:]
    if not span:
        return None
    (last,) = span
    if last.by_plan and year <= this_year:
        return Stage.PLANNED, True
    return STAGES[last.step], last.by_plan


def stage_this_year(work: Work) -> tuple[Stage, bool] | None:
    """Return how far a work is this year, and whether only a plan says so."""
    year = timezone.localdate().year
    return stage_in(spans_of(work.phases.all()), year, this_year=year)


def standing_in(works: Iterable[Timed], year: int) -> list[Standing]:
    """Return the works that a step covers in a year, each with how far it is."""
    today = timezone.localdate().year
    found = ((one.work, stage_in(one.spans, year, this_year=today)) for one in works)
    return [Standing(work, *how) for work, how in found if how is not None]


def years_of(works: Iterable[Timed]) -> list[int]:
    """Return the years from the first day of a step to the last one known, this year among them."""
    today = timezone.localdate().year
    days = [day.year for one in works for span in one.spans for day in days_of(span)]
    if not days:
        return []
    first, last = max(min(days), EARLIEST), min(max([*days, today]), LATEST)
    return list(range(min(first, last), last + 1))


def days_of(span: Span) -> list[datetime.date]:
    """Return the first and the last day of a step, as far as they are known."""
    last = span.ends - datetime.timedelta(days=1) if span.ends and span.ends > span.begins else span.begins
    return [span.begins, last]


def find_work(slug: str) -> Work:
    """Return a work that everybody may read, with all that is known of it; raises ``Work.DoesNotExist``."""
    found = works_public().select_related("initiative__area__geography", "initiative__unit")
    return found.prefetch_related("quantities", "displacements", "photos__document").get(slug=slug)


def displaced_by(work: Work) -> Displaced:
    """Return the last figures before a work and the last ones after it."""
    rows = list(work.displacements.all())
    last = {row.moment: row for row in sorted(rows, key=lambda row: row.on)}
    return Displaced(last.get(Moment.BEFORE), last.get(Moment.AFTER))
