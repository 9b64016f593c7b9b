"""Promises at work: units of the city promise too, and the office lets somebody speak for an organisation."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.voices.models import Promise, Spokesperson
from tests.factories.accounts import make_account
from tests.factories.organisations import make_organisation, make_own_promise
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_problem

pytestmark = pytest.mark.django_db
LIST, HOUSES = "/en/workspace/promises/", "/en/workspace/organisations/"
ANNA = {"email": "anna@example.org", "name": "Anna"}


def signed_in(role: Role, **fields: Any) -> Client:
    client = Client()
    client.force_login(make_account(role, **fields))
    return client


def promise_of(unit: str, **fields: Any) -> dict[str, Any]:
    return {"unit": unit, "text_sv": "Vi byter lamporna", "due_on": "2031-01-01"} | fields


def test_a_unit_promises_and_what_came_of_it_is_said(client: Client) -> None:
    office, unit, problem = signed_in(Role.COORDINATOR), make_unit("streets"), make_problem([])
    for wrong in ({"unit": ""}, {"text_sv": ""}, {"due_on": ""}):
        assert office.post(f"{LIST}new/", promise_of(unit.code) | wrong).status_code == 422
    sent = promise_of(unit.code, about=f"problem-{problem.pk}")
    assert office.post(f"{LIST}new/", sent)["Location"] == LIST
    promise = Promise.objects.get()
    assert (promise.unit, promise.organisation, promise.problem) == (unit, None, problem)
    page = Client().get("/en/promises/").text
    assert "Vi byter lamporna" in page
    # What nobody can read yet is not named beside it.
    assert "Det är mörkt" not in page
    settle = {"state": "not_kept", "outcome_sv": "Lamporna är slut."}
    assert office.post(f"{LIST}{promise.pk}/", settle)["Location"] == LIST
    assert "Lamporna är slut." in Client().get("/en/promises/?keep=not_kept").text


def test_who_writes_in_one_area_promises_on_what_is_there(client: Client) -> None:
    unit, here = make_unit("streets"), make_problem([])
    house = make_organisation("away", area=make_area("holma"))
    away = make_own_promise(house, "Långt bort")
    office = signed_in(Role.COORDINATOR, area_code="herrgarden")
    assert office.post(f"{LIST}new/", promise_of(unit.code)).status_code == 422
    sent = promise_of(unit.code, about=f"problem-{here.pk}")
    assert office.post(f"{LIST}new/", sent).status_code == 302
    page = office.get(LIST).text
    assert "Vi byter lamporna" in page
    assert "Långt bort" not in page
    assert office.get(f"{LIST}{away.pk}/").status_code == 404
    rows = list(csv.DictReader(io.StringIO(b"".join(office.get(f"{LIST}promises.csv")).decode())))
    assert [(row["by"], row["code"], row["area"]) for row in rows] == [("unit", "streets", "herrgarden")]


def test_a_recorder_reads_promises_and_is_led_to_no_form(client: Client) -> None:
    promise = make_own_promise(make_organisation(), "Vi tänder", days=-1)
    page = signed_in(Role.RECORDER).get(f"{LIST}?keep=overdue").text
    assert "Vi tänder" in page
    assert f"{LIST}{promise.pk}/" not in page
    assert f"{LIST}new/" not in page


def test_the_office_invites_who_speaks_for_an_organisation_and_ends_it() -> None:
    office, house = signed_in(Role.COORDINATOR), make_organisation()
    place = f"{HOUSES}{house.pk}/"
    assert office.post(f"{place}invite/", {"email": "anna"}).status_code == 422
    assert office.post(f"{place}invite/", ANNA | {"valid_to": "2020-01-01"}).status_code == 422
    assert not Account.objects.filter(email="anna@example.org").exists()
    assert office.post(f"{place}invite/", ANNA)["Location"] == place
    speaker = Spokesperson.objects.get()
    assert "anna@example.org" in office.get(place).text
    assert "anna@example.org" not in signed_in(Role.AUDITOR).get(place).text
    again = office.post(f"{place}invite/", ANNA)
    assert again.status_code == 422
    assert "speaks for an organisation already" in again.text
    person = f"/en/workspace/people/{speaker.membership.account_id}/"
    assert house.name in signed_in(Role.ADMINISTRATOR).get(person).text
    portal = Client()
    portal.force_login(speaker.membership.account)
    assert portal.get("/en/partner/").status_code == 200
    other = make_organisation("other")
    assert office.post(f"{HOUSES}{other.pk}/speakers/{speaker.pk}/end/").status_code == 404
    assert office.post(f"{place}speakers/{speaker.pk}/end/")["Location"] == place
    assert portal.get("/en/partner/").status_code == 403
    assert "anna@example.org" not in office.get(place).text


def test_nobody_is_made_a_partner_without_an_organisation() -> None:
    office = signed_in(Role.ADMINISTRATOR)
    assert 'value="partner"' not in office.get("/en/workspace/people/invite/").text
    sent = {"email": "anna@example.org", "role": "partner"}
    assert office.post("/en/workspace/people/invite/", sent).status_code == 422
