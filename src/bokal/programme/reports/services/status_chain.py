"""How a status report follows those that were published before it: each fact is told in one of them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from django.utils import timezone

from bokal.programme.reports.errors import DayKept, KnowsLess, PeriodTold, ReportRefused
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services.status_span import DAY, PROFILE, Json, Span, iso, midnight, span_of

type Row = dict[tuple[datetime.date, datetime.date], Span]


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
        There is a report on the time after it already, and it would know more or less than fits before that.
    KnowsLess
        It would know less than the report before it, and what that one told late would be told again.
    PeriodTold
        A report on the time after was published first, and told of its days as well.
    PeriodWrong
        There is no period, or its days are out of order.
    """
    # Before anything is read: what is recorded while it is read belongs to the next report.
    now = now or timezone.now() + datetime.timedelta(microseconds=1)
    span = replace(span_of(subject), closed=None, told=None, covered=None, told_closed=None)
    row = published_in_row(span)
    replaced = row.pop(span.days, None)
    wrong = None if replaced else put_right(row, span)
    others = [one for one in row.values() if one is not wrong]
    beside = replaced is None and any(span.shares_days(one) for one in others)
    later = [one for one in others if one.first >= span.after and not beside]
    closes = kept_closes(span, replaced, later) if later else min(now, span.closes)
    before = [one for one in others if one.after <= span.first]
    former = max(before, key=attrgetter("after"), default=None)
    if former is not None and closes < former.closes:
        raise KnowsLess(other=former.after - DAY, day=last_day(former.closes))
    closed_at = closes.isoformat() if closes < span.closes else ""
    return {
        **subject,
        "closed_at": closed_at,
        "beside": beside,
        "instead_of": taken_place(span, wrong, replaced),
        **told_by(former),
    }


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


def first_that_follows(subject: Mapping[str, Any]) -> datetime.date | None:
    """Return the first day of the report after this one, if that was there first and does not follow it yet.

    It told only what was of its own days; a new edition follows this one, and tells what is between them.
    Nothing follows an edition that stands beside the row.
    """
    span = span_of(subject)
    if span.beside:
        return None
    later = [one for one in published_in_row(span).values() if one.first >= span.after]
    following = min(later, key=attrgetter("first"), default=None)
    return following.first if following is not None and following.former is None else None


def last_day(closes: datetime.datetime) -> datetime.date:
    """Return the last day of which something counts for what closes at a moment."""
    return timezone.localdate(closes - datetime.timedelta(microseconds=1))


def published_in_row(span: Span) -> Row:
    """Return by period what the last editions on the same area and for the same funder are about.

    They share no days and follow one another. A report on days that others tell of already, such as one on a
    year whose months have reports, stands beside the row: it may tell what they tell, and none follows it.
    """
    row: Row = {}
    editions = Snapshot.objects.filter(content__profile=PROFILE).order_by("pk")
    for one in map(span_of, editions.values_list("content__subject", flat=True)):
        if (one.area, one.funder) == (span.area, span.funder) and not one.beside:
            if one.days not in row and (wrong := put_right(row, one)):
                del row[wrong.days]
            row[one.days] = one
    return row


def put_right(row: Row, span: Span) -> Span | None:
    """Return what an edition at the same address is about whose days this one puts right, if there is one.

    Somebody says so, for a year may also follow on its first half. It must be the last of the row, for none
    follows it, and share days with it. An edition that shares days with others too stands beside them all.
    """
    last = max(row.values(), key=attrgetter("first"), default=None)
    if last is None or not span.mends_days or not span.address or span.address != last.address:
        return None
    others = (one for one in row.values() if one is not last)
    return last if span.shares_days(last) and not any(span.shares_days(one) for one in others) else None


def taken_place(span: Span, wrong: Span | None, replaced: Span | None) -> list[str]:
    """Return the days of the edition whose place one takes; a new edition of that one goes on saying so."""
    if wrong is not None:
        return [iso(wrong.first), iso(wrong.after)]
    return list(replaced.instead_of) if replaced is not None and replaced.address == span.address else []


def kept_closes(span: Span, replaced: Span | None, later: Sequence[Span]) -> datetime.datetime:
    """Return when an edition closes though there is a report on the time after it: no sooner and no later.

    A new edition closes as the last one did. With a later day, both this and the report after it would tell
    what was recorded in between; with an earlier one, neither. The report that comes before the first of all
    closes as that one did, for whoever follows that one tells what was recorded since then.
    """
    following = min(later, key=attrgetter("first"))
    if replaced is None and following.former is not None:
        raise PeriodTold(other=following.first)
    kept = replaced or following
    # The day may be given as it was, though the edition closed before that.
    if span.known not in {kept.known, last_day(kept.closes)}:
        raise DayKept(other=following.first, day=last_day(kept.closes))
    return kept.closes


def told_by(former: Span | None) -> Json:
    """Return until when the report before this one told things; all are empty where there is none."""
    if former is None:
        return {"told_until": "", "told_to": "", "told_closed_at": ""}
    return {
        "told_until": iso(last_day(former.closes)),
        "told_to": iso(former.after),
        "told_closed_at": former.closes.isoformat() if former.closed else "",
    }
