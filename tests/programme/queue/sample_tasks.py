"""Tasks that the tests of the queue have done, also by workers in other processes."""

import os
import time
from pathlib import Path

from django.tasks import TaskContext, task

from bokal.programme.history.errors import Refused
from bokal.programme.queue.services import report_progress


@task
def add(left: int, right: int) -> int:
    return left + right


@task
def leave_mark(path: str, mark: str) -> str:
    """Add one line to a file; a short line is written whole by every process."""
    with Path(path).open("a") as file:
        file.write(f"{mark} {os.getpid()}\n")
    return mark


@task
def linger(path: str, seconds: float) -> str:
    """Leave a mark, then take long."""
    leave_mark.call(path, "start")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.05)
        report_progress(1, 2, "lingering")
    leave_mark.call(path, "end")
    return "lingered"


@task
def meet(path: str, others: int) -> str:
    """Leave a mark, and wait until as many jobs as told have left theirs: one worker alone waits for ever."""
    leave_mark.call(path, "met")
    while len(Path(path).read_text().splitlines()) < others:
        time.sleep(0.05)
    return "met"


@task
def end_when_told(path: str, told: str) -> str:
    """Leave a mark, and end as soon as a file is there."""
    leave_mark.call(path, "start")
    while not Path(told).exists():
        time.sleep(0.05)
    return "told"


@task
def linger_the_first_time(path: str) -> str:
    """Take forever at the first attempt and be quick at the second."""
    first = not Path(path).exists()
    leave_mark.call(path, "start")
    while first:
        time.sleep(0.05)
    return "finished"


@task
def refuse() -> None:
    raise Refused("The file has no column “area”. Add it and try again.")


@task
def break_down(secret: str) -> None:
    raise ValueError(f"cannot read {secret}")


@task
def count_to(total: int) -> int:
    for number in range(total):
        report_progress(number + 1, total, f"{number + 1} of {total}")
    return total


@task(takes_context=True)
def name_attempt(context: TaskContext) -> int:
    return context.attempt


@task
def answer_in_no_json() -> object:
    return object()
