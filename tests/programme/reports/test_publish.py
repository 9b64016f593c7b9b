"""Publishing freezes one state of the records, once, and only when there is something new to say."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone

from bokal.programme.areas.models import Dataset, Definition, IndexRun, Observation
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.programme.queue.services.lease import claim_job, reap_abandoned
from bokal.programme.queue.services.run import attempt
from bokal.programme.reports.errors import FiguresAlike, InputsChanged, NothingNew, PublishedMeanwhile
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import prepare_report, publish_report, verify_snapshot
from bokal.programme.reports.services.consistent_read import consistent_read
from bokal.programme.reports.services.publish_report import freeze
from bokal.programme.reports.tasks import publish_edition
from tests.factories.reports import make_city_with_figures, make_report, make_run


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report(db: None) -> Report:
    return make_report(make_run(make_city_with_figures()))


def correct(value: float = 99.0) -> None:
    """Correct one observation, as an import would."""
    Observation.objects.filter(area__code="Z05", definition__indicator__code="poor").update(value=value)


def test_a_ranking_of_other_figures_than_those_of_today_is_not_published(report: Report) -> None:
    correct()
    with pytest.raises(InputsChanged):
        publish_report(report_id=report.pk, actor=None)
    assert not Snapshot.objects.exists()


def test_an_edition_says_one_thing_throughout(report: Report) -> None:
    content = publish_report(report_id=report.pk, actor=None).content
    run = IndexRun.objects.get()
    assert content["run"]["input_sha256"] == run.input_sha256
    ranks = {area["code"]: area["rank"] for area in content["areas"]}
    assert content["certainty"]["methods"][0]["ranks"] == ranks


@pytest.mark.parametrize(
    "change",
    [
        lambda: Dataset.objects.update(licence_name="CC BY 4.0"),
        lambda: Definition.objects.filter(indicator__code="poor").update(limits={"en": "It is rounded."}),
        lambda: Report.objects.update(title={"en": "Another title"}),
    ],
    ids=["licence", "definition", "title"],
)
def test_new_words_are_worth_an_edition(report: Report, change: Callable[[], object]) -> None:
    publish_report(report_id=report.pk, actor=None)
    with pytest.raises(NothingNew):
        publish_report(report_id=report.pk, actor=None)
    change()
    assert publish_report(report_id=report.pk, actor=None).edition == 2
    with pytest.raises(NothingNew):
        publish_report(report_id=report.pk, actor=None)


def test_an_old_edition_keeps_its_title(report: Report) -> None:
    before = dict(report.title)
    snapshot = publish_report(report_id=report.pk, actor=None)
    words = {"profile": report.profile, "subject": report.subject, "actor": None}
    prepare_report(slug=report.slug, title={"en": "Another title"}, **words)
    assert Snapshot.objects.get(pk=snapshot.pk).title == before


def test_an_indicator_called_rank_would_hide_the_rank(db: None) -> None:
    definitions = make_city_with_figures()
    definitions["poor"].indicator.code = "rank"
    definitions["poor"].indicator.save()
    with pytest.raises(FiguresAlike, match="areas/Z01/rank"):
        publish_report(report_id=make_report(make_run(definitions)).pk, actor=None)


def test_a_job_that_is_done_twice_publishes_once(report: Report) -> None:
    publish_edition.enqueue(report.pk, None)
    job = claim_job(worker="killed")
    assert job is not None
    # The worker is killed after the edition is kept and before the job is closed.
    assert attempt(job)["state"] == JobState.DONE
    correct()
    Job.objects.update(lease_until=timezone.now())
    assert reap_abandoned() == 1
    Job.objects.update(run_after=timezone.now())
    assert work_off() == 1
    job.refresh_from_db()
    assert (job.state, job.result) == (JobState.DONE, {"report": report.slug, "edition": 1})
    assert Snapshot.objects.count() == 1


def test_of_two_who_draw_the_same_edition_the_second_is_told_why(report: Report) -> None:
    first = publish_report(report_id=report.pk, actor=None)
    again = {"report_id": report.pk, "rendered": {}, "actor": None}
    with pytest.raises(NothingNew):
        freeze(content=first.content, **again)
    other: dict[str, Any] = {**first.content, "year": 2023}
    with pytest.raises(PublishedMeanwhile):
        freeze(content=other, **again)


@pytest.fixture
def on_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Have the records in a file on SQLite: what is in memory knows one connection only."""
    if connection.vendor != "sqlite":
        yield
        return
    path = tmp_path / "bokal.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory, in_file = connections["default"], connections["default"].copy()
    in_file.settings_dict["NAME"] = str(path)
    connections["default"] = in_file
    try:
        yield
    finally:
        in_file.close()
        connections["default"] = in_memory


@contextmanager
def somebody_else() -> Iterator[Any]:
    """Open a second connection to the same records."""
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            yield cursor
    finally:
        other.close()


def figure_of_z05() -> QuerySet[Observation]:
    return Observation.objects.filter(area__code="Z05", definition__indicator__code="poor", value=52.0)


def correct_elsewhere(key: int) -> None:
    """Correct a figure through another connection, and wait until it is kept."""
    with somebody_else() as cursor:
        cursor.execute("UPDATE areas_observation SET value = 99 WHERE id = %s", [key])


@pytest.mark.usefixtures("on_file")
def test_a_consistent_read_does_not_see_what_others_write_and_does_not_hold_them_up() -> None:
    make_city_with_figures()
    figures = figure_of_z05()
    key = figures.get().pk
    with consistent_read():
        assert figures.count() == 1
        correct_elsewhere(key)
        assert figures.count() == 1
    assert figures.count() == 0
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"), consistent_read():
        pass


@pytest.mark.usefixtures("on_file")
def test_an_import_in_the_midst_of_publishing_is_not_mixed_in() -> None:
    report = make_report(make_run(make_city_with_figures()))
    key = figure_of_z05().get().pk
    imported = []

    def import_before_the_levels(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "areas_observation" in sql and "areas_dataset" in sql and not imported:
            imported.append(sql)
            correct_elsewhere(key)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(import_before_the_levels):
        snapshot = publish_report(report_id=report.pk, actor=None)
    assert imported
    area = next(area for area in snapshot.content["areas"] if area["code"] == "Z05")
    assert (area["values"]["poor"]["value"], area["rank"]) == (52.0, 5)
    assert verify_snapshot(snapshot).differences[0].address == "areas/Z05/poor"
