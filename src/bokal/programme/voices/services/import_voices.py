"""Bring in a file of voices: all of it or nothing, by the checks of every channel.

On SQLite one transaction writes at a time, and people go on speaking while a file comes in. So the file is
read, checked and worked out down to the last value before anything is written, and the writing is short.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db import IntegrityError, transaction
from django.db.models import Model, Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.services import IMAGES, StoredFile, note_document, store_file
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Act, Standing
from bokal.programme.voices.errors import ImportMoved, OtherVoice, SheetTaken, VoiceRefused
from bokal.programme.voices.models import Card, Case, Moderation, Photo, Receipt, Voice
from bokal.programme.voices.services.codes import code_fingerprint, code_of
from bokal.programme.voices.services.prepared import Prepared, reserve_numbers
from bokal.programme.voices.services.read_voices import Origin, Row, read_voices
from bokal.programme.voices.services.say import (
    answers_of,
    case_of,
    check_said,
    codes_of,
    photos_of,
    pins_of,
    voice_of,
    words_of,
)

AT_ONCE = 500
ACTS = {Standing.PUBLISHED: Act.PUBLISH, Standing.HELD: Act.HOLD}


@dataclass(frozen=True, slots=True)
class Brought:
    """What an import did, or would do: new voices, and those that were here already."""

    new: int
    known: int
    published: int
    held: int
    problems: Problems


@dataclass(frozen=True, slots=True)
class Ready:
    """A voice that passed every check, with its pictures stored."""

    row: Row
    pictures: Sequence[StoredFile]


def import_voices(
    *,
    content: bytes,
    name: str,
    areas: Mapping[str, Area],
    origin: Origin,
    actor: Account | None,
    write: bool = True,
) -> Brought:
    """Read a file, check every row, and keep the voices that are new.

    A voice that was decided about where it comes from stands so here, with nobody as its moderator.
    """
    problems = Problems(name)
    rows = list(read_voices(content, areas=areas, origin=origin, problems=problems))
    known = known_keys(rows, problems)
    new = [row for row in rows if row.said.key not in known]
    check_rows(rows, new, problems)
    count = {standing: sum(row.standing is standing for row in new) for standing in ACTS}
    if not problems.count and write and new:
        ready = list(store_pictures(new, problems))
        if not problems.count:
            prepared, voices = prepare(ready, actor)
            pictures = [one.pictures for one in ready]
            write_prepared(prepared, list(zip(voices, pictures, strict=True)), origin, actor)
    return Brought(len(new), len(rows) - len(new), count[Standing.PUBLISHED], count[Standing.HELD], problems)


def known_keys(rows: Sequence[Row], problems: Problems) -> set[uuid.UUID]:
    """Return the keys that are here already; other words under one of them are a problem."""
    known = set()
    for some in batched(rows, AT_ONCE):
        by_key = {row.said.key: row for row in some}
        found = Voice.objects.filter(key__in=by_key).order_by("pk").values_list("key", "words__text")
        for key, words in found:
            known.add(key)
            if words is not None and words != by_key[key].said.words:
                refuse(problems, by_key[key], OtherVoice())
    return known


def refuse(problems: Problems, row: Row, refusal: Exception) -> None:
    """Note why a row is refused; the sentence says how to go on."""
    problems.add(str(refusal), "", line=row.line)


def check_rows(rows: Sequence[Row], new: Sequence[Row], problems: Problems) -> None:
    """Note what no channel takes, and what is twice in the file."""
    seen: dict[object, int] = {}
    sheets: dict[object, int] = {}
    for row in rows:
        if row.said.key in seen:
            told = f"This row has the id of line {seen[row.said.key]}."
            problems.add(told, "Give each row its own.", line=row.line)
        seen.setdefault(row.said.key, row.line)
    taken = taken_sheets(new)
    for row in new:
        try:
            check_said(row.said)
        except VoiceRefused as refusal:
            refuse(problems, row, refusal)
        if not row.said.sheet:
            continue
        sheet = (row.said.area and row.said.area.pk, row.said.sheet)
        if sheet in taken or sheet in sheets:
            refuse(problems, row, SheetTaken(row.said.sheet))
        sheets.setdefault(sheet, row.line)


def taken_sheets(rows: Sequence[Row]) -> set[tuple[int | None, str]]:
    """Return the sheets of these rows that are typed in already, by area."""
    wanted = {row.said.sheet for row in rows if row.said.sheet}
    taken: set[tuple[int | None, str]] = set()
    for some in batched(sorted(wanted), AT_ONCE):
        voices = Voice.objects.filter(~Q(sheet=""), sheet__in=some).order_by("pk")
        taken.update(voices.values_list("area_id", "sheet"))
    return taken


def store_pictures(rows: Iterable[Row], problems: Problems) -> Iterator[Ready]:
    """Store the bytes of all pictures before anything is written: that takes time."""
    for row in rows:
        try:
            pictures = [
                store_file(content=photo, name=f"{number}", allowed=IMAGES)
                for number, photo in enumerate(row.said.photos, 1)
            ]
        except DocumentRefused as refusal:
            refuse(problems, row, refusal)
        else:
            yield Ready(row, pictures)


def prepare(ready: Sequence[Ready], actor: Account | None) -> tuple[Prepared, list[Voice]]:
    """Work out all rows. The voices get their numbers first, since what belongs to them points to those."""
    now, prepared, voices = timezone.now(), Prepared(), []
    marks = marks_of([one.row.said.key for one in ready])
    for one, mark, number in zip(ready, marks, reserve_numbers(Voice, len(ready)), strict=True):
        voice = voice_of(one.row.said, actor, now)
        voice.pk = number
        prepared.add(voice, *belonging(voice, one.row, mark, actor))
        voices.append(voice)
    return prepared, voices


def belonging(voice: Voice, row: Row, mark: str, actor: Account | None) -> Iterator[Model]:
    """Yield the records that belong to a voice, but its pictures."""
    yield words_of(voice, row.said)
    yield from pins_of(voice, row.said)
    yield from answers_of(voice, row.said)
    yield decided_case(voice, row)
    yield Receipt(voice=voice, fingerprint=mark)
    if act := ACTS.get(row.standing):
        yield Moderation(voice=voice, act=act, reason=row.reason or "", by=actor)


def write_prepared(
    prepared: Prepared,
    pictured: Sequence[tuple[Voice, Sequence[StoredFile]]],
    origin: Origin,
    actor: Account | None,
) -> None:
    """Write all voices in one transaction: people see all of them or none."""
    try:
        with transaction.atomic():
            prepared.write()
            for voice, pictures in filter(lambda one: one[1], pictured):
                kept = [note_document(file=file, access=Access.STAFF, actor=actor) for file in pictures]
                Photo.objects.bulk_create(photos_of(voice, kept))
            about = {"count": len(pictured), "source": origin.source}
            record(actor=actor, verb="voices.imported", subject=pictured[0][0], **about)
    except IntegrityError:
        # Somebody brought in the same voices, or used the same sheets, in the same moment.
        raise ImportMoved from None


def decided_case(voice: Voice, row: Row) -> Case:
    """Return where a voice stands after what was decided where it comes from."""
    case = case_of(voice)
    case.standing = row.standing
    if row.standing is Standing.PUBLISHED:
        case.text, case.place = row.said.words, row.said.place.strip()
    return case


def marks_of(keys: Sequence[uuid.UUID]) -> list[str]:
    """Return the way back to each voice: the fingerprint of the first of its codes that nobody has."""
    usual = [code_fingerprint(code_of(key)) for key in keys]
    models: tuple[type[Model], ...] = (Receipt, Card)
    taken = {
        mark
        for model in models
        for some in batched(usual, AT_ONCE)
        for mark in model._default_manager.filter(fingerprint__in=some).values_list("fingerprint", flat=True)
    }
    marks = []
    for key, mark in zip(keys, usual, strict=True):
        if mark in taken:
            others = (code_fingerprint(code) for code in codes_of(key))
            mark = next(other for other in others if other not in taken)
        taken.add(mark)
        marks.append(mark)
    return marks
