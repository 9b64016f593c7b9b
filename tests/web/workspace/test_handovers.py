"""Handovers at work: proposed by one, accepted by another, settled, complete, looked at again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.models import Document
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


@pytest.mark.parametrize("carried", list(Carried))
def test_each_line_is_settled_by_its_page_with_a_document(coordinator: Client, carried: Carried) -> None:
    handover = make_handover()
    today = timezone.localdate().isoformat()
    sent = {"text_sv": "Så blev det.", "account": "6:1203", "from_day": today, "done_on": today}
    paper = SimpleUploadedFile("../avtal.exe", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n")
    address = f"{HOME}handover/lines/{carried}/"
    assert 'enctype="multipart/form-data"' in coordinator.get(address).content.decode()
    assert coordinator.post(address, sent | {"document": paper}).status_code == 302
    line = handover.lines.select_related("document").get(carried=carried)
    assert (line.done_on.isoformat(), line.document.name) == (today, "avtal.pdf")
    link = reverse("data:document", kwargs={"sha256": line.document.sha256, "name": "avtal.pdf"})
    assert link in coordinator.get(HOME).content.decode()
    assert coordinator.get(link).content.startswith(b"%PDF-1.7")
    assert coordinator.post(address, sent).status_code == 302
    line.refresh_from_db()
    assert line.document is not None
    assert coordinator.post(address, sent | {"without_document": "on"}).status_code == 302
    line.refresh_from_db()
    assert line.document is None


def test_the_document_of_a_line_is_for_those_who_work_here(coordinator: Client) -> None:
    make_handover()
    paper = SimpleUploadedFile("avtal.pdf", b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n")
    sent = {"text_sv": "Så blev det.", "done_on": timezone.localdate().isoformat(), "document": paper}
    assert coordinator.post(f"{HOME}handover/lines/staff/", sent).status_code == 302
    document = Document.objects.get()
    link = reverse("data:document", kwargs={"sha256": document.sha256, "name": document.name})
    assert Client().get(link).status_code == 404
    assert link not in Client().get("/sv/initiatives/light/").content.decode()


def test_a_file_that_is_no_paper_is_refused_at_the_form(coordinator: Client) -> None:
    handover = make_handover()
    program = SimpleUploadedFile("avtal.pdf", b"MZ\x90\x00\x03\x00")
    sent = {"text_sv": "Så blev det.", "done_on": timezone.localdate().isoformat(), "document": program}
    answer = coordinator.post(f"{HOME}handover/lines/staff/", sent)
    assert answer.status_code == 422
    assert answer.context["form"].non_field_errors()
    assert handover.lines.get(carried=Carried.STAFF).done_on is None


def test_a_document_that_is_taken_away_from_a_line_or_replaced_is_forgotten(coordinator: Client) -> None:
    make_handover()
    settle = f"{HOME}handover/lines/staff/"
    sent = {"text_sv": "Så blev det.", "done_on": timezone.localdate().isoformat()}
    first, second = (SimpleUploadedFile("a.txt", text) for text in (b"An agreement", b"Another agreement"))
    coordinator.post(settle, sent | {"document": first})
    old = Document.objects.get()
    coordinator.post(settle, sent | {"document": second})
    new = Document.objects.get()
    assert new.sha256 != old.sha256
    assert coordinator.post(settle, sent | {"without_document": "on"}).status_code == 302
    assert not Document.objects.exists()
    assert coordinator.get(f"/data/documents/{new.sha256}/{new.name}").status_code == 404


def test_a_document_that_something_else_shows_is_taken_away_from_the_line_alone(coordinator: Client) -> None:
    make_handover()
    sent = {"text_sv": "Så blev det.", "done_on": timezone.localdate().isoformat()}
    for carried in ("staff", "systems"):
        file = SimpleUploadedFile("a.txt", b"An agreement")
        coordinator.post(f"{HOME}handover/lines/{carried}/", sent | {"document": file})
    coordinator.post(f"{HOME}handover/lines/staff/", sent | {"without_document": "on"})
    assert Document.objects.get().handover_lines.get().carried == Carried.SYSTEMS


def test_a_document_goes_again_where_its_line_is_refused(coordinator: Client) -> None:
    make_handover()
    file = SimpleUploadedFile("a.txt", b"An agreement")
    assert coordinator.post(f"{HOME}handover/lines/staff/", {"document": file}).status_code == 422
    assert not Document.objects.exists()
