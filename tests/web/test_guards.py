"""Guards: who is sent away, who is refused, and who needs a second step first."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.accounts.perms import Actor, anyone, has_role_in_area, has_role_somewhere
from bokal.web.ui.guards import allow, page_above
from tests.factories.accounts import make_account
from tests.factories.voices import make_problem

pytestmark = pytest.mark.django_db
DESK = "/en/workspace/"


def in_scope(account: Actor, *, code: str) -> bool:
    return has_role_in_area(account, [Role.RECORDER], code)


@allow(in_scope)
def page_of_area(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(code)


def visit(account: Actor, code: str = "A1") -> HttpResponse:
    request = RequestFactory().get("/here/?x=1")
    request.user = account
    return page_of_area(request, code=code)


def test_who_is_not_signed_in_is_sent_to_sign_in_and_back() -> None:
    answer = visit(AnonymousUser())
    assert answer.status_code == 302
    assert answer["Location"].endswith("/account/login/?next=/here/%3Fx%3D1")


def test_a_guard_sees_the_area_of_the_address() -> None:
    account = make_account(Role.RECORDER, area_code="A1")
    assert visit(account, "A1").status_code == 200
    with pytest.raises(PermissionDenied):
        visit(account, "A2")


def test_a_page_for_anyone_does_not_ask_who_it_is() -> None:
    class Untouchable(HttpRequest):
        @property
        def user(self) -> Any:
            pytest.fail("The session was asked.")

    assert allow(anyone)(lambda request: HttpResponse("all"))(Untouchable()).status_code == 200


def test_a_closed_account_has_no_roles() -> None:
    account = make_account(Role.RECORDER)
    account.is_active = False
    assert not has_role_somewhere(Role.RECORDER)(account)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.APPROVER, Role.FINANCE])
def test_who_decides_or_pays_turns_on_a_second_step_first(client: Client, settings: Any, role: Role) -> None:
    settings.STAFF_MFA = True
    account = make_account(role)
    client.force_login(account)
    answer = client.get(DESK)
    assert (answer.status_code, answer["Location"]) == (302, "/en/account/two-step/activate/")
    assert client.get("/en/").status_code == 200
    TOTP.activate(account, generate_totp_secret())
    assert client.get(DESK).status_code == 200


def test_other_roles_and_other_installations_go_on_without(client: Client, settings: Any) -> None:
    settings.STAFF_MFA = True
    client.force_login(make_account(Role.BOARD))
    assert client.get(DESK).status_code == 200
    settings.STAFF_MFA = False
    client.force_login(make_account(Role.ADMINISTRATOR))
    assert client.get(DESK).status_code == 200


def number_now(secret: str) -> str:
    """Return what the app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_the_second_step_is_turned_on_used_and_turned_off(client: Client) -> None:
    account = make_account(Role.ADMINISTRATOR)
    client.force_login(account)
    page = client.get("/en/account/two-step/activate/")
    secret = page.context["form"].secret
    assert secret in page.text
    wrong = client.post("/en/account/two-step/activate/", {"code": "000000"})
    assert "Something needs to be mended" in wrong.text
    secret = client.get("/en/account/two-step/activate/").context["form"].secret
    done = client.post("/en/account/two-step/activate/", {"code": number_now(secret)}, follow=True)
    assert "Show that it is you" in done.text
    done = client.post(done.redirect_chain[-1][0], {"code": number_now(secret)}, follow=True)
    assert "Recovery codes" in done.text
    assert len(done.context["unused_codes"]) == 10
    assert client.get("/en/account/two-step/codes/file/").status_code == 200
    assert "The second step is on." in client.get("/en/account/two-step/").text
    assert "Make new codes" in client.get("/en/account/two-step/codes/new/").text
    assert client.post("/en/account/two-step/deactivate/", follow=True).status_code == 200
    assert "The second step is off." in client.get("/en/account/two-step/").text


def test_changing_the_second_step_asks_again_who_it_is(client: Client) -> None:
    account = make_account(Role.ADMINISTRATOR)
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    client.force_login(account)
    page = client.get("/en/account/two-step/deactivate/", follow=True)
    assert "Show that it is you" in page.text
    answer = client.post(page.redirect_chain[-1][0], {"code": number_now(secret)}, follow=True)
    assert "Turn the second step off" in answer.text
    assert Account.objects.get(pk=account.pk).is_active


def test_who_reads_an_address_that_only_takes_forms_is_led_to_the_page_above(client: Client) -> None:
    problem = make_problem([])
    client.force_login(make_account(Role.COORDINATOR))
    answer = client.get(f"/en/workspace/problems/{problem.pk}/join/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="/en/workspace/problems/{problem.pk}/"' in answer.text
    assert "Nothing was changed." in answer.text


@pytest.mark.parametrize(
    ("path", "above"),
    [("/en/a/b/c/", "/en/"), ("/en/workspace/problems/1/join/", "/en/workspace/problems/1/"), ("/x", "/")],
)
def test_the_page_above_is_the_nearest_that_leads_somewhere(path: str, above: str) -> None:
    assert page_above(path) == above
