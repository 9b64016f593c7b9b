"""The desk names what waits, from the records themselves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Boundary
from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.reports.models import Report
from bokal.programme.reports.services import publish_report
from tests.factories.accounts import make_account
from tests.factories.areas import make_definition, make_geography
from tests.factories.queue import make_job
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/"


@pytest.fixture
def coordinator(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR))


def test_first_steps_lead_from_nothing_to_a_ranking(client: Client, coordinator: None) -> None:
    assert "There are no areas yet." in client.get(HERE).text
    make_geography(areas=("A1",))
    assert "no boundaries yet" in client.get(HERE).text
    make_city_with_figures()
    page = client.get(HERE).text
    assert "no ranking yet" in page
    assert "Make a ranking" in page


def test_each_thing_that_is_missing_is_named(client: Client, coordinator: None) -> None:
    make_city_with_figures()
    boundary = Boundary.objects.order_by("pk").first()
    assert boundary is not None
    area, dataset = boundary.area, boundary.dataset
    for model in (area.observations.model, area.observations.model.definition.field.related_model):
        model.objects.all().delete()
    page = client.get(HERE).text
    assert "There are indicators, but no figures yet." in page
    assert dataset.slug == "figures"
    make_definition("one-more")
    assert "There are indicators, but no figures yet." in client.get(HERE).text


def test_a_run_waits_until_an_edition_rests_on_it(client: Client, coordinator: None) -> None:
    run = make_run(make_city_with_figures())
    page = client.get(HERE).text
    assert "no report rests on this ranking yet" in page
    assert f"/en/workspace/reports/new/?run={run.slug}" in page
    report = make_report(run)
    assert "prepared, not published." in client.get(HERE).text
    publish_report(report_id=report.pk, actor=None)
    page = client.get(HERE).text
    assert "Nothing waits for you." in page
    assert f"/en/reports/{report.slug}/1/" in page


def test_a_job_that_failed_is_named(client: Client, coordinator: None) -> None:
    job = make_job(state=JobState.FAILED, failure=Failure.ERROR, error="builtins.KeyError")
    page = client.get(HERE).text
    assert "Work in the background</a>: it failed." in page
    assert f"/en/workspace/jobs/{job.public_id}/" in page


def test_failed_editions_are_named_with_one_query(
    client: Client,
    coordinator: None,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[Any]],
) -> None:
    client.get(HERE)
    with CaptureQueriesContext(connection) as before:
        client.get(HERE)
    for place in range(3):
        report = Report.objects.create(
            slug=f"r{place}", profile="none", title={"en": f"Report {place}"}, subject={}
        )
        task = "bokal.programme.reports.tasks.publish_edition"
        make_job(task=task, args=[report.pk, None], state=JobState.FAILED, failure=Failure.ERROR, error="x")
    with django_assert_max_num_queries(len(before) + 1):
        page = client.get(HERE).text
    assert "Publish the report “Report 2”</a>: it failed." in page


def test_nobody_is_sent_where_they_may_not_go(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    page = client.get(HERE).text
    assert "There are no areas yet." in page
    assert "Import a file" not in page
    make_run(make_city_with_figures())
    assert "Prepare a report" not in client.get(HERE).text


def test_the_desk_is_for_those_who_work_here(client: Client) -> None:
    assert "/account/login/?next=" in client.get(HERE)["Location"]
    client.force_login(make_account())
    assert client.get(HERE).status_code == 403
