"""Days that people put into their calendars: decisions, starts and ends, and the steps of works."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bokal.programme.initiatives.models import Gate, Initiative, WorkPhase

KEPT = datetime.timedelta(days=365)


class Occasion(StrEnum):
    """What happens on a day."""

    GATE = "gate"
    START = "start"
    END = "end"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One entry of the calendar; ``until`` is the first day after it.

    Attributes
    ----------
    key
        What it is known by, so that a calendar moves it instead of adding it again.
    detail
        What is decided at a gate, or which step of a work it is, in the words of its kind.
    """

    occasion: Occasion
    key: str
    initiative: Initiative
    day: datetime.date
    until: datetime.date
    detail: str = ""
    name: Mapping[str, str] | None = None


def addable(day: datetime.date) -> bool:
    """Tell whether there is a day after; a mistyped last of all days is left out of calendars."""
    return day < datetime.date.max


def one_day(day: datetime.date) -> datetime.date:
    """Return the day after."""
    return day + datetime.timedelta(days=1)


def calendar_days(today: datetime.date, area_code: str = "") -> list[CalendarDay]:
    """Return the days of initiatives that everybody may read, of one area or all, from a year ago on.

    What is known from sources alone has no days to come, and is left out.
    """
    since = today - KEPT
    shown = Initiative.objects.public().filter(documented=False)
    shown = shown.filter(area__code=area_code) if area_code else shown
    days = []
    gates = Gate.objects.ahead().filter(initiative__in=shown, due_on__gte=since)
    for gate in gates.select_related("initiative__area").exclude(due_on=datetime.date.max):
        what, day = str(gate.get_kind_display()), gate.due_on
        days.append(
            CalendarDay(Occasion.GATE, f"gate-{gate.pk}", gate.initiative, day, one_day(day), detail=what)
        )
    for one in shown.select_related("area"):
        if one.starts_on is not None and one.starts_on >= since and addable(one.starts_on):
            key = f"start-{one.slug}"
            days.append(CalendarDay(Occasion.START, key, one, one.starts_on, one_day(one.starts_on)))
        if one.ends_on is not None and one.ends_on >= since:
            last = one.ends_on - datetime.timedelta(days=1)
            days.append(CalendarDay(Occasion.END, f"end-{one.slug}", one, last, one.ends_on))
    phases = WorkPhase.objects.filter(work__initiative__in=shown, year_only=False)
    for phase in phases.select_related("work__initiative__area"):
        days += days_of_phase(phase, since)
    return sorted(days, key=lambda one: (one.day, one.key))


def days_of_phase(phase: WorkPhase, since: datetime.date) -> list[CalendarDay]:
    """Return the time of a step of a work, as it came, else as planned; without an end, its first day."""
    start = phase.from_day or phase.planned_from
    if start is None or not addable(start):
        return []
    end = phase.to_day or phase.planned_to
    until = end if end is not None and end > start else one_day(start)
    if until <= since:
        return []
    work, what = phase.work, str(phase.get_step_display())
    return [
        CalendarDay(Occasion.WORK, f"work-{phase.pk}", work.initiative, start, until, what, name=work.name)
    ]
