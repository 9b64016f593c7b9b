"""A decision on a small grant is taken up again until it is paid; what was told before stays on record."""

import pytest
from django.db import DatabaseError, transaction

from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.errors import ReasonMissing
from bokal.programme.initiatives.errors.money import (
    DecidedTooEarly,
    GrantSettled,
    GrantTooLarge,
    NotDecided,
    ReasonNotRead,
)
from bokal.programme.initiatives.models import EarlierDecision, GrantApplication
from bokal.programme.initiatives.services.change_grants import reopen_grant, take_back_grant
from bokal.programme.initiatives.services.grants import (
    Settled,
    decide_grant,
    given_in,
    pay_grant,
    show_grant,
)
from tests.factories.accounts import make_account, many_writers, together
from tests.factories.initiatives import DAY
from tests.factories.money import make_application, make_call, make_line, today

pytestmark = pytest.mark.django_db
WHY = {"sv": "Bra idé", "ar": "فكرة جيدة"}
AGAIN = {"sv": "Vi läste fel", "ar": "أخطأنا في القراءة"}
PANEL = {"sv": "Panelen"}


def decide(application: GrantApplication, *, granted: bool = True) -> GrantApplication:
    settled = Settled(granted=granted, reason=WHY, decided_by=PANEL, on=today())
    return decide_grant(application_id=application.pk, settled=settled, actor=None)


@pytest.mark.parametrize("granted", [True, False])
def test_a_decision_is_taken_up_again_and_the_earlier_one_stays_as_it_was_told(granted: bool) -> None:
    application = make_application(language="ar")
    with pytest.raises(NotDecided):
        reopen_grant(application_id=application.pk, because=AGAIN, actor=None)
    decide(application, granted=granted)
    if granted:
        show_grant(application_id=application.pk, words=True, report=False, actor=make_account())
    for because, refusal in (({}, ReasonMissing), ({"sv": "Fel"}, ReasonNotRead)):
        with pytest.raises(refusal):
            reopen_grant(application_id=application.pk, because=because, actor=None)
    again = reopen_grant(application_id=application.pk, because=AGAIN, actor=None)
    assert (again.state, again.reason, again.decided_on) == (GrantState.SUBMITTED, {}, None)
    assert (again.words_shown, given_in(application.call)) == (False, 0)
    earlier = application.earlier.get()
    assert (earlier.granted, earlier.reason, earlier.because) == (granted, WHY, AGAIN)
    assert (earlier.decided_by, earlier.decided_on) == (PANEL, today())
    assert decide(application, granted=not granted).state != ("granted" if granted else "declined")


def test_what_was_told_can_neither_be_changed_nor_removed() -> None:
    application = decide(make_application(), granted=False)
    reopen_grant(application_id=application.pk, because=AGAIN, actor=None)
    earlier = EarlierDecision.objects.all()
    for change in (lambda: earlier.update(granted=True), earlier.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_grant_taken_back_keeps_the_decision_it_overrules() -> None:
    application = decide(make_application())
    take_back_grant(application_id=application.pk, reason=AGAIN, decided_by=PANEL, on=today(), actor=None)
    application.refresh_from_db()
    assert (application.state, application.reason) == (GrantState.DECLINED, AGAIN)
    assert [(one.granted, one.reason, one.because) for one in application.earlier.all()] == [(True, WHY, {})]


def test_no_decision_is_older_than_what_it_is_about() -> None:
    call = make_call()
    application = make_application(call)
    early = Settled(granted=True, reason=WHY, decided_by=PANEL, on=call.opens_on - DAY)
    with pytest.raises(DecidedTooEarly):
        decide_grant(application_id=application.pk, settled=early, actor=None)
    decide(application)
    told = {"reason": AGAIN, "decided_by": PANEL, "on": today() - DAY}
    with pytest.raises(DecidedTooEarly):
        take_back_grant(application_id=application.pk, **told, actor=None)


def test_what_is_paid_is_settled() -> None:
    application = decide(make_application())
    line = make_line(application.call.initiative, planned=10_000_00)
    pay_grant(application_id=application.pk, line_id=line.pk, on=today(), actor=None)
    with pytest.raises(GrantSettled):
        reopen_grant(application_id=application.pk, because=AGAIN, actor=None)


def test_the_money_of_a_reopened_grant_is_there_for_others_and_no_more_than_that() -> None:
    call = make_call(total=10_000_00)
    first, second = (make_application(call, amount=8_000_00) for _one in range(2))
    decide(first)
    with pytest.raises(GrantTooLarge):
        decide(second)
    reopen_grant(application_id=first.pk, because=AGAIN, actor=None)
    decide(second)
    with pytest.raises(GrantTooLarge):
        decide(first)


@many_writers
@pytest.mark.django_db(transaction=True)
def test_of_many_who_decide_and_reopen_at_once_none_gives_more_than_the_call_has() -> None:
    call = make_call(total=15_000_00)
    applications = [make_application(call, amount=8_000_00) for _one in range(3)]
    decide(applications[0])

    def again() -> None:
        reopen_grant(application_id=applications[0].pk, because=AGAIN, actor=None)
        decide(applications[0])

    refusals = together([again, *(lambda one=one: decide(one) for one in applications[1:])])
    assert {type(one) for one in refusals} == {GrantTooLarge, type(None)}
    assert given_in(call) == 8_000_00
