"""Small grants on the web: applied for without an account, decided at work, shown once looked through."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.enums import GrantState
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.services.money import correct_payment
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY, make_initiative
from tests.factories.money import make_call, make_line, today
from tests.factories.programmes import make_programme

pytestmark = pytest.mark.django_db
CODE = re.compile(r'class="receipt-code"><bdi dir="ltr">([A-Z0-9-]+)<')


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(make_account(Role.COORDINATOR))
    return client


@pytest.fixture
def call(officer: Client) -> GrantCall:
    sent = {
        "title_sv": "Små pengar till gården",
        "text_sv": "För det ni vill göra på er gård",
        "initiative": make_initiative().slug,
        "opens_on": today().isoformat(),
        "closes_on": (today() + DAY).isoformat(),
        "decides_on": (today() + DAY).isoformat(),
        "rule": "panel",
        "total": "20 000",
        "largest": "10 000",
    }
    assert officer.post(reverse("workspace:grant-new"), sent | {"largest": "30000"}).status_code == 422
    assert officer.post(reverse("workspace:grant-new"), sent).status_code == 302
    return GrantCall.objects.get()


def apply(client: Client, call: GrantCall, **fields: str) -> object:
    address = reverse("public:grant-apply", kwargs={"slug": call.slug})
    token = client.get(address).context["form"]["token"].value()
    sent = {
        "title": "حديقة",
        "words": "نريد زراعة الحديقة",
        "amount": "5 000,50",
        "language": "ar",
        "token": token,
    }
    return client.post(address, sent | {"token": token} | fields)


def test_a_resident_applies_follows_is_paid_and_reports_back(officer: Client, call: GrantCall) -> None:
    resident = Client()
    answer = apply(resident, call)
    assert not answer.cookies
    code = CODE.search(answer.text)[1]
    application = GrantApplication.objects.get()
    assert (application.amount, application.number) == (5_000_50, 1)
    follow = reverse("public:grant-follow")
    assert "نريد زراعة" in resident.post(follow, {"code": code}).text
    number = {"number": application.pk}
    decide = reverse("workspace:grant-decide", kwargs=number)
    told = {"granted": "yes", "reason_sv": "Bra idé", "decided_by_sv": "Panelen", "on": today().isoformat()}
    assert officer.post(decide, told).status_code == 422
    assert officer.post(decide, told | {"reason_ar": "فكرة جيدة"}).status_code == 302
    assert "فكرة جيدة" in resident.post(follow, {"code": code}).text
    line = make_line(call.initiative, planned=10_000_00)
    paid = {"line": line.pk, "on": today().isoformat()}
    assert officer.post(reverse("workspace:grant-pay", kwargs=number), paid).status_code == 302
    report = reverse("public:grant-report")
    assert resident.post(report, {"code": code, "report": "", "language": "ar"}).status_code == 422
    assert (
        resident.post(report, {"code": code, "report": "زرعنا الطماطم", "language": "ar"}).status_code == 200
    )
    application.refresh_from_db()
    assert application.state == GrantState.REPORTED
    public = reverse("public:grant-list")
    assert "زراعة" not in resident.get(public).text
    shown = {"words": "on", "report": "on"}
    assert officer.post(reverse("workspace:grant-show", kwargs=number), shown).status_code == 302
    page = resident.get(public).text
    assert "نريد زراعة الحديقة" in page
    assert "زرعنا الطماطم" in page
    for name in ("grant-list", "grant-call", "grant-application"):
        kwargs = {"grant-list": {}, "grant-call": {"number": call.pk}}.get(name, number)
        assert officer.get(reverse(f"workspace:{name}", kwargs=kwargs)).status_code == 200


def test_paper_gives_a_code_for_the_slip(officer: Client, call: GrantCall) -> None:
    address = reverse("workspace:grant-paper", kwargs={"number": call.pk})
    key = officer.get(address).context["form"]["key"].value()
    sent = {"key": key, "title": "Cykelkväll", "words": "Laga cyklar", "amount": "900", "language": "sv"}
    code = CODE.search(officer.post(address, sent).text)[1]
    assert CODE.search(officer.post(address, sent).text)[1] == code
    assert GrantApplication.objects.get().channel == "paper"
    assert "Laga cyklar" in Client().post(reverse("public:grant-follow"), {"code": code}).text


@pytest.mark.parametrize(
    "fields", [{"website": "x"}, {"token": "old"}, {"amount": "10 001"}, {"amount": "many"}, {"words": " "}]
)
def test_machines_and_what_cannot_be_granted_are_turned_away(call: GrantCall, fields: dict[str, str]) -> None:
    answer = apply(Client(), call, **fields)
    assert answer.status_code == 422
    assert not GrantApplication.objects.exists()


def test_codes_cannot_be_guessed_at_speed(call: GrantCall) -> None:
    client = Client()
    answers = [client.post(reverse("public:grant-follow"), {"code": "22222-22222"}) for _try in range(25)]
    assert {answer.status_code for answer in answers} == {404, 429}


def test_what_is_no_code_is_answered_and_not_crashed_on(call: GrantCall) -> None:
    assert Client().post(reverse("public:grant-report"), {"report": "x"}).status_code == 404
    assert Client().post(reverse("public:grant-follow"), {}).status_code == 422


def test_residents_find_small_grants_in_the_menu_once_a_call_has_opened(officer: Client) -> None:
    grants, start = reverse("public:grant-list"), reverse("public:start")
    make_programme()
    assert f'href="{grants}"' not in Client().get(start).text
    make_initiative()
    later = {"opens_on": today() + DAY, "closes_on": today() + 2 * DAY, "decides_on": today() + 2 * DAY}
    make_call(**later)
    assert f'href="{grants}"' not in Client().get(start).text
    past = {"opens_on": today() - 2 * DAY, "closes_on": today() - DAY, "decides_on": today() - DAY}
    make_call(**past)
    assert f'href="{grants}"' in Client().get(start).text
    assert f'href="{grants}" aria-current="page"' in Client().get(grants).text


def test_a_call_is_changed_until_somebody_applies_and_a_grant_taken_back_until_it_is_paid(
    officer: Client, call: GrantCall
) -> None:
    address = reverse("workspace:grant-change", kwargs={"number": call.pk})
    form = officer.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {name: sent[name].isoformat() for name in ("opens_on", "closes_on", "decides_on")}
    assert officer.post(address, sent | {"total": "6 000", "largest": "6 000"}).status_code == 302
    call.refresh_from_db()
    assert (call.total, call.largest) == (6_000_00, 6_000_00)
    for _again in range(2):
        apply(Client(), call)
    assert officer.post(address, sent).status_code == 422
    first, second = GrantApplication.objects.order_by("pk")

    def act(application: GrantApplication, name: str, **fields: object) -> int:
        to = reverse(f"workspace:grant-{name}", kwargs={"number": application.pk})
        words = {"reason_sv": "Ja", "reason_ar": "نعم", "decided_by_sv": "Panelen", "on": today().isoformat()}
        return officer.post(to, words | fields).status_code

    assert act(first, "take-back") == 422
    assert act(first, "decide", granted="yes") == 302
    assert act(second, "decide", granted="yes") == 422
    assert act(first, "take-back") == 302
    assert act(second, "decide", granted="yes") == 302
    first.refresh_from_db()
    assert first.state == GrantState.DECLINED
    line = make_line(call.initiative, planned=9_000_00)
    assert act(second, "pay", line=line.pk) == 302
    assert act(second, "take-back") == 422
    second.refresh_from_db()
    correct_payment(entry_id=second.payment_id, amount=4_000_00, because="Kvitto", on=today(), actor=None)
    page = officer.get(reverse("workspace:grant-application", kwargs={"number": second.pk}))
    assert page.context["paid"] == 4_000_00


def test_the_list_asks_no_more_for_more_calls_and_shows_the_first_of_each(
    officer: Client, call: GrantCall
) -> None:
    made = []
    for number in range(1, 8):
        one = {"title": "x", "words": "x", "language": "sv", "amount": 1, "state": GrantState.GRANTED}
        told = {"reason": {"sv": "Ja"}, "decided_on": today(), "code_sha256": str(number)}
        made.append(GrantApplication(call=call, number=number, channel="web", **one, **told))
    GrantApplication.objects.bulk_create(made)
    address = reverse("public:grant-list")
    with CaptureQueriesContext(connection) as few:
        ((_call, grants, _open),) = Client().get(address).context["calls"]
    assert [one.application.number for one in grants] == [1, 2, 3, 4, 5]
    for number in range(3):
        call.pk, call.slug = None, f"more-{number}"
        call.save()
    with CaptureQueriesContext(connection) as many:
        assert len(Client().get(address).context["calls"]) == 4
    assert len(many) == len(few)
