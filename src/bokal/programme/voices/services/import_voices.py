"""Bring in a file of voices: all of it or nothing, by the checks of every channel, in few statements."""

import datetime
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
from bokal.programme.voices.models import Card, Case, GroupAnswer, Moderation, Photo, Receipt, Voice, Words
from bokal.programme.voices.services.codes import code_fingerprint, code_of
from bokal.programme.voices.services.read_voices import Origin, Row, read_voices
from bokal.programme.voices.services.say import (
    answers_of,
    case_of,
    check_said,
    codes_of,
    photos_of,
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


@dataclass(frozen=True, slots=True)
class Built:
    """The rows of one voice."""

    voice: Voice
    words: Words
    answers: Sequence[GroupAnswer]
    case: Case
    moderations: Sequence[Moderation]
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
            now = timezone.now()
            built = [build(one, actor, now) for one in ready]
            write_rows(built, receipts_of([one.voice for one in built]), origin, actor)
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
        # Without an area the database lets a sheet number come again, and so does this.
        if sheet[0] is not None and (sheet in taken or sheet in sheets):
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


def build(ready: Ready, actor: Account | None, now: datetime.datetime) -> Built:
    """Return the rows of a voice, not yet kept."""
    row = ready.row
    voice = voice_of(row.said, actor, now)
    act = ACTS.get(row.standing)
    return Built(
        voice=voice,
        words=words_of(voice, row.said),
        answers=answers_of(voice, row.said),
        case=decided_case(voice, row, now),
        moderations=[Moderation(voice=voice, act=act, reason=row.reason or "", by=actor)] if act else [],
        pictures=ready.pictures,
    )


def write_rows(
    built: Sequence[Built], receipts: Sequence[Receipt], origin: Origin, actor: Account | None
) -> None:
    """Write all voices in one transaction; everything was built before, since others wait to write."""
    try:
        with transaction.atomic():
            for some in batched(zip(built, receipts, strict=True), AT_ONCE):
                write_some([one for one, _receipt in some], [receipt for _one, receipt in some], actor)
            about = {"count": len(built), "source": origin.source}
            record(actor=actor, verb="voices.imported", subject=built[0].voice, **about)
    except IntegrityError:
        # Somebody brought in the same voices, or used the same sheets, in the same moment.
        raise ImportMoved from None


def write_some(built: Sequence[Built], receipts: Sequence[Receipt], actor: Account | None) -> None:
    """Write some voices with everything that belongs to them, a statement for each table."""
    Voice.objects.bulk_create([one.voice for one in built])
    Words.objects.bulk_create([one.words for one in built])
    GroupAnswer.objects.bulk_create([answer for one in built for answer in one.answers])
    Case.objects.bulk_create([one.case for one in built])
    Receipt.objects.bulk_create(receipts)
    Moderation.objects.bulk_create([moderation for one in built for moderation in one.moderations])
    for one in built:
        kept = [note_document(file=file, access=Access.STAFF, actor=actor) for file in one.pictures]
        Photo.objects.bulk_create(photos_of(one.voice, kept))


def decided_case(voice: Voice, row: Row, now: datetime.datetime) -> Case:
    """Return where a voice stands after what was decided where it comes from."""
    case = case_of(voice, now)
    case.standing = row.standing
    if row.standing is Standing.PUBLISHED:
        case.text, case.place = row.said.words, row.said.place.strip()
    return case


def receipts_of(voices: Sequence[Voice]) -> list[Receipt]:
    """Return the way back to each voice: the first of its codes that nobody has."""
    usual = [code_fingerprint(code_of(voice.key)) for voice in voices]
    models: tuple[type[Model], ...] = (Receipt, Card)
    taken = {
        mark
        for model in models
        for some in batched(usual, AT_ONCE)
        for mark in model._default_manager.filter(fingerprint__in=some).values_list("fingerprint", flat=True)
    }
    receipts = []
    for voice, mark in zip(voices, usual, strict=True):
        if mark in taken:
            marks = (code_fingerprint(code) for code in codes_of(voice.key))
            mark = next(other for other in marks if other not in taken)
        taken.add(mark)
        receipts.append(Receipt(voice=voice, fingerprint=mark))
    return receipts
