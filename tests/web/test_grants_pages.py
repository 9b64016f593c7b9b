"""The public pages of small grants are bounded, kept until what they show changes, and can be taken along."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from bokal.programme.accounts.models import Account
from bokal.programme.initiatives.enums import GrantRule, GrantState
from bokal.programme.initiatives.models import GrantApplication, GrantCall
from bokal.programme.initiatives.services.change_grants import reopen_grant, take_back_grant
from bokal.programme.initiatives.services.grant_votes import Counted, count_votes
from bokal.programme.initiatives.services.grants import (
    Applied,
    Settled,
    apply_for_grant,
    decide_grant,
    show_grant,
)
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.services import grouped
from bokal.web.ui.page_cache import IN_MENU
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY
from tests.factories.money import make_application, make_call, today

pytestmark = pytest.mark.django_db
PLACE = re.compile(r'(?:FROM|JOIN) "([a-z]+)_')
WHY = {"sv": "Bra idé"}
MANY = 60


def address(name: str, call: GrantCall) -> str:
    return reverse(f"public:grant-{name}", kwargs={"slug": call.slug})


def make_many(call: GrantCall, count: int) -> None:
    """Have a call hold many grants that are not shown yet."""
    told = {"reason": WHY, "decided_by": {"sv": "Panelen"}, "decided_on": today()}
    GrantApplication.objects.bulk_create(
        GrantApplication(
            call=call,
            number=number,
            title="=HYPERLINK(1)",
            words=f"Ord {number}",
            language="sv",
            channel="web",
            amount=number,
            state=GrantState.GRANTED,
            code_sha256=f"{call.pk}.{number}",
            **told,
        )
        for number in range(1, count + 1)
    )


def make_vote(votes: tuple[int, ...] = (20, 11, 11), *, voted: int = 30) -> GrantCall:
    """Return a call decided by a vote, with two tied behind a winner; the sum is enough for one of them."""
    past = {"opens_on": today() - 9 * DAY, "closes_on": today() - DAY, "decides_on": today()}
    call = make_call(rule=GrantRule.VOTE, **past)
    for amount in (8_000_00, 7_000_00, 6_000_00):
        make_application(call, amount=amount)
    facts = {"on": today(), "way": {"sv": "På biblioteket"}, "entitled": 1200, "voted": voted, "each": 2}
    counted = Counted(votes=dict(enumerate(votes, start=1)), **facts)
    count_votes(call_id=call.pk, counted=counted, actor=None)
    return call


def rows_of(client: Client, where: str) -> list[dict[str, str]]:
    answer = client.get(where)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def asked_for(client: Client, where: str) -> int:
    """Return how many questions a page asks when it is drawn."""
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


def test_a_call_with_many_grants_shows_a_page_of_them_and_asks_no_more(client: Client) -> None:
    call = make_call()
    make_many(call, 3)
    few = asked_for(client, address("call", call))
    GrantApplication.objects.all().delete()
    make_many(call, MANY)
    assert asked_for(client, address("call", call)) == few
    pages = [client.get(address("call", call), {"page": page}) for page in (1, 2, 3)]
    numbers = [[one.application.number for one in page.context["grants"]] for page in pages]
    assert [len(found) for found in numbers] == [25, 25, 10]
    assert [number for page in numbers for number in page] == list(range(1, MANY + 1))
    assert '?page=2"' in pages[0].text
    beyond = client.get(address("call", call), {"page": 99})
    assert [one.application.number for one in beyond.context["grants"]] == numbers[2]


def test_many_calls_are_paged_and_each_leads_to_the_rest_of_its_grants(client: Client) -> None:
    first = make_call()
    make_many(first, MANY)
    where = reverse("public:grant-list")
    few = asked_for(client, where)
    facts = {
        name: getattr(first, name) for name in ("title", "text", "rule", "total", "largest", "initiative")
    }
    days = {name: getattr(first, name) for name in ("closes_on", "decides_on")}
    older = today() - 9 * DAY
    GrantCall.objects.bulk_create(
        GrantCall(slug=f"more-{number}", opens_on=older, **facts, **days) for number in range(45)
    )
    assert asked_for(client, where) == few
    answers = [client.get(where, {"page": page}) for page in range(1, 6)]
    assert [len(answer.context["calls"]) for answer in answers] == [10, 10, 10, 10, 6]
    call, grants, _open = answers[0].context["calls"][0]
    assert (call, len(grants)) == (first, 5)
    assert "60 grants" in client.get(where.replace("/sv/", "/en/")).text


@pytest.mark.parametrize("name", ["list", "call", "votes"])
def test_a_page_rests_on_what_it_says_and_is_kept_until_that_changes(client: Client, name: str) -> None:
    call = make_vote()
    application = call.applications.get(number=1)
    settled = Settled(granted=True, reason=WHY, decided_by={"sv": "Rösträknarna"}, on=today())
    decide_grant(application_id=application.pk, settled=settled, actor=None)
    where = reverse("public:grant-list") if name == "list" else address(name, call)
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        before = client.get(where)
    rests_on = resolve(where).func.rests_on
    menu = f'"{IN_MENU.replace(".", "_")}"'
    apps = {app for query in asked for app in PLACE.findall(query["sql"].replace(menu, ""))}
    assert apps <= {*rests_on, "history"}
    assert not before.cookies
    known = {"If-None-Match": before["ETag"]}
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where, headers=known).status_code == 304
    assert len(asked) <= 2
    Account.objects.create(email="somebody@example.org")
    assert client.get(where, headers=known).status_code == 304
    assert "Cykelkväll" not in before.text
    show_grant(application_id=application.pk, words=True, report=False, actor=make_account())
    after = client.get(where, headers=known)
    assert (after.status_code, "Cykelkväll" in after.text) == (200, True)
    reopen_grant(application_id=application.pk, because=WHY, actor=None)
    again = client.get(where, headers={"If-None-Match": after["ETag"]})
    assert (again.status_code, "Cykelkväll" in again.text) == (200, False)


def test_each_reader_gets_a_mark_of_their_own_to_apply_with(client: Client) -> None:
    call = make_call()
    assert 'name="token"' not in client.get(address("call", call)).text
    where = address("apply", call)
    marks = {client.get(where).context["form"]["token"].value() for _reader in range(2)}
    assert len(marks) == 2
    assert "no-store" in client.get(where)["Cache-Control"]


def test_a_call_that_has_closed_has_no_form(client: Client) -> None:
    call = make_vote()
    assert "<form" not in client.get(address("apply", call)).text.partition("<main")[2].partition("</main")[0]
    assert address("apply", call) not in client.get(address("call", call)).text


def test_the_table_of_grants_holds_what_is_public_and_no_formula(client: Client) -> None:
    call, other = make_call(), make_call()
    make_many(call, 2)
    make_many(other, 1)
    make_application(call, title="Hemligt", words="Hemliga ord", amount=1)
    later = make_call(opens_on=today() + DAY, closes_on=today() + 2 * DAY, decides_on=today() + 2 * DAY)
    make_many(later, 1)
    first = call.applications.get(number=1)
    show_grant(application_id=first.pk, words=True, report=False, actor=make_account())
    rows = rows_of(client, address("call-table", call))
    assert [(row["number"], row["title"], row["words"], row["amount_ore"]) for row in rows] == [
        ("1", "'=HYPERLINK(1)", "Ord 1", "1"),
        ("2", "", "", "2"),
    ]
    every = rows_of(client, reverse("public:grant-table"))
    assert {row["call"] for row in every} == {call.slug, other.slug}
    assert len(every) == 3
    assert "code" not in " ".join(every[0])
    assert client.get(address("call-table", later)).status_code == 404


def test_a_vote_is_shown_with_its_tie_and_as_a_table(client: Client) -> None:
    call = make_vote()
    page = client.get(address("votes", call).replace("/sv/", "/en/")).text
    for words in ("30 voted, of 1,200", "På biblioteket", "Tied: as many votes", "(shared)"):
        assert words in page
    assert "Cykelkväll" not in page
    settled = Settled(
        granted=True, reason=WHY, decided_by={"sv": "Panelen"}, on=today(), about_votes={"sv": "Lottad"}
    )
    for number in (1, 3):
        application = call.applications.get(number=number)
        decide_grant(application_id=application.pk, settled=settled, actor=None)
    rows = rows_of(client, address("votes-table", call))
    names = ("number", "place", "votes", "by_votes", "state", "about_votes", "title")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("1", "1", "20", "fits", "granted", "", ""),
        ("2", "2", "11", "tied", "submitted", "", ""),
        ("3", "2", "11", "tied", "granted", "Lottad", ""),
    ]
    assert [row["about_tie"] for row in rows] == ["", "Lottad", "Lottad"]
    page = client.get(address("votes", call)).text
    assert page.count("Lottad") == 2, "both that were tied say how, and say it once"
    moved = {"about_votes": {"sv": "De har flyttat"}, "decided_by": {"sv": "Panelen"}, "on": today()}
    won = call.applications.get(number=3)
    decide_grant(
        application_id=call.applications.get(number=2).pk,
        settled=Settled(granted=False, reason=WHY, decided_by={"sv": "Panelen"}, on=today()),
        actor=None,
    )
    take_back_grant(application_id=won.pk, reason=WHY, actor=None, **moved)
    page = client.get(address("votes", call)).text
    assert (page.count("Lottad"), page.count("De har flyttat")) == (2, 1)
    rows = rows_of(client, address("votes-table", call))
    assert [row["about_votes"] for row in rows] == ["", "", "De har flyttat"]


def test_whoever_applied_reads_how_a_tie_was_broken_whether_it_was_won_or_lost(client: Client) -> None:
    call = make_call(rule=GrantRule.VOTE, total=10_000_00)
    words = {"title": "Odla", "words": "Vi odlar", "language": "sv"}
    codes = []
    for _one in range(2):
        applied = Applied(amount=7_000_00, channel=Channel.WEB, **words)
        codes.append(apply_for_grant(call_id=call.pk, applied=applied)[1])
    days = {"opens_on": today() - 9 * DAY, "closes_on": today(), "decides_on": today()}
    GrantCall.objects.filter(pk=call.pk).update(**days)
    facts = {"on": today(), "way": {"sv": "På torget"}, "entitled": 90, "voted": 30, "each": 2}
    count_votes(call_id=call.pk, counted=Counted(votes={1: 9, 2: 9}, **facts), actor=None)
    told = {"decided_by": {"sv": "Panelen"}, "on": today()}
    for number, granted, drawn in ((1, True, {"sv": "Lottad inför alla"}), (2, False, {})):
        settled = Settled(granted=granted, reason=WHY, about_votes=drawn, **told)
        application = call.applications.get(number=number)
        decide_grant(application_id=application.pk, settled=settled, actor=None)
    for code in codes:
        page = client.post(reverse("public:grant-follow"), {"code": grouped(code)}).text
        assert page.count("Lottad inför alla") == 1


def test_the_votes_of_a_few_are_not_shown(client: Client) -> None:
    call = make_vote((4, 0, 0), voted=4)
    for name in ("call", "votes"):
        page = client.get(address(name, call).replace("/sv/", "/en/")).text
        assert "Fewer than 5" in page
        assert "4 voted" not in page
    assert client.get(address("votes-table", call)).status_code == 404


def test_what_is_said_for_everybody_about_the_votes_of_a_few_is_read_by_everybody(client: Client) -> None:
    call = make_vote((4, 2, 1), voted=4)
    gone = {"sv": "De som sökte har flyttat"}
    told = {"reason": WHY, "decided_by": {"sv": "Panelen"}, "on": today(), "about_votes": gone}
    application = call.applications.get(number=1)
    decide_grant(application_id=application.pk, settled=Settled(granted=False, **told), actor=None)
    page = client.get(address("votes", call).replace("/sv/", "/en/")).text
    assert gone["sv"] in page
    assert page.count("<li>Application ") == 1
    assert "<table" not in page


def test_whoever_applied_reads_what_is_said_about_the_votes_of_a_few(client: Client) -> None:
    call = make_call(rule=GrantRule.VOTE, total=10_000_00)
    applied = Applied(amount=7_000_00, channel=Channel.WEB, title="Odla", words="Vi odlar", language="sv")
    application, code = apply_for_grant(call_id=call.pk, applied=applied)
    days = {"opens_on": today() - 9 * DAY, "closes_on": today(), "decides_on": today()}
    GrantCall.objects.filter(pk=call.pk).update(**days)
    facts = {"on": today(), "way": {"sv": "På torget"}, "entitled": 90, "voted": 4, "each": 2}
    count_votes(call_id=call.pk, counted=Counted(votes={1: 3}, **facts), actor=None)
    told = {"reason": WHY, "decided_by": {"sv": "Panelen"}, "on": today()}
    settled = Settled(granted=False, about_votes={"sv": "Flyttat"}, **told)
    decide_grant(application_id=application.pk, settled=settled, actor=None)
    follow = reverse("public:grant-follow").replace("/sv/", "/en/")
    page = client.post(follow, {"code": grouped(code)}).text
    assert page.count("Flyttat") == 1
    assert "of 4 who voted" not in page
    reopen_grant(application_id=application.pk, because=WHY, actor=None)
    page = client.post(follow, {"code": grouped(code)}).text
    assert page.count("Flyttat") == 1


def test_without_a_count_there_is_no_page_of_votes(client: Client) -> None:
    assert client.get(address("votes", make_call())).status_code == 404
    assert client.get(address("votes-table", make_call())).status_code == 404
