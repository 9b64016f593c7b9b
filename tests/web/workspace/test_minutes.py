"""The document of a decision: kept with it, read by whom it was meant for, gone where it was refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import rulings_on, show_minutes
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import keep_document
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import GateKind
from bokal.programme.initiatives.models import Gate, Initiative, Passage
from bokal.programme.initiatives.services import open_gate, set_gate
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_decision, make_initiative, owner
from tests.factories.programmes import make_programme
from tests.factories.voices import make_problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def minutes(content: bytes = b"Minutes of the board") -> SimpleUploadedFile:
    return SimpleUploadedFile("minutes.txt", content)


def record_decision(client: Client, **words: object) -> None:
    mark = f"problem-{make_problem([], stage='published').pk}"
    given = {
        "title_sv": "Belysning",
        "body_sv": "Nämnden",
        "scope_sv": "Stigar",
        "reason_sv": "Pengarna räcker.",
        "decider": "board",
        "unit": owner().code,
        "decided_on": timezone.localdate().isoformat(),
        "written_in": "sv",
        f"ruled_{mark}": "yes",
        f"why_{mark}_sv": "Det behövs.",
    }
    address = f"/sv/workspace/decisions/new/?things={mark}"
    assert 'enctype="multipart/form-data"' in client.get(address).content.decode()
    assert client.post(address, given | words).status_code == 302


def reads(client: Client, document: Document) -> int:
    return client.get(f"/data/documents/{document.sha256}/{document.name}").status_code


@pytest.mark.parametrize("shown", [False, True])
def test_the_document_of_a_decision_is_read_by_all_or_by_those_who_work_here(
    coordinator: Client, *, shown: bool
) -> None:
    record_decision(coordinator, minutes=minutes(), **({"minutes_shown": "on"} if shown else {}))
    document = Decision.objects.get().document
    assert document is not None
    assert document.name in coordinator.get("/sv/workspace/decisions/").content.decode()
    assert reads(coordinator, document) == 200
    everybody = Client()
    assert reads(everybody, document) == (200 if shown else 404)
    page = everybody.get(f"/sv/decisions/{Decision.objects.get().slug}/").content.decode()
    assert (document.sha256 in page) == shown


def test_a_decision_is_corrected_as_a_whole_and_keeps_its_document(coordinator: Client) -> None:
    record_decision(coordinator, minutes=minutes())
    wrong = Decision.objects.get()
    address = f"/sv/workspace/decisions/{wrong.slug}/correct/"
    assert address in coordinator.get("/sv/workspace/decisions/").content.decode()
    form = coordinator.get(address).context["form"]
    words = {name: form[name].value() for name in form.fields if form[name].value()}
    (mark,) = form.chosen
    words |= {f"ruled_{mark}": "no", f"why_{mark}_sv": "Det stod fel.", "reference": "TN 2026-1"}
    assert coordinator.post(address, words).status_code == 302
    right = Decision.objects.get(corrects=wrong)
    assert (right.reference, right.document, right.title) == ("TN 2026-1", wrong.document, wrong.title)
    (ruling,) = rulings_on(right.rulings.get().problem)
    assert (ruling.decision, ruling.ruled, ruling.reason) == (right, "no", {"sv": "Det stod fel."})
    # The address of the one that was wrong leads on to the newest.
    assert coordinator.get(address)["Location"] == f"/sv/workspace/decisions/{right.slug}/correct/"


def test_whoever_works_in_another_area_does_not_correct_a_decision(client: Client) -> None:
    make_programme()
    shown = keep_document(content=b"%PDF-1.7", name="minutes.pdf", access=Access.PUBLIC, actor=None)
    wrong = make_decision(make_problem([], stage="published"), document=shown)
    client.force_login(make_account(Role.COORDINATOR, area_code="elsewhere"))
    home = "/sv/workspace/decisions/"
    address = f"{home}{wrong.slug}/correct/"
    assert client.get(address).status_code == 404
    page = client.get(home).text
    assert shown.name in page
    # Neither is offered who reads its document, which would be refused.
    assert address not in page
    assert f"{home}{wrong.slug}/minutes/" not in page
    assert client.post(f"{home}{wrong.slug}/minutes/", {"shown": "no"}).status_code == 404


def opened(initiative: Initiative) -> Gate:
    today = timezone.localdate()
    gate = set_gate(
        initiative_id=initiative.pk,
        kind=GateKind.CONTINUE,
        due_on=today,
        criteria=[{"sv": "Ljuset är på"}],
        actor=None,
    )
    open_gate(gate_id=gate.pk, actor=None)
    return gate


def test_the_document_of_a_gate_is_kept_and_goes_where_the_decision_is_refused(coordinator: Client) -> None:
    gate = opened(make_initiative())
    address = f"/sv/workspace/initiatives/light/gates/{gate.pk}/decide/"
    words = {"met_0": "yes", "ruling": "continue", "body_sv": "Styrgruppen", "reason_sv": "Det fungerar."}
    words |= {"decided_on": "2099-01-01"}
    assert coordinator.post(address, words | {"minutes": minutes()}).status_code == 422
    assert not Document.objects.exists()
    words |= {"decided_on": timezone.localdate().isoformat()}
    assert coordinator.post(address, words | {"minutes": minutes(b"\x00\x01\x02")}).status_code == 422
    assert coordinator.post(address, words | {"minutes": minutes()}).status_code == 302
    document = Passage.objects.latest("pk").document
    assert document is not None
    assert document.sha256 in coordinator.get("/sv/workspace/initiatives/light/").content.decode()
    assert document.sha256 not in Client().get("/sv/initiatives/light/").content.decode()
    assert reads(Client(), document) == 404


def test_the_document_of_a_gate_that_was_shown_is_taken_back_and_shown_again(coordinator: Client) -> None:
    gate = opened(make_initiative())
    home = "/sv/workspace/initiatives/light/"
    words = {"met_0": "yes", "ruling": "continue", "body_sv": "Styrgruppen", "reason_sv": "Det fungerar."}
    words |= {"decided_on": timezone.localdate().isoformat(), "minutes_shown": "on"}
    coordinator.post(f"{home}gates/{gate.pk}/decide/", words | {"minutes": minutes()})
    document = Passage.objects.get(opening__gate=gate).document
    assert document is not None
    address = f"{home}gates/{gate.pk}/minutes/"
    for shown, code in (("no", 404), ("yes", 200)):
        assert f'action="{address}"' in coordinator.get(home).text
        assert coordinator.post(address, {"shown": shown})["Location"] == home
        assert reads(Client(), document) == code
        assert reads(coordinator, document) == 200
        assert (document.sha256 in Client().get("/sv/initiatives/light/").text) == (code == 200)
    assert set(Entry.objects.filter(verb__startswith="passage.").values_list("verb", flat=True)) == {
        *("passage.minutes_hidden", "passage.minutes_shown")
    }
    assert coordinator.post(f"{home}gates/999/minutes/", {"shown": "no"}).status_code == 404


def correct(client: Client, wrong: Decision, **words: object) -> Decision:
    address = f"/sv/workspace/decisions/{wrong.slug}/correct/"
    form = client.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value()}
    (mark,) = form.chosen
    said |= {f"ruled_{mark}": "no", f"why_{mark}_sv": "Det stod fel."}
    assert client.post(address, said | words).status_code == 302
    return Decision.objects.get(corrects=wrong)


def test_everybody_may_read_no_document_that_did_not_come_along(coordinator: Client) -> None:
    record_decision(coordinator, minutes=minutes())
    wrong = Decision.objects.get()
    address = f"/sv/workspace/decisions/{wrong.slug}/correct/"
    form = coordinator.get(address).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value()}
    refused = coordinator.post(address, said | {"minutes_shown": "on"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"minutes_shown"})
    assert not Decision.objects.filter(corrects=wrong).exists()
    # A file that is refused is said once, where it was chosen.
    empty = coordinator.post(address, said | {"minutes_shown": "on", "minutes": minutes(b"")})
    assert set(empty.context["form"].errors) == {"minutes"}


def test_at_a_gate_everybody_may_read_no_document_that_did_not_come_along(coordinator: Client) -> None:
    gate = opened(make_initiative())
    address = f"/sv/workspace/initiatives/light/gates/{gate.pk}/decide/"
    words = {"met_0": "yes", "ruling": "continue", "body_sv": "Styrgruppen", "reason_sv": "Det fungerar."}
    words |= {"decided_on": timezone.localdate().isoformat(), "minutes_shown": "on"}
    refused = coordinator.post(address, words)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"minutes_shown"})
    assert not Passage.objects.filter(opening__gate=gate).exists()
    assert coordinator.post(address, words | {"minutes": minutes()}).status_code == 302


def test_a_correction_takes_the_document_back_that_it_no_longer_has(coordinator: Client) -> None:
    record_decision(coordinator, minutes=minutes(), minutes_shown="on")
    wrong = Decision.objects.get()
    clean = minutes(b"Minutes without names")
    right = correct(coordinator, wrong, minutes=clean, minutes_shown="on")
    wrong.refresh_from_db()
    assert wrong.document is not None
    assert right.document is not None
    assert reads(Client(), wrong.document) == 404
    assert reads(coordinator, wrong.document) == 200
    assert reads(Client(), right.document) == 200


def test_the_document_of_a_decision_is_taken_back_with_those_it_corrects_and_shown_again(
    coordinator: Client,
) -> None:
    record_decision(coordinator, minutes=minutes(), minutes_shown="on")
    document = Decision.objects.get().document
    assert document is not None
    right = correct(coordinator, Decision.objects.get())
    assert right.document == document
    address = f"/sv/workspace/decisions/{right.slug}/minutes/"
    for shown, code in (("no", 404), ("yes", 200)):
        assert f'action="{address}"' in coordinator.get("/sv/workspace/decisions/").text
        assert coordinator.post(address, {"shown": shown}).status_code == 302
        assert reads(Client(), document) == code
        assert reads(coordinator, document) == 200
    elsewhere = Client()
    elsewhere.force_login(make_account(Role.COORDINATOR, area_code="elsewhere"))
    assert elsewhere.post(address, {"shown": "no"}).status_code == 404
    assert reads(Client(), document) == 200


def test_nothing_of_a_decision_changes_but_who_reads_its_document(coordinator: Client) -> None:
    record_decision(coordinator, minutes=minutes())
    for change in ({"title": {"sv": "Annat"}}, {"title": {"sv": "Belysning", "en": "Light"}}, {"slug": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.all().delete()
    show_minutes(decision_id=Decision.objects.get().pk, shown=True, actor=None)
    told = Entry.objects.get(verb="row.changed", subject_type="decisions.decision")
    assert told.before["document_id"] != told.after["document_id"]
