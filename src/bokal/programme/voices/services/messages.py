"""A text message or a phone call as a gateway hands it on: one JSON object."""

import json
import uuid
from collections.abc import Mapping

from bokal.programme.areas.models import Area
from bokal.programme.history.services import keyed_fingerprint
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.errors import NotRecorded
from bokal.programme.voices.services.recorded import area_of, flag_in, language_of, moment_of, text_in
from bokal.programme.voices.services.say import Said

FIELDS = frozenset({"id", "text", "kind", "from", "received_at", "area", "language", "may_publish"})
KINDS = {"": Channel.MESSAGE, "sms": Channel.MESSAGE, "phone": Channel.PHONE}
LONGEST_ID = 200


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


def key_of_message(number: str) -> uuid.UUID:
    """Return the key of a message; its number at the gateway, which may name a telephone, is not kept."""
    return uuid.UUID(bytes=keyed_fingerprint("message", number)[:16], version=5)
