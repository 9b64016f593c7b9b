"""Handovers at work: proposed by one, accepted by another, settled, complete, looked at again."""

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.enums import Carried, Found, GateKind, GateRuling, Phase
from bokal.programme.initiatives.models import Handover, LookBack
from bokal.programme.programmes.services import reorganise
from tests.factories.accounts import make_account
from tests.factories.initiatives import (
    decide_gate,
    make_complete,
    make_documented,
    make_handover,
    make_initiative,
    owner,
    settle_all,
)
from tests.factories.programmes import make_programme, make_unit

pytestmark = pytest.mark.django_db
HOME = "/sv/workspace/initiatives/light/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def as_role(client: Client, role: Role, **fields: str) -> Client:
    client.force_login(make_account(role, **fields))
    return client


def test_from_a_decision_to_ordinary_operations(coordinator: Client) -> None:
    decide_gate(make_initiative(), GateKind.HANDOVER, GateRuling.HAND_OVER)
    today = timezone.localdate().isoformat()
    assert "handover/" in coordinator.get(HOME).content.decode()
    sent = {
        "afterlife": "mainstream",
        "receiver": owner().code,
        "from_day": today,
        "text_sv": "Som de andra.",
    }
    assert coordinator.post(f"{HOME}handover/", sent).status_code == 302
    assert "accept/" not in coordinator.get(HOME).content.decode()
    assert coordinator.post(f"{HOME}handover/accept/").status_code == 403
    coordinator.post(f"{HOME}handover/lines/budget/", {"account": "6:1203", "from_day": today})
    for carried in [one for one in Carried if one is not Carried.BUDGET]:
        answer = coordinator.post(
            f"{HOME}handover/lines/{carried}/waive/", {"because_sv": "Det finns inget."}
        )
        assert answer.status_code == 302
    department = as_role(coordinator, Role.APPROVER)
    assert "accept/" in department.get(HOME).content.decode()
    assert department.post(f"{HOME}handover/accept/").status_code == 302
    handover = Handover.objects.select_related("initiative").get()
    assert handover.completed_at is not None
    assert handover.initiative.phase == Phase.HANDED_OVER
    page = department.get("/sv/initiatives/light/").content.decode()
    assert "6:1203" in page
    assert "/sv/lives-on/" in page


def test_what_is_missing_is_said_at_the_form(coordinator: Client) -> None:
    make_handover()
    empty = coordinator.post(f"{HOME}handover/lines/staff/", {"done_on": timezone.localdate().isoformat()})
    assert empty.status_code == 422
    assert empty.context["form"].non_field_errors()
    assert coordinator.post(f"{HOME}handover/lines/budget/", {"account": ""}).status_code == 422
    assert coordinator.get(f"{HOME}handover/lines/nothing/").status_code == 404


def test_a_unit_that_has_ceased_since_is_refused_with_its_successors(coordinator: Client) -> None:
    old, new = make_unit("old", name={"sv": "Gamla"}), make_unit("new", name={"sv": "Nya"})
    make_handover(receiver=old)
    reorganise(predecessors=[old], successors=[new], on=timezone.localdate(), actor=None)
    refused = as_role(coordinator, Role.APPROVER).post(f"{HOME}handover/accept/")
    assert refused.status_code == 409
    assert "Nya" in refused.content.decode()


def test_an_approver_of_another_area_does_not_accept(coordinator: Client) -> None:
    make_handover()
    elsewhere = as_role(coordinator, Role.APPROVER, area_code="elsewhere")
    assert elsewhere.post(f"{HOME}handover/accept/").status_code == 403


def test_it_is_looked_at_again_when_due_and_at_other_times(coordinator: Client) -> None:
    make_complete()
    due = LookBack.objects.get(years=1)
    today = timezone.localdate().isoformat()
    untold = coordinator.post(f"{HOME}handover/look-back/{due.pk}/", {"found": "faded", "seen_on": today})
    assert untold.status_code == 422
    sent = {"found": "faded", "seen_on": today, "text_sv": "Ingen vet varför."}
    assert coordinator.post(f"{HOME}handover/look-back/{due.pk}/", sent).status_code == 302
    due.refresh_from_db()
    assert due.found == Found.FADED
    assert "Ingen vet varför." in coordinator.get(f"{HOME}handover/look-back/{due.pk}/").content.decode()
    assert coordinator.get(f"{HOME}handover/look-back/").status_code == 200
    assert coordinator.post(f"{HOME}handover/look-back/", sent | {"found": "as_is"}).status_code == 302


def test_what_is_known_from_sources_is_read_and_not_changed(coordinator: Client) -> None:
    make_documented("light")
    page = coordinator.get(HOME).content.decode()
    assert "handover/" not in page
    assert coordinator.get(f"{HOME}handover/look-back/").status_code == 404
    sent = {"afterlife": "stop"}
    assert coordinator.post(f"{HOME}handover/", sent).status_code == 422


def test_what_is_complete_offers_no_line_to_settle(coordinator: Client) -> None:
    handover = make_handover()
    assert "lines/budget/" in coordinator.get(HOME).content.decode()
    settle_all(handover)
    as_role(coordinator, Role.APPROVER).post(f"{HOME}handover/accept/")
    assert "lines/budget/" not in coordinator.get(HOME).content.decode()
