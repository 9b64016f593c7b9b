"""Split the minutes of a dialogue into voices: where it is cut may change, what was written may not."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.accounts.services import forget_drafts
from bokal.programme.history.services import keyed_fingerprint
from bokal.programme.voices.enums import Channel, Part
from bokal.programme.voices.errors import CutChangesWords, MinutesChanged, NothingKept
from bokal.programme.voices.models import Minutes, Voice
from bokal.programme.voices.services.meet import say_from_minutes
from bokal.programme.voices.services.say import Said, Taken
from bokal.programme.voices.services.translate import MARK

EMPTY_LINE = r"\n[^\S\n]*\n"
EMPTY_LINES = re.compile(rf"{EMPTY_LINE}\s*")
WHOLE_PARAGRAPHS = rf"(?:\A|{EMPTY_LINE})\s*{{words}}(?=\s*(?:\Z|{EMPTY_LINE}))"
ANYWHERE = r"(?<!\S){words}(?!\S)"


@dataclass(frozen=True, slots=True)
class Cut:
    """A paragraph of the minutes and what becomes of it; empty lines in ``text`` cut it further."""

    text: str
    part: Part = Part.OWN


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text, which empty lines part."""
    return [part.strip() for part in EMPTY_LINES.split(text.replace("\r\n", "\n")) if part.strip()]


def voices_in(text: str, cuts: Sequence[Cut]) -> list[str]:
    """Return the words of each voice that minutes are cut into.

    Raises
    ------
    MinutesChanged
        There are more or fewer paragraphs than the minutes have.
    CutChangesWords
        A paragraph has other words than the minutes; white space alone may differ.
    NothingKept
        Every paragraph is left out.
    """
    written = paragraphs_of(text)
    if len(written) != len(cuts):
        raise MinutesChanged
    voices: list[str] = []
    open_for_more = False
    for place, (before, cut) in enumerate(zip(written, cuts, strict=True), start=1):
        if before.split() != cut.text.split():
            raise CutChangesWords(place)
        pieces = paragraphs_of(cut.text)
        if cut.part is Part.LEFT_OUT:
            pieces = []
        elif cut.part is Part.JOINED and open_for_more:
            voices[-1] += f"\n\n{pieces.pop(0)}"
        voices += pieces
        open_for_more = cut.part is not Part.LEFT_OUT
    if not voices:
        raise NothingKept
    return voices


def take_in_minutes(
    *, minutes_id: int, cuts: Sequence[Cut], may_publish: bool, actor: Account | None
) -> list[Taken]:
    """Take in the voices that minutes are cut into; the same words of the same dialogue are taken in once."""
    minutes = Minutes.objects.select_related("dialogue__area").get(pk=minutes_id)
    dialogue, seen = minutes.dialogue, Counter[str]()
    said = []
    for words in voices_in(minutes.text, cuts):
        seen[words] += 1
        said.append(
            Said(
                key=key_of_cut(dialogue.pk, seen[words], words),
                words=words,
                language=minutes.language,
                channel=Channel.MEETING,
                area=dialogue.area,
                said_at=min(dialogue.starts_at, timezone.now()),
                dialogue=dialogue,
                may_publish=may_publish,
                constructed=dialogue.constructed,
            )
        )
    return say_from_minutes(dialogue_id=dialogue.pk, said=said, actor=actor)


def mark_of_minutes(minutes: Minutes) -> str:
    """Return the mark by which drafts of cutting minutes are found."""
    return f"minutes {minutes.dialogue_id}:{minutes.version}"


def key_of_cut(dialogue_id: int, turn: int, words: str) -> uuid.UUID:
    """Return the key of a voice in minutes; it outlives the words, and nobody can try out words on it."""
    return uuid.UUID(bytes=keyed_fingerprint("minutes", dialogue_id, turn, words)[:16], version=5)


def without_words(text: str, words: str) -> str:
    """Return minutes without the words of one voice, once; as whole paragraphs where they stand as such."""
    told = r"\s+".join(re.escape(word) for word in words.split())
    for pattern in (WHOLE_PARAGRAPHS, ANYWHERE):
        shorter, found = re.subn(pattern.format(words=told), "", text, count=1)
        if found:
            return shorter
    return text


def take_out_of_minutes(voice: Voice, words: str) -> None:
    """Take what somebody takes back out of every version of the minutes that it was cut from.

    What somebody has begun to cut of them goes too.
    """
    if voice.dialogue_id is None or voice.channel != Channel.MEETING:
        return
    forget_drafts(field=MARK, beginning=f"minutes {voice.dialogue_id}:")
    for minutes in Minutes.objects.select_for_update().filter(dialogue=voice.dialogue_id).order_by("pk"):
        minutes.text = without_words(minutes.text, words)
        minutes.save(update_fields=["text"])
