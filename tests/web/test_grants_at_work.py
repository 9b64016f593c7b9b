"""Small grants at work: lists that stay short, tables to take along, a counted vote, a second look."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.enums import GrantRule, GrantState
from bokal.programme.initiatives.models import GrantApplication, GrantCall, GrantVote
from bokal.programme.initiatives.services.grants import Applied, apply_for_grant
from bokal.programme.initiatives.services.money import correct_payment
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.services import grouped
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY
from tests.factories.money import make_application, make_call, make_line, today

pytestmark = pytest.mark.django_db
PANEL = {"decided_by_sv": "Panelen"}


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def place(name: str, number: int) -> str:
    return reverse(f"workspace:grant-{name}", kwargs={"number": number})


def make_many(call: GrantCall, count: int) -> None:
    """Have a call hold many applications, every third declined."""
    declined = {"state": GrantState.DECLINED, "reason": {"sv": "Nej"}, "decided_on": today()}
    GrantApplication.objects.bulk_create(
        GrantApplication(
            call=call,
            number=number,
            title="+46 formel",
            words="=1+1",
            language="sv",
            channel="paper",
            amount=1,
            code_sha256=f"{call.pk}.{number}",
            **({} if number % 3 else declined),
        )
        for number in range(1, count + 1)
    )


def rows_of(client: Client, where: str) -> list[dict[str, str]]:
    answer = client.get(where)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def asked_for(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_many_applications_are_paged_and_narrowed_down_by_how_they_stand(officer: Client) -> None:
    call = make_call()
    make_many(call, 2)
    few = asked_for(officer, place("call", call.pk))
    GrantApplication.objects.all().delete()
    make_many(call, 1200)
    assert asked_for(officer, place("call", call.pk)) <= few + 1
    page = officer.get(place("call", call.pk), {"page": 24})
    assert [one.number for one, _ranked in page.context["rows"]] == list(range(1151, 1201))
    assert [(state, count) for state, _label, count in page.context["states"]] == [
        ("submitted", 800),
        ("declined", 400),
    ]
    declined = officer.get(place("call", call.pk), {"state": "declined", "page": 8})
    assert [one.number for one, _ranked in declined.context["rows"]] == list(range(1053, 1201, 3))
    assert "state=declined" in declined.text
    none = officer.get(place("call", call.pk), {"state": "granted"})
    assert (none.status_code, none.context["rows"]) == (200, [])
    unknown = officer.get(place("call", call.pk), {"state": "x\0"})
    assert len(unknown.context["rows"]) == 50


def test_many_calls_are_paged_and_ask_no_more(officer: Client) -> None:
    first = make_call()
    where = reverse("workspace:grant-list")
    few = asked_for(officer, where)
    for number in range(59):
        first.pk, first.slug = None, f"more-{number}"
        first.save()
    make_many(first, 3)
    assert asked_for(officer, where) <= few + 1
    page = officer.get(where)
    assert [len(officer.get(where, {"page": number}).context["page"]) for number in (1, 2)] == [50, 10]
    (busy,) = [call for call in page.context["page"] if call.pk == first.pk]
    assert (busy.came_in, busy.waiting, busy.given) == (3, 2, 0)
    rows = rows_of(officer, reverse("workspace:grant-calls-table"))
    assert len(rows) == 60
    assert rows[0]["total_ore"] == "1500000"


def test_the_table_holds_what_is_listed_with_what_was_paid_and_neither_code_nor_formula(
    officer: Client,
) -> None:
    call = make_call()
    application = make_application(call, title="=SUM(A1)", words="-1")
    decide = {"granted": "yes", "reason_sv": "Ja", "on": today().isoformat()} | PANEL
    assert officer.post(place("decide", application.pk), decide).status_code == 302
    line = make_line(call.initiative, planned=9_000_00)
    paid = {"line": line.pk, "on": today().isoformat()}
    assert officer.post(place("pay", application.pk), paid).status_code == 302
    application.refresh_from_db()
    correct_payment(
        entry_id=application.payment_id, amount=4_000_00, because="Kvitto", on=today(), actor=None
    )
    make_application(call)
    rows = rows_of(officer, place("applications-table", call.pk))
    assert [(row["number"], row["paid_ore"], row["state"]) for row in rows] == [
        ("1", "400000", "paid"),
        ("2", "", "submitted"),
    ]
    assert (rows[0]["title"], rows[0]["words"]) == ("'=SUM(A1)", "'-1")
    assert application.code_sha256 not in str(rows)
    (waiting,) = rows_of(officer, place("applications-table", call.pk) + "?state=submitted")
    assert waiting["number"] == "2"


def test_a_decision_is_taken_up_again_and_whoever_applied_reads_all_of_it(officer: Client) -> None:
    call = make_call()
    applied = Applied(title="حديقة", words="نزرع", language="ar", amount=5_000_00, channel=Channel.WEB)
    application, code = apply_for_grant(call_id=call.pk, applied=applied)
    decide = {"reason_sv": "För sent", "reason_ar": "متأخر", "on": today().isoformat()} | PANEL
    assert officer.post(place("decide", application.pk), decide | {"granted": "no"}).status_code == 302
    because = {"reason_sv": "Vi läste fel dag"}
    refused = officer.post(place("reopen", application.pk), because)
    assert (refused.status_code, "again-reason_sv" in refused.text) == (422, True)
    because["reason_ar"] = "أخطأنا في اليوم"
    assert officer.post(place("reopen", application.pk), because).status_code == 302
    follow, told = reverse("public:grant-follow").replace("/sv/", "/ar/"), {"code": grouped(code)}
    page = Client().post(follow, told).text
    assert page.index("متأخر") < page.index("أخطأنا في اليوم")
    assert officer.post(place("reopen", application.pk), because).status_code == 422
    now = decide | {"granted": "yes", "reason_ar": "نعم"}
    assert officer.post(place("decide", application.pk), now).status_code == 302
    page = Client().post(follow, told).text
    assert page.index("متأخر") < page.index("أخطأنا في اليوم") < page.index("نعم")
    assert "أخطأنا في اليوم" in officer.get(place("application", application.pk)).text


@pytest.fixture
def ballot() -> GrantCall:
    past = {"opens_on": today() - 9 * DAY, "closes_on": today() - DAY, "decides_on": today()}
    call = make_call(rule=GrantRule.VOTE, **past)
    for amount in (8_000_00, 7_000_00, 6_000_00):
        make_application(call, amount=amount)
    return call


def test_a_vote_is_counted_in_a_form_that_says_at_which_field_it_cannot_be(
    officer: Client, ballot: GrantCall
) -> None:
    where = place("vote", ballot.pk)
    sent = {"way_sv": "På torget", "on": today().isoformat(), "entitled": 90, "voted": 30, "each": 2}
    votes = {"votes_1": "20", "votes_2": "11", "votes_3": ""}
    for wrong, field in (
        ({"votes_2": "31"}, "votes_2"),
        ({"voted": 91}, "voted"),
        ({"way_sv": ""}, "way_sv"),
    ):
        answer = officer.post(where, sent | votes | wrong)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
    too_many = officer.post(where, sent | votes | {"each": 1})
    assert "31" in too_many.text
    assert officer.post(where, sent | votes).status_code == 302
    assert list(ballot.applications.order_by("number").values_list("votes", flat=True)) == [20, 11, None]
    again = officer.get(where).context["form"]
    assert (again["votes_2"].value(), "because_sv" in again.fields) == (11, True)
    assert officer.post(where, sent | votes).status_code == 422
    assert (
        officer.post(where, sent | votes | {"votes_3": "11", "because_sv": "Glömd sedel"}).status_code == 302
    )
    assert GrantVote.objects.get().because == {"sv": "Glömd sedel"}
    page = officer.get(place("call", ballot.pk))
    assert [ranked.says for _one, ranked in page.context["rows"]] == ["fits", "tied", "tied"]


def test_a_tie_asks_how_it_was_broken_and_what_loses_cannot_be_granted(
    officer: Client, ballot: GrantCall
) -> None:
    sent = {"way_sv": "På torget", "on": today().isoformat(), "entitled": 90, "voted": 30, "each": 2}
    votes = {"votes_1": "20", "votes_2": "11", "votes_3": "11"}
    assert officer.post(place("vote", ballot.pk), sent | votes).status_code == 302
    first, second, third = ballot.applications.order_by("number")
    decide = {"granted": "yes", "reason_sv": "Ja", "on": today().isoformat()} | PANEL
    assert (
        not officer.get(place("application", first.pk))
        .context["forms"]["decide"]
        .fields["about_votes_sv"]
        .required
    )
    refused = officer.post(place("decide", third.pk), decide)
    assert list(refused.context["forms"]["decide"].errors) == ["about_votes_sv"]
    assert officer.post(place("decide", third.pk), decide | {"about_votes_sv": "Lottad"}).status_code == 302
    lost = officer.post(place("decide", second.pk), decide)
    assert lost.status_code == 422
    assert lost.context["forms"]["decide"].non_field_errors()
    rows = rows_of(officer, place("applications-table", ballot.pk))
    assert [(row["votes"], row["place"], row["by_votes"], row["about_votes"]) for row in rows] == [
        ("20", "1", "fits", ""),
        ("11", "2", "beyond", ""),
        ("11", "2", "", "Lottad"),
    ]


def test_more_than_fit_on_a_ballot_are_not_asked_for(officer: Client, ballot: GrantCall) -> None:
    GrantApplication.objects.all().delete()
    make_many(ballot, 301)
    page = officer.get(place("vote", ballot.pk))
    assert page.context["too_many"] == 200
    assert "votes_1" not in page.text


def test_a_panel_has_no_count_to_enter(officer: Client) -> None:
    assert officer.get(place("vote", make_call().pk)).status_code == 404
