"""Initiatives from a file at work: looked at first, then brought in; what is wrong is told line by line."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import plan_initiative
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.initiative_files import ROW, WHOLE, Given, let_in, mark_on, table, workbook
from tests.factories.initiatives import make_idea, make_plan, owner
from tests.factories.programmes import make_programme
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db
LIST = "/en/workspace/initiatives/"
FILES = "/en/workspace/import/initiatives/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    make_geography("programme", areas=("herrgarden", "holma"))
    owner()
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    return client


def file_of(*rows: Given) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("initiatives.csv", table(*rows))}


def test_a_file_is_previewed_with_what_is_missing_and_then_brought_in(coordinator: Client) -> None:
    answer = coordinator.post(FILES, file_of(WHOLE, ROW | {"slug": "bare"}))
    assert answer["Location"] == f"{FILES}preview/"
    assert not Initiative.objects.exists()
    page = coordinator.get(f"{FILES}preview/").text
    assert "2 new" in page
    assert "Nothing is missing" in page
    assert "one to three measures, or an approved reason for none" in page
    assert coordinator.post(f"{FILES}apply/", mark_on(page))["Location"] == FILES
    assert set(Initiative.objects.values_list("slug", "phase")) == {
        ("bare", "idea"),
        ("ljus-langs-stigen", "idea"),
    }
    assert "2 new" in coordinator.get(FILES).text
    assert coordinator.post(f"{FILES}apply/", mark_on(page))["Location"] == FILES
    assert "is gone" not in coordinator.get(FILES).text, "what is brought in waits no longer"
    coordinator.post(FILES, file_of(WHOLE, ROW | {"slug": "bare"}))
    assert "The file changes nothing" in coordinator.get(f"{FILES}preview/").text
    coordinator.post(FILES, file_of(ROW | {"slug": "bare", "title_en": "Light"}))
    assert "title_en" in coordinator.get(f"{FILES}preview/").text


def test_what_is_wrong_is_told_line_by_line_and_can_be_taken_along(coordinator: Client) -> None:
    answer = coordinator.post(FILES, file_of(ROW | {"phase": "pilot"}, ROW | {"slug": "b", "area": "holma"}))
    assert answer.status_code == 422
    assert "2 things are wrong with the file" in answer.text
    assert "You have no role where this initiative is." in answer.text
    assert "It neither starts nor ends them." in answer.text
    assert coordinator.get(f"{FILES}problems.csv").text.count("\r\n") == 3
    assert coordinator.post(f"{FILES}apply/")["Location"] == FILES
    assert not Initiative.objects.exists()
    assert coordinator.post(FILES, {"sheet": ""}).status_code == 422


def test_what_was_planned_meanwhile_is_looked_at_once_more(coordinator: Client) -> None:
    coordinator.post(FILES, file_of(ROW | {"slug": "light"}))
    seen = mark_on(coordinator.get(f"{FILES}preview/").text)
    plan = make_plan(area=None)
    plan_initiative(slug="light", plan=plan, actor=None)
    answer = coordinator.post(f"{FILES}apply/", seen)
    assert answer.status_code == 409
    assert "You have no role where this initiative is." in answer.text
    assert Initiative.objects.get().title == plan.title


def test_what_somebody_changed_since_the_preview_is_shown_before_anything_is_written(
    coordinator: Client,
) -> None:
    light = make_idea("light", area=make_area("herrgarden"), title={"sv": "A"})
    coordinator.post(FILES, file_of({"slug": "light", "title_sv": "B"}))
    seen = mark_on(coordinator.get(f"{FILES}preview/").text)
    Initiative.objects.update(title={"sv": "Somebody else"})
    moved = coordinator.post(f"{FILES}apply/", seen)
    assert moved.status_code == 409
    assert "The records, or the file that waits, changed since you looked." in moved.text
    assert "Somebody else" in moved.text
    light.refresh_from_db()
    assert light.title == {"sv": "Somebody else"}
    # Whoever has it shown in another window has still not read it in this one.
    coordinator.get(f"{FILES}preview/")
    assert coordinator.post(f"{FILES}apply/", seen).status_code == 409
    assert coordinator.post(f"{FILES}apply/").status_code == 409
    assert coordinator.post(f"{FILES}apply/", mark_on(moved.text)).status_code == 302, "now it was shown"
    light.refresh_from_db()
    assert light.title == {"sv": "B"}


def test_a_page_brings_in_no_other_file_than_it_shows(coordinator: Client) -> None:
    pages = []
    for title in ("Ljus", "Mörker"):
        coordinator.post(FILES, file_of(ROW | {"slug": "light", "title_sv": title}))
        pages.append(mark_on(coordinator.get(f"{FILES}preview/").text))
    older = coordinator.post(f"{FILES}apply/", pages[0])
    assert older.status_code == 409
    assert "Mörker" in older.text
    assert not Initiative.objects.exists()
    assert coordinator.post(f"{FILES}apply/", pages[1]).status_code == 302
    assert Initiative.objects.get().title == {"sv": "Mörker"}


def test_who_lets_in_a_file_that_is_gone_is_told_so(coordinator: Client) -> None:
    coordinator.post(FILES, file_of(ROW))
    seen = mark_on(coordinator.get(f"{FILES}preview/").text)
    other = Client()
    other.force_login(make_account(Role.COORDINATOR))
    other.post(FILES, file_of(ROW))
    other.post(FILES, file_of(WHOLE))
    answer = coordinator.post(f"{FILES}apply/", seen, follow=True)
    assert answer.redirect_chain == [(FILES, 302)]
    assert "The file that waited here is gone:" in answer.text
    assert not Initiative.objects.exists()
    assert "is gone" not in coordinator.get(FILES).text


def test_a_workbook_with_several_sheets_asks_which(coordinator: Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(ROW)))
    book.create_sheet("Notes")
    stream = io.BytesIO()
    book.save(stream)

    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("initiatives.xlsx", stream.getvalue())

    assert "The workbook has 2 sheets." in coordinator.post(FILES, {"file": upload()}).text
    coordinator.post(FILES, {"file": upload(), "sheet": "Sheet"})
    let_in(coordinator, FILES)
    assert Initiative.objects.count() == 1


def test_the_list_leads_to_the_import_and_its_templates(coordinator: Client) -> None:
    assert FILES in coordinator.get(LIST).text
    assert "bring many in from a spreadsheet" in coordinator.get(LIST).text
    make_idea()
    assert FILES in coordinator.get(LIST).text
    page = coordinator.get(FILES).text
    for ending in ("csv", "xlsx"):
        assert f"{FILES}template.{ending}" in page
    assert coordinator.get(f"{FILES}template.csv").text.startswith("slug,title_en,kind,area,unit,")
    book = openpyxl.load_workbook(io.BytesIO(coordinator.get(f"{FILES}template.xlsx").content))
    assert book.active["B1"].value == "title_en"


def test_who_only_reads_is_led_to_no_import(client: Client) -> None:
    make_programme()
    client.force_login(make_account(Role.AUDITOR))
    assert FILES not in client.get(LIST).text
    assert client.get(FILES).status_code == 403


def test_the_download_of_the_list_can_be_handed_in_again(coordinator: Client) -> None:
    make_idea(constructed=False)
    content = b"".join(coordinator.get(f"{LIST}initiatives.csv"))
    sent = {"file": SimpleUploadedFile("initiatives.csv", content)}
    assert coordinator.post(FILES, sent).status_code == 302
    assert "1 unchanged" in coordinator.get(f"{FILES}preview/").text


def test_a_file_is_forgotten_once_it_is_brought_in_or_another_waits(coordinator: Client) -> None:
    coordinator.post(FILES, file_of(ROW | {"slug": "bare"}))
    given_up = Document.objects.get()
    coordinator.post(FILES, file_of(WHOLE))
    waiting = Document.objects.get()
    assert waiting.sha256 != given_up.sha256
    coordinator.post(FILES, file_of(WHOLE))
    assert "1 new" in coordinator.get(f"{FILES}preview/").text
    assert let_in(coordinator, FILES).status_code == 302
    assert not Document.objects.exists()
