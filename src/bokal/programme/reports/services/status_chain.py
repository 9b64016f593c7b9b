"""How a status report follows those that were published before it: each fact is told in one of them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.utils import timezone

from bokal.programme.reports.errors import DayKept, KnowsLess, KnowsMore, PeriodTold, ReportRefused
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services.status_span import DAY, PROFILE, Json, Span, iso, span_of


def followed(subject: Mapping[str, Any], *, now: datetime.datetime | None = None) -> Json:
    """Return what an edition that is built now is about, what it follows, and until when it knows things.

    Parameters
    ----------
    subject
        What the edition is about.
    now
        The moment from which it knows nothing, for one that was built already; None for this moment.

    Raises
    ------
    DayKept
        Another report follows it already, so it can only know what it knew.
    KnowsLess
        It would know less than the report before it, and what that one told late would be told again.
    KnowsMore
        It would tell what belongs to the reports after it.
    PeriodTold
        No report told of its time, until one after it did.
    PeriodWrong
        There is no period.
    """
    # Before anything is read: what is recorded while it is read belongs to the next report.
    now = now or timezone.now() + datetime.timedelta(microseconds=1)
    span = replace(span_of(subject), closed=None, told=None, covered=None, told_closed=None)
    current = published_alike(span)
    later = [one for one in current if one.first >= span.after]
    replaced = replaced_by(span, current)
    closes = require_place(span, current, later) if replaced is None else kept_day(replaced, span, later)
    closes = min(closes, now)
    former = former_of(span, replaced, current, closes)
    if former is not None and closes < former.closes:
        raise KnowsLess(other=former.after - DAY, day=last_day(former.closes))
    closed_at = closes.isoformat() if closes < span.closes else ""
    return {**subject, "closed_at": closed_at, **told_by(former)}


def still_follows(subject: Mapping[str, Any]) -> bool:
    """Tell whether an edition would follow the same report if it were built again for the same moment."""
    try:
        return followed(subject, now=span_of(subject).closes) == dict(subject)
    except ReportRefused:
        return False


def last_day(closes: datetime.datetime) -> datetime.date:
    """Return the last day of which something counts for what closes at a moment."""
    return timezone.localdate(closes - datetime.timedelta(microseconds=1))


def published_alike(span: Span) -> list[Span]:
    """Return what the last editions on the same area and for the same funder are about.

    Under one address reports on many periods can be published; of each period the last edition counts.
    """
    editions = Snapshot.objects.filter(content__profile=PROFILE).order_by("pk")
    current: dict[tuple[int, datetime.date, datetime.date], Span] = {}
    for address, subject in editions.values_list("report_id", "content__subject"):
        one = span_of(subject)
        if (one.area, one.funder) == (span.area, span.funder):
            # The newest stands last, wherever its period was first.
            current.pop((address, one.first, one.after), None)
            current[address, one.first, one.after] = one
    return list(current.values())


def replaced_by(span: Span, current: Sequence[Span]) -> Span | None:
    """Return what is published on the very period; where there are several, the one that knows as much."""
    same = [one for one in reversed(current) if (one.first, one.after) == (span.first, span.after)]
    return next((one for one in same if knows_the_same(one, span)), same[0] if same else None)


def knows_the_same(published: Span, span: Span) -> bool:
    """Tell whether somebody asks for the day a report has, or for the last day that counted for it."""
    return span.known in {published.known, last_day(published.closes)}


def kept_day(replaced: Span, span: Span, later: Sequence[Span]) -> datetime.datetime:
    """Return when a new edition closes: where another report follows, no sooner and no later than the last.

    With a later day, both would tell what was recorded in between; with an earlier one, neither.
    """
    if not later:
        return span.closes
    if not knows_the_same(replaced, span):
        other = min(later, key=attrgetter("first"))
        raise DayKept(other=other.first, day=last_day(replaced.closes))
    return replaced.closes


def require_place(span: Span, current: Sequence[Span], later: Sequence[Span]) -> datetime.datetime:
    """Return when the first edition on a period closes, or refuse it a time that others tell of already.

    A report on a year sums up those on its months: it shares days with them, and may tell what they tell.
    """
    if any(one.first < span.after and span.first < one.after for one in current):
        return span.closes
    for one in later:
        if one.covered is not None and one.covered <= span.first:
            raise PeriodTold(other=one.first)
    # Of the first report ever, the one after it tells what came late, from where that one closed.
    opening = min(later, key=attrgetter("closes"), default=None)
    if opening is None:
        return span.closes
    if last_day(opening.closes) < last_day(span.closes):
        raise KnowsMore(other=opening.first, day=last_day(opening.closes))
    return min(span.closes, opening.closes)


def former_of(
    span: Span, replaced: Span | None, current: Sequence[Span], closes: datetime.datetime
) -> Span | None:
    """Return what the report before this one was about; a new edition follows the one that it followed."""
    if replaced is not None and replaced.former is not None:
        return replaced.former
    before = [one for one in current if one.after <= span.first]
    if replaced is not None:
        # What was published since then must not keep it from being published again.
        before = [one for one in before if one.closes <= closes]
    return max(before, key=attrgetter("after", "closes"), default=None)


def told_by(former: Span | None) -> Json:
    """Return until when the report before this one told things; all are empty where there is none."""
    if former is None:
        return {"told_until": "", "told_to": "", "told_closed_at": ""}
    return {
        "told_until": iso(last_day(former.closes)),
        "told_to": iso(former.after),
        "told_closed_at": former.closes.isoformat() if former.closed else "",
    }
