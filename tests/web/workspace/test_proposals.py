"""Proposals and organisations at work: cost to the öre, who stands behind it, what was promised and kept."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import Author, Feasibility, PromiseState, Status
from bokal.programme.voices.models import Case, Organisation, Promise, Proposal
from bokal.programme.voices.services import add_organisation, verify_organisation
from tests.factories.accounts import make_account
from tests.factories.organisations import make_own_promise
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db
LIST, HOUSES = "/en/workspace/proposals/", "/en/workspace/organisations/"
SENT = {"written_in": "sv", "title_sv": "Måla tunneln", "author": "residents", "feasibility": "possible"}


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def make_house(*, verified: bool = True, **fields: Any) -> Organisation:
    house = add_organisation(slug="house", name="Constructed house", kind="property", actor=None, **fields)
    if verified:
        verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    return house


def post(client: Client, name: str, number: int, **fields: object) -> int:
    return client.post(reverse(f"workspace:{name}", kwargs={"number": number}), fields).status_code


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1250", 125_000),
        ("1 250,50", 125_050),
        ("0.07", 7),
        ("", None),
        ("99999999999,99", 9_999_999_999_999),
    ],
)
def test_a_cost_is_kept_to_the_ore(coordinator: Client, written: str, kept: int | None) -> None:
    problem = make_problem([make_voice().voice.pk])
    answer = coordinator.post(f"{LIST}new/", SENT | {"problems": [problem.pk], "cost": written})
    proposal = Proposal.objects.get()
    assert answer["Location"] == f"{LIST}{proposal.pk}/"
    assert (proposal.cost, proposal.feasibility) == (kept, Feasibility.POSSIBLE)
    page = coordinator.get(f"{LIST}{proposal.pk}/").text
    again = {"problems": [problem.pk], "author": "residents", "feasibility": "possible"}
    shown = page.split('name="cost" value="')[1].split('"')[0] if kept is not None else ""
    assert post(coordinator, "proposal-terms", proposal.pk, **again, cost=shown) == 302
    proposal.refresh_from_db()
    assert proposal.cost == kept


@pytest.mark.parametrize("written", ["1,234", "-1", "NaN", "1e99", "tusen", "100000000000"])
def test_what_is_no_sum_is_refused(coordinator: Client, written: str) -> None:
    problem = make_problem([make_voice().voice.pk])
    answer = coordinator.post(f"{LIST}new/", SENT | {"problems": [problem.pk], "cost": written})
    assert answer.status_code == 422
    assert "Write kronor with at most two decimals" in answer.text
    assert "Måla tunneln" in answer.text
    assert not Proposal.objects.exists()


def test_a_proposal_names_its_problems_and_the_organisation_behind_it(coordinator: Client) -> None:
    problem, other = make_problem([make_voice().voice.pk]), make_problem([], slug="other")
    house = make_house()
    assert coordinator.post(f"{LIST}new/", SENT).status_code == 422
    own = SENT | {"problems": [problem.pk], "author": "organisation"}
    assert coordinator.post(f"{LIST}new/", own).status_code == 422
    assert (
        coordinator.post(
            f"{LIST}new/", SENT | {"problems": [problem.pk], "organisation": "house"}
        ).status_code
        == 422
    )
    assert (
        coordinator.post(f"{LIST}new/", own | {"organisation": "house", "offer": "Vi målar."}).status_code
        == 302
    )
    proposal = Proposal.objects.get()
    assert (proposal.author, proposal.organisation, proposal.offer) == (
        Author.ORGANISATION,
        house,
        "Vi målar.",
    )
    terms = {"author": "city", "feasibility": "impossible", "problems": [other.pk]}
    assert post(coordinator, "proposal-terms", proposal.pk, **terms) == 302
    proposal.refresh_from_db()
    assert (proposal.author, proposal.organisation) == (Author.CITY, None)
    assert [one.problem for one in proposal.purposes.now()] == [other]
    assert proposal.purposes.count() == 2


def test_a_proposal_is_shown_published_and_answered(coordinator: Client) -> None:
    voice, unit = make_voice().voice, make_unit("streets")
    problem = make_problem([voice.pk])
    coordinator.post(f"{LIST}new/", SENT | {"problems": [problem.pk]})
    proposal = Proposal.objects.get()
    for step in ("proposal-show", "proposal-publish"):
        assert post(coordinator, step, proposal.pk) == 302
    assert post(coordinator, "proposal-word", proposal.pk, written_in="sv", title_sv="Måla om") == 302
    facts = {"unit": unit.code, "status": "under_way", "written_in": "sv", "answer_sv": "Vi målar i maj."}
    assert post(coordinator, "proposal-answer", proposal.pk, **facts) == 302
    assert Case.objects.get(voice=voice).status == Status.UNDER_WAY
    page = coordinator.get(f"{LIST}{proposal.pk}/").text
    assert "Vi målar i maj." in page
    assert "Måla om" in coordinator.get(f"{LIST}?q=om&stage=published").text
    (row,) = csv.DictReader(io.StringIO(b"".join(coordinator.get(f"{LIST}proposals.csv")).decode()))
    assert (row["title"], row["voices"], row["cost_ore"]) == ("Måla om", "1", "")


def test_an_organisation_is_looked_into_before_it_promises(coordinator: Client) -> None:
    sent = {"name": "Föreningen Exempel", "kind": "association", "role_sv": "Läxhjälp", "contact": "070"}
    assert coordinator.post(f"{HOUSES}new/", sent | {"kind": ""}).status_code == 422
    assert coordinator.post(f"{HOUSES}new/", sent).status_code == 302
    house = Organisation.objects.get()
    assert house.slug == "foreningen-exempel"
    promise = {"text_sv": "Läxhjälp varje tisdag", "due_on": "2031-01-01"}
    assert post(coordinator, "organisation-promise", house.pk, **promise) == 422
    assert post(coordinator, "organisation-verify", house.pk, how="") == 422
    assert post(coordinator, "organisation-verify", house.pk, how="Föreningsregistret") == 302
    assert post(coordinator, "organisation-promise", house.pk, **promise | {"text_sv": ""}) == 422
    assert post(coordinator, "organisation-promise", house.pk, **promise) == 302
    kept = Promise.objects.get()
    settle = {"state": "kept", "outcome_sv": "Varje tisdag i höst."}
    assert post(coordinator, "promise", kept.pk, **settle | {"outcome_sv": ""}) == 422
    assert post(coordinator, "promise", 999, **settle) == 404
    assert post(coordinator, "promise", kept.pk, **settle) == 302
    kept.refresh_from_db()
    assert kept.state == PromiseState.KEPT
    assert post(coordinator, "promise", kept.pk, **settle) == 422
    assert "Varje tisdag i höst." in coordinator.get(f"{HOUSES}{house.pk}/").text
    assert "Föreningen Exempel" in coordinator.get(HOUSES).text


def test_outside_the_own_area_there_is_no_proposal_and_no_organisation(client: Client) -> None:
    house = make_house(area=make_area("holma"))
    problem = make_problem([make_voice().voice.pk])
    everywhere = Client()
    everywhere.force_login(make_account(Role.ADMINISTRATOR))
    everywhere.post(f"{LIST}new/", SENT | {"problems": [problem.pk]})
    proposal = Proposal.objects.get()
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    assert client.get(f"{LIST}{proposal.pk}/").status_code == 404
    assert client.get(f"{HOUSES}{house.pk}/").status_code == 404
    steps = {
        "proposal-terms": proposal.pk,
        "proposal-answer": proposal.pk,
        "proposal-publish": proposal.pk,
        "organisation-verify": house.pk,
        "organisation-promise": house.pk,
        "organisation-invite": house.pk,
        "promise": make_own_promise(house).pk,
    }
    assert {name: post(client, name, number) for name, number in steps.items()} == dict.fromkeys(steps, 404)
    assert "Constructed house" not in client.get(HOUSES).text
