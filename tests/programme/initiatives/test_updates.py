"""Reports from the work: sent in, sent back, approved by another, corrected, removed; nothing slips by."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from bokal.programme.accounts.enums import Role
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.calculations import UNKNOWN, Pair
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit, Phase, UpdateState
from bokal.programme.initiatives.errors import Documented, ReasonMissing, ShareNeedsBoth
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
    SumFalls,
    ValueMissing,
    ValueNegative,
    ValueOrReason,
    WrongGroup,
)
from bokal.programme.initiatives.models import Acceptance, Initiative, Portion, Total, Update
from bokal.programme.initiatives.services.updates import (
    approve_update,
    change_update,
    correct_update,
    draft_update,
    drop_update,
    return_update,
    send_again,
    send_update,
    submit_update,
)
from tests.factories.accounts import make_account, many_writers, together
from tests.factories.initiatives import DAY, make_idea
from tests.factories.updates import gardener, make_approved, make_report, make_running, make_update

pytestmark = pytest.mark.django_db


def test_a_report_is_sent_in_sent_back_sent_again_and_approved_and_leaves_a_trace() -> None:
    measure, writer, coordinator = make_running(), gardener(), make_account(Role.COORDINATOR)
    update = send_update(initiative_id=measure.initiative_id, report=make_report(measure, 12), actor=writer)
    return_update(update_id=update.pk, because="Räknade du båda sidorna?", actor=coordinator)
    send_again(update_id=update.pk, report=make_report(measure, 24), actor=writer)
    approve_update(update_id=update.pk, actor=coordinator)
    update.refresh_from_db()
    assert (update.state, update.value, update.returned_because) == (UpdateState.APPROVED, 24, "")
    assert Total.objects.get(measure=measure).value == 24
    said = Entry.objects.filter(verb__startswith="update.").order_by("pk").values_list("verb", flat=True)
    assert list(said) == [
        "update.drafted",
        "update.submitted",
        "update.returned",
        "update.changed",
        "update.submitted",
        "update.approved",
    ]
    assert Entry.objects.get(verb="update.returned").details["because"] == "Räknade du båda sidorna?"


def test_a_returned_update_has_a_way_back() -> None:
    """akvo/akvo-rsr 2669: a rejected update could not be sent in again."""
    update = make_update(make_running(), 5)
    with pytest.raises(ReasonMissing):
        return_update(update_id=update.pk, because=" ", actor=None)
    return_update(update_id=update.pk, because="Fel dag.", actor=None)
    submit_update(update_id=update.pk, actor=gardener())
    update.refresh_from_db()
    assert (update.state, update.returned_because) == (UpdateState.SUBMITTED, "")


def test_nobody_approves_what_is_their_own_by_the_service_or_beside_it() -> None:
    measure, coordinator = make_running(), make_account(Role.COORDINATOR)
    update = send_update(
        initiative_id=measure.initiative_id, report=make_report(measure, 1), actor=coordinator
    )
    with pytest.raises(OwnReport):
        approve_update(update_id=update.pk, actor=coordinator)
    Acceptance.objects.create(update=update, by=coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(
            state=UpdateState.APPROVED, approved_by=coordinator, approved_at=timezone.now()
        )


def test_whoever_sends_in_what_another_wrote_does_not_approve_it_either() -> None:
    measure, coordinator = make_running(), make_account(Role.COORDINATOR)
    report = make_report(measure, 1)
    update = draft_update(initiative_id=measure.initiative_id, report=report, actor=gardener())
    submit_update(update_id=update.pk, actor=coordinator)
    with pytest.raises(OwnReport):
        approve_update(update_id=update.pk, actor=coordinator)


def test_no_path_approves_without_an_acceptance() -> None:
    update = make_update(make_running(), 1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(state=UpdateState.APPROVED, approved_at=timezone.now())


@pytest.mark.parametrize("change", [{"value": 99}, {"period_to": timezone.localdate()}, {"sentence": "Nej"}])
def test_what_is_approved_stays_whoever_writes_to_the_database(change: dict) -> None:
    update = make_approved(make_running(), 5, months_ago=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(**change)


def test_a_part_of_a_value_is_not_edited_in_place() -> None:
    measure = make_running(groups=("woman", "man"))
    parts = {"woman": Pair(Decimal(2)), "man": Pair(Decimal(3))}
    make_approved(measure, 5, portions=parts)
    with pytest.raises(DatabaseError), transaction.atomic():
        Portion.objects.filter(group="woman").update(value=4)


def test_only_what_is_going_on_is_reported_on() -> None:
    idea = make_idea()
    with pytest.raises(NotUnderWay):
        draft_update(initiative_id=idea.pk, report=make_report(None, sentence="Vi grävde."), actor=None)
    facts = {"title": {"sv": "Förr"}, "kind": "social", "documented": True, "source": "Bok"}
    old = Initiative.objects.create(slug="old", **facts)
    with pytest.raises(Documented):
        draft_update(initiative_id=old.pk, report=make_report(None, sentence="x"), actor=None)


def test_after_the_end_a_report_is_still_approved_and_corrected_but_none_is_sent_in() -> None:
    measure = make_running()
    waiting, update = make_update(measure, 2, months_ago=2), make_approved(measure, 5)
    today = timezone.localdate()
    Initiative.objects.update(phase=Phase.STOPPED, lesson_due_on=today + 90 * DAY)
    with pytest.raises(NotUnderWay):
        make_update(measure, 1, months_ago=4)
    approve_update(update_id=waiting.pk, actor=make_account())
    right = correct_update(
        update_id=update.pk, report=make_report(measure, 6), because="Räknade fel.", actor=gardener()
    )
    approve_update(update_id=right.pk, actor=make_account())
    assert Total.objects.get().value == 8


def test_a_report_needs_a_number_or_a_reason_and_not_both() -> None:
    measure = make_running()
    with pytest.raises(ValueMissing):
        make_update(measure, None)
    with pytest.raises(ValueOrReason):
        make_update(measure, 3, no_value_because="Regn.")
    assert make_update(measure, None, no_value_because="Regn hela veckan.").value is None


def test_a_report_without_a_measure_is_a_sentence_or_a_picture() -> None:
    measure = make_running()
    with pytest.raises(NothingReported):
        send_update(initiative_id=measure.initiative_id, report=make_report(None), actor=None)
    with pytest.raises(ValueMissing):
        send_update(initiative_id=measure.initiative_id, report=make_report(None, 4), actor=None)
    report = make_report(None, sentence="  Rosorna är planterade. ")
    assert send_update(initiative_id=measure.initiative_id, report=report, actor=None).sentence == (
        "Rosorna är planterade."
    )


def test_a_time_runs_forward_and_has_been() -> None:
    measure, today = make_running(), timezone.localdate()
    with pytest.raises(PeriodBackwards):
        make_update(measure, 1, period_from=today, period_to=today)
    with pytest.raises(PeriodAhead):
        make_update(measure, 1, period_from=today, period_to=today + 2 * DAY)


def test_a_number_below_nought_is_refused_by_the_service_and_the_database() -> None:
    measure = make_running()
    with pytest.raises(ValueNegative):
        make_update(measure, -1)
    update = make_update(measure, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.filter(pk=update.pk).update(value=-1)


def test_two_numbers_for_the_same_days_are_refused_approved_or_waiting() -> None:
    measure = make_running()
    make_update(measure, 4)
    with pytest.raises(PeriodOverlaps, match="or ask for that report to be sent back"):
        make_update(measure, 4)
    with override("ar"), pytest.raises(PeriodOverlaps, match=r"\d{4}/\d\d/\d\d"):
        make_update(measure, 4)
    make_update(measure, 4, months_ago=2)
    make_approved(measure, 4, months_ago=3)
    with pytest.raises(PeriodOverlaps, match="Choose other days, or correct that report"):
        make_update(measure, 4, months_ago=3)


def test_an_overlap_that_came_about_while_a_report_waited_is_found_at_the_approval() -> None:
    measure, today = make_running(), timezone.localdate()
    update = make_update(measure, 4)
    make_approved(measure, 4, months_ago=2)
    Update.objects.filter(pk=update.pk).update(period_from=today - 40 * DAY)
    with pytest.raises(PeriodOverlaps):
        approve_update(update_id=update.pk, actor=None)


def test_a_correction_takes_the_place_of_what_it_corrects_and_may_move_it() -> None:
    measure = make_running()
    wrong = make_approved(measure, 4, months_ago=2)
    report = make_report(measure, 7, months_ago=1)
    right = correct_update(update_id=wrong.pk, report=report, because="Fel månad.", actor=gardener())
    assert Total.objects.get().value == 4
    with pytest.raises(AlreadyCorrected):
        correct_update(update_id=wrong.pk, because="Igen.", actor=None)
    approve_update(update_id=right.pk, actor=make_account())
    assert (Total.objects.get().value, Total.objects.get().periods) == (7, 1)
    wrong.refresh_from_db()
    assert (wrong.state, wrong.value) == (UpdateState.APPROVED, 4)
    assert list(Update.objects.standing()) == [right]


def test_a_correction_says_why_and_corrects_what_was_approved() -> None:
    measure = make_running()
    waiting, approved = make_update(measure, 1, months_ago=2), make_approved(measure, 1)
    with pytest.raises(NotApproved):
        correct_update(update_id=waiting.pk, because="Fel.", actor=None)
    with pytest.raises(ReasonMissing):
        correct_update(update_id=approved.pk, because="", actor=None)


def test_a_correction_that_was_sent_back_and_dropped_leaves_room_for_another() -> None:
    measure = make_running()
    approved = make_approved(measure, 1)
    report = make_report(measure, 2)
    right = correct_update(update_id=approved.pk, report=report, because="Fel.", actor=gardener())
    with pytest.raises(NotADraft):
        drop_update(update_id=right.pk, actor=None)
    return_update(update_id=right.pk, because="Nej, ett stämmer.", actor=None)
    drop_update(update_id=right.pk, actor=None)
    removal = correct_update(update_id=approved.pk, because="Det var en annan park.", actor=gardener())
    assert removal.removes


def test_what_waits_or_is_approved_is_not_changed_and_what_does_not_wait_is_not_decided_on() -> None:
    measure = make_running()
    update = make_update(measure, 1)
    for act in (
        lambda: change_update(update_id=update.pk, report=make_report(measure, 2), actor=None),
        lambda: submit_update(update_id=update.pk, actor=None),
        lambda: drop_update(update_id=update.pk, actor=None),
    ):
        with pytest.raises(NotADraft):
            act()
    approve_update(update_id=update.pk, actor=None)
    with pytest.raises(NotSubmitted):
        approve_update(update_id=update.pk, actor=None)
    with pytest.raises(NotSubmitted):
        return_update(update_id=update.pk, because="Sent.", actor=None)


def test_disaggregation_that_does_not_add_up_is_refused_and_says_what_is_left_over() -> None:
    """toladata/TolaActivity 665, 667: values whose parts did not add up to their total."""
    measure = make_running(groups=("woman", "man"))
    parts = {"woman": Pair(Decimal(4)), "man": Pair(Decimal(3))}
    with pytest.raises(PortionsDoNotAddUp, match="3 is left over"):
        make_update(measure, 10, portions=parts)
    with pytest.raises(WrongGroup):
        make_update(measure, 7, portions={"cat": Pair(Decimal(7))})
    make_approved(measure, 10, portions=parts | {UNKNOWN: Pair(Decimal(3))})
    make_approved(measure, None, months_ago=2, portions=parts)
    make_approved(measure, 5, months_ago=3)
    assert Total.objects.get().value == 22


def test_a_percentage_is_two_numbers_and_several_of_them_are_the_sum_over_the_sum() -> None:
    """akvo/akvo-rsr 2446, 2944: percentages that were averaged, and several updates for one."""
    share = {"target": Decimal(3), "target_of": Decimal(4), "baseline": Decimal(1), "baseline_of": Decimal(4)}
    measure = make_running(unit=MeasureUnit.PERCENT, **share)
    with pytest.raises(ShareNeedsBoth):
        make_update(measure, 50)
    with pytest.raises(PartTooLarge):
        make_update(measure, 3, value_of=Decimal(2))
    make_approved(measure, 1, value_of=Decimal(2))
    make_approved(measure, 1, value_of=Decimal(98), months_ago=2)
    total = Total.objects.get()
    assert (total.value, total.value_of) == (2, 100)


def test_a_plain_number_has_no_second() -> None:
    with pytest.raises(ShareNeedsBoth):
        make_update(make_running(), 3, value_of=Decimal(10))


def test_an_approved_zero_is_a_value_and_no_value_is_none() -> None:
    """akvo/akvo-rsr, period_update_aggregation: an approved total of 0 became “no value”."""
    measure = make_running()
    make_approved(measure, 0)
    assert (Total.objects.get().value, Total.objects.get().periods) == (0, 1)
    make_approved(measure, None, no_value_because="Räknaren var sönder.", months_ago=2)
    total = Total.objects.get()
    assert (total.value, total.periods, total.without_value) == (0, 1, 1)


def test_a_cumulative_that_falls_needs_a_reason_and_so_does_an_earlier_one_that_makes_it_fall() -> None:
    """akvo/akvo-rsr 5211, 5212: sums so far that were added up or fell unseen."""
    measure = make_running(accumulation=Accumulation.CUMULATIVE)
    make_approved(measure, 30, months_ago=3)
    with pytest.raises(SumFalls):
        make_update(measure, 20)
    make_approved(measure, 25, falls_because="Fem räknades dubbelt förut.")
    with pytest.raises(SumFalls):
        make_update(measure, 40, months_ago=2)
    assert Total.objects.get().value == 25


def test_a_late_report_is_taken_and_marked() -> None:
    measure = make_running()
    assert not make_update(measure, 3).is_late
    assert make_update(measure, 3, months_ago=6).is_late


def test_an_update_of_another_initiative_is_not_mixed_in() -> None:
    first, second = make_running(), make_running("dark")
    make_approved(first, 3)
    make_approved(second, 4)
    assert Total.objects.get(measure=first).value == 3


@many_writers
@pytest.mark.django_db(transaction=True)
def test_of_two_numbers_for_the_same_days_sent_at_once_one_gets_in() -> None:
    measure = make_running()
    report = make_report(measure, 4)
    send = lambda: send_update(initiative_id=measure.initiative_id, report=report, actor=None)  # noqa: E731
    refusals = together([send, send])
    assert [type(one) for one in refusals if one] == [PeriodOverlaps]
    assert Update.objects.count() == 1


@many_writers
@pytest.mark.django_db(transaction=True)
def test_reports_approved_at_once_are_all_in_the_total() -> None:
    measure = make_running()
    waiting = [make_update(measure, 4, months_ago=month).pk for month in (1, 2, 3)]
    approve = [lambda pk=pk: approve_update(update_id=pk, actor=None) for pk in waiting]
    assert together(approve) == [None] * 3
    assert Total.objects.get().value == 12
