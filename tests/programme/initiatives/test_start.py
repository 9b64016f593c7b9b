"""Nothing starts unmeasured, whichever way it is tried."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import NOT_AN_IDEA, STARTED, Kind, MeasureUnit, Phase
from bokal.programme.initiatives.errors import (
    ApprovedByOneself,
    BaselineAhead,
    Documented,
    NotReady,
    ReasonMissing,
    ShareNeedsBoth,
    Started,
    TargetBeforeBaseline,
    WaiverWithdrawn,
)
from bokal.programme.initiatives.errors.reports import PartTooLarge
from bokal.programme.initiatives.models import Approval, Commitment, Initiative, Measure, Waiver, Withdrawal
from bokal.programme.initiatives.services import (
    add_measure,
    approve_waiver,
    change_plan,
    missing_before_start,
    waive_measure,
    withdraw_waiver,
)
from bokal.programme.voices.errors import AddressJustTaken
from tests.factories.accounts import make_account
from tests.factories.initiatives import (
    DAY,
    make_idea,
    make_initiative,
    make_measure,
    make_measured,
    make_plan,
    make_ready,
    start,
)

pytestmark = pytest.mark.django_db


def by_save(idea: Initiative) -> None:
    idea.phase = Phase.PILOT
    idea.save()


def by_bulk_update(idea: Initiative) -> None:
    Initiative.objects.filter(pk=idea.pk).update(phase=Phase.RUNNING)


def by_update_of_many(idea: Initiative) -> None:
    idea.phase = Phase.HANDED_OVER
    Initiative.objects.bulk_update([idea], ["phase"])


def by_sql(idea: Initiative) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE initiatives_initiative SET phase = 'closed' WHERE id = %s", [idea.pk])


def by_a_new_row(idea: Initiative) -> None:
    fields = {
        field.attname: getattr(idea, field.attname)
        for field in Initiative._meta.concrete_fields
        if not field.primary_key
    }
    Initiative.objects.create(**(fields | {"slug": "another", "phase": Phase.PILOT}))


@pytest.mark.parametrize("way", [by_save, by_bulk_update, by_update_of_many, by_sql, by_a_new_row])
def test_without_a_measure_nothing_starts_by_any_way(way: Callable[[Initiative], None]) -> None:
    idea = make_ready(measures=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        way(idea)
    idea.refresh_from_db()
    assert idea.phase == Phase.IDEA


@pytest.mark.parametrize("phase", STARTED)
def test_a_measure_that_was_not_committed_to_is_not_enough_for_the_database(phase: Phase) -> None:
    idea = make_ready(measures=1)
    owes = {"lesson_due_on": timezone.localdate()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=idea.pk).update(phase=phase, **owes)


def test_the_measure_of_another_initiative_is_not_enough() -> None:
    make_initiative("other")
    idea = make_ready(measures=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        by_bulk_update(idea)


def test_without_saying_what_it_answers_nothing_starts() -> None:
    idea = make_idea()
    Commitment.objects.create(measure=make_measure(idea))
    with pytest.raises(IntegrityError), transaction.atomic():
        by_bulk_update(idea)


def test_without_saying_what_it_expects_nothing_starts() -> None:
    idea = make_ready()
    Commitment.objects.create(measure=Measure.objects.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=idea.pk).update(phase=Phase.PILOT, because={})


def test_the_service_names_all_that_is_missing() -> None:
    idea = make_idea(unit=None, then={}, decide_on=None)
    with pytest.raises(NotReady) as refusal:
        start(idea)
    assert refusal.value.missing == tuple(missing_before_start(idea))
    assert len(refusal.value.missing) == 6
    idea.refresh_from_db()
    assert idea.phase == Phase.IDEA


def test_with_all_it_needs_an_initiative_starts_and_its_measure_is_final() -> None:
    initiative = make_initiative()
    assert initiative.phase == Phase.PILOT
    measure = Measure.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(target=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(initiative=make_idea("second"))
    with pytest.raises(Started):
        add_measure(initiative_id=initiative.pk, measured=make_measured(), actor=None)
    with pytest.raises(Started):
        change_plan(initiative_id=initiative.pk, plan=make_plan(), actor=None)


def remove_measures() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM initiatives_measure")
    connection.check_constraints()


def test_a_measure_that_an_initiative_rests_on_cannot_be_removed() -> None:
    make_initiative()
    with pytest.raises(IntegrityError), transaction.atomic():
        remove_measures()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM initiatives_commitment")


def test_what_cannot_be_measured_starts_once_another_person_approves_why() -> None:
    idea, asks, approves = make_ready(measures=0), make_account(), make_account()
    waiver = waive_measure(
        initiative_id=idea.pk, because={"sv": "Det är ett möte, en enda gång."}, actor=asks
    )
    with pytest.raises(NotReady):
        start(idea)
    with pytest.raises(ApprovedByOneself):
        approve_waiver(waiver_id=waiver.pk, actor=asks)
    approve_waiver(waiver_id=waiver.pk, actor=approves)
    assert start(idea).phase == Phase.PILOT


def documented(**fields: object) -> Initiative:
    facts = {"slug": "garden", "title": {"sv": "Odling"}, "kind": Kind.SOCIAL, "documented": True}
    return Initiative.objects.create(**(facts | fields))


def test_what_is_known_from_sources_alone_names_them_and_nothing_is_decided_on_it() -> None:
    initiative = documented(phase=Phase.CLOSED, source="https://example.org/garden")
    with pytest.raises(Documented):
        start(initiative)
    with pytest.raises(IntegrityError), transaction.atomic():
        documented(slug="nameless")


def test_nothing_becomes_documented_afterwards_to_get_around_its_measure() -> None:
    idea = make_ready(measures=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=idea.pk).update(documented=True, source="x")


def test_a_share_has_both_numbers_and_a_baseline_or_a_reason() -> None:
    idea = make_idea()
    day = timezone.localdate() - datetime.timedelta(days=1)
    make_measure(idea, baseline=None, baseline_on=None, no_baseline_because={"sv": "Ingen har räknat."})
    make_measure(idea, baseline=0, baseline_on=day)
    assert Measure.objects.filter(baseline=0).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(baseline__isnull=True).update(no_baseline_because={})


@pytest.mark.django_db
def test_an_idea_at_an_address_that_was_taken_in_the_same_moment_is_refused() -> None:
    first = make_idea("light")
    with pytest.raises(AddressJustTaken):
        make_idea("light")
    assert list(Initiative.objects.all()) == [first]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_idea("backwards", ends_on=first.starts_on)


@pytest.mark.parametrize(
    ("refusal", "wrong"),
    [
        (PartTooLarge, {"baseline": Decimal(150)}),
        (PartTooLarge, {"target": Decimal(101)}),
        (BaselineAhead, {"baseline_on": timezone.localdate() + 2 * DAY}),
        (TargetBeforeBaseline, {"target_on": timezone.localdate() - 31 * DAY}),
    ],
)
def test_a_measure_that_cannot_be_so_is_refused(refusal: type[Exception], wrong: dict[str, object]) -> None:
    hundred = Decimal(100)
    share = {"unit": MeasureUnit.PERCENT, "target_of": hundred, "baseline_of": hundred}
    whole = share | {"target": hundred, "baseline": hundred}
    idea = make_idea()
    with pytest.raises(refusal):
        make_measure(idea, **(whole | wrong))
    make_measure(idea, **whole)
    with pytest.raises(ShareNeedsBoth):
        make_measure(idea, **(whole | {"baseline": None}))
    ahead = {"baseline": None, "baseline_of": None, "baseline_on": timezone.localdate() + 9 * DAY}
    make_measure(make_idea("later"), **(whole | ahead), no_baseline_because={"sv": "Det räknas om en vecka."})


def waived(idea: Initiative) -> Waiver:
    """Have an idea an approved reason for no measure."""
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "En enda gång."}, actor=make_account())
    approve_waiver(waiver_id=waiver.pk, actor=make_account())
    return waiver


@pytest.mark.parametrize("way", [by_save, by_bulk_update, by_update_of_many, by_sql])
def test_a_withdrawn_reason_for_no_measure_starts_nothing_by_any_way(
    way: Callable[[Initiative], None],
) -> None:
    idea, actor = make_ready(measures=0), make_account()
    waiver = waived(idea)
    withdraw_waiver(waiver_id=waiver.pk, because={"sv": "Den går att mäta."}, actor=actor)
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.by, withdrawal.because) == (actor, {"sv": "Den går att mäta."})
    assert Entry.objects.filter(verb="waiver.withdrawn", actor=str(actor.pk)).exists()
    with pytest.raises(NotReady):
        start(idea)
    with pytest.raises(IntegrityError), transaction.atomic():
        way(idea)
    waived(idea)
    by_bulk_update(idea)
    idea.refresh_from_db()
    assert idea.phase == Phase.RUNNING


def test_a_withdrawn_reason_is_not_approved_and_not_withdrawn_again() -> None:
    idea = make_ready(measures=0)
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "En gång."}, actor=make_account())
    with pytest.raises(ReasonMissing):
        withdraw_waiver(waiver_id=waiver.pk, because={"sv": " "}, actor=make_account())
    withdraw_waiver(waiver_id=waiver.pk, because={"sv": "Fel."}, actor=make_account())
    with pytest.raises(WaiverWithdrawn):
        approve_waiver(waiver_id=waiver.pk, actor=make_account())
    with pytest.raises(WaiverWithdrawn):
        withdraw_waiver(waiver_id=waiver.pk, because={"sv": "Fel."}, actor=make_account())
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(because={"sv": "Nej."})
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.all().delete()


def test_an_approval_that_gets_past_the_service_does_not_bring_a_withdrawn_reason_back() -> None:
    idea = make_ready(measures=0)
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "En gång."}, actor=make_account())
    withdraw_waiver(waiver_id=waiver.pk, because={"sv": "Fel."}, actor=make_account())
    Approval.objects.create(waiver=waiver, asked_by=waiver.by, by=make_account())
    with pytest.raises(IntegrityError), transaction.atomic():
        by_bulk_update(idea)


@pytest.mark.parametrize("phase", NOT_AN_IDEA)
def test_what_an_initiative_started_on_is_not_withdrawn_by_any_way(phase: Phase) -> None:
    idea = make_ready(measures=0)
    waiver, actor = waived(idea), make_account()
    if phase is Phase.UNKNOWN:
        idea = documented(slug="known", phase=phase, source="x")
        waiver = Waiver.objects.create(initiative=idea, because={"sv": "En gång."}, by=actor)
    else:
        today = timezone.localdate()
        Initiative.objects.filter(pk=idea.pk).update(phase=phase, lesson_due_on=today)
    with pytest.raises((Started, Documented)):
        withdraw_waiver(waiver_id=waiver.pk, because={"sv": "För sent."}, actor=actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.create(waiver=waiver, because={"sv": "För sent."}, by=actor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.bulk_create([Withdrawal(waiver=waiver, because={"sv": "För sent."}, by=actor)])
