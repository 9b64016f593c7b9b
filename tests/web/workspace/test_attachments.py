"""Documents of an initiative on its pages: attached, fetched by those who may, taken off and put back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.services import change_plan
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_idea, make_initiative, make_plan
from tests.factories.programmes import make_programme

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/initiatives/light/documents/"
PUBLIC = "/en/initiatives/light/"
FILE = re.compile(r'href="(/data/documents/[^"]+)"')


@pytest.fixture
def coordinator(client: Client) -> Client:
    """Return a coordinator with an initiative that is being tried out."""
    make_programme()
    make_initiative()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def send(client: Client, content: bytes = b"%PDF-1.7 minutes", **given: str) -> int:
    """Send the form with a file; return how it was answered."""
    file = SimpleUploadedFile("minutes.pdf", content)
    said = {"title_en": "Minutes", "file": file, **given}
    return client.post(f"{HERE}new/", said).status_code


def press(client: Client, act: str) -> int:
    """Press a button beside the document."""
    return client.post(f"{HERE}{Attachment.objects.get().pk}/", {"act": act}).status_code


def test_a_document_is_attached_shown_detached_and_attached_again(coordinator: Client) -> None:
    passer_by = Client()
    assert "No document is attached" in coordinator.get(HERE).text
    assert send(coordinator) == 302
    (address,) = FILE.findall(coordinator.get(HERE).text)
    assert coordinator.get(address).content == b"%PDF-1.7 minutes"
    assert passer_by.get(address).status_code == 404
    assert "Minutes" not in passer_by.get(PUBLIC).text
    assert press(coordinator, "show") == 302
    page = passer_by.get(PUBLIC).text
    assert "Minutes" in page
    assert "PDF" in page
    assert passer_by.get(address)["Content-Disposition"].startswith("attachment")
    assert press(coordinator, "detach") == 302
    assert passer_by.get(address).status_code == 404
    assert "Minutes" not in passer_by.get(PUBLIC).text
    assert "Attach again: Minutes" in coordinator.get(HERE).text
    assert press(coordinator, "attach") == 302
    assert passer_by.get(address).status_code == 404, "it comes back for those who work here"
    assert press(coordinator, "show") == 302
    assert passer_by.get(address).status_code == 200
    assert FILE.findall(coordinator.get("/en/workspace/initiatives/light/").text) == [address]


def test_what_is_no_document_or_has_no_name_is_said_in_the_form(coordinator: Client) -> None:
    assert send(coordinator, b"<html><script>1</script></html>") == 422
    assert send(coordinator, title_en="") == 422
    assert coordinator.post(f"{HERE}new/", {"title_en": "Minutes"}).status_code == 422
    assert send(coordinator) == 302
    assert send(coordinator) == 422
    assert press(coordinator, "burn") == 404
    assert Attachment.objects.count() == 1


def test_a_document_of_another_initiative_is_not_there(coordinator: Client) -> None:
    make_initiative("other")
    send(coordinator)
    number = Attachment.objects.get().pk
    other = HERE.replace("light", "other")
    assert coordinator.post(f"{other}{number}/", {"act": "detach"}).status_code == 404
    assert Attachment.objects.get().detached_at is None


def test_who_works_here_and_does_not_plan_reads_and_changes_nothing(coordinator: Client) -> None:
    send(coordinator)
    reader = Client()
    reader.force_login(make_account(Role.AUDITOR))
    page = reader.get(HERE).text
    assert "Minutes" in page
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    assert press(reader, "show") == 403
    elsewhere = Client()
    elsewhere.force_login(make_account(Role.COORDINATOR, area_code="kroksback"))
    assert elsewhere.get(HERE).status_code == 403
    assert send(elsewhere) == 403
    assert Initiative.objects.get().attachments.filter(shown=True).count() == 0


def test_what_is_shown_of_an_idea_waits_until_everybody_sees_the_idea(client: Client) -> None:
    make_programme()
    make_idea()
    client.force_login(make_account(Role.COORDINATOR))
    assert send(client, shown="on") == 302
    page = client.get(HERE).text
    (address,) = FILE.findall(page)
    assert "Everybody may read it as soon as everybody sees the initiative" in page
    assert Client().get(address).status_code == 404
    change_plan(initiative_id=Initiative.objects.get().pk, plan=make_plan(shown=True), actor=None)
    assert Client().get(address).status_code == 200
    assert "as soon as" not in client.get(HERE).text
