"""Read a file of voices: what a recorder saved, a table of our own columns, or the comments of Polis.

Nothing is repaired. What cannot be understood is told with its line and how to mend it.
"""

import csv
import datetime
import io
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from bokal.programme.areas.models import Area
from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.voices.enums import Channel, HeldReason, Standing
from bokal.programme.voices.errors import NotRecorded
from bokal.programme.voices.services.recorded import (
    area_of,
    clean_text,
    group_of,
    language_of,
    moment_of,
    said_in,
)
from bokal.programme.voices.services.say import Said

# The key of a row follows from its source and its number there, so the same row is the same voice.
ROWS = uuid.UUID("5f0f2d52-6a0b-5d0e-9a53-0f1f3b1f9c11")
NEEDED = ("id", "words")
COLUMNS = (
    *NEEDED,
    "language",
    "channel",
    "area",
    "place",
    "longitude",
    "latitude",
    "said_at",
    "sheet",
    "age",
    "gender",
    "may_publish",
    "standing",
    "reason",
)
POLIS = ("comment-id", "comment-body", "moderated", "timestamp")
POLIS_ALSO = ("datetime", "author-id", "agrees", "disagrees")
# Polis: 1 is accepted, 0 has not been looked at, -1 is rejected.
MODERATED = {"1": Standing.PUBLISHED, "0": Standing.WAITING, "-1": Standing.HELD}
YES_NO = {"yes": True, "no": False, "": False}
LONGEST_ID = 80
REMEDIES = {
    "JSON": "Write one JSON object a line, as the recorder does.",
    "id": f"Give each row its own id, at most {LONGEST_ID} signs long.",
    "key": "Each voice has a UUID of its own.",
    "words": "Take out signs that no text has, such as an empty byte.",
    "language": "Write a language code such as sv, ar or en, or und if it is not known.",
    "channel": f"Write one of {', '.join(Channel.values)}. A recorder has doorstep, meeting and phone.",
    "area": "Write the code of an area of the programme, or leave it empty for the whole programme.",
    "place": "Write the place in words.",
    "longitude": "Write longitude and latitude in degrees with a decimal point, or leave both empty.",
    "latitude": "Write longitude and latitude in degrees with a decimal point, or leave both empty.",
    "said_at": "Write a day as 2026-11-24, or a moment as 2026-11-24T10:00:00+01:00.",
    "timestamp": "Polis writes milliseconds since 1970.",
    "age": "Write one of the age bands, or leave it empty.",
    "gender": "Write woman, man or other, or leave it empty.",
    "may_publish": "Write yes or no; empty means no.",
    "standing": "Write waiting, published or held; empty means waiting. To publish takes may_publish yes.",
    "reason": f"Held words need one of {', '.join(HeldReason.values)}; others need none.",
    "moderated": "Polis writes 1 (accepted), 0 (not looked at) or -1 (rejected).",
    "sheet": "A number of at most 40 signs.",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What is told about a file that does not say it itself."""

    source: str = ""
    language: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One voice of a file, with what was decided about its words where it comes from."""

    line: int
    said: Said
    standing: Standing = Standing.WAITING
    reason: HeldReason | None = None


type Cells = Mapping[str, str]
type Reader = Callable[[Cells, Mapping[str, Area], Origin], tuple[Said, Standing, HeldReason | None]]


def read_voices(
    content: bytes, *, areas: Mapping[str, Area], origin: Origin, problems: Problems
) -> Iterator[Row]:
    """Yield the voices of a file, and note what is wrong with it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.add("The text is not UTF-8.", "Save the file as UTF-8.", line=line)
        return
    if text.lstrip()[:1] == "{":
        yield from read_recorded(text, areas, problems)
        return
    try:
        yield from read_table(text, areas, origin, problems)
    except Unreadable:
        return


def read_recorded(text: str, areas: Mapping[str, Area], problems: Problems) -> Iterator[Row]:
    """Yield the voices that a recorder saved, one JSON object a line."""
    # Only a line feed ends a line here: words may hold other signs that end lines elsewhere.
    for line, one in enumerate(text.split("\n"), 1):
        if not one.strip():
            continue
        try:
            yield Row(line, said_in(one, areas))
        except NotRecorded as refusal:
            note(problems, refusal.field, line)


def note(problems: Problems, field: str, line: int, value: str = "") -> None:
    """Say which field is not understood, and how it is written."""
    remedy = REMEDIES.get(field, "Leave this field out; it is not one of the format.")
    problems.add("This is missing or cannot be understood.", remedy, line=line, column=field, value=value)


def read_table(text: str, areas: Mapping[str, Area], origin: Origin, problems: Problems) -> Iterator[Row]:
    """Yield the voices of a table."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=sign_between(text))
    header = next(rows, [])
    read = reader_of(header, origin, problems)
    try:
        for cells in rows:
            if not any(cells):
                continue
            if len(cells) != len(header):
                remedy = f"The first row names {len(header)} columns. Put words with commas in quotes."
                problems.add(f"This row has {len(cells)} cells.", remedy, line=rows.line_num)
                continue
            row = dict(zip(header, cells, strict=True))
            try:
                yield Row(rows.line_num, *read(row, areas, origin))
            except NotRecorded as refusal:
                note(problems, refusal.field, rows.line_num, row.get(refusal.field, ""))
    except csv.Error as error:
        problems.add(f"The table breaks off ({error}).", "Save it anew as CSV.", line=rows.line_num)


def sign_between(text: str) -> str:
    """Return the sign between cells: the one that makes the most of the first line."""
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def reader_of(header: Sequence[str], origin: Origin, problems: Problems) -> Reader:
    """Return how the rows of a table are read, by its column names."""
    if not origin.source:
        remedy = "Name it with --slug, the same each time: a row is known again by its source and its id."
        problems.add("The file does not say where its rows come from.", remedy)
    polis = set(POLIS) <= set(header)
    known = {*POLIS, *POLIS_ALSO} if polis else set(COLUMNS)
    for name in sorted(set(header) - known):
        remedy = f"The columns are {', '.join(COLUMNS)}."
        problems.add("This column is not known.", remedy, line=1, column=name)
    for name in () if polis else NEEDED:
        if name not in header:
            problems.add("This column is missing.", "Add it.", line=1, column=name)
    if len(set(header)) != len(header):
        problems.add("A column is named twice.", "Name each column once.", line=1)
    if problems.count:
        raise Unreadable
    return read_polis if polis else read_tidy


def key_of(source: str, number: str) -> uuid.UUID:
    """Return the key of a row."""
    return uuid.uuid5(ROWS, f"{source}\n{number}")


def number_in(row: Cells, name: str) -> str:
    """Return the number of a row where it comes from."""
    number = clean_text(row[name], name).strip()
    if not number or len(number) > LONGEST_ID:
        raise NotRecorded(name)
    return number


def read_polis(
    row: Cells, areas: Mapping[str, Area], origin: Origin
) -> tuple[Said, Standing, HeldReason | None]:
    """Return a comment of Polis; what was accepted there was shown there."""
    number = number_in(row, "comment-id")
    if row["moderated"] not in MODERATED:
        raise NotRecorded("moderated")
    standing = MODERATED[row["moderated"]]
    said = Said(
        key=key_of(origin.source, number),
        words=clean_text(row["comment-body"], "comment-body"),
        language=language_of(origin.language or "und"),
        channel=Channel.IMPORT,
        area=area_of(origin.area, areas),
        said_at=moment_of_polis(row["timestamp"]),
        may_publish=True,
        source=f"{origin.source} {number}",
    )
    return said, standing, HeldReason.AT_SOURCE if standing is Standing.HELD else None


def moment_of_polis(text: str) -> datetime.datetime:
    """Return the moment of milliseconds since 1970."""
    if not (text.isascii() and text.isdecimal() and len(text) < 15):
        raise NotRecorded("timestamp")
    return datetime.datetime.fromtimestamp(int(text) / 1000, datetime.UTC)


def read_tidy(
    row: Cells, areas: Mapping[str, Area], origin: Origin
) -> tuple[Said, Standing, HeldReason | None]:
    """Return a voice of a table with our columns."""
    cells = {name: clean_text(row.get(name, ""), name) for name in COLUMNS}
    words = cells.pop("words")
    found = {name: value.strip() for name, value in cells.items()}
    number = number_in(row, "id")
    if found["channel"] not in {"", *Channel.values}:
        raise NotRecorded("channel")
    if found["may_publish"] not in YES_NO:
        raise NotRecorded("may_publish")
    if len(found["sheet"]) > 40:
        raise NotRecorded("sheet")
    said = Said(
        key=key_of(origin.source, number),
        words=words,
        language=language_of(found["language"] or origin.language or "und"),
        channel=Channel(found["channel"] or Channel.IMPORT),
        area=area_of(found["area"] or origin.area, areas),
        place=found["place"],
        point=point_of(found["longitude"], found["latitude"]),
        said_at=day_or_moment(found["said_at"]),
        sheet=found["sheet"],
        group=group_of(found["age"], found["gender"]),
        may_publish=YES_NO[found["may_publish"]],
        source=f"{origin.source} {number}",
    )
    return said, *standing_of(found["standing"], found["reason"], said)


def point_of(longitude: str, latitude: str) -> tuple[float, float] | None:
    """Return a point, or none when both are empty."""
    if not longitude and not latitude:
        return None
    values = []
    for name, text in (("longitude", longitude), ("latitude", latitude)):
        plain = text.removeprefix("-")
        if not (plain.isascii() and plain.replace(".", "", 1).isdecimal() and len(plain) < 20):
            raise NotRecorded(name)
        values.append(float(text))
    return values[0], values[1]


def day_or_moment(text: str) -> datetime.datetime | None:
    """Return a moment; a day alone is its beginning here."""
    if len(text) != len("2026-11-24"):
        return moment_of(text)
    try:
        day = datetime.date.fromisoformat(text)
        return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
    except (ValueError, OverflowError):
        raise NotRecorded("said_at") from None


def standing_of(standing: str, reason: str, said: Said) -> tuple[Standing, HeldReason | None]:
    """Return what was decided about the words, if anything was."""
    if standing not in {"", Standing.WAITING, Standing.PUBLISHED, Standing.HELD}:
        raise NotRecorded("standing")
    decided = Standing(standing or Standing.WAITING)
    if decided is Standing.PUBLISHED and not said.may_publish:
        raise NotRecorded("standing")
    if (decided is Standing.HELD) != (reason in HeldReason.values) or (
        reason and decided is not Standing.HELD
    ):
        raise NotRecorded("reason")
    return decided, HeldReason(reason) if reason else None
