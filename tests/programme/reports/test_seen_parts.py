"""Only what somebody has looked at is published in their name."""

from collections.abc import Callable

import pytest

from bokal.programme.areas.models import Area, Boundary, Dataset, Definition, Observation
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.programme.reports.errors import ChangedSinceSeen, NothingNew
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import preview_report, publish_report
from bokal.programme.reports.services.seen_parts import parts_changed, seen_parts
from bokal.programme.reports.services.shapes import shape_of
from bokal.programme.reports.tasks import publish_edition
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report(make_run(make_city_with_figures()))


def figures_of(area: str) -> Observation:
    return Observation.objects.get(area__code=area, definition__indicator__code="poor")


def correct(area: str, value: float) -> None:
    Observation.objects.filter(pk=figures_of(area).pk).update(value=value)


def rename_elsewhere() -> None:
    Report.objects.update(title={"en": "Another title"})


CHANGES: dict[str, Callable[[], object]] = {
    "figures of the city": lambda: correct("C", 38.0),
    "programme areas": lambda: correct("P", 38.0),
    "sources": lambda: Dataset.objects.update(licence_name="CC BY 4.0"),
    "indicators and weights": lambda: Definition.objects.update(limits={"en": "Rounded."}),
    "names or figures of the zones": lambda: Area.objects.filter(code="Z07").update(name="New name"),
    "the map": lambda: Boundary.objects.filter(area__code="Z07").update(outline=[[0, 0, 9, 0, 9, 9]]),
    "number or title of the edition, or the program": rename_elsewhere,
}


def test_what_was_seen_is_published(report: Report) -> None:
    seen = preview_report(slug=report.slug).seen
    assert publish_report(report_id=report.pk, actor=None, seen=seen).edition == 1


@pytest.mark.parametrize("part", CHANGES)
def test_a_change_after_the_preview_is_named_and_nothing_is_published(report: Report, part: str) -> None:
    seen = preview_report(slug=report.slug).seen
    CHANGES[part]()
    with pytest.raises(ChangedSinceSeen) as refusal:
        publish_report(report_id=report.pk, actor=None, seen=seen)
    assert f"What is different: {part}" in str(refusal.value)
    assert not Snapshot.objects.exists()
    again = preview_report(slug=report.slug)
    assert (
        publish_report(report_id=report.pk, actor=None, seen=again.seen).content["city"]
        == (again.content["city"])
    )


def test_an_edition_of_somebody_else_is_a_change_and_the_same_edition_is_nothing_new(report: Report) -> None:
    seen = preview_report(slug=report.slug).seen
    publish_report(report_id=report.pk, actor=None)
    with pytest.raises(NothingNew):
        publish_report(report_id=report.pk, actor=None, seen=seen)
    rename_elsewhere()
    with pytest.raises(ChangedSinceSeen, match="number or title"):
        publish_report(report_id=report.pk, actor=None, seen=seen)


def test_the_job_says_what_changed_while_it_waited(report: Report) -> None:
    publish_edition.enqueue(report.pk, None, preview_report(slug=report.slug).seen)
    correct("C", 38.0)
    assert work_off() == 1
    job = Job.objects.get()
    assert (job.state, "figures of the city" in job.error) == (JobState.FAILED, True)


def test_the_last_digits_of_another_processor_are_no_change(report: Report) -> None:
    content = preview_report(slug=report.slug).content
    seen = seen_parts(content)
    content["areas"][0]["score"] += 1e-12
    content["edition"]["published_at"] = "2030-01-01T00:00:00+00:00"
    assert parts_changed(seen, content) == []
    content["areas"][0]["values"]["poor"]["value"] += 0.1
    assert parts_changed(seen, content) == ["names or figures of the zones"]


def test_every_part_has_a_name_in_words(report: Report) -> None:
    content = preview_report(slug=report.slug).content
    assert parts_changed("", content) == [
        str(shape_of(content).parts[part]) for part in content if part != "figures"
    ]
