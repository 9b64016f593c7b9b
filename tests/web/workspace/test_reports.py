"""Reports: prepared, published in the background and verified in the browser without script."""

import re

import pytest
from django.test import Client

from bokal.cli.verify import sentence
from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Dataset, Observation
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import publish_report, verify_snapshot
from bokal.programme.reports.tasks import publish_edition
from tests.factories.accounts import make_account
from tests.factories.paper import pages_of
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/reports/"
FORM = {"slug": "lowest-2024", "run": "lowest", "city": "city", "composites": "programme_areas"}


@pytest.fixture
def coordinator(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR))


@pytest.fixture
def report() -> Report:
    return make_report(make_run(make_city_with_figures()))


def seen_on(page: str) -> str:
    """Return what the page carries of the preview it shows."""
    found = re.search(r'name="seen" value="(.+?)"', page)
    assert found is not None
    return found[1]


def publish(client: Client, report: Report) -> str:
    """Ask for an edition, let the worker make it, and return the page of the job."""
    address = f"{HERE}{report.slug}/publish/"
    sent = client.post(address, {"seen": seen_on(client.get(address).text)})
    assert sent.status_code == 302
    assert work_off() == 1
    return client.get(sent["Location"]).text


def test_without_a_report_the_list_says_what_to_do(client: Client, coordinator: None) -> None:
    assert "No report is prepared yet" in client.get(HERE).text


def test_a_report_is_prepared_from_a_ranking(client: Client, coordinator: None, report: Report) -> None:
    asked = client.get(f"{HERE}new/", {"run": "lowest"})
    assert '<option value="lowest" selected>Where is welfare lowest? (lowest)</option>' in asked.text
    page = client.post(f"{HERE}new/", FORM, follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    assert Report.objects.get(slug="lowest-2024").subject == {
        "run": "lowest",
        "city": "city",
        "composites": "programme_areas",
    }
    assert "Not published yet." in page.text


def test_what_a_report_rests_on_is_filled_in_to_be_changed(
    client: Client, coordinator: None, report: Report
) -> None:
    page = client.get(f"{HERE}new/", {"report": report.slug})
    assert f'value="{report.slug}"' in page.text
    assert '<option value="city" selected>' in page.text


def test_another_report_is_not_pointed_elsewhere_by_mistake(
    client: Client, coordinator: None, report: Report
) -> None:
    before = dict(report.subject)
    wanted = FORM | {"slug": report.slug, "city": "zones"}
    page = client.post(f"{HERE}new/", wanted)
    assert page.status_code == 422
    assert "There is a report with this address." in page.text
    report.refresh_from_db()
    assert report.subject == before
    assert client.post(f"{HERE}new/?report={report.slug}", wanted).status_code == 302
    report.refresh_from_db()
    assert report.subject["city"] == "zones"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"slug": "with spaces"}, "Enter a valid"),
        ({"run": "none"}, "Select a valid choice"),
        ({"city": ""}, "Choose one: The whole city."),
    ],
)
def test_a_refused_report_says_why(
    client: Client, coordinator: None, report: Report, changes: dict[str, str], said: str
) -> None:
    page = client.post(f"{HERE}new/", FORM | changes)
    assert page.status_code == 422
    assert said in page.text
    assert Report.objects.count() == 1


def test_an_edition_is_published_in_the_background_and_once(
    client: Client, coordinator: None, report: Report
) -> None:
    assert f"/en/reports/{report.slug}/1/" in publish(client, report)
    job = Job.objects.get()
    assert (job.progress_done, job.progress_total) == (5, 5)
    snapshot = Snapshot.objects.get()
    assert snapshot.published_by is not None
    again = client.post(f"{HERE}{report.slug}/publish/", {"seen": "any"})
    assert (again.status_code, "The last edition says the same." in again.text) == (409, True)
    assert "have changed since you looked" not in again.text
    assert Job.objects.count() == 1
    assert Snapshot.objects.count() == 1
    listed = client.get(HERE).text
    assert f"/en/reports/{report.slug}/1/report.pdf" in listed


def test_before_publishing_the_page_shows_what_is_new_and_the_draft(
    client: Client, coordinator: None, report: Report
) -> None:
    address = f"{HERE}{report.slug}/publish/"
    first = client.get(address).text
    assert "It is the first edition." in first
    assert "Publish edition 1" in first
    assert not Snapshot.objects.exists()
    publish_report(report_id=report.pk, actor=None)
    again = client.get(address).text
    assert "The last edition says the same." in again
    assert '<button type="submit">Publish edition' not in again
    report.title = {"en": "Another title"}
    report.save()
    renamed = client.get(address).text
    assert "Its title." in renamed
    assert "Publish edition 2" in renamed
    assert Snapshot.objects.count() == 1
    assert client.get(f"{HERE}none/publish/").status_code == 404


def correct_the_city(value: float) -> None:
    Observation.objects.filter(area__code="C", definition__indicator__code="poor").update(value=value)


def test_what_changed_after_the_preview_is_shown_again_and_not_published(
    client: Client, coordinator: None, report: Report
) -> None:
    publish_report(report_id=report.pk, actor=None)
    correct_the_city(38.0)
    address = f"{HERE}{report.slug}/publish/"
    seen = seen_on(client.get(address).text)
    correct_the_city(39.5)
    page = client.post(address, {"seen": seen})
    assert page.status_code == 409
    assert 'data-kind="warning"' in page.text
    assert "What is different: figures of the city. Below is" in page.text
    assert "39.5</td>" in page.text, "what it would say now is shown"
    assert not Job.objects.exists()
    assert client.post(address, {"seen": seen_on(page.text)}).status_code == 302
    assert client.post(address).status_code == 409, "nobody publishes without having looked"


def test_what_changed_while_the_job_waited_is_told_with_a_way_back(
    client: Client, coordinator: None, report: Report
) -> None:
    address = f"{HERE}{report.slug}/publish/"
    sent = client.post(address, {"seen": seen_on(client.get(address).text)})
    correct_the_city(38.0)
    assert work_off() == 1
    page = client.get(sent["Location"]).text
    assert "What is different: figures of the city." in page
    assert f'<a href="{address}">Look at the report again</a>' in page
    assert not Snapshot.objects.exists()
    client.force_login(make_account(Role.BOARD))
    assert address not in client.get(sent["Location"]).text


def test_of_many_differences_the_page_says_how_many_it_shows(
    client: Client, coordinator: None, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_report(report_id=report.pk, actor=None)
    Observation.objects.filter(area__code__in=["C", "P"]).update(value=38.5)
    Dataset.objects.update(licence_name="CC BY 4.0")
    assert "These are the first" not in client.get(f"{HERE}{report.slug}/publish/").text
    monkeypatch.setattr("bokal.web.workspace.reports.SHOWN", 1)
    assert "These are the first 1 of 4." in client.get(f"{HERE}{report.slug}/publish/").text
    assert "These are the first 1 of 4." in client.post(f"{HERE}{report.slug}/1/verify/").text


def test_a_preview_over_other_figures_says_why_there_is_none(
    client: Client, coordinator: None, report: Report
) -> None:
    Observation.objects.filter(area__code="Z01", definition__indicator__code="poor").update(value=59.0)
    page = client.get(f"{HERE}{report.slug}/publish/")
    assert page.status_code == 409
    assert 'data-kind="warning"' in page.text
    assert '<button type="submit">Publish edition' not in page.text
    assert f'href="{HERE}new/?report={report.slug}"' in page.text, "there is a way on"
    back = client.get(f"{HERE}{report.slug}/draft.pdf")
    assert (back.status_code, back["Location"]) == (302, f"{HERE}{report.slug}/publish/")


def test_the_draft_is_a_pdf_that_says_so_and_is_not_kept(
    client: Client, coordinator: None, report: Report
) -> None:
    answer = client.get(f"{HERE}{report.slug}/draft.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content.startswith(b"%PDF-")
    for _picture, text in pages_of(answer.content):
        assert "not published. Figures from" in text
        assert "Edition 1" not in text
    assert not Snapshot.objects.exists()


def test_the_task_runs_without_an_account(report: Report) -> None:
    publish_edition.enqueue(report.pk, None)
    assert work_off() == 1
    assert Job.objects.get().result == {"report": report.slug, "edition": 1}


def test_verifying_names_the_figures_that_differ(client: Client, coordinator: None, report: Report) -> None:
    publish_report(report_id=report.pk, actor=None)
    address = f"{HERE}{report.slug}/1/verify/"
    assert "Every figure agrees" in client.post(address).text
    Observation.objects.filter(area__code="Z01", definition__indicator__code="poor").update(value=59.0)
    page = client.post(address)
    assert "Every figure agrees" not in page.text
    assert 'Z01: Poor<br><small><bdi dir="ltr">areas/Z01/poor</bdi></small>' in page.text
    assert "that differ" in page.text
    assert client.get(address).status_code == 405
    assert client.post(f"{HERE}{report.slug}/7/verify/").status_code == 404


def test_a_number_that_is_the_same_says_what_is_another(
    client: Client, coordinator: None, report: Report
) -> None:
    snapshot = publish_report(report_id=report.pk, actor=None)
    observations = Observation.objects.filter(area__code="C", definition__indicator__code="poor")
    observations.update(status="perturbed")
    page = client.get(f"{HERE}{report.slug}/publish/").text
    assert "37 <small>with another source or status</small>" in page
    (difference,) = verify_snapshot(snapshot).differences
    assert sentence(difference) == (
        "city/C/poor: 37.0 as published, but with another source or status (from figures)"
    )


def test_who_may_not_publish_reads_and_verifies(client: Client, report: Report) -> None:
    assert client.get(HERE).status_code == 302
    client.force_login(make_account(Role.BOARD))
    publish_report(report_id=report.pk, actor=None)
    listed = client.get(HERE).text
    assert "Publish an edition" not in listed
    assert "Prepare a report" not in listed
    assert client.post(f"{HERE}{report.slug}/publish/").status_code == 403
    assert client.post(f"{HERE}{report.slug}/1/verify/").status_code == 200
    assert not Job.objects.exists()


def test_a_report_names_units_and_sources_and_starts_with_its_heading(client: Client, report: Report) -> None:
    publish_report(report_id=report.pk, actor=None)
    page = client.get(f"/en/reports/{report.slug}/1/").text
    body = page[page.index('<div class="paper">') :]
    assert body.index("<h1>") < body.index('class="paper-tools"')
    assert "(%)</th>" in body
    assert "lowest to highest zone inside" not in body
    figures = Snapshot.objects.get().content["figures"]
    address = next(one["address"] for one in figures if one["address"].startswith("areas/"))
    part, code, _name = address.split("/", 2)
    opened = client.get(f"/en/reports/{report.slug}/1/figures/{part}/{code}/").text
    assert 'href="#source-' in opened
    assert 'class="fingerprint"' in opened
