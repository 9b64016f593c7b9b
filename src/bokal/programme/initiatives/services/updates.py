"""Updates from the work: drafted, sent in, sent back, approved, corrected, removed."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import forget_documents, with_access
from bokal.programme.history.services import record
from bokal.programme.initiatives.calculations import Line, Pair, divided_rest, falls_named
from bokal.programme.initiatives.enums import UNDER_WAY, Accumulation, MeasureUnit, UpdateState
from bokal.programme.initiatives.errors import ReasonMissing, ShareNeedsBoth
from bokal.programme.initiatives.errors.reports import (
    AlreadyCorrected,
    NotADraft,
    NotApproved,
    NothingReported,
    NotSubmitted,
    NotUnderWay,
    OwnReport,
    PartTooLarge,
    PeriodAhead,
    PeriodBackwards,
    PeriodOverlaps,
    PortionsDoNotAddUp,
    ReportMoved,
    SumFalls,
    ValueMissing,
    ValueNegative,
    ValueOrReason,
    WrongGroup,
)
from bokal.programme.initiatives.models import Acceptance, Initiative, Measure, Portion, Update
from bokal.programme.initiatives.services.photos import hide_photo
from bokal.programme.initiatives.services.plan import held
from bokal.programme.initiatives.services.totals import keep_total, lines_of
from bokal.programme.programmes.services import require_days

OPEN = (UpdateState.DRAFT, UpdateState.RETURNED)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody who does the work reports.

    Attributes
    ----------
    period_to
        First day after the time it is about.
    value, value_of
        How many; for a share, of how many.
    portions
        The value by group, each as a pair; those whose group is not known are a group too. Without a value
        of its own the groups make it.
    falls_because
        Why a sum so far is less than the one before it.
    drop_photo
        Whether the picture that was there is taken away; without that it stays until another comes.
    """

    period_from: datetime.date
    period_to: datetime.date
    measure: Measure | None = None
    value: Decimal | None = None
    value_of: Decimal | None = None
    no_value_because: str = ""
    sentence: str = ""
    language: str = "sv"
    photo: Document | None = None
    portions: Mapping[str, Pair] = field(default_factory=dict)
    falls_because: str = ""
    drop_photo: bool = False

    def pair(self) -> Pair | None:
        """Return the value with of how many it is."""
        return None if self.value is None else Pair(self.value, self.value_of)


def held_update(update_id: int) -> tuple[Update, Initiative]:
    """Return an update and its initiative, both held until the change is done."""
    initiative = held(Update.objects.values_list("initiative_id", flat=True).get(pk=update_id))
    return Update.objects.select_for_update(of=("self",)).get(pk=update_id), initiative


def require_numbers(report: Report) -> Report:
    """Return a report with its numbers in order, or refuse it and say what is wrong."""
    measure = report.measure
    if measure is None:
        if report.value is not None or report.portions:
            raise ValueMissing
        return replace(report, no_value_because="", falls_because="")
    if report.no_value_because and (report.value is not None or report.portions):
        raise ValueOrReason
    share = measure.unit == MeasureUnit.PERCENT
    pairs = [*report.portions.values(), *filter(None, [report.pair()])]
    if any((one.whole is not None) != share for one in pairs):
        raise ShareNeedsBoth
    if any(one.value < 0 or (one.whole is not None and one.whole < 0) for one in pairs):
        raise ValueNegative
    if any(one.whole is not None and one.value > one.whole for one in pairs):
        raise PartTooLarge
    try:
        pair, rest = divided_rest(report.pair(), report.portions, measure.groups)
    except ValueError as strange:
        raise WrongGroup from strange
    if report.portions and (rest.value != 0 or rest.whole):
        raise PortionsDoNotAddUp(rest.value.normalize() if rest.value else rest.whole)
    value, whole = pair or (None, None)
    return replace(report, value=value, value_of=whole)


def require_time(report: Report) -> None:
    """Refuse a time that runs backwards or has not been."""
    require_days(report.period_from, report.period_to)
    if report.period_to <= report.period_from:
        raise PeriodBackwards
    if report.period_to > timezone.localdate() + DAY:
        raise PeriodAhead


def write(update: Update, report: Report, actor: Account | None) -> Update:
    """Write a report into an update that is still open."""
    report = require_numbers(report)
    require_time(report)
    before = update.photo
    names = ("measure", "period_from", "period_to", "value", "value_of", "language", "falls_because")
    for name in names:
        setattr(update, name, getattr(report, name))
    update.no_value_because = report.no_value_because.strip()
    update.sentence = report.sentence.strip()
    update.photo = report.photo or (None if report.drop_photo else update.photo)
    update.by = actor or update.by
    update.save()
    if before is not None and before != update.photo:
        forget_documents([before.pk])
    update.portions.all().delete()
    Portion.objects.bulk_create(
        Portion(update=update, group=group, value=pair.value, value_of=pair.whole)
        for group, pair in sorted(report.portions.items())
    )
    return update


@transaction.atomic
def draft_update(*, initiative_id: int, report: Report, actor: Account | None) -> Update:
    """Begin a report on an initiative that is going on; it counts once it is sent in and approved."""
    initiative = held(initiative_id)
    if initiative.phase not in UNDER_WAY:
        raise NotUnderWay
    update = write(Update(initiative=initiative), report, actor)
    record(actor=actor, verb="update.drafted", subject=update)
    return update


@transaction.atomic
def change_update(*, update_id: int, report: Report, actor: Account | None) -> Update:
    """Change a report that was not sent in, or was sent back; which report it corrects stays."""
    update, _initiative = held_update(update_id)
    if update.state not in OPEN or update.removes:
        raise NotADraft
    write(update, replace(report, measure=update.measure) if update.corrects_id else report, actor)
    record(actor=actor, verb="update.changed", subject=update)
    return update


@transaction.atomic
def drop_update(*, update_id: int, actor: Account | None) -> None:
    """Throw away a report that was not sent in, or was sent back; the history still knows it."""
    update, _initiative = held_update(update_id)
    if update.state not in OPEN:
        raise NotADraft
    record(actor=actor, verb="update.dropped", subject=update)
    update.portions.all().delete()
    photo = update.photo_id
    update.delete()
    if photo is not None:
        forget_documents([photo])


@transaction.atomic
def submit_update(*, update_id: int, actor: Account | None) -> Update:
    """Send in a report, the first time or after it was sent back."""
    update, initiative = held_update(update_id)
    if update.state not in OPEN:
        raise NotADraft
    if initiative.phase not in UNDER_WAY and update.corrects_id is None:
        raise NotUnderWay
    if update.measure_id is None and not update.sentence and update.photo_id is None:
        raise NothingReported
    if update.measure_id and update.value is None and not update.no_value_because and not update.removes:
        raise ValueMissing
    require_place(update, waiting=True)
    update.state, update.returned_because = UpdateState.SUBMITTED, ""
    update.submitted_at, update.submitted_by = timezone.now(), actor
    update.save(update_fields=["state", "returned_because", "submitted_at", "submitted_by"])
    record(actor=actor, verb="update.submitted", subject=update)
    return update


@transaction.atomic
def send_update(*, initiative_id: int, report: Report, actor: Account | None) -> Update:
    """Report in one step: begin a report and send it in."""
    update = draft_update(initiative_id=initiative_id, report=report, actor=actor)
    return submit_update(update_id=update.pk, actor=actor)


@transaction.atomic
def send_again(*, update_id: int, report: Report, actor: Account | None) -> Update:
    """Change a report that was sent back, and send it in again."""
    change_update(update_id=update_id, report=report, actor=actor)
    return submit_update(update_id=update_id, actor=actor)


def require_place(update: Update, *, waiting: bool) -> None:
    """Refuse a value for days that have one, and a sum so far that gets less without a reason.

    ``waiting`` holds it against reports that wait for an approval too.
    """
    if update.measure is None:
        return
    if not update.removes:
        others = Update.objects.standing().filter(measure=update.measure)
        if waiting:
            others |= Update.objects.filter(
                measure=update.measure, state=UpdateState.SUBMITTED, removes=False
            )
        overlapping = others.filter(
            period_from__lt=update.period_to, period_to__gt=update.period_from
        ).exclude(pk__in=[update.pk, update.corrects_id or update.pk])
        if update.corrects_id:
            overlapping = overlapping.exclude(corrects=update.corrects_id)
        other = overlapping.order_by("period_from").first()
        if other is not None:
            waits = other.state == UpdateState.SUBMITTED
            raise PeriodOverlaps(other.period_from, other.period_to - DAY, waits=waits)
    if update.measure.accumulation == Accumulation.CUMULATIVE and not update.falls_because:
        require_rise(update, update.measure)


def require_rise(update: Update, measure: Measure) -> None:
    """Refuse an update through which a sum so far gets less where it did not before."""
    there = lines_of(measure)
    new = Line(
        update.pk,
        update.period_from,
        update.period_to,
        update.value,
        update.value_of,
        update.corrects_id,
        update.removes,
        {},
    )
    before = falls_named(there, measure.accumulation)
    if falls_named([*there, new], measure.accumulation) - before:
        raise SumFalls


@transaction.atomic
def return_update(*, update_id: int, because: str, actor: Account | None, read: str | None = None) -> Update:
    """Send a report back to those who wrote it, and say what is missing; they can send it in again.

    ``read`` is the mark of the report that was read; what was sent in anew since then is not sent back.
    """
    update, _initiative = held_update(update_id)
    if update.state != UpdateState.SUBMITTED:
        raise NotSubmitted
    if read not in (None, update.mark):
        raise ReportMoved
    if not because.strip():
        raise ReasonMissing
    update.state, update.returned_because = UpdateState.RETURNED, because.strip()
    update.save(update_fields=["state", "returned_because"])
    record(actor=actor, verb="update.returned", subject=update, because=because.strip())
    return update


@transaction.atomic
def approve_update(
    *, update_id: int, actor: Account | None, show_photo: bool = False, read: str | None = None
) -> Update:
    """Approve a report: it counts from now on, and what it says stays. Nobody approves what is their own.

    ``show_photo`` lets everybody see the picture; without it the picture stays with those who work here.
    A picture that a correction no longer has, or not for everybody, is taken back from what it corrects.
    ``read`` is the mark of the report that was read; what was sent in anew since then is not approved.
    """
    update, _initiative = held_update(update_id)
    if update.state != UpdateState.SUBMITTED:
        raise NotSubmitted
    if actor is not None and actor.pk in (update.by_id, update.submitted_by_id):
        raise OwnReport
    if read not in (None, update.mark):
        raise ReportMoved
    require_place(update, waiting=False)
    if update.corrects_id is not None:
        # Held before the turn of the files, as by whoever takes its picture back.
        Update.objects.select_for_update(of=("self",)).get(pk=update.corrects_id)
    if update.photo is not None:
        update.photo = with_access(update.photo, Access.PUBLIC if show_photo else Access.STAFF)
    Acceptance.objects.create(update=update, by=actor)
    update.state, update.approved_by, update.approved_at = UpdateState.APPROVED, actor, timezone.now()
    update.save(update_fields=["state", "approved_by", "approved_at", "photo"])
    if update.corrects is not None and update.corrects.photo_id != update.photo_id:
        hide_photo(update_id=update.corrects.pk, actor=actor)
    if update.measure is not None:
        keep_total(update.measure)
    record(actor=actor, verb="update.approved", subject=update)
    return update


@transaction.atomic
def correct_update(
    *, update_id: int, because: str, actor: Account | None, report: Report | None = None
) -> Update:
    """Send in a correction of an approved report; it takes its place once it is approved by another person.

    Without a report it is a removal: there was no such value. The approved one stays as it was.
    """
    wrong, initiative = held_update(update_id)
    if wrong.state != UpdateState.APPROVED:
        raise NotApproved
    if Update.objects.filter(corrects=wrong).exists():
        raise AlreadyCorrected
    if not because.strip():
        raise ReasonMissing
    update = Update(
        initiative=initiative, corrects=wrong, correction_because=because.strip(), removes=report is None
    )
    if report is None:
        update.measure, update.by = wrong.measure, actor
        update.period_from, update.period_to = wrong.period_from, wrong.period_to
        update.falls_because = because.strip()
        update.save()
    else:
        update.photo = wrong.photo and with_access(wrong.photo, Access.STAFF)
        write(update, replace(report, measure=wrong.measure), actor)
    record(actor=actor, verb="update.corrected", subject=wrong, by_update=update.pk, removes=update.removes)
    return submit_update(update_id=update.pk, actor=actor)
