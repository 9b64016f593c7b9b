"""Documents are downloads for those who may read them; for others they do not exist."""

from email.message import Message
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import forget_documents, with_access
from tests.factories.accounts import make_account
from tests.factories.documents import CSV, keep


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def address(document: Document) -> str:
    return reverse("data:document", args=[document.sha256, document.name])


@pytest.mark.django_db
def test_a_public_document_may_be_kept_and_is_asked_for_again_and_asks_nobody_who_they_are(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    document = keep(access=Access.PUBLIC)
    with django_assert_num_queries(1):
        answer = client.get(address(document))
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, CSV, "text/csv")
    assert answer["Cache-Control"] == "public, no-cache"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.django_db
def test_a_browser_that_has_it_is_not_sent_it_again(client: Client) -> None:
    document = keep(access=Access.PUBLIC)
    etag = client.get(address(document))["ETag"]
    answer = client.get(address(document), headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.django_db
def test_what_was_taken_back_is_no_longer_confirmed_to_whoever_kept_it(client: Client) -> None:
    document = keep(access=Access.PUBLIC)
    known = {"if-none-match": client.get(address(document))["ETag"]}
    with_access(document, Access.STAFF)
    forget_documents([document.pk])
    assert client.get(address(document), headers=known).status_code == 404


@pytest.mark.django_db
def test_what_staff_may_read_does_not_exist_for_others_not_even_as_known_already(client: Client) -> None:
    document = keep()
    known = {"if-none-match": f'"{document.sha256}"'}
    assert client.get(address(document), headers=known).status_code == 404
    client.force_login(make_account())
    assert client.get(address(document), headers=known).status_code == 404


@pytest.mark.django_db
def test_who_works_here_reads_it_and_no_cache_keeps_it(client: Client) -> None:
    document = keep()
    client.force_login(make_account(Role.COORDINATOR))
    answer = client.get(address(document))
    assert (answer.status_code, answer.content) == (200, CSV)
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ['om"råde.csv', "a; filename=evil.html", "منطقة.csv", "x\r\nSet-Cookie: a=b.csv"]
)
def test_whatever_the_name_it_is_one_download_and_one_header(client: Client, name: str) -> None:
    document = keep(name=name, access=Access.PUBLIC)
    answer = client.get(address(document))
    header = Message()
    header["Content-Disposition"] = answer["Content-Disposition"]
    assert header.get_content_disposition() == "attachment"
    assert header.get_filename() == document.name
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("sha256", ["0" * 64, "..", "..%2f..%2fetc%2fpasswd", "%00"])
def test_a_path_is_not_a_way_into_the_folder(client: Client, sha256: str) -> None:
    keep(access=Access.PUBLIC)
    assert client.get(f"/data/documents/{sha256}/passwd").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_document_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)(address(keep(access=Access.PUBLIC))).status_code == 405
