"""Tasks that come back by themselves."""

import datetime

import pytest
from django.utils import timezone
from freezegun import freeze_time

from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job, Recurrence
from bokal.programme.queue.services import enqueue_recurring, recur, recurring, work_off
from bokal.programme.queue.services.recur import Rhythm
from tests.programme.queue import sample_tasks

MIDNIGHT = datetime.time(0, 0)


@pytest.fixture(autouse=True)
def _one_recurring_task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recur, "autodiscover_modules", lambda name: None)
    monkeypatch.setattr(recur, "RHYTHMS", {})
    recurring(minutes=10)(sample_tasks.count_to)


@pytest.mark.django_db
def test_a_recurring_task_is_enqueued_once_however_many_workers_ask() -> None:
    assert enqueue_recurring() == 1
    assert enqueue_recurring() == 0
    assert Job.objects.count() == 1
    Recurrence.objects.update(next_at=timezone.now())
    assert enqueue_recurring() == 1
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_a_worker_that_asks_late_makes_no_second_job() -> None:
    with freeze_time("2026-11-24 12:00"):
        enqueue_recurring()
        Recurrence.objects.update(next_at=timezone.now())
        assert enqueue_recurring() == 1
    assert Job.objects.count() == 1, "the same time has the same key"


@pytest.mark.parametrize(
    ("rhythm", "moment", "then"),
    [
        (Rhythm(minutes=10), "2026-11-24T12:00:00+00:00", "2026-11-24T12:10:00+00:00"),
        (Rhythm(at=datetime.time(3, 30)), "2026-11-24T01:00:00+00:00", "2026-11-24T02:30:00+00:00"),
        (Rhythm(at=datetime.time(3, 30)), "2026-11-24T02:30:00+00:00", "2026-11-25T02:30:00+00:00"),
        (Rhythm(at=MIDNIGHT), "2026-03-28T12:00:00+00:00", "2026-03-28T23:00:00+00:00"),
        (Rhythm(at=MIDNIGHT), "2026-03-29T12:00:00+00:00", "2026-03-29T22:00:00+00:00"),
        (Rhythm(at=MIDNIGHT), "2026-10-25T12:00:00+00:00", "2026-10-25T23:00:00+00:00"),
    ],
)
def test_the_wall_clock_counts_also_when_summer_begins_and_ends(
    rhythm: Rhythm, moment: str, then: str
) -> None:
    assert rhythm.after(datetime.datetime.fromisoformat(moment)) == datetime.datetime.fromisoformat(then)


@pytest.mark.parametrize("given", [{}, {"minutes": 0}, {"minutes": 5, "at": MIDNIGHT}])
def test_a_rhythm_that_makes_no_sense_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="A recurring task needs"):
        recurring(**given)


@pytest.mark.django_db
def test_the_house_tidies_up_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    enqueue_recurring()
    enqueued = set(Job.objects.values_list("task", flat=True))
    assert {
        "bokal.programme.queue.tasks.remove_old_jobs",
        "bokal.programme.queue.tasks.seal_history",
        "bokal.programme.queue.tasks.forget_unused_documents",
        "bokal.programme.queue.tasks.sweep_documents",
    } <= enqueued
    Job.objects.exclude(task__startswith="bokal.programme.queue.").delete()
    assert work_off() >= 3
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
