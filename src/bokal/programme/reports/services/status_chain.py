"""How a status report follows those that were published before it: each fact is told in one of them."""

import datetime
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.utils import timezone

from bokal.programme.reports.errors import KnowsLess, KnowsMore
from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services.status_span import PROFILE, Json, Span, iso, span_of


def followed(subject: Mapping[str, Any]) -> Json:
    """Return what an edition that is built now is about, what it follows, and until when it knows things.

    Raises
    ------
    KnowsLess
        It would know less than the report before it, and what that one told late would be told again.
    KnowsMore
        It would tell what the report after it tells as late.
    PeriodWrong
        There is no period.
    """
    # Before anything is read: what is recorded while it is read belongs to the next report.
    now = timezone.now() + datetime.timedelta(microseconds=1)
    span = span_of(subject)
    known = published_alike(span)
    subject = {**subject, "closed_at": closed_at(span, known, now), **told_before(span, known)}
    span = span_of(subject)
    if (former := span.former) is not None and span.closes < former.closes:
        raise KnowsLess(last_day(former))
    return subject


def last_day(span: Span) -> datetime.date:
    """Return the last day of which something counts for a report."""
    return timezone.localdate(span.closes - datetime.timedelta(microseconds=1))


def published_alike(span: Span) -> list[Span]:
    """Return what the editions on the same area and for the same funder are about, whatever their address."""
    editions = Snapshot.objects.filter(content__profile=PROFILE).order_by("pk")
    others = map(span_of, editions.values_list("content__subject", flat=True))
    return [one for one in others if (one.area, one.funder) == (span.area, span.funder)]


def closed_at(span: Span, known: Sequence[Span], now: datetime.datetime) -> str:
    """Return from when an edition that is built now knows nothing, where its last day goes on after that.

    What is recorded on the rest of that day was not there to be told, so it belongs to the next report. Where
    that one is there already, a new edition of this one ends where the next begins.
    """
    ends = [now]
    again = any((one.first, one.after) == (span.first, span.after) for one in known)
    formers = [one.former for one in known if one.former is not None and one.covered == span.after]
    if again and formers:
        former = min(formers, key=attrgetter("closes"))
        if last_day(former) < last_day(span):
            raise KnowsMore(last_day(former))
        ends.append(former.closes)
    closes = min(ends)
    return closes.isoformat() if closes < span.closes else ""


def told_before(span: Span, known: Sequence[Span]) -> Json:
    """Return what the last report on the time before was about and until when things were known for it.

    All are empty where there is none.
    """
    before = [one for one in known if one.after <= span.first]
    if not before:
        return {"told_until": "", "told_to": "", "told_closed_at": ""}
    last = max(before, key=attrgetter("after", "closes"))
    return {
        "told_until": iso(last_day(last)),
        "told_to": iso(last.after),
        "told_closed_at": last.closes.isoformat() if last.closed else "",
    }
