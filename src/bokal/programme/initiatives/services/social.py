"""Cohorts of a social initiative: what they are offered, how many came, what came of it; never a name."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.calculations import THRESHOLD, shown_groups
from bokal.programme.initiatives.enums import UNDER_WAY
from bokal.programme.initiatives.errors import ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.reports import (
    BeforeGroup,
    CountMissing,
    GroupsTooMany,
    MetBefore,
    NotUnderWay,
    OutcomeTooLarge,
    PeriodAhead,
    PeriodBackwards,
    StepMoved,
    StepUnknown,
)
from bokal.programme.initiatives.models import (
    Attendance,
    Cohort,
    CohortOutcome,
    Headcount,
    Initiative,
    Session,
)
from bokal.programme.initiatives.services.plan import held
from bokal.programme.programmes.services import require_days

type Texts = Mapping[str, str]
type Groups = Mapping[str, int]

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Those who take part from a time on, as a number; groups are as far as people said."""

    name: Texts
    from_day: datetime.date
    people: int
    to_day: datetime.date | None = None
    groups: Groups = field(default_factory=dict)
    steps: Sequence[Texts] = ()

    def facts(self) -> dict[str, Any]:
        """Return it as fields of the record."""
        if not written(self.name):
            raise TitleMissing
        require_days(self.from_day, self.to_day)
        if self.to_day is not None and self.to_day <= self.from_day:
            raise PeriodBackwards
        return {
            "name": written(self.name),
            "from_day": self.from_day,
            "to_day": self.to_day,
            "people": self.people,
            "groups": grouped(self.people, self.groups),
            "steps": [written(step) for step in self.steps if written(step)],
        }


def grouped(people: int, groups: Groups) -> dict[str, int]:
    """Return the numbers of groups, or refuse them when they are more than all."""
    if sum(groups.values()) > people:
        raise GroupsTooMany
    return dict(sorted(groups.items()))


def require_been(day: datetime.date) -> None:
    """Refuse a day that has not been."""
    require_days(day)
    if day > timezone.localdate():
        raise PeriodAhead


def held_cohort(cohort_id: int) -> Cohort:
    """Return a cohort whose initiative is going on, both held until the change is done."""
    initiative = held(Cohort.objects.values_list("initiative_id", flat=True).get(pk=cohort_id))
    if initiative.phase not in UNDER_WAY:
        raise NotUnderWay
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort_id)


@transaction.atomic
def gather_cohort(*, initiative_id: int, gathered: Gathered, actor: Account | None) -> Cohort:
    """Note that people began to take part: how many, never who."""
    initiative = held(initiative_id)
    if initiative.phase not in UNDER_WAY:
        raise NotUnderWay
    cohort = Cohort(initiative=initiative, constructed=initiative.constructed, **gathered.facts())
    cohort.save()
    keep_headcount(cohort)
    record(actor=actor, verb="cohort.gathered", subject=cohort)
    return cohort


def keep_headcount(cohort: Cohort) -> None:
    """Keep how many have begun as it is known from now on, where that is something else than before."""
    known = {"from_day": cohort.from_day, "people": cohort.people, "groups": cohort.groups}
    last = cohort.headcounts.order_by("at", "pk").last()
    if last is None or any(getattr(last, name) != value for name, value in known.items()):
        Headcount.objects.create(cohort=cohort, **known)


def keep_attendance(session: Session) -> None:
    """Keep how many came as it is known from now on, where that is something else than before."""
    last = session.attendances.order_by("at", "pk").last()
    if last is None or last.came != session.came:
        Attendance.objects.create(session=session, came=session.came)


def require_places(cohort: Cohort, steps: Sequence[Texts]) -> None:
    """Refuse steps by which sessions would go to another step; other words in the same place are no other."""
    held_at = cohort.sessions.order_by().values_list("step", flat=True).distinct()
    for place in [place for place in held_at if place is not None]:
        if place >= len(steps):
            raise StepMoved
        old, new = cohort.steps[place], steps[place]
        if new != old and (old in steps or new in cohort.steps):
            raise StepMoved


def require_not_met(cohort: Cohort, first: datetime.date) -> None:
    """Refuse a first day after one on which the cohort met."""
    # A meeting at which nobody was counted may have been called off.
    met = cohort.sessions.filter(on__lt=first, came__isnull=False).order_by("on").first()
    if met is not None:
        raise MetBefore(met.on)


@transaction.atomic
def change_cohort(*, cohort_id: int, gathered: Gathered, actor: Account | None) -> Cohort:
    """Set right what is known of a cohort; outcomes keep the number that had begun when they were counted.

    A session knows its step by its place, so a step at which somebody counted stays where it is.
    """
    cohort = held_cohort(cohort_id)
    facts = gathered.facts()
    require_places(cohort, facts["steps"])
    require_not_met(cohort, facts["from_day"])
    for name, value in facts.items():
        setattr(cohort, name, value)
    cohort.save()
    keep_headcount(cohort)
    record(actor=actor, verb="cohort.changed", subject=cohort)
    return cohort


@transaction.atomic
def count_session(
    *,
    cohort_id: int,
    on: datetime.date,
    came: int | None,
    actor: Account | None,
    not_counted_because: str = "",
    step: int | None = None,
    groups: Groups | None = None,
) -> Session:
    """Note how many came one day, or why nobody counted; counted again, the later number stands.

    More may come than began: friends come along, and that is said as it was. What was known before is kept,
    because a report that told it does not change.
    """
    cohort = held_cohort(cohort_id)
    require_been(on)
    if on < cohort.from_day:
        raise BeforeGroup(cohort.from_day)
    reason = "" if came is not None else not_counted_because.strip()
    if came is None and not reason:
        raise CountMissing
    if step is not None and not 0 <= step < len(cohort.steps):
        raise StepUnknown
    facts = {"came": came, "not_counted_because": reason, "groups": grouped(came or 0, groups or {})}
    session, _new = Session.objects.update_or_create(cohort=cohort, on=on, step=step, defaults=facts)
    keep_attendance(session)
    record(actor=actor, verb="session.counted", subject=session)
    return session


@transaction.atomic
def count_outcome(
    *,
    cohort_id: int,
    what: Texts,
    period_from: datetime.date,
    period_to: datetime.date,
    reached: int,
    actor: Account | None,
    unknown: int = 0,
    source: str = "",
) -> CohortOutcome:
    """Note how many had reached something by the end of a time, of those who began.

    Those nobody knows about are counted apart: unknown is not no.
    """
    cohort = held_cohort(cohort_id)
    if not written(what):
        raise ReasonMissing
    require_days(period_from, period_to)
    if period_to <= period_from:
        raise PeriodBackwards
    require_been(period_to - DAY)
    if reached + unknown > cohort.people:
        raise OutcomeTooLarge
    outcome = CohortOutcome.objects.create(
        cohort=cohort,
        what=written(what),
        period_from=period_from,
        period_to=period_to,
        reached=reached,
        unknown=unknown,
        of=cohort.people,
        source=source.strip(),
    )
    record(actor=actor, verb="outcome.counted", subject=outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """An outcome as everybody may see it; numbers that would tell of few people are None."""

    outcome: CohortOutcome
    reached: int | None
    unknown: int | None

    @property
    def hidden(self) -> bool:
        """Whether it is left out, because it would tell of few people."""
        return self.reached is None


@dataclass(frozen=True, slots=True)
class CohortShown:
    """A cohort as everybody may see it; a number that would tell of few people is None.

    Attributes
    ----------
    times, counted
        How often they met, and at how many of these somebody counted.
    came
        How many came in all, each time counted anew.
    """

    cohort: Cohort
    people: int | None
    groups: Mapping[str, int | None]
    times: int
    counted: int
    came: int | None
    outcomes: Sequence[OutcomeShown]


def cohorts_for_all(initiative: Initiative) -> list[CohortShown]:
    """Return the cohorts of an initiative as everybody may see them."""
    cohorts = initiative.cohorts.prefetch_related("sessions", "outcomes").order_by("from_day", "pk")
    return [cohort_for_all(one, one.sessions.all(), one.outcomes.all()) for one in cohorts]


def cohort_for_all(
    cohort: Cohort, sessions: Collection[Session], outcomes: Iterable[CohortOutcome] = ()
) -> CohortShown:
    """Return a cohort as everybody may see it: its groups protect each other, and so do its outcomes."""
    people, groups = shown_groups(cohort.people, cohort.groups)
    counts = [session.came for session in sessions if session.came is not None]
    came = sum(counts)
    few = any(0 < one < THRESHOLD for one in [*counts, came])
    return CohortShown(
        cohort=cohort,
        people=people,
        groups=groups,
        times=len(sessions),
        counted=len(counts),
        came=None if people is None or few else came,
        outcomes=[outcome_for_all(one) for one in outcomes],
    )


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A time that a cohort met, as everybody may see it; a number that would tell of few people is None."""

    session: Session
    came: int | None
    groups: Mapping[str, int | None]

    @property
    def kept_back(self) -> bool:
        """Whether somebody counted and the number is not shown."""
        return self.session.came is not None and self.came is None


def sessions_for_all(cohort: Cohort) -> list[SessionShown]:
    """Return the times that a cohort met as everybody may see them, the first first."""
    return [session_for_all(one) for one in cohort.sessions.order_by("on", "pk")]


def session_for_all(session: Session) -> SessionShown:
    """Return a time that a cohort met as everybody may see it: its groups protect each other."""
    if session.came is None:
        return SessionShown(session, None, {})
    return SessionShown(session, *shown_groups(session.came, session.groups))


def outcome_for_all(outcome: CohortOutcome) -> OutcomeShown:
    """Return an outcome as everybody may see it: reached, not reached and not known are three cells."""
    cells = {"reached": outcome.reached, "unknown": outcome.unknown}
    people, shown = shown_groups(outcome.of, cells)
    if people is None or None in shown.values():
        return OutcomeShown(outcome, None, None)
    return OutcomeShown(outcome, shown["reached"], shown["unknown"])
