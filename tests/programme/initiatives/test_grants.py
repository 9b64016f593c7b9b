"""Small grants: anybody applies, somebody decides with a reason, it is paid from a line, and reported on."""

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.errors import ReasonMissing, TitleMissing
from bokal.programme.initiatives.errors.money import (
    CallClosed,
    GrantCodeUnknown,
    GrantSettled,
    GrantTooLarge,
    NotGranted,
    NotPaidYet,
    OtherApplication,
    OtherInitiative,
    ReasonNotRead,
)
from bokal.programme.initiatives.errors.places import InitiativeRefused
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.services.grants import (
    Applied,
    Call,
    Settled,
    apply_for_grant,
    decide_grant,
    grant_of_code,
    open_call,
    pay_grant,
    report_on_grant,
    show_grant,
)
from bokal.programme.initiatives.services.read_grants import GrantShown, grants_given, shown
from bokal.programme.initiatives.services.recount_money import recount_lines
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.errors import AddressJustTaken
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY, make_initiative
from tests.factories.money import make_call, make_line, today

pytestmark = pytest.mark.django_db
WORDS = "نريد زراعة الحديقة مع الأطفال"
PANEL = {"sv": "Boendepanelen"}


def make_applied(**fields: object) -> Applied:
    return Applied(**({"title": "حديقة", "words": WORDS, "language": "ar", "amount": 8_000_00} | fields))


def apply(call: GrantCall, **fields: object) -> GrantApplication:
    return apply_for_grant(call_id=call.pk, applied=make_applied(**fields))[0]


def decide(application: GrantApplication, *, granted: bool = True, **fields: object) -> GrantApplication:
    told = {"reason": {"ar": "فكرة جيدة", "sv": "Bra idé"}, "decided_by": PANEL, "on": today()}
    settled = Settled(granted=granted, **(told | fields))
    return decide_grant(application_id=application.pk, settled=settled, actor=None)


def grants_shown(call: GrantCall) -> list[GrantShown]:
    return [shown(one) for one in grants_given(call)]


def test_a_grant_goes_from_application_to_report_and_its_payment_is_an_entry_of_the_budget() -> None:
    call = make_call()
    application, code = apply_for_grant(call_id=call.pk, applied=make_applied())
    assert grant_of_code(f"{code[:5]} {code[5:].lower()}") == application
    decide(application)
    line = make_line(call.initiative, planned=10_000_00)
    with pytest.raises(NotPaidYet):
        report_on_grant(application_id=application.pk, report="Klart", language="sv")
    pay_grant(application_id=application.pk, line_id=line.pk, on=today(), actor=None)
    line.refresh_from_db()
    assert line.actual == 8_000_00
    assert recount_lines() == []
    report_on_grant(application_id=application.pk, report="زرعنا الطماطم", language="ar")
    application.refresh_from_db()
    assert (application.state, application.payment.amount) == (GrantState.REPORTED, 8_000_00)
    with pytest.raises(GrantSettled):
        report_on_grant(application_id=application.pk, report="Igen", language="sv")


def test_nobody_reads_words_before_they_are_granted_and_shown() -> None:
    call = make_call()
    application = apply(call)
    assert grants_shown(call) == []
    with pytest.raises(NotGranted):
        show_grant(application_id=application.pk, words=True, report=False, actor=make_account())
    decide(application)
    (hidden,) = grants_shown(call)
    assert (hidden.title, hidden.words, hidden.report) == ("", "", "")
    with pytest.raises(NotPaidYet):
        show_grant(application_id=application.pk, words=True, report=True, actor=make_account())
    show_grant(application_id=application.pk, words=True, report=False, actor=make_account())
    (shown,) = grants_shown(call)
    assert (shown.title, shown.words, shown.report) == ("حديقة", WORDS, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantApplication.objects.filter(pk=apply(call, amount=1).pk).update(words_shown=True)


def test_the_code_is_kept_as_a_fingerprint_and_the_words_never_enter_the_history() -> None:
    application, code = apply_for_grant(call_id=make_call().pk, applied=make_applied())
    assert code not in str(GrantApplication.objects.filter(pk=application.pk).values())
    kept = list(Entry.objects.values_list("before", "after", "details"))
    assert WORDS not in str(kept)
    assert code not in str(kept)
    with pytest.raises(GrantCodeUnknown):
        grant_of_code("22222-22222")


def test_the_same_form_sent_again_is_one_application_with_one_code() -> None:
    call, applied = make_call(), make_applied()
    first = apply_for_grant(call_id=call.pk, applied=applied)
    assert apply_for_grant(call_id=call.pk, applied=applied) == first
    with pytest.raises(OtherApplication):
        apply_for_grant(call_id=call.pk, applied=make_applied(key=applied.key, words="Något annat"))
    assert [one.number for one in (first[0], apply(call))] == [1, 2]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"words": " "}, TitleMissing),
        ({"title": ""}, TitleMissing),
        ({"amount": 10_000_01}, GrantTooLarge),
        ({"amount": 0}, InitiativeRefused),
        ({"words": "x" * 2001}, InitiativeRefused),
    ],
)
def test_an_application_that_cannot_be_granted_is_refused(
    fields: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        apply(make_call(), **fields)


def test_after_its_last_day_a_call_takes_only_what_came_on_paper_until_it_is_decided() -> None:
    late = make_call(opens_on=today() - 5 * DAY, closes_on=today(), decides_on=today())
    with pytest.raises(CallClosed):
        apply(late)
    assert apply(late, channel=Channel.PAPER).channel == Channel.PAPER
    over = make_call(opens_on=today() - 5 * DAY, closes_on=today() - DAY, decides_on=today() - DAY)
    with pytest.raises(CallClosed):
        apply(over, channel=Channel.PAPER)


def test_a_decision_says_why_in_the_language_of_who_applied_and_stands() -> None:
    application = apply(make_call())
    with pytest.raises(ReasonMissing):
        decide(application, reason={})
    with pytest.raises(ReasonNotRead):
        decide(application, reason={"sv": "Bra idé"})
    decide(application, granted=False)
    with pytest.raises(GrantSettled):
        decide(application)
    with pytest.raises(NotGranted):
        pay_grant(application_id=application.pk, line_id=make_line().pk, on=today(), actor=None)


def test_no_more_is_granted_than_the_call_has() -> None:
    call = make_call()
    first, second = apply(call), apply(call, amount=7_000_01)
    decide(first)
    with pytest.raises(GrantTooLarge):
        decide(second)


def test_a_grant_is_paid_from_the_initiative_of_its_call() -> None:
    application = decide(apply(make_call()))
    elsewhere = make_line(make_initiative("elsewhere"), planned=10_000_00)
    with pytest.raises(OtherInitiative):
        pay_grant(application_id=application.pk, line_id=elsewhere.pk, on=today(), actor=None)


def test_a_call_at_an_address_that_was_taken_in_the_same_moment_is_refused() -> None:
    call = make_call()
    words = {"title": call.title, "text": call.text}
    facts = ("opens_on", "closes_on", "decides_on", "rule", "total", "largest")
    same = Call(**words, **{name: getattr(call, name) for name in facts})
    with pytest.raises(AddressJustTaken):
        open_call(slug=call.slug, initiative=call.initiative, call=same, actor=None)
    assert GrantCall.objects.count() == 1


def test_a_line_break_counts_as_one_sign_as_the_form_counts_it() -> None:
    call, lines = make_call(), "\r\n".join(["a" * 9] * 200)
    application = apply(call, words=lines)
    assert (len(lines) > 2000, application.words) == (True, lines.replace("\r\n", "\n"))
    decide(application)
    line = make_line(call.initiative, planned=10_000_00)
    pay_grant(application_id=application.pk, line_id=line.pk, on=today(), actor=None)
    page = "\r\n".join(["b" * 9] * 400)
    assert len(page) > 4000
    told = report_on_grant(application_id=application.pk, report=page, language="sv")
    assert told.report == page.replace("\r\n", "\n")
