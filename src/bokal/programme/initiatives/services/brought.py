"""What a file changed, or would change: in one shape for works and for initiatives."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Protocol

from bokal.programme.areas.services.read_problems import Problem

type Changes = tuple[tuple[str, str, str], ...]


class Seen(Protocol):
    """What a row would do: ``new``, ``changed`` or ``unchanged``; and each column with before and after."""

    @property
    def slug(self) -> str: ...

    @property
    def how(self) -> str: ...

    @property
    def changes(self) -> Changes: ...


@dataclass(frozen=True, slots=True)
class Brought[S: Seen]:
    """What a file changed, or would change, and what is wrong with it."""

    seen: tuple[S, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    warnings: tuple[Problem, ...] = ()

    def of(self, how: str) -> tuple[str, ...]:
        """Return the addresses of what is new, changed or unchanged."""
        return tuple(one.slug for one in self.seen if one.how == how)

    @property
    def new(self) -> tuple[str, ...]:
        return self.of("new")

    @property
    def changed(self) -> tuple[str, ...]:
        return self.of("changed")

    @property
    def unchanged(self) -> tuple[str, ...]:
        return self.of("unchanged")

    @property
    def can_apply(self) -> bool:
        return self.problem_count == 0

    @property
    def changes_anything(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def mark(self) -> str:
        """A fingerprint of what is shown of it; another mark means that the records are others by now."""
        shown = [(one.slug, one.how, one.changes) for one in self.seen]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()
