"""What a job is promised, inside one process."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.tasks import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone, translation

from bokal.programme.queue.enums import JobState
from bokal.programme.queue.errors import JobIsOver, LeaseLost
from bokal.programme.queue.models import Job, Worker
from bokal.programme.queue.services import (
    cancel_job,
    enqueue_once,
    job_state,
    remove_old_jobs,
    report_progress,
    work_off,
    workers_alive,
)
from bokal.programme.queue.services.lease import (
    Lease,
    claim_job,
    close_job,
    give_back,
    keep_lease,
    pause_after,
    reap_abandoned,
)
from bokal.programme.queue.services.progress import CurrentRun
from bokal.programme.queue.services.run import run_job
from tests.factories.queue import make_job, make_running_job
from tests.programme.queue import sample_tasks

pytestmark = pytest.mark.django_db


def test_a_task_is_enqueued_done_and_its_answer_is_kept() -> None:
    result = sample_tasks.add.enqueue(2, right=3)
    assert result.status == TaskResultStatus.READY
    assert work_off() == 1
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == 5
    assert result.attempts == 1
    assert sample_tasks.add.get_result(result.id).return_value == 5


@pytest.mark.django_db(transaction=True)
def test_a_job_exists_only_when_its_transaction_commits() -> None:
    with transaction.atomic():
        sample_tasks.add.enqueue(1, 1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    with transaction.atomic():
        sample_tasks.add.enqueue(1, 1)
    assert Job.objects.count() == 1


def test_the_most_urgent_job_comes_first_then_the_oldest() -> None:
    early = timezone.now() - datetime.timedelta(hours=1)
    second, third = make_job(run_after=early), make_job()
    first = make_job(priority=10)
    assert [claim_job(worker="w") for _ in range(4)] == [first, second, third, None]


def test_a_job_for_later_waits() -> None:
    later = timezone.now() + datetime.timedelta(hours=1)
    sample_tasks.add.using(run_after=later).enqueue(1, 2)
    assert work_off() == 0


def test_a_worker_for_some_queues_leaves_the_others() -> None:
    make_job(queue="slow")
    assert claim_job(worker="w", queues=frozenset({"fast"})) is None
    assert claim_job(worker="w", queues=frozenset({"slow"})) is not None


def test_a_key_that_comes_free_while_one_asks_is_taken() -> None:
    failing = make_job(key="import 7")

    def fail_before_the_look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            Job.objects.filter(pk=failing.pk).update(state=JobState.FAILED)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail_before_the_look):
        result = enqueue_once(task=sample_tasks.add, key="import 7", args=[1, 2])
    assert result.id != str(failing.public_id)
    assert Job.objects.get(state=JobState.READY, key="import 7").public_id == uuid.UUID(result.id)


def test_a_key_makes_two_jobs_one_until_it_failed() -> None:
    first = enqueue_once(task=sample_tasks.add, key="import 7", args=[1, 2])
    again = enqueue_once(task=sample_tasks.add, key="import 7", args=[1, 2])
    assert first.id == again.id
    cancel_job(public_id=first.id, actor=None)
    assert enqueue_once(task=sample_tasks.add, key="import 7", args=[1, 2]).id != first.id
    with pytest.raises(IntegrityError):
        make_job(key="import 7")


def test_a_refusal_is_not_tried_again_and_keeps_its_sentence() -> None:
    result = sample_tasks.refuse.enqueue()
    assert work_off() == 1
    shown = job_state(result.id)
    assert shown.state == JobState.FAILED
    assert shown.sentence == "The file has no column “area”. Add it and try again."


def test_an_error_is_tried_again_after_a_pause_and_then_ends_with_a_sentence() -> None:
    result = sample_tasks.break_down.enqueue("anna@example.org")
    for attempt in (1, 2, 3):
        Job.objects.update(run_after=timezone.now())
        before = timezone.now()
        assert work_off() == 1
        job = Job.objects.get()
        assert job.attempts == attempt
        if attempt < 3:
            assert job.state == JobState.READY
            assert job.run_after >= before + pause_after(attempt)
    shown = job_state(result.id)
    assert shown.state == JobState.FAILED
    assert str(shown.sentence).startswith("The program met an error")


def test_the_kept_error_names_kind_and_place_but_no_person() -> None:
    sample_tasks.break_down.enqueue("anna@example.org")
    work_off()
    error = Job.objects.get().error
    assert error.startswith("builtins.ValueError")
    assert "sample_tasks.py" in error
    assert "anna" not in error


def test_logs_of_a_failing_task_name_no_person(caplog: pytest.LogCaptureFixture) -> None:
    make_job(task=sample_tasks.break_down.module_path, args=["anna@example.org"], max_attempts=1)
    work_off()
    assert "FAILED" in caplog.text
    assert "anna" not in caplog.text


@pytest.mark.parametrize("task", ["tests.programme.queue.sample_tasks.gone", "os.getcwd"])
def test_a_task_that_is_not_there_is_a_failed_job_not_a_dead_worker(task: str) -> None:
    make_job(task=task, args=[], max_attempts=1)
    assert work_off() == 1
    assert Job.objects.get().state == JobState.FAILED


def test_an_answer_that_is_no_json_fails() -> None:
    sample_tasks.answer_in_no_json.enqueue()
    work_off()
    assert Job.objects.get().error.startswith("builtins.TypeError")


def test_a_task_can_ask_which_attempt_it_is() -> None:
    result = sample_tasks.name_attempt.enqueue()
    work_off()
    result.refresh()
    assert result.return_value == 1


def test_a_job_runs_in_the_language_of_the_person_who_asked() -> None:
    with translation.override("ar"):
        sample_tasks.add.enqueue(1, 2)
    assert Job.objects.get().language == "ar"


def test_an_abandoned_job_is_put_back_after_a_pause() -> None:
    job = make_running_job(lease_seconds=-1)
    assert reap_abandoned() == 1
    job.refresh_from_db()
    assert job.state == JobState.READY
    assert job.attempts == 1
    assert job.run_after > timezone.now()
    assert reap_abandoned() == 0


def test_a_job_whose_worker_is_heard_of_is_left_alone() -> None:
    make_running_job(lease_seconds=30)
    assert reap_abandoned() == 0


def test_a_job_abandoned_too_often_ends_with_a_sentence() -> None:
    job = make_running_job(lease_seconds=-1, attempts=3)
    reap_abandoned()
    assert job_state(job.public_id).state == JobState.FAILED
    assert "in the middle of this job" in str(job_state(job.public_id).sentence)


def test_a_worker_whose_job_was_taken_cannot_write_its_outcome() -> None:
    late = Lease.of(make_running_job(worker="late", lease_seconds=-1))
    reap_abandoned()
    Job.objects.update(run_after=timezone.now())
    taken = claim_job(worker="quick")
    assert taken is not None
    assert not close_job(late, state=JobState.DONE, result="late")
    assert not keep_lease(late)
    assert not give_back(late)
    assert close_job(Lease.of(taken), state=JobState.DONE, result="quick", finished_at=timezone.now())
    assert Job.objects.get().result == "quick"


def test_the_same_worker_cannot_write_for_an_earlier_attempt() -> None:
    early = Lease.of(make_running_job(worker="w", lease_seconds=-1))
    reap_abandoned()
    Job.objects.update(run_after=timezone.now())
    claim_job(worker="w")
    assert not close_job(early, state=JobState.DONE)


def test_a_job_given_back_is_as_if_never_taken() -> None:
    lease = Lease.of(make_running_job(worker="w"))
    assert give_back(lease)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.worker) == (JobState.READY, 0, "")


def test_progress_reaches_the_page() -> None:
    result = sample_tasks.count_to.enqueue(7)
    work_off()
    shown = job_state(result.id)
    assert (shown.done, shown.total, shown.note) == (7, 7, "7 of 7")
    assert shown.is_over


def test_progress_outside_a_job_says_nothing() -> None:
    report_progress(1, 2)
    assert not Job.objects.exists()


def test_a_cancelled_job_ends_at_its_next_word() -> None:
    job = make_running_job(worker="w", task=sample_tasks.count_to.module_path, args=[5])
    run = CurrentRun(Lease.of(job))
    cancel_job(public_id=job.public_id, actor=None)
    run.beat()
    with pytest.raises(LeaseLost):
        run.tell(1, 2, "")
    run_job(job, run)
    assert job_state(job.public_id).state == JobState.CANCELLED
    with pytest.raises(JobIsOver):
        cancel_job(public_id=job.public_id, actor=None)


def test_an_unknown_job_is_named_as_such() -> None:
    with pytest.raises(TaskResultDoesNotExist):
        sample_tasks.add.get_result(str(uuid.uuid4()))
    with pytest.raises(TaskResultDoesNotExist):
        sample_tasks.add.get_result("nonsense")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": JobState.RUNNING},
        {"worker": "w"},
        {"lease_until": timezone.now()},
        {"attempts": 9},
    ],
)
def test_the_database_refuses_a_job_that_cannot_be(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        make_job(**fields)


def test_only_old_jobs_that_are_over_are_removed() -> None:
    long_ago = timezone.now() - datetime.timedelta(days=31)
    make_job(state=JobState.DONE, finished_at=long_ago)
    kept = {
        make_job(state=JobState.DONE, finished_at=timezone.now()),
        make_job(run_after=long_ago),
        make_running_job(),
    }
    Worker.objects.create(name="gone", seen_at=long_ago)
    Worker.objects.create(name="here")
    assert remove_old_jobs() == 1
    assert set(Job.objects.all()) == kept
    assert workers_alive() == ["here"]
    assert Worker.objects.count() == 1
