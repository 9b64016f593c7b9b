"""Signing in through real mail and a real identity provider, both of this machine."""

import email
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bokal.config.env import env_pairs, origin_of
from bokal.config.mail import mailer
from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.services import deactivate_account, forget_identities, register_identity
from bokal.web.ui.post import wait_for_post
from bokal.web.ui.sign_in import subject_of
from tests.factories.accounts import make_account
from tests.factories.organisations import make_spokesperson
from tests.factories.queue import PATIENCE, free_port

pytestmark = pytest.mark.django_db
LOGIN, CONFIRM = "/en/account/login/", "/en/account/login/code/"
SUBJECT = "19121212-1212"
ADDRESS = "anna@example.org"


class Mailbox:
    """Keeps what a mail server is handed."""

    def __init__(self) -> None:
        self.letters: list[email.message.Message] = []
        self.receivers: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.letters.append(email.message_from_bytes(envelope.content))
        self.receivers += envelope.rcpt_tos
        return "250 Taken"

    def code(self) -> str:
        wait_for_post()
        text = self.letters[-1].get_payload(decode=True)
        assert isinstance(text, bytes)
        (code,) = re.findall(r"^[A-Z0-9-]{6,}$", text.decode().replace("\r", ""), re.MULTILINE)
        return code


@pytest.fixture(autouse=True)
def _nobody_has_tried_before() -> None:
    cache.clear()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Start a mail server and send mail to it, by the same address that an installation would name."""
    box = Mailbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    server.start()
    settings.MAILERS = {"default": mailer(f"smtp://127.0.0.1:{port}")}
    yield box
    wait_for_post()
    server.stop()


def ask_for_code(client: Client, address: str = ADDRESS, **query: str) -> HttpResponse:
    return client.post(LOGIN, {"email": address} | query, follow=True)


def test_an_invited_person_signs_in_with_the_code_from_the_mail(client: Client, mailbox: Mailbox) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    assert "Send me a code" in client.get(LOGIN).text
    page = ask_for_code(client, "Anna@Example.org")
    assert page.redirect_chain == [(CONFIRM, 302)]
    wait_for_post()
    assert mailbox.receivers == [ADDRESS]
    assert "testserver" in mailbox.letters[-1].as_string()
    answer = client.post(CONFIRM, {"code": mailbox.code()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("workspace:desk"))
    assert client.get(answer["Location"], follow=True).status_code == 200


def test_who_speaks_for_an_organisation_comes_to_its_portal(client: Client, mailbox: Mailbox) -> None:
    make_spokesperson(email=ADDRESS)
    ask_for_code(client)
    answer = client.post(CONFIRM, {"code": mailbox.code()})
    assert answer["Location"] == "/en/partner/"
    assert client.get("/en/workspace/").status_code == 403
    own_page = client.get("/en/account/two-step/").text
    assert 'href="/en/partner/"' in own_page


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: Client, mailbox: Mailbox) -> None:
    make_account(Role.ADMINISTRATOR, email=ADDRESS)
    sent_away = client.get("/en/workspace/people/")
    assert sent_away["Location"] == f"{LOGIN}?next=/en/workspace/people/"
    page = ask_for_code(client, next="/en/workspace/people/")
    answer = client.post(page.redirect_chain[-1][0], {"code": mailbox.code()})
    assert answer["Location"] == "/en/workspace/people/"


def test_a_page_elsewhere_is_not_where_signing_in_leads(client: Client, mailbox: Mailbox) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    page = ask_for_code(client, next="https://evil.example/")
    answer = client.post(page.redirect_chain[-1][0], {"code": mailbox.code()})
    assert answer["Location"] == reverse("workspace:desk")


def test_three_wrong_codes_end_the_try(client: Client, mailbox: Mailbox) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    ask_for_code(client)
    for _try in range(2):
        page = client.post(CONFIRM, {"code": "WRONG1"})
        assert page.status_code == 200
        assert "Something needs to be mended" in page.text
    last = client.post(CONFIRM, {"code": "WRONG1"}, follow=True)
    assert last.redirect_chain == [(LOGIN, 302)]
    assert 'data-kind="warning"' in last.text
    assert client.post(CONFIRM, {"code": mailbox.code()})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_an_unknown_or_closed_address_gets_the_same_page_and_no_mail(mailbox: Mailbox) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    closed = make_account(Role.BOARD, email="closed@example.org")
    deactivate_account(account_id=closed.pk, actor=None)
    pages = {}
    for address in (ADDRESS, "nobody@example.org", "closed@example.org"):
        client = Client()
        page = ask_for_code(client, address)
        wrong = client.post(CONFIRM, {"code": "WRONG1"})
        drawn = [(page.status_code, page.redirect_chain, page.text), (wrong.status_code, wrong.text)]
        token = r'name="csrfmiddlewaretoken" value="[^"]+"'
        pages[address] = re.sub(token, "", str(drawn)).replace(address, "ADDRESS")
    assert len(set(pages.values())) == 1
    wait_for_post()
    assert mailbox.receivers == [ADDRESS]


def test_no_answer_waits_for_the_mail_server(client: Client, settings: Any) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.MAILERS = {"default": mailer(f"smtp://127.0.0.1:{silent.getsockname()[1]}")}
        assert ask_for_code(client).redirect_chain == [(CONFIRM, 302)]
        # Only now does the server take the call, and hangs up at once.
        silent.accept()[0].close()
        wait_for_post()


def test_a_mail_server_that_fails_tells_the_log_and_no_visitor(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    settings.MAILERS = {"default": mailer(f"smtp://127.0.0.1:{free_port()}")}
    answers = {ask_for_code(Client(), address).status_code for address in (ADDRESS, "nobody@example.org")}
    wait_for_post()
    assert answers == {200}
    assert "A letter could not be sent (ConnectionRefusedError)" in caplog.text
    assert ADDRESS not in caplog.text


def test_tries_are_counted_by_the_address_the_proxy_names(settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def answers(forwarded: str, count: int = 25) -> set[int]:
        headers = {"X-Forwarded-For": forwarded}
        tries = (f"nobody{number}@example.org" for number in range(count))
        return {Client().post(LOGIN, {"email": one}, headers=headers).status_code for one in tries}

    assert answers("192.0.2.1") == {302, 200}
    # What a visitor claims stands before what the proxy adds, and counts for nothing.
    assert answers("198.51.100.7, 192.0.2.1") == {200}
    assert answers("192.0.2.2", 1) == {302}


def test_many_tries_for_one_address_are_held_back(client: Client, mailbox: Mailbox) -> None:
    make_account(Role.BOARD, email=ADDRESS)
    for _try in range(6):
        ask_for_code(client)
    wait_for_post()
    assert 0 < len(mailbox.letters) < 6


def test_nobody_makes_an_account_alone(client: Client) -> None:
    page = client.post("/en/account/signup/", {"email": "new@example.org"})
    assert "Accounts are made by invitation" in page.text


def test_signing_out_takes_a_button(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    assert "Sign out" in client.get("/en/account/logout/").text
    assert "_auth_user_id" in client.session
    client.post("/en/account/logout/")
    assert "_auth_user_id" not in client.session


def test_without_a_provider_there_is_no_other_way(client: Client) -> None:
    assert "Sign in with" not in client.get(LOGIN).text
    assert client.get("/en/account/provider/city/login/").status_code == 404


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """Start an identity provider and name it as an installation would."""
    import requests
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread() as server:
        issuer = f"http://localhost:{server.server_port}"
        app = {
            "provider_id": "city",
            "name": "The city",
            "client_id": "bokal",
            "secret": "constructed",
            "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        requests.put(
            f"{issuer}/users/{SUBJECT}",
            json={"email": ADDRESS, "email_verified": True, "name": "Anna Andersson"},
            timeout=PATIENCE,
        ).raise_for_status()
        yield issuer


def through_the_provider(client: Client, *, query: str = "") -> HttpResponse:
    """Press the button, choose an identity at the provider, and come back with its answer."""
    import requests

    away = client.post(f"/en/account/provider/city/login/{query}")
    assert away.status_code == 302
    back = requests.post(away["Location"], data={"sub": SUBJECT}, allow_redirects=False, timeout=PATIENCE)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def everything_kept() -> str:
    """Return every text in the database."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        kept = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            kept.append(str(cursor.fetchall()))
    kept += [str(session.get_decoded()) for session in Session.objects.order_by("pk")]
    return "\n".join(kept)


def test_an_invited_person_gets_in_through_the_provider(client: Client, provider: str) -> None:
    account = make_account(Role.BOARD, email=ADDRESS)
    assert "Sign in with The city" in client.get(LOGIN).text
    answer = through_the_provider(client)
    assert (answer.status_code, answer["Location"]) == (302, reverse("workspace:desk"))
    assert client.session["_auth_user_id"] == str(account.pk)
    kept = everything_kept()
    assert SUBJECT not in kept
    assert "Andersson" not in kept
    again = through_the_provider(Client(), query="?process=connect")
    assert again["Location"] == reverse("workspace:desk")


def test_the_identity_stays_known_when_the_address_changes(client: Client, provider: str) -> None:
    account = make_account(Role.BOARD, email=ADDRESS)
    through_the_provider(client)
    account.email = "changed@example.org"
    account.save()
    other = Client()
    through_the_provider(other)
    assert other.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("claims", [{}, {"email": ADDRESS}, {"email": ADDRESS, "email_verified": False}])
def test_an_address_nobody_vouches_for_opens_nothing(
    client: Client, provider: str, claims: dict[str, Any]
) -> None:
    import requests

    make_account(Role.BOARD, email=ADDRESS)
    requests.put(f"{provider}/users/{SUBJECT}", json=claims, timeout=PATIENCE).raise_for_status()
    assert through_the_provider(client).status_code == 403


def test_who_is_not_invited_is_told_so_and_nothing_is_kept(client: Client, provider: str) -> None:
    answer = through_the_provider(client)
    assert answer.status_code == 403
    assert "You are not invited yet" in answer.text
    assert "_auth_user_id" not in client.session
    kept = everything_kept()
    assert [word for word in (SUBJECT, "Andersson", ADDRESS) if word in kept] == []


def test_a_closed_account_does_not_open_through_the_provider(client: Client, provider: str) -> None:
    account = make_account(Role.BOARD, email=ADDRESS)
    through_the_provider(client)
    client.logout()
    deactivate_account(account_id=account.pk, actor=None)
    answer = through_the_provider(client)
    assert answer["Location"] == "/en/account/inactive/"
    assert "This account is closed" in client.get(answer["Location"]).text


def claims_of_the_identity(provider: str, **claims: Any) -> None:
    """Let the provider say this of the identity, and nothing else."""
    import requests

    requests.put(f"{provider}/users/{SUBJECT}", json=claims, timeout=PATIENCE).raise_for_status()


def test_a_registered_identity_gets_in_without_any_address(client: Client, provider: str) -> None:
    account = make_account(Role.BOARD, email=ADDRESS)
    claims_of_the_identity(provider, name="Anna Andersson")
    assert through_the_provider(client).status_code == 403
    register_identity(account_id=account.pk, subject=SUBJECT, actor=None)
    assert through_the_provider(client)["Location"] == reverse("workspace:desk")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert SUBJECT not in everything_kept()
    forget_identities(account_id=account.pk, actor=None)
    assert through_the_provider(Client()).status_code == 403


def test_another_claim_may_say_who_it_is(client: Client, provider: str, settings: Any) -> None:
    settings.OIDC_SUBJECT_CLAIM = "ssn"
    account = make_account(Role.BOARD)
    register_identity(account_id=account.pk, subject="19130313-1313", actor=None)
    claims_of_the_identity(provider, ssn="19130313-1313")
    assert through_the_provider(client)["Location"] == reverse("workspace:desk")
    claims_of_the_identity(provider, other="19130313-1313")
    assert through_the_provider(Client()).status_code == 401


@pytest.mark.parametrize(
    ("claims", "gets_in"),
    [
        ({"acr": "loa3"}, True),
        ({"acr": "loa4"}, True),
        ({"acr": ["loa1", "loa4"]}, True),
        ({"acr": "loa2"}, False),
        ({"acr": "loa"}, False),
        ({}, False),
    ],
)
def test_an_identity_below_the_level_of_assurance_stays_outside(
    client: Client, provider: str, settings: Any, claims: dict[str, Any], gets_in: bool
) -> None:
    settings.OIDC_REQUIRED_CLAIMS = {"acr": frozenset({"loa3", "loa4"})}
    make_account(Role.BOARD, email=ADDRESS)
    claims_of_the_identity(provider, email=ADDRESS, email_verified=True, **claims)
    answer = through_the_provider(client)
    assert (answer.status_code == 302) is gets_in
    assert ("_auth_user_id" in client.session) is gets_in


@pytest.mark.parametrize(
    ("answers", "subject"),
    [
        ([{"sub": "a"}, {"sub": "a"}], "a"),
        ([{"sub": "a"}, {"email": ADDRESS}], "a"),
        ([{"sub": "a"}, {"sub": "b"}], None),
        ([{"sub": " "}], None),
        ([{"sub": True}], None),
        ([], None),
    ],
)
def test_an_answer_about_two_people_is_about_nobody(
    answers: list[dict[str, Any]], subject: str | None
) -> None:
    assert subject_of(answers) == subject


def test_a_provider_that_is_down_leaves_the_way_by_mail(client: Client, settings: Any, provider: str) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = f"http://127.0.0.1:{free_port()}"
    page = client.post("/en/account/provider/city/login/")
    assert page.status_code == 401
    assert "The sign-in did not work" in page.text
    assert "Send me a code" in client.get(LOGIN).text


def test_breaking_off_and_failing_lead_back_to_the_start(client: Client, provider: str) -> None:
    import requests

    away = client.post("/en/account/provider/city/login/")
    back = requests.post(away["Location"], data={"action": "deny"}, allow_redirects=False, timeout=PATIENCE)
    page = client.get(back.headers["Location"].removeprefix("http://testserver"), follow=True)
    assert "You have not signed in" in page.text
    page = client.get("/en/account/provider/city/login/callback/?code=x&state=y")
    assert "The sign-in did not work" in page.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("console:", {"BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        (
            "file:/tmp/mail",
            {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": "/tmp/mail"},
            },
        ),
    ],
)
def test_mail_goes_where_one_address_says(address: str, said: dict[str, Any]) -> None:
    assert mailer(address) == said


def test_a_mail_address_may_hold_name_and_secret() -> None:
    options = mailer("smtps://us%40er:s%2Fcret@mail.example")["OPTIONS"]
    assert (options["port"], options["use_ssl"]) == (465, True)
    assert (options["username"], options["password"]) == ("us@er", "s/cret")


@pytest.mark.parametrize("wrong", ["", "mail.example", "ftp://mail.example", "smtp://"])
def test_a_mail_address_that_is_not_understood_stops_the_start(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="BOKAL_MAIL_URL"):
        mailer(wrong)


def test_pairs_are_read_from_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOKAL_PAIRS", " acr_values = urn:x=1 , prompt=login,")
    assert env_pairs("BOKAL_PAIRS") == {"acr_values": "urn:x=1", "prompt": "login"}
    assert env_pairs("BOKAL_NOTHING") == {}
    for wrong in ("acr", "=loa3", "acr="):
        monkeypatch.setenv("BOKAL_PAIRS", wrong)
        with pytest.raises(ImproperlyConfigured, match="BOKAL_PAIRS"):
            env_pairs("BOKAL_PAIRS")


def test_the_policy_names_the_provider_by_scheme_and_host() -> None:
    assert origin_of("https://id.example:8443/realm/x") == "https://id.example:8443"
    with pytest.raises(ImproperlyConfigured):
        origin_of("id.example")


def test_asking_for_a_code_says_nothing_that_our_page_does_not_say(client: Client, mailbox: Mailbox) -> None:
    page = ask_for_code(client, "nobody@example.org").text
    assert 'class="notice"' not in page
    assert "placeholder=" not in page
    wrong = client.post(CONFIRM, {"code": "WRONG1"}).text
    assert "The code is wrong or too old. Ask for a new one." in wrong
    assert "Type in the code." in client.post(CONFIRM, {"code": ""}).text


def test_an_empty_address_is_asked_for_by_name(client: Client, db: None) -> None:
    page = client.post(LOGIN, {"email": ""}).text
    assert "Write your e-mail address." in page
    assert "placeholder=" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["m\u0131ke@example.org", "mike@example.org\u0000", "mike@ex\u0430mple.org"]
)
def test_an_address_that_looks_like_anothers_gets_no_code(mailbox: Mailbox, typed: str) -> None:
    make_account(Role.BOARD, email="mike@example.org")
    ask_for_code(Client(), typed)
    wait_for_post()
    assert mailbox.receivers == []
    ask_for_code(Client(), "mike@example.org")
    wait_for_post()
    assert mailbox.receivers == ["mike@example.org"]
