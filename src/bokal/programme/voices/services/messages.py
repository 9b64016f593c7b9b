"""A text message or a phone call as a gateway hands it on: one JSON object."""

import json
import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from bokal.programme.areas.models import Area
from bokal.programme.history.services import keyed_fingerprint
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.errors import NotRecorded
from bokal.programme.voices.services.codes import BY_CHANCE, SIGNS, as_typed, signs_typed
from bokal.programme.voices.services.recorded import area_of, flag_in, language_of, moment_of, text_in
from bokal.programme.voices.services.say import Said

FIELDS = frozenset({"id", "text", "kind", "from", "received_at", "area", "language", "may_publish"})
KINDS = {"": Channel.MESSAGE, "sms": Channel.MESSAGE, "phone": Channel.PHONE}
LONGEST_ID = 200
FOLLOW_WORDS = {"follow": "en", "följ": "sv", "folj": "sv", "تابع": "ar"}
FOLLOWS = re.compile(rf"({'|'.join(FOLLOW_WORDS)})\b[\W_]*")
BETWEEN = re.compile(r"[\W_]+")


def message_in(content: bytes, areas: Mapping[str, Area]) -> tuple[Said, str]:
    """Return the voice of a message, and who sent it; the sender is for counting alone and is never kept.

    Raises
    ------
    NotRecorded
        It is not what a gateway sends; the refusal names the field.
    """
    try:
        message = json.loads(content)
    except (ValueError, RecursionError):
        raise NotRecorded("JSON") from None
    if not isinstance(message, dict):
        raise NotRecorded("JSON")
    unknown = sorted(str(name) for name in message.keys() - FIELDS)
    if unknown:
        raise NotRecorded(unknown[0])
    number, kind = text_in(message, "id"), text_in(message, "kind")
    if not 0 < len(number) <= LONGEST_ID:
        raise NotRecorded("id")
    if kind not in KINDS:
        raise NotRecorded("kind")
    said = Said(
        key=key_of_message(number),
        words=text_in(message, "text"),
        language=language_of(text_in(message, "language") or "und"),
        channel=KINDS[kind],
        area=area_of(text_in(message, "area"), areas),
        said_at=moment_of(text_in(message, "received_at"), "received_at"),
        may_publish=flag_in(message, "may_publish"),
    )
    return said, text_in(message, "from")


@dataclass(frozen=True, slots=True)
class Asked:
    """A message that asks how a voice stands: the code as written, and the language of the word before it."""

    code: str
    language: str


def asked_in(text: str) -> Asked | None:
    """Return what a message asks after, or nothing when it says something of its own.

    A right code is one however it is spaced. A code with a slip in it is told from words by its digits: words
    that were lost would be worse than a slip that is taken for a voice.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    word = FOLLOWS.match(plain)
    language = FOLLOW_WORDS[word[1]] if word else ""
    code = plain[word.end() :] if word else plain
    is_asked = as_typed(code) is not None or is_slip(code, after_word=bool(word))
    return Asked(code, language) if is_asked else None


def is_slip(text: str, *, after_word: bool) -> bool:
    """Tell whether a text looks like a code written wrong; after the word there may be more wrong with it."""
    signs, groups = signs_typed(text), [group for group in BETWEEN.split(text) if group]
    if abs(len(signs) - BY_CHANCE - 1) > (1 if after_word else 0) or len(groups) > 2:
        return False
    mixed = any(sign.isdigit() for sign in signs) and any(sign.isalpha() for sign in signs)
    return mixed and (after_word or all(sign in SIGNS for sign in signs))


def key_of_message(number: str) -> uuid.UUID:
    """Return the key of a message; its number at the gateway, which may name a telephone, is not kept."""
    return uuid.UUID(bytes=keyed_fingerprint("message", number)[:16], version=5)
