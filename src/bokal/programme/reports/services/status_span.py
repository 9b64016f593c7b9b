"""The time, area and funder a status report is about, and until when something counts for it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bokal.programme.areas.models import Area
from bokal.programme.reports.errors import NoSuchArea, PeriodWrong

type Json = dict[str, Any]

PROFILE = "status-report"
DAY = datetime.timedelta(days=1)
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Span:
    """What a status report is about.

    Attributes
    ----------
    first, after
        First day of the period, and first day after it.
    known
        The last day on which something could be approved or recorded and still count. What comes later about
        the same time belongs to the next report; a correction of what counted does not wait, and shows.
    area
        Code of the area; empty for the whole programme.
    funder
        Who pays; empty for everybody.
    told
        The last day on which something could be recorded and count for the report before this one. What came
        later about the time before is told here, marked as late. None where there was no report before.
    covered
        The first day after the report before this one. What lies between is in no report before, so it is
        told here as well. None where there was no report before.
    closed, told_closed
        The moment from which nothing counts for this report, and for the one before it, where it was built
        before the last day of its facts was over. None where all of that day counts.
    beside
        Whether it shares days with a report that was there first, and so may tell what that one tells.
    address
        Where its editions stand; empty where that is not known.
    mends_days
        Whether the days of the last edition there were wrong, so that this one takes its place.
    instead_of
        First day, and first day after the last, of the edition whose place it took; empty for none.
    """

    first: datetime.date
    after: datetime.date
    known: datetime.date
    area: str = ""
    funder: str = ""
    told: datetime.date | None = None
    covered: datetime.date | None = None
    closed: datetime.datetime | None = None
    told_closed: datetime.datetime | None = None
    beside: bool = False
    address: str = ""
    mends_days: bool = False
    instead_of: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[datetime.date, datetime.date]:
        """First day, and first day after the last."""
        return self.first, self.after

    def shares_days(self, other: "Span") -> bool:
        """Tell whether some days are of this report and of another."""
        return self.first < other.after and other.first < self.after

    @property
    def former(self) -> "Span | None":
        """All of the time that the report before this one was about or followed, as it was known for it."""
        if self.told is None:
            return None
        return Span(
            first=datetime.date.min,
            after=self.covered or self.first,
            known=self.told,
            area=self.area,
            funder=self.funder,
            closed=self.told_closed,
        )

    @property
    def ends(self) -> datetime.datetime:
        """The moment the period is over, or nothing more counts before that."""
        return min(midnight(self.after), self.closes)

    @property
    def past(self) -> datetime.date:
        """The first day that was not over: what is due on it, or later, was not overdue."""
        return min(self.after, timezone.localdate(self.closes))

    @property
    def begins(self) -> datetime.datetime:
        """The moment the period begins, or the one from which the report before it tells of nothing."""
        begins = midnight(self.first)
        return min(begins, self.former.ends) if self.former else begins

    @property
    def closes(self) -> datetime.datetime:
        """The moment from which nothing new counts."""
        over = midnight(self.known + DAY)
        return over if self.closed is None else min(over, self.closed)


def of_late(span: Span, numbers: Json) -> Json:
    """Return numbers of what came late about the time before; there are none without a report on that."""
    return numbers if span.told is not None else {}


def midnight(day: datetime.date) -> datetime.datetime:
    """Return the moment a day begins where the programme is."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def span_of(subject: Mapping[str, Any]) -> Span:
    """Read what a report is about, or refuse it."""
    try:
        first, after = (datetime.date.fromisoformat(subject[name]) for name in ("period_from", "period_to"))
        known = datetime.date.fromisoformat(subject.get("known_on") or (after - DAY).isoformat())
        told, covered = (day_in(subject, name) for name in ("told_until", "told_to"))
        closed, told_closed = (moment_in(subject, name) for name in ("closed_at", "told_closed_at"))
    except (KeyError, OverflowError, TypeError, ValueError) as wrong:
        raise PeriodWrong from wrong
    if first >= after or known < first or not all(day.year in YEARS for day in (first, after, known)):
        raise PeriodWrong
    return Span(
        first,
        after,
        known,
        area=subject.get("area", ""),
        funder=subject.get("funder", ""),
        told=told,
        covered=covered,
        closed=closed,
        told_closed=told_closed,
        beside=subject.get("beside") is True,
        address=subject.get("address", ""),
        mends_days=subject.get("mends_days") is True,
        instead_of=tuple(subject.get("instead_of", ())),
    )


def day_in(subject: Mapping[str, Any], name: str) -> datetime.date | None:
    """Return a day that may be there or not."""
    return datetime.date.fromisoformat(subject[name]) if subject.get(name) else None


def moment_in(subject: Mapping[str, Any], name: str) -> datetime.datetime | None:
    """Return a moment that may be there or not."""
    return datetime.datetime.fromisoformat(subject[name]) if subject.get(name) else None


def area_of(span: Span) -> Json:
    """Return the area of a report by name, or nothing for the whole programme."""
    if not span.area:
        return {"code": "", "name": ""}
    name = Area.objects.filter(code=span.area).order_by("pk").values_list("name", flat=True).first()
    if name is None:
        raise NoSuchArea
    return {"code": span.area, "name": name}


def exact(value: Decimal | int | None) -> int | float | None:
    """Return an exact number as JSON has it; fifteen digits and fewer come back the same."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(value)


def counted(value: Decimal | int | None, register: str) -> Json:
    """Return a number that was counted or added up from records; None where there is none."""
    return {
        "value": exact(value),
        "status": "missing" if value is None else "counted",
        "dataset": register,
    }


def given(value: Decimal | int | None, register: str) -> Json:
    """Return a number that people set: a target, or where something stood before."""
    return {"value": exact(value), "status": "missing" if value is None else "given", "dataset": register}


def shown(value: int | None, register: str) -> Json:
    """Return a number of people as everybody may see it; None where it would tell of few."""
    return {
        "value": value,
        "status": "suppressed" if value is None else "counted",
        "dataset": register,
    }


def iso(day: datetime.date | None) -> str:
    """Write a day, or nothing."""
    return day.isoformat() if day else ""


def code_of(*parts: object) -> str:
    """Make one name of several, as an address can hold it."""
    return ".".join(str(part).replace("/", ".").strip() for part in parts)
