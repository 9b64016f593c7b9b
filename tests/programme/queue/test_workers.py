"""Workers as they are in life: several processes, some of which die in the middle of a job."""

import signal
from pathlib import Path

import pytest

from tests.factories.queue import PATIENCE, wait_until, worker_process
from tests.programme.queue.conftest import Installation

pytestmark = pytest.mark.slow

OURS = "task LIKE '%sample_tasks%'"

IMPORT = "SELECT id FROM queue_job WHERE task LIKE '%import_document'"
# What a page could have read of a running job is noted in the database, for a test may look too seldom.
NOTE_PROGRESS = """
from django.db import connection
note = "INSERT INTO told VALUES (NEW.progress_done, NEW.progress_total);"
when = "AFTER UPDATE ON queue_job FOR EACH ROW WHEN (NEW.state = 'running')"
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE told (done integer, total integer)")
    if connection.vendor == "sqlite":
        cursor.execute(f"CREATE TRIGGER note_progress {when} BEGIN {note} END")
    else:
        body = f"$$ BEGIN {note} RETURN NEW; END $$"
        cursor.execute(f"CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS {body}")
        cursor.execute(f"CREATE TRIGGER note_progress {when} EXECUTE FUNCTION note()")
"""
LARGE_IMPORT = """
from bokal.programme.areas.services import ImportOptions, Kind
from bokal.programme.areas.tasks import import_document
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document
from tests.factories.areas import make_definition, make_geography, make_source
codes = [f"A{number}" for number in range(75)]
make_geography("large", areas=codes)
for number in range(24):
    make_definition(f"i{number}")
places = ((code, number) for code in codes for number in range(24))
rows = (f"large,{code},i{number},{year},{number}" for code, number in places for year in range(1900, 2000))
content = "\\n".join(["geography,area,indicator,year,value", *rows]).encode()
document = keep_document(content=content, name="large.csv", access=Access.STAFF, actor=None)
options = ImportOptions(source=make_source()).as_dict()
import_document.enqueue(str(Kind.OBSERVATIONS), document.pk, options, None, "en")
"""


def states(installation: Installation) -> list[str]:
    return [state for (state,) in installation.query(f"SELECT state FROM queue_job WHERE {OURS} ORDER BY id")]


def test_a_job_survives_kill_9_and_another_worker_finishes_it(
    installation: Installation, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    installation.run(f"tasks.linger_the_first_time.enqueue({str(marks)!r})")
    with worker_process(installation.environment) as first:
        wait_until(marks.exists)
        first.send_signal(signal.SIGKILL)
        first.wait(PATIENCE)
    assert states(installation) == ["running"]
    with worker_process(installation.environment):
        wait_until(lambda: states(installation) == ["done"])
    ((attempts, workers, result),) = installation.query(
        f"SELECT attempts, CAST(workers AS text), CAST(result AS text) FROM queue_job WHERE {OURS}"
    )
    assert attempts == 2
    assert workers.count(":") == 4, "two workers with two names took the job"
    assert result == '"finished"'
    assert len(marks.read_text().splitlines()) == 2


def test_two_workers_do_three_hundred_jobs_once_each(installation: Installation, tmp_path: Path) -> None:
    marks, meeting = tmp_path / "marks", tmp_path / "meeting"
    installation.run(
        f"for number in range(2): tasks.meet.enqueue({str(meeting)!r}, 2)\n"
        f"for number in range(300): tasks.leave_mark.enqueue({str(marks)!r}, str(number))"
    )
    # Nobody dies here, so that no worker on a busy machine is to be taken for dead.
    environment = installation.environment | {"BOKAL_JOB_LEASE_SECONDS": str(PATIENCE)}
    with worker_process(environment), worker_process(environment):
        wait_until(lambda: states(installation) == ["done"] * 302)
    marked = sorted(int(line.split()[0]) for line in marks.read_text().splitlines())
    assert marked == list(range(300))
    met = {line.split()[1] for line in meeting.read_text().splitlines()}
    assert len(met) == 2, "both workers were at work at once"
    assert installation.query(f"SELECT DISTINCT attempts FROM queue_job WHERE {OURS}") == [(1,)]


def test_a_long_job_keeps_its_lease_by_the_heartbeat(installation: Installation, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    installation.run(f"tasks.linger.enqueue({str(marks)!r}, 8)")
    # Long enough for a heartbeat on a busy machine, and shorter than the job.
    environment = installation.environment | {"BOKAL_JOB_LEASE_SECONDS": "5"}
    with worker_process(environment), worker_process(environment):
        wait_until(lambda: "lingering" in str(installation.query("SELECT progress_note FROM queue_job")))
        wait_until(lambda: states(installation) == ["done"])
    assert [line.split()[0] for line in marks.read_text().splitlines()] == ["start", "end"]


def test_a_large_import_shows_its_progress_and_lets_others_write(installation: Installation) -> None:
    installation.run(LARGE_IMPORT)
    installation.run(NOTE_PROGRESS)
    with worker_process(installation.environment):
        wait_until(lambda: installation.query(f"{IMPORT} AND state = 'done'") != [])
    # The heartbeat has a connection of its own: on SQLite it waits like whoever else writes.
    told = installation.query("SELECT done FROM told WHERE done > 0 AND done < total")
    assert told != [], "nobody could write while the file was read"
    assert installation.query("SELECT count(*) FROM areas_observation") == [(180_000,)]
    assert installation.query(f"{IMPORT} AND attempts = 1") != []


def test_a_worker_told_to_stop_finishes_a_short_job(installation: Installation, tmp_path: Path) -> None:
    marks, told = tmp_path / "marks", tmp_path / "told"
    installation.run(f"tasks.end_when_told.enqueue({str(marks)!r}, {str(told)!r})\ntasks.add.enqueue(1, 2)")
    with worker_process(installation.environment, grace=PATIENCE) as worker:
        wait_until(marks.exists)
        worker.send_signal(signal.SIGTERM)
        told.touch()
        assert worker.wait(PATIENCE) == 0
    assert states(installation) == ["done", "ready"]
    assert installation.query("SELECT name FROM queue_worker") == []


def test_a_worker_told_to_stop_gives_a_long_job_back(installation: Installation, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    installation.run(f"tasks.linger.enqueue({str(marks)!r}, 60)")
    with worker_process(installation.environment) as worker:
        wait_until(marks.exists)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE) == 0
    assert installation.query(f"SELECT state, attempts, worker FROM queue_job WHERE {OURS}") == [
        ("ready", 0, "")
    ]


def test_a_worker_that_meets_a_broken_task_goes_on(installation: Installation) -> None:
    installation.run("tasks.break_down.enqueue('x')\ntasks.add.enqueue(1, 2)")
    with worker_process(installation.environment):
        wait_until(lambda: states(installation)[1] == "done")
    assert states(installation)[0] in {"ready", "running"}
