"""Seal the history: chain the entries by fingerprint, so that a changed or removed one is noticed."""

import datetime
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from bokal.programme.history.models import Entry, Seal
from bokal.programme.history.services.turns import wait_for_turn

BATCH = 2000
# Who waits longer than a quarter of a second for SQLite looks again every tenth.
MOMENT = 0.12
TURN = "seal"
START = "0" * 64
GIVEN_OUT = (
    "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'history_entry'), 0), "
    "COALESCE((SELECT MAX(id) FROM history_entry), 0)"
)


@dataclass(frozen=True, slots=True)
class Verification:
    """What an examination of the history found.

    Attributes
    ----------
    entries, sealed, unsealed
        How many entries there are, and how many are in the chain or not yet.
    head
        Fingerprint of the newest sealed entry; whoever keeps it can prove later that nothing was cut off.
    problems
        One sentence for each thing that is wrong, at most ten.
    """

    entries: int
    sealed: int
    unsealed: int
    head: str
    problems: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether the chain holds."""
        return not self.problems


def entry_bytes(entry: Entry) -> bytes:
    """Return an entry's content in the one form that fingerprints are taken of, alike on every database."""
    at = entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
    content = [
        entry.pk,
        at,
        entry.kind,
        entry.origin,
        entry.actor,
        entry.reference,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.details,
        entry.before,
        entry.after,
    ]
    return json.dumps(alike(content), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def alike(value: Any) -> Any:
    """Return a value with whole numbers written as such, as PostgreSQL does and SQLite does not."""
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    if isinstance(value, dict):
        return {key: alike(part) for key, part in value.items()}
    return [alike(part) for part in value] if isinstance(value, list) else value


def link(previous: str, entry: Entry) -> str:
    """Return the fingerprint of an entry that follows ``previous``."""
    return hashlib.sha256(previous.encode() + entry_bytes(entry)).hexdigest()


def seal_after_commit() -> None:
    """Seal when the running transaction is through; what is missed then, the next sealing catches."""
    if not any(callback[1] == seal_now for callback in connection.run_on_commit):
        # Robust: the change is through, so a sealing that fails must not look like a change that failed.
        transaction.on_commit(seal_now, robust=True)


def seal_now() -> None:
    """Seal, with nobody to tell how many."""
    seal_history()


def seal_history() -> int:
    """Chain every entry that is not yet in the chain; return how many.

    SQLite serves who waits to write in no order, so after a full batch there is a moment for others.
    """
    sealed = 0
    while count := seal_batch():
        sealed += count
        if count == BATCH and connection.vendor == "sqlite":
            time.sleep(MOMENT)
    return sealed


@transaction.atomic
def seal_batch() -> int:
    """Chain the next entries, one process at a time."""
    wait_for_turn(TURN)
    last = Seal.objects.order_by("-position").first()
    position, previous = (last.position, last.sha256) if last else (0, START)
    waiting = list(Entry.objects.filter(seal__isnull=True).order_by("pk")[:BATCH])
    seals = []
    for entry in waiting:
        position, previous = position + 1, link(previous, entry)
        seals.append(Seal(position=position, entry=entry, subject_type=entry.subject_type, sha256=previous))
    Seal.objects.bulk_create(seals)
    return len(seals)


def verify_history(*, head: str = "") -> Verification:
    """Follow the chain from its start; ``head``, a fingerprint kept earlier, must still be part of it."""
    problems: list[str] = []
    previous, expected, found_head = START, 1, not head
    for seals in batches():
        known = Entry.objects.in_bulk([seal.entry_id for seal in seals])
        for seal in seals:
            entry = known.get(seal.entry_id)
            if entry is None:
                problems.append(f"Entry {seal.entry_id} is sealed as number {seal.position}, but it is gone.")
            if seal.position != expected:
                # Without the fingerprint before it, nothing can be said about the entry that follows.
                problems.append(gap(expected, seal.position - 1))
            elif entry is not None and link(previous, entry) != seal.sha256:
                problems.append(f"Entry {entry.pk} ({entry.verb}, {entry.at:%Y-%m-%d %H:%M}) was changed.")
            previous, expected = seal.sha256, seal.position + 1
            found_head = found_head or seal.sha256 == head
    if not found_head:
        problems.append(f"The fingerprint {head} is no longer part of the chain: entries were cut off.")
    problems += cut_off()
    total, sealed = Entry.objects.count(), Seal.objects.count()
    newest = previous if sealed else ""
    return Verification(total, sealed, total - sealed, newest, tuple(problems[:10]))


def gap(first: int, last: int) -> str:
    """Say which seals are missing."""
    return f"Seal {first} is missing." if first == last else f"Seals {first} to {last} are missing."


def cut_off() -> list[str]:
    """Name entries that were removed at the end of the history.

    SQLite counts the numbers it gives out and takes back those that were rolled back. PostgreSQL does not
    take them back, so there only a fingerprint kept elsewhere tells.
    """
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(GIVEN_OUT)
        given, newest = cursor.fetchone()
    if given == newest:
        return []
    return [f"Numbers up to {given} were given out, and the newest entry is {newest}: the end was cut off."]


def batches() -> Iterator[list[Seal]]:
    """Yield the seals in order, in lists of a bearable size."""
    last = 0
    while seals := list(Seal.objects.filter(position__gt=last).order_by("position")[:BATCH]):
        yield seals
        last = seals[-1].position
