"""What is wrong with a file, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

KEPT = 5_000
LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; ``line`` counts from 1 and is 0 when the whole file is meant.

    In a map file without lines the number of the feature is in ``column``.
    """

    file: str
    reason: str
    remedy: str
    sheet: str = ""
    line: int = 0
    column: str = ""
    value: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Problem:
        return cls(**data)


class Unreadable(Exception):
    """Reading cannot go on; the problem is already in the list."""


class Problems:
    """Collects what is wrong with one file: the first ones in full, and the number of all."""

    def __init__(self, file: str) -> None:
        # Of a long path the end tells more than the beginning.
        self.file = shown(file if len(file) <= LONGEST_VALUE else f"…{file[1 - LONGEST_VALUE :]}")
        self.sheet = ""
        self.count = 0
        self.found: list[Problem] = []
        self.warnings: list[Problem] = []

    def add(self, reason: str, remedy: str, *, line: int = 0, column: str = "", value: object = "") -> None:
        """Note something for which the file is refused."""
        self.count += 1
        if len(self.found) < KEPT:
            self.found.append(self._problem(reason, remedy, line, column, value))

    def warn(self, reason: str, remedy: str, *, line: int = 0, column: str = "", value: object = "") -> None:
        """Note something worth a look that does not stop the import."""
        if len(self.warnings) < KEPT:
            self.warnings.append(self._problem(reason, remedy, line, column, value))

    def stop(
        self, reason: str, remedy: str, *, line: int = 0, column: str = "", value: object = ""
    ) -> Unreadable:
        """Note something after which nothing more can be read; raise what is returned."""
        self.add(reason, remedy, line=line, column=column, value=value)
        return Unreadable()

    def _problem(self, reason: str, remedy: str, line: int, column: str, value: object) -> Problem:
        return Problem(
            file=self.file,
            sheet=shown(self.sheet),
            line=line,
            column=shown(column),
            value=shown(value),
            reason=reason,
            remedy=remedy,
        )

    def __bool__(self) -> bool:
        return self.count > 0

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)


def shown(value: object) -> str:
    """Write a value so that it can be printed, stored and sent whatever it holds."""
    text = str(value)
    text = text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def is_plain(text: str) -> bool:
    """Say whether every database can keep the text (no control signs, no halves of signs)."""
    return text.isprintable() or all(sign.isprintable() or sign in "\n\t" for sign in text)
