"""Kept totals are what approved updates make together, whatever happened in between."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from bokal.programme.initiatives.enums import Accumulation, UpdateState
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import Acceptance, Measure, Portion, Recount, Total, Update
from bokal.programme.initiatives.services.totals import recount_totals, renew_total
from bokal.programme.initiatives.services.updates import (
    approve_update,
    correct_update,
    return_update,
    send_again,
)
from bokal.programme.initiatives.tasks import recount_totals as nightly
from bokal.programme.queue.services.recur import RHYTHMS
from tests.factories.accounts import make_account
from tests.factories.updates import make_approved, make_report, make_running, make_update

pytestmark = pytest.mark.django_db


def correct(update: Update, value: object, **facts: object) -> Update:
    """Correct an approved report, approved too; without a value it is a removal."""
    report = None if value is None else make_report(update.measure, value, **facts)
    right = correct_update(update_id=update.pk, report=report, because="Fel.", actor=None)
    return approve_update(update_id=right.pk, actor=None)


def test_a_late_previous_period_gives_what_it_would_have_given_in_time() -> None:
    """akvo/akvo-rsr 5239, 5241: a late update of an earlier period took the place of the later."""
    for accumulation, expected in (("flow", 12), ("stock", 7), ("cumulative", 7)):
        measure = make_running(accumulation, accumulation=Accumulation(accumulation))
        make_approved(measure, 7, months_ago=1)
        make_approved(measure, 5, months_ago=4)
        total = Total.objects.get(measure=measure)
        assert (total.value, total.up_to, total.periods) == (expected, timezone.localdate(), 2)


def test_amend_on_the_lowest_level_reaches_the_total() -> None:
    measure = make_running()
    first = make_approved(measure, 7, months_ago=2)
    make_approved(measure, 5)
    second = correct(first, 8, months_ago=2)
    correct(second, "8.5", months_ago=2)
    assert Total.objects.get().value == Decimal("13.5")


def test_delete_on_the_lowest_level_reaches_the_total_and_can_be_taken_back() -> None:
    measure = make_running()
    first, second = make_approved(measure, 7, months_ago=2), make_approved(measure, 5)
    removal = correct(first, None)
    assert (Total.objects.get().value, Total.objects.get().periods) == (5, 1)
    correct(second, None)
    assert (Total.objects.get().value, Total.objects.get().up_to) == (None, None)
    correct(removal, 6, months_ago=2)
    assert Total.objects.get().value == 6


def test_a_recount_finds_what_somebody_changed_beside_and_names_it_and_changes_nothing() -> None:
    make_approved(make_running(), 7)
    assert recount_totals().differences == []
    Total.objects.update(value=8)
    found = recount_totals()
    assert found.differences[0]["initiative"] == "light"
    assert (found.differences[0]["kept"]["value"], found.differences[0]["follows"]["value"]) == (
        "8.000",
        "7.000",
    )
    assert Total.objects.get().value == 8
    renew_total(slug="light", position=1, actor=None)
    assert recount_totals().differences == []


def test_a_recount_demands_equality_to_the_last_digit() -> None:
    make_approved(make_running(), "7.001")
    Total.objects.update(value=Decimal("7.002"))
    assert len(recount_totals().differences) == 1


def test_a_recount_finds_a_total_that_is_missing_and_an_approval_that_was_taken_back() -> None:
    update = make_approved(make_running(), 7)
    Total.objects.all().delete()
    assert recount_totals().differences[0]["kept"]["value"] is None
    renew_total(slug="light", position=1, actor=None)
    Update.objects.filter(pk=update.pk).update(
        state=UpdateState.SUBMITTED, approved_at=None, approved_by=None
    )
    assert recount_totals().differences[0]["follows"]["value"] is None


def test_a_recount_warns_of_sums_that_fall_and_days_that_count_twice() -> None:
    measure = make_running(accumulation=Accumulation.CUMULATIVE)
    make_approved(measure, 7, months_ago=2)
    make_approved(measure, 5, falls_because="Två flyttade.")
    beside = make_update(measure, 3, months_ago=4, period_to=timezone.localdate() - datetime.timedelta(85))
    Update.objects.filter(pk=beside.pk).update(period_to=timezone.localdate() - datetime.timedelta(35))
    Acceptance.objects.create(update=beside)
    Update.objects.filter(pk=beside.pk).update(state=UpdateState.APPROVED, approved_at=timezone.now())
    kinds = {warning["kind"] for warning in recount_totals().warnings}
    assert kinds == {"falls", "overlaps"}


def test_the_nightly_recount_is_in_the_calendar_and_writes_down_what_it_found() -> None:
    make_approved(make_running(), 7)
    assert nightly.module_path in RHYTHMS
    assert nightly.call() == {"measures": 1, "updates": 1, "differences": 0}
    assert Recount.objects.get().updates == 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["send", "approve", "return", "again", "correct", "remove"]),
        st.integers(0, 5),
        st.integers(0, 20),
    ),
    max_size=25,
)


class AnyOrder(TestCase):
    """Any order of sending, approving, correcting and removing."""

    @settings(max_examples=25)
    @given(st.sampled_from(list(Accumulation)), ACTS)
    def test_the_total_is_that_of_the_updates_that_survive(
        self, accumulation: Accumulation, acts: list[tuple[str, int, int]]
    ) -> None:
        measure = make_running(accumulation=accumulation)
        for act, place, value in acts:
            try:
                do(act, measure, place, value)
            except InitiativeRefused:
                continue
            assert recount_totals().differences == []
        expected = expected_of(measure, accumulation)
        total = Total.objects.filter(measure=measure).first()
        assert (None if total is None else total.value) == expected


def do(act: str, measure: Measure, place: int, value: int) -> None:
    """Do something with the report of a month, or with the newest of a kind."""
    why = {"falls_because": "Så var det."} if value % 2 else {}
    if act == "send":
        make_update(measure, value, months_ago=place + 1, **why)
        return
    states = {"approve": "submitted", "return": "submitted", "again": "returned"}
    found = list(Update.objects.filter(measure=measure, state=states.get(act, "approved")).order_by("pk"))
    if not found:
        return
    update = found[place % len(found)]
    if act == "approve":
        approve_update(update_id=update.pk, actor=None)
    elif act == "return":
        return_update(update_id=update.pk, because="Se över.", actor=None)
    elif act == "again":
        send_again(update_id=update.pk, report=make_report(measure, value, months_ago=place + 1), actor=None)
    else:
        report = make_report(measure, value, months_ago=place + 1, **why) if act == "correct" else None
        right = correct_update(update_id=update.pk, report=report, because="Fel.", actor=None)
        approve_update(update_id=right.pk, actor=None)


def survivors(measure: Measure) -> Iterator[Update]:
    """Yield what survives, found the slow way: approved, no removal, corrected by nothing approved."""
    approved = [one for one in Update.objects.order_by("period_to", "pk") if one.state == "approved"]
    corrected = {one.corrects_id for one in approved}
    yield from (one for one in approved if one.pk not in corrected and not one.removes)


def expected_of(measure: Measure, accumulation: Accumulation) -> Decimal | None:
    values = [one.value for one in survivors(measure) if one.value is not None]
    if not values:
        return None
    return sum(values) if accumulation == Accumulation.FLOW else values[-1]


def test_parts_are_kept_with_their_update_and_go_with_a_dropped_one() -> None:
    measure = make_running(groups=("woman", "man"))
    update = make_update(measure, 0)
    return_update(update_id=update.pk, because="Se över.", actor=make_account())
    assert not Portion.objects.exists()
