"""How far an import has come: it reads, compares and writes, and each is a third of the way."""

from enum import IntEnum

from bokal.programme.queue.services import report_progress

TOLD_EVERY = 1_000


class Step(IntEnum):
    """What an import does, in order."""

    READ = 0
    COMPARE = 1
    WRITE = 2


def tell(step: Step, done: int, total: int) -> None:
    """Say how much of a step is done."""
    report_progress(step * total + done, len(Step) * total)
