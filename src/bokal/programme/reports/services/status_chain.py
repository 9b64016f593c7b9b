"""How a status report follows those that were published before it: each fact is told in one of them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.utils import timezone

from bokal.programme.reports.errors import DayKept, KnowsLess, KnowsMore, PeriodTold, ReportRefused
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services.status_span import DAY, PROFILE, Json, Span, iso, midnight, span_of


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
        There is a report on the time after it already, so it can only know what it knew.
    KnowsLess
        It would know less than the report before it, and what that one told late would be told again.
    KnowsMore
        It would tell what belongs to the reports after it.
    PeriodTold
        A report on the time after was published first, and told of its days as well.
    PeriodWrong
        There is no period.
    """
    # Before anything is read: what is recorded while it is read belongs to the next report.
    now = now or timezone.now() + datetime.timedelta(microseconds=1)
    span = replace(span_of(subject), closed=None, told=None, covered=None, told_closed=None)
    row = published_in_row(span)
    replaced = row.pop((span.first, span.after), None)
    others = list(row.values())
    beside = replaced is None and any(one.first < span.after and span.first < one.after for one in others)
    later = [one for one in others if one.first >= span.after and not beside]
    closes = min(now, first_closes(span, later) if replaced is None else kept_day(replaced, span, later))
    before = [one for one in others if one.after <= span.first]
    former = max(before, key=attrgetter("after"), default=None)
    if former is not None and closes < former.closes:
        raise KnowsLess(other=former.after - DAY, day=last_day(former.closes))
    closed_at = closes.isoformat() if closes < span.closes else ""
    return {**subject, "closed_at": closed_at, "beside": beside, **told_by(former)}


def still_follows(subject: Mapping[str, Any]) -> bool:
    """Tell whether an edition would follow the same report if it were built again for the same moment."""
    try:
        return followed(subject, now=span_of(subject).closes) == dict(subject)
    except ReportRefused:
        return False


def has_begun(subject: Mapping[str, Any]) -> bool:
    """Tell whether anything of the period of an edition can be known for it."""
    span = span_of(subject)
    return midnight(span.first) < span.closes


def last_day(closes: datetime.datetime) -> datetime.date:
    """Return the last day of which something counts for what closes at a moment."""
    return timezone.localdate(closes - datetime.timedelta(microseconds=1))


def published_in_row(span: Span) -> dict[tuple[datetime.date, datetime.date], Span]:
    """Return by period what the last editions on the same area and for the same funder are about.

    They share no days and follow one another. A report on days that others tell of already, such as one on a
    year whose months have reports, stands beside the row: it may tell what they tell, and none follows it.
    """
    row = {}
    editions = Snapshot.objects.filter(content__profile=PROFILE).order_by("pk")
    for one in map(span_of, editions.values_list("content__subject", flat=True)):
        if (one.area, one.funder) == (span.area, span.funder) and not one.beside:
            row[one.first, one.after] = one
    return row


def kept_day(replaced: Span, span: Span, later: Sequence[Span]) -> datetime.datetime:
    """Return when a new edition closes: where another report follows, no sooner and no later than the last.

    With a later day, both would tell what was recorded in between; with an earlier one, neither.
    """
    if not later:
        return span.closes
    # The day may be given as it was, though the edition closed before that.
    if span.known not in {replaced.known, last_day(replaced.closes)}:
        other = min(later, key=attrgetter("first"))
        raise DayKept(other=other.first, day=last_day(replaced.closes))
    return replaced.closes


def first_closes(span: Span, later: Sequence[Span]) -> datetime.datetime:
    """Return when the first edition on a period closes, or refuse it days that a report after it told of."""
    for one in later:
        if one.covered is not None and one.covered <= span.first:
            raise PeriodTold(other=one.first)
    # This is the first of all. What was recorded since the next one closed, those after that tell as late.
    following = min(later, key=attrgetter("first"), default=None)
    if following is None:
        return span.closes
    if last_day(following.closes) < last_day(span.closes):
        raise KnowsMore(other=following.first, day=last_day(following.closes))
    return min(span.closes, following.closes)


def told_by(former: Span | None) -> Json:
    """Return until when the report before this one told things; all are empty where there is none."""
    if former is None:
        return {"told_until": "", "told_to": "", "told_closed_at": ""}
    return {
        "told_until": iso(last_day(former.closes)),
        "told_to": iso(former.after),
        "told_closed_at": former.closes.isoformat() if former.closed else "",
    }
