"""A voice as the recorder writes it down: one JSON object, the same on the way here and in a file."""

import base64
import binascii
import datetime
import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import AgeBand, Channel, Gender, Question
from bokal.programme.voices.errors import NotRecorded
from bokal.programme.voices.services.say import Said

CHANNELS = (Channel.DOORSTEP, Channel.MEETING, Channel.PHONE)
FIELDS = frozenset(
    {
        "key",
        "words",
        "language",
        "channel",
        "area",
        "place",
        "said_at",
        "photos",
        "age",
        "gender",
        "may_publish",
    }
)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


def said_in(content: bytes | str, areas: Mapping[str, Area]) -> Said:
    """Return the voice in one JSON text.

    Raises
    ------
    NotRecorded
        It is not what a recorder writes; the refusal names the field.
    """
    try:
        record = json.loads(content)
    except (ValueError, RecursionError):
        raise NotRecorded("JSON") from None
    if not isinstance(record, dict):
        raise NotRecorded("JSON")
    unknown = sorted(str(name) for name in record.keys() - FIELDS)
    if unknown:
        raise NotRecorded(unknown[0])
    return Said(
        key=key_in(record),
        words=text_in(record, "words"),
        language=language_of(text_in(record, "language") or "und"),
        channel=channel_in(record),
        area=area_of(text_in(record, "area"), areas),
        place=text_in(record, "place"),
        said_at=moment_of(text_in(record, "said_at")),
        photos=photos_in(record),
        group=group_of(text_in(record, "age"), text_in(record, "gender")),
        may_publish=flag_in(record, "may_publish"),
    )


def text_in(record: Mapping[str, Any], name: str) -> str:
    """Return a text, empty when it is left out; signs that no database keeps are refused."""
    value = record.get(name, "")
    if not isinstance(value, str):
        raise NotRecorded(name)
    return clean_text(value, name)


def clean_text(value: str, name: str) -> str:
    """Refuse an empty byte and half a sign, which PostgreSQL and UTF-8 cannot hold."""
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise NotRecorded(name)
    return value


def flag_in(record: Mapping[str, Any], name: str) -> bool:
    """Return yes or no; what was not asked is no."""
    value = record.get(name, False)
    if not isinstance(value, bool):
        raise NotRecorded(name)
    return value


def key_in(record: Mapping[str, Any]) -> uuid.UUID:
    """Return the mark that the device gave the voice."""
    try:
        return uuid.UUID(text_in(record, "key"))
    except ValueError:
        raise NotRecorded("key") from None


def channel_in(record: Mapping[str, Any]) -> Channel:
    """Return how the person was met."""
    value = text_in(record, "channel")
    if value not in CHANNELS:
        raise NotRecorded("channel")
    return Channel(value)


def language_of(code: str) -> str:
    """Return a language code; any is kept that has the form of one."""
    if len(code) > 12 or not LANGUAGE.fullmatch(code):
        raise NotRecorded("language")
    return code


def area_of(code: str, areas: Mapping[str, Area]) -> Area | None:
    """Return the area of a code, or none for the whole programme."""
    if not code:
        return None
    if code not in areas:
        raise NotRecorded("area")
    return areas[code]


def moment_of(text: str, name: str = "said_at") -> datetime.datetime | None:
    """Return a moment; one without its time zone is refused."""
    if not text:
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            # A moment at the edge of time cannot be told in another zone.
            return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    raise NotRecorded(name)


def photos_in(record: Mapping[str, Any]) -> list[bytes]:
    """Return the pictures."""
    values = record.get("photos", [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise NotRecorded("photos")
    try:
        return [base64.b64decode(value, validate=True) for value in values]
    except (binascii.Error, ValueError):
        raise NotRecorded("photos") from None


def group_of(age: str, gender: str) -> dict[Question, str]:
    """Return what the person said about themselves, by question."""
    if age not in {"", *AgeBand.values}:
        raise NotRecorded("age")
    if gender not in {"", *Gender.values}:
        raise NotRecorded("gender")
    answers = {Question.AGE: age, Question.GENDER: gender}
    return {question: answer for question, answer in answers.items() if answer}
