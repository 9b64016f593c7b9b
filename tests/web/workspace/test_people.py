"""People: who works here, invited and given roles in the browser without script."""

import csv
import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.accounts.services import register_identity
from bokal.programme.history.models import Entry
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography

pytestmark = pytest.mark.django_db
PEOPLE = "/en/workspace/people/"


@pytest.fixture
def administrator(client: Client) -> Account:
    account = make_account(Role.ADMINISTRATOR, email="zoe@example.org")
    client.force_login(account)
    return account


def test_the_list_is_filtered_and_sorted(client: Client, administrator: Account) -> None:
    make_account(Role.BOARD, email="anna@example.org")
    closed = make_account(Role.BOARD, email="closed@example.org")
    Account.objects.filter(pk=closed.pk).update(is_active=False)

    def shown(**query: str) -> list[str]:
        return [account.email for account in client.post(PEOPLE, query).context["people"]]

    assert shown(sort="email") == ["anna@example.org", "zoe@example.org"]
    assert shown(sort="newest") == ["anna@example.org", "zoe@example.org"]
    assert shown(role="board") == ["anna@example.org"]
    assert shown(state="closed") == ["closed@example.org"]
    assert shown(q="ZOE") == ["zoe@example.org"]
    assert len(shown(state="all")) == 3
    assert "Nobody here fits" in client.post(PEOPLE, {"q": "nobody"}).text


def test_nobody_is_looked_up_by_an_address_of_a_page_which_logs_keep(
    client: Client, administrator: Account
) -> None:
    make_account(Role.BOARD, email="anna@example.org")
    by_address = client.get(PEOPLE, {"q": "anna"})
    assert len(by_address.context["people"]) == 2
    assert len(client.get(f"{PEOPLE}people.csv", {"q": "anna"}).text.splitlines()) == 3
    page = client.post(PEOPLE, {"q": "anna"})
    assert re.findall(r'<form class="search"[^>]*method="(\w+)"', page.text) == ["post"]
    assert "q=" not in page.text
    assert 'value="anna"' in page.text


def test_the_pages_of_the_list_keep_the_filter(client: Client, administrator: Account) -> None:
    for number in range(51):
        make_account(Role.BOARD, email=f"b{number:02}@example.org")
    asked = {"role": "board", "sort": "email"}
    first = client.post(PEOPLE, asked)
    assert (len(first.context["people"]), 'name="page" value="2"' in first.text) == (50, True)
    second = client.post(PEOPLE, asked | {"page": "2"})
    assert [account.email for account in second.context["people"]] == ["b50@example.org"]
    assert 'name="page" value="1"' in second.text


def test_the_table_holds_what_the_list_shows_and_no_formula(client: Client, administrator: Account) -> None:
    Account.objects.filter(pk=administrator.pk).update(name="=1+1")
    make_account(Role.BOARD, Role.AUDITOR, email="anna@example.org")
    answer = client.post(f"{PEOPLE}people.csv", {"sort": "email"})
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [(row["email"], row["role"]) for row in rows] == [
        ("anna@example.org", "auditor"),
        ("anna@example.org", "board"),
        ("zoe@example.org", "administrator"),
    ]
    assert rows[-1]["name"] == "'=1+1"
    assert "no-store" in answer["Cache-Control"]


def test_the_list_asks_as_much_for_many_as_for_few(
    client: Client, administrator: Account, django_assert_max_num_queries: Any
) -> None:
    for _count in range(30):
        make_account(Role.BOARD, Role.AUDITOR)
    with django_assert_max_num_queries(10):
        assert len(client.get(PEOPLE).context["people"]) == 31


def test_a_person_is_invited_for_one_area(client: Client, administrator: Account) -> None:
    make_geography(areas=("A1",))
    form = {"email": "New@example.org", "name": "New Person", "role": "recorder", "area_code": "A1"}
    page = client.post(f"{PEOPLE}invite/", form, follow=True)
    account = Account.objects.get(email="new@example.org")
    assert page.redirect_chain == [(f"{PEOPLE}{account.pk}/", 302)]
    assert account.memberships.get().area_code == "A1"
    assert "New Person" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"email": "nothing"}, "valid email address"),
        ({"role": ""}, "Choose one: Role."),
        ({"area_code": "NOWHERE"}, "No area has this code"),
        ({"email": "zoe@example.org", "role": "administrator"}, "has this role already"),
        ({"role": "administrator", "area_code": "A1"}, "Leave the area empty"),
    ],
)
def test_a_refused_invitation_says_why_and_keeps_what_was_typed(
    client: Client, administrator: Account, changes: dict[str, str], said: str
) -> None:
    make_geography(areas=("A1",))
    form = {"email": "new@example.org", "name": "Typed", "role": "recorder", "area_code": ""} | changes
    page = client.post(f"{PEOPLE}invite/", form)
    assert page.status_code == 422
    assert said in page.text
    assert 'value="Typed"' in page.text
    assert 'role="alert"' in page.text
    assert Account.objects.count() == 1


def test_a_role_is_given_and_ended(client: Client, administrator: Account) -> None:
    account = make_account(Role.BOARD)
    here = f"{PEOPLE}{account.pk}/"
    client.post(here, {"role": "auditor", "area_code": ""})
    assert set(account.memberships.values_list("role", flat=True)) == {"board", "auditor"}
    assert client.post(here, {"role": "auditor", "area_code": ""}).status_code == 422
    board = account.memberships.get(role="board")
    client.post(f"{here}roles/{board.pk}/end/")
    board.refresh_from_db()
    assert board.valid_to is not None
    again = client.post(f"{here}roles/{board.pk}/end/")
    assert again.status_code == 422
    assert "has ended already" in again.text


def test_the_last_administrator_stays_and_is_told_why(client: Client, administrator: Account) -> None:
    here = f"{PEOPLE}{administrator.pk}/"
    membership = administrator.memberships.get()
    for address in (f"{here}roles/{membership.pk}/end/", f"{here}close/"):
        page = client.post(address)
        assert page.status_code == 422
        assert "last administrator" in page.text
    assert Membership.objects.get(pk=membership.pk).valid_to is None


def test_a_closed_account_offers_no_more_roles(client: Client, administrator: Account) -> None:
    account = make_account(Role.BOARD)
    page = client.post(f"{PEOPLE}{account.pk}/close/", follow=True)
    assert "This account is closed." in page.text
    assert "Give a role" not in page.text


def test_a_role_of_somebody_else_is_not_found(client: Client, administrator: Account) -> None:
    one, other = make_account(Role.BOARD), make_account(Role.BOARD)
    membership = other.memberships.get()
    answer = client.post(f"{PEOPLE}{one.pk}/roles/{membership.pk}/end/")
    assert answer.status_code == 404
    assert Membership.objects.get(pk=membership.pk).valid_to is None


def test_what_changes_people_is_never_a_mere_visit(client: Client, administrator: Account) -> None:
    here = f"{PEOPLE}{administrator.pk}/"
    assert client.get(f"{here}close/").status_code == 405
    assert client.get(f"{here}roles/1/end/").status_code == 405


@pytest.fixture
def with_provider(settings: Any) -> None:
    settings.OIDC_ISSUER = "https://id.example.org"


def test_an_identity_is_registered_and_forgotten_and_never_shown(
    client: Client, administrator: Account, with_provider: None
) -> None:
    account = make_account(Role.BOARD)
    here = f"{PEOPLE}{account.pk}/"
    assert "No identity is known yet" in client.get(here).text
    page = client.post(f"{here}identity/", {"subject": " 19121212-1212 "}, follow=True)
    assert page.redirect_chain == [(here, 302)]
    assert "An identity is known" in page.text
    assert "19121212" not in page.text
    assert client.post(f"{here}identity/forget/", follow=True).redirect_chain == [(here, 302)]
    assert "No identity is known yet" in client.get(here).text
    verbs = Entry.objects.filter(kind="event").order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["identity.registered", "identity.forgotten"]


def test_an_identity_of_somebody_else_is_refused_without_saying_whose(
    client: Client, administrator: Account, with_provider: None
) -> None:
    one, other = make_account(Role.BOARD), make_account(Role.BOARD)
    register_identity(account_id=other.pk, subject="taken", actor=None)
    page = client.post(f"{PEOPLE}{one.pk}/identity/", {"subject": "taken"})
    assert page.status_code == 422
    assert "signs in as somebody else" in page.text
    assert other.email not in page.text
    assert client.post(f"{PEOPLE}{one.pk}/identity/", {"subject": ""}).status_code == 422


def test_without_a_provider_nobody_is_asked_for_an_identity(client: Client, administrator: Account) -> None:
    assert "Identity service" not in client.get(f"{PEOPLE}{administrator.pk}/").text


def test_a_role_is_given_until_a_day(client: Client, administrator: Account) -> None:
    account = make_account()
    here, tomorrow = f"{PEOPLE}{account.pk}/", timezone.localdate() + datetime.timedelta(days=1)
    today = client.post(here, {"role": "board", "area_code": "", "valid_to": timezone.localdate()})
    assert today.status_code == 422
    assert "must come after today" in today.text
    client.post(here, {"role": "board", "area_code": "", "valid_to": tomorrow})
    assert account.memberships.get().valid_to == tomorrow
