"""What a check can say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How a thing stands: as it should, worth a look, or broken."""

    GOOD = "good"
    LOOK = "look"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in a sentence, and how to mend it."""

    subject: str
    grade: Grade
    sentence: str
    remedy: str = ""


def good(subject: str, sentence: str) -> Finding:
    return Finding(subject, Grade.GOOD, sentence)


def look(subject: str, sentence: str, remedy: str) -> Finding:
    return Finding(subject, Grade.LOOK, sentence, remedy)


def broken(subject: str, sentence: str, remedy: str) -> Finding:
    return Finding(subject, Grade.BROKEN, sentence, remedy)


Check = Callable[[], Iterator[Finding]]


def findings_of(check: Check) -> Iterator[Finding]:
    """Run a check; one that breaks is itself a finding, and the others still run."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 a doctor must not die of what it looks for
        name = check.__name__.removeprefix("check_").replace("_", " ")
        sentence = f"This could not be looked at ({type(error).__name__})."
        yield broken(name, sentence, "Mend what else is named here first, then look again.")
