"""A page shows how far a job has come, to staff alone."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.history.models import Entry
from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.reports.models import Report
from bokal.web.workspace.jobs import ASKED_FOR, titles_of, what_of
from tests.factories.queue import make_job, make_running_job

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.workspace.job_urls")]
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def account() -> Account:
    return Account.objects.create_user("astrid@example.org")


@pytest.fixture
def staff(account: Account, client: Client) -> Client:
    Membership.objects.create(account=account, role=Role.COORDINATOR, valid_from=timezone.localdate())
    client.force_login(account)
    return client


def shown(client: Client, public_id: uuid.UUID) -> str:
    answer = client.get(f"/jobs/{public_id}/", headers=FRAGMENT)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_running_job_shows_its_progress_and_asks_again(staff: Client) -> None:
    job = make_running_job(progress_done=3, progress_total=7, progress_note="Reading rows")
    page = shown(staff, job.public_id)
    assert '<progress max="7" value="3"' in page
    assert "Reading rows" in page
    assert f'hx-get="/jobs/{job.public_id}/"' in page
    assert f'<a href="/jobs/{job.public_id}/">' in page, "without script a link does the same"
    assert "<html" not in page


def test_a_job_that_is_over_no_longer_asks(staff: Client) -> None:
    page = shown(staff, make_job(state=JobState.DONE, finished_at=timezone.now()).public_id)
    assert "hx-get" not in page
    assert "<progress" not in page


def test_a_refused_job_shows_its_sentence(staff: Client) -> None:
    job = make_job(state=JobState.FAILED, failure=Failure.REFUSED, error="The file has no column “area”.")
    assert "The file has no column “area”." in shown(staff, job.public_id)


def test_an_error_shows_no_place_in_the_code(staff: Client) -> None:
    job = make_job(state=JobState.FAILED, failure=Failure.ERROR, error="builtins.KeyError\nsecret.py:7 read")
    assert "secret.py" not in shown(staff, job.public_id)


def test_a_job_is_called_off_by_whoever_may_start_one_and_only_while_it_is_not_over(
    staff: Client, account: Account
) -> None:
    job = make_job()
    address = f"/jobs/{job.public_id}/"
    assert f'action="{address}cancel/"' in shown(staff, job.public_id)
    assert staff.post(f"{address}cancel/")["Location"] == address
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert Entry.objects.get(verb="job.cancelled").actor == str(account.pk)
    assert "cancel/" not in shown(staff, job.public_id)
    again = staff.post(f"{address}cancel/", headers=FRAGMENT | {"Accept-Language": "en"})
    assert (again.status_code, "This job is already over." in again.text) == (409, True)
    assert staff.post(f"/jobs/{uuid.uuid4()}/cancel/").status_code == 404
    Membership.objects.update(role=Role.BOARD)
    other = make_job()
    assert "cancel/" not in shown(staff, other.public_id)
    assert staff.post(f"/jobs/{other.public_id}/cancel/").status_code == 403


def test_the_list_shows_what_people_asked_for_and_how_it_stands(staff: Client) -> None:
    assert "<table" not in staff.get("/jobs/").text
    asked = make_job(task="bokal.programme.areas.tasks.import_document", args=["boundaries"])
    make_job(task="bokal.programme.documents.tasks.sweep")
    page = staff.get("/jobs/", headers={"Accept-Language": "en"}).text
    assert f'<a href="/jobs/{asked.public_id}/">Import a file</a>' in page
    assert page.count("<tr>") == 2


def test_the_list_does_not_grow_with_time(staff: Client) -> None:
    for _place in range(55):
        make_job(task="bokal.programme.areas.tasks.import_document")
    assert staff.get("/jobs/").text.count('<th scope="row">') == 50


def test_the_list_asks_for_all_reports_at_once(
    staff: Client, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    for place in range(20):
        title = {"en": f"Report {place}"}
        report = Report.objects.create(slug=f"report-{place}", profile="none", title=title, subject={})
        make_job(task="bokal.programme.reports.tasks.publish_edition", args=[report.pk, None])
    with django_assert_max_num_queries(8):
        page = staff.get("/jobs/", headers={"Accept-Language": "en"}).text
    assert page.count("Publish the report “Report ") == 20


def test_a_job_that_failed_is_not_said_to_be_done(staff: Client) -> None:
    task = "bokal.programme.reports.tasks.publish_edition"
    make_job(task=task, state=JobState.FAILED, failure=Failure.REFUSED, error="No.")
    page = staff.get("/jobs/", headers={"Accept-Language": "en"}).text
    assert "is published" not in page


def test_what_is_listed_are_tasks_that_exist() -> None:
    for name in ASKED_FOR:
        assert import_string(name).module_path == name


def test_an_unknown_job_is_not_found(staff: Client) -> None:
    assert staff.get(f"/jobs/{uuid.uuid4()}/", headers=FRAGMENT).status_code == 404


def test_others_see_nothing(client: Client, account: Account) -> None:
    assert client.get("/jobs/").status_code == 302
    address = f"/jobs/{make_job().public_id}/"
    assert client.get(address).status_code == 302
    client.force_login(account)
    assert client.get(address).status_code == 403


def test_the_page_says_what_the_work_is(staff: Client) -> None:
    ranking = make_job(
        task="bokal.programme.areas.tasks.compute_index", args=[{"title": {"en": "Lowest"}}, None, "en"]
    )
    file = make_job(task="bokal.programme.areas.tasks.import_document", args=["boundaries"])
    gone = make_job(task="bokal.programme.reports.tasks.publish_edition", args=[0])
    assert what_of(ranking, {}) == "Compute the ranking “Lowest”"
    assert what_of(file, {}) == "Import a file"
    assert what_of(gone, titles_of([gone])).startswith("Publish the report")
