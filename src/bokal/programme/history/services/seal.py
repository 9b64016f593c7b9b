"""Seal the history: chain the entries by fingerprint, so that a changed or removed one is noticed."""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from bokal.programme.history.models import Entry, Seal

BATCH = 2000
ADVISORY_LOCK = 0x626F6B616C
START = "0" * 64


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
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def link(previous: str, entry: Entry) -> str:
    """Return the fingerprint of an entry that follows ``previous``."""
    return hashlib.sha256(previous.encode() + entry_bytes(entry)).hexdigest()


def seal_after_commit() -> None:
    """Seal when the running transaction is through; what is missed then, the next sealing catches."""

    def seal_now() -> None:
        seal_history()

    if not any(callback[1].__name__ == seal_now.__name__ for callback in connection.run_on_commit):
        transaction.on_commit(seal_now)


def seal_history() -> int:
    """Chain every entry that is not yet in the chain; return how many."""
    sealed = 0
    while count := seal_batch():
        sealed += count
    return sealed


@transaction.atomic
def seal_batch() -> int:
    """Chain the next entries, one process at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
    last = Seal.objects.order_by("-position").first()
    position, previous = (last.position, last.sha256) if last else (0, START)
    waiting = list(Entry.objects.filter(seal__isnull=True).order_by("pk")[:BATCH])
    seals = []
    for entry in waiting:
        position, previous = position + 1, link(previous, entry)
        seals.append(Seal(position=position, entry=entry, sha256=previous))
    Seal.objects.bulk_create(seals)
    return len(seals)


def verify_history(*, head: str = "") -> Verification:
    """Follow the chain from its start; ``head``, a fingerprint kept earlier, must still be part of it."""
    problems: list[str] = []
    previous, expected, found_head = START, 1, not head
    entries = Entry.objects.in_bulk
    for seals in batches():
        known = entries([seal.entry_id for seal in seals])
        for seal in seals:
            if seal.position != expected:
                problems.append(f"Seal {expected} is missing.")
                expected = seal.position
            entry = known.get(seal.entry_id)
            if entry is None:
                problems.append(f"Entry {seal.entry_id} is sealed as number {seal.position}, but it is gone.")
            elif link(previous, entry) != seal.sha256:
                problems.append(f"Entry {entry.pk} ({entry.verb}, {entry.at:%Y-%m-%d %H:%M}) was changed.")
            previous, expected = seal.sha256, expected + 1
            found_head = found_head or seal.sha256 == head
    if not found_head:
        problems.append(f"The fingerprint {head} is no longer part of the chain: entries were cut off.")
    total, sealed = Entry.objects.count(), Seal.objects.count()
    newest = previous if sealed else ""
    return Verification(total, sealed, total - sealed, newest, tuple(problems[:10]))


def batches() -> Iterator[list[Seal]]:
    """Yield the seals in order, in lists of a bearable size."""
    last = 0
    while seals := list(Seal.objects.filter(position__gt=last).order_by("position")[:BATCH]):
        yield seals
        last = seals[-1].position


def history_mark() -> str:
    """Return a text that moves with every change of the records; pages are kept under it.

    Entries may be committed out of their order, seals never are; together they miss nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT MAX(id) FROM history_entry), (SELECT MAX(position) FROM history_seal)")
        entry, seal = cursor.fetchone()
    return f"{entry or 0}.{seal or 0}"
