"""Voices, promises and decisions of a status report."""

from collections.abc import Collection, Sequence
from operator import attrgetter

from django.db.models import Q, QuerySet, prefetch_related_objects

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import with_corrections
from bokal.programme.history.services import as_known
from bokal.programme.initiatives.models import Initiative, Origin, Partnership
from bokal.programme.reports.services.status_initiatives import counts
from bokal.programme.reports.services.status_span import Json, Span, counted, iso, of_late
from bokal.programme.voices.enums import PromiseState, Standing
from bokal.programme.voices.models import Case, Promise

VOICES, PROMISES, DECISIONS = "voices", "promises", "decisions"
TAKEN_BACK = "taken_back"


def cases_in(span: Span) -> QuerySet[Case]:
    """Return what had come in by the end of the period and is not taken back.

    Nobody can tell voices by who pays, so they are of area or programme.
    """
    cases = Case.objects.filter(voice__received_at__lt=span.ends).exclude(standing=Standing.WITHDRAWN)
    return cases.filter(area__code=span.area) if span.area else cases


def made_up_voices(span: Span) -> bool:
    """Tell whether a voice that is counted is made up."""
    return cases_in(span).filter(voice__constructed=True).exists()


def voices_of(span: Span) -> Json:
    """Count the voices that had come in by the end of the period, answered and waiting."""
    cases = cases_in(span)
    answered = Q(answered_at__lt=span.ends)
    waiting = Q(answered_at__isnull=True) | Q(answered_at__gte=span.ends)
    wanted: dict[str, QuerySet[Case]] = {
        "received": cases,
        "received_in_period": cases.filter(voice__received_at__gte=span.begins),
        "answered": cases.filter(answered),
        "answered_in_period": cases.filter(answered, answered_at__gte=span.begins),
        "waiting": cases.filter(waiting),
        "overdue": cases.filter(waiting, due_on__lt=span.past),
    }
    return {name: counted(found.order_by().count(), VOICES) for name, found in wanted.items()}


def promises_of(initiatives: Sequence[Initiative], told: Collection[int], span: Span) -> Json:
    """Return the promises that were made by then, kept, open and overdue.

    What was settled is told once, so what the last report knew of is left out. ``told`` names the
    initiatives that were in the last report.
    """
    rows = sorted(known_promises([one.pk for one in initiatives], span), key=attrgetter("due_on", "pk"))
    prefetch_related_objects(rows, "organisation", "unit")
    words = [promise_words(one, span) for one in rows]
    before = settled_before(rows, told, span)
    listed = [
        one
        for promise, one in zip(rows, words, strict=True)
        if one["overdue"] or (one["settled_on"] and promise.pk not in before)
    ]
    return {
        "states": counts(PromiseState.values, (one["state"] for one in words), PROMISES),
        "overdue": counted(sum(one["overdue"] for one in words), PROMISES),
        "promises": [{"code": str(place), **one} for place, one in enumerate(listed, start=1)],
    }


def known_promises(initiatives: Collection[int], span: Span) -> list[Promise]:
    """Return the promises that were made by the end of a time, as they and what they are about were known."""
    found = Promise.objects.filter(made_at__lt=span.ends)
    if span.area or span.funder:
        partners = as_known(Partnership, span.closes, by="initiative_id", among=initiatives)
        among = Q(pk__in={one.promise_id for one in partners if one.promise_id is not None})
        if span.area and not span.funder:
            where = Q(problem__area__code=span.area) | Q(proposal__area__code=span.area)
            among |= where | Q(dialogue__area__code=span.area)
        found = found.filter(among)
    numbers = found.order_by().values_list("pk", flat=True)
    return as_known(Promise, span.closes, by="id", among=numbers)


def settled_before(promises: Collection[Promise], told: Collection[int], span: Span) -> set[int]:
    """Return which promises were settled before the period, as far as the last report knew and told it."""
    known, until = promises, span.first
    if (former := span.former) is not None:
        known, until = known_promises(told, former), former.after
    return {one.pk for one in known if one.settled_on is not None and one.settled_on < until}


def promise_words(promise: Promise, span: Span) -> Json:
    """Say who promised what, and what had become of it."""
    settled = promise.settled_on is not None and promise.settled_on < span.after
    unit, organisation = promise.unit, promise.organisation
    return {
        "by": unit.name if unit else (organisation.name if organisation else ""),
        "text": promise.text,
        "due_on": iso(promise.due_on),
        "state": promise.state if settled else PromiseState.OPEN.value,
        "settled_on": iso(promise.settled_on) if settled else "",
        "outcome": promise.outcome if settled else {},
        "overdue": not settled and promise.due_on < span.past,
        "constructed": promise.constructed,
    }


def decisions_of(initiatives: Sequence[Initiative], told: Collection[int], span: Span) -> Json:
    """Return what was decided in the period, with who thought otherwise.

    What was decided before and written down after the last report is told here, and says that it is late.
    ``told`` names the initiatives that were in the last report.
    """
    found = known_decisions([one.pk for one in initiatives], span)
    if (former := span.former) is None:
        found = found.filter(decided_on__gte=span.first)
    else:
        found = found.exclude(pk__in=known_decisions(told, former).order_by().values("pk"))
    rows = found.select_related("unit", "corrected_by").prefetch_related("rulings", "withdrawals__ruling")
    listed = [decision_words(one, span) for one in rows.order_by("decided_on", "pk")]
    # A decision and its correction are one decision; the correction is the one that is counted.
    slugs = {one["slug"] for one in listed}
    once = [one for one in listed if one["corrected_by"] not in slugs]
    late = sum(one["late"] for one in once)
    return {
        "decisions": listed,
        "count": counted(len(once) - late, DECISIONS),
        **of_late(span, {"late_count": counted(late, DECISIONS)}),
        "dissent_count": counted(sum(bool(one["dissent"]) for one in once), DECISIONS),
    }


def known_decisions(initiatives: Collection[int], span: Span) -> QuerySet[Decision]:
    """Return what was decided by the end of a time and written down in time; for a funder, what it pays."""
    found = Decision.objects.filter(decided_on__lt=span.after, at__lt=span.closes)
    if span.area:
        found = found.filter(area__code=span.area)
    if span.funder:
        origins = as_known(Origin, span.closes, by="initiative_id", among=initiatives)
        rulings = {one.ruling_id for one in origins if one.ruling_id is not None}
        begun = Decision.objects.filter(rulings__in=rulings).order_by().values_list("pk", flat=True)
        found = found.filter(pk__in=with_corrections(begun))
    return found


def decision_words(decision: Decision, span: Span) -> Json:
    """Say what was decided, by whom and why; a later correction is named, and what is taken back counted."""
    corrected = getattr(decision, "corrected_by", None)
    rulings = (one.ruling for one in decision.withdrawals.all())
    taken_back = {(one.problem_id, one.proposal_id) for one in rulings}
    ruled = [one.ruled for one in decision.rulings.all()] + [TAKEN_BACK] * len(taken_back)
    return {
        "slug": decision.slug,
        "title": decision.title,
        "body": decision.body,
        "decided_on": iso(decision.decided_on),
        "late": decision.decided_on < span.first,
        "reason": decision.reason,
        "dissent": decision.dissent,
        "reference": decision.reference,
        "corrected_by": corrected.slug if corrected else "",
        "constructed": decision.constructed,
        "rulings": counts([*Ruled.values, TAKEN_BACK], ruled, DECISIONS),
    }
