"""Take in a voice: one service for every channel, and the same voice sent again is taken in once."""

import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import UnknownType
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import IMAGES, keep_document
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Channel, Placing, Question
from bokal.programme.voices.errors import (
    CardUnknown,
    CardUsed,
    NoPicture,
    NothingSaid,
    OtherVoice,
    PlaceTooLong,
    PointMissing,
    SaidInFuture,
    SheetTaken,
    TooLong,
    TooManyPhotos,
)
from bokal.programme.voices.models import (
    Card,
    Case,
    Dialogue,
    GroupAnswer,
    Organisation,
    Photo,
    Pin,
    Receipt,
    Voice,
    Words,
)
from bokal.programme.voices.services.codes import code_fingerprint, code_of
from bokal.programme.voices.services.speak_for import require_speaking

LONGEST = 4000
MOST_PHOTOS = 3
TURNS = 4
ANSWER_WITHIN = datetime.timedelta(days=30)
CLOCKS_DIFFER = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """A voice as it reaches us, whatever the channel.

    Attributes
    ----------
    key
        Made where it was said; the same key again is the same voice.
    point
        Longitude and latitude in degrees, when a point was chosen.
    photos
        Bytes of each picture; hidden data are taken out when they are kept.
    group
        What the person said about themselves, by question; what is left out is not known.
    card
        The end of the address on a printed card, when the voice came with one.
    received_at
        When a constructed voice came in; a real one comes in when it is written.
    """

    words: str
    language: str
    channel: Channel
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    area: Area | None = None
    place: str = ""
    point: tuple[float, float] | None = None
    said_at: datetime.datetime | None = None
    sheet: str = ""
    photos: Sequence[bytes] = ()
    group: Mapping[Question, str] = field(default_factory=dict)
    card: str = ""
    may_publish: bool = True
    organisation: Organisation | None = None
    dialogue: Dialogue | None = None
    source: str = ""
    constructed: bool = False
    received_at: datetime.datetime | None = None

    @property
    def placing(self) -> Placing:
        """How the place was said."""
        if self.point is not None:
            return Placing.PIN
        return Placing.NAMED if self.place.strip() else Placing.WHOLE_AREA


@dataclass(frozen=True, slots=True)
class Taken:
    """A voice that is kept; ``code`` is the way back to it, the same when the voice is sent again."""

    voice: Voice
    code: str
    new: bool


def say_voice(*, said: Said, recorded_by: Account | None = None) -> Taken:
    """Keep a voice with its receipt; nothing is read by others before a moderator has read it.

    Raises
    ------
    VoiceRefused
        Nothing is written, it does not fit, its clock is wrong, or its sheet or card is used.
    """
    check_said(said)
    known = Voice.objects.filter(key=said.key).first()
    if known is not None:
        return taken_again(known, said)
    # Pictures are cleaned before the transaction: that takes time, and others want to write meanwhile.
    kept = [picture_of(photo, number) for number, photo in enumerate(said.photos, 1)]
    try:
        with transaction.atomic():
            return write_voice(said, kept, recorded_by)
    except IntegrityError:
        # Somebody sent the same voice in the same moment, or used the same sheet or card.
        known = Voice.objects.filter(key=said.key).first()
        if known is not None:
            return taken_again(known, said)
        if said.sheet and Voice.objects.filter(sheet=said.sheet, area=said.area).exists():
            raise SheetTaken(said.sheet) from None
        if said.card:
            raise CardUsed from None
        raise


def is_taken_in(key: uuid.UUID) -> bool:
    """Tell whether a voice is kept already, so that sending it again adds none."""
    return Voice.objects.filter(key=key).exists()


def check_said(said: Said) -> None:
    """Refuse what cannot be kept, before anything is kept."""
    if not said.words.strip():
        raise NothingSaid
    if len(said.words) > LONGEST:
        raise TooLong(len(said.words), LONGEST)
    if len(said.photos) > MOST_PHOTOS:
        raise TooManyPhotos
    if said.point is not None and not (-180 <= said.point[0] <= 180 and -90 <= said.point[1] <= 90):
        raise PointMissing
    if said.said_at is not None and said.said_at > timezone.now() + CLOCKS_DIFFER:
        raise SaidInFuture
    if len(said.place) > 200:
        raise PlaceTooLong
    if said.organisation is not None:
        require_speaking(said.organisation)


def taken_again(known: Voice, said: Said) -> Taken:
    """Answer for a voice that is kept already; other words under its key are another voice."""
    words = Words.objects.filter(voice=known).first()
    if words is not None and words.text != said.words:
        raise OtherVoice
    return Taken(known, code_again(known), new=False)


def code_again(known: Voice) -> str:
    """Return the code of a voice, worked out anew: for who sent it again, or speaks for who said it."""
    receipt = known.receipt
    key = receipt.card.key if receipt.card else known.key
    return next(code for code in codes_of(key) if code_fingerprint(code) == receipt.fingerprint)


def picture_of(photo: bytes, number: int) -> Document:
    """Keep a picture without its hidden data; only those who work here may read it until it is published."""
    try:
        return keep_document(content=photo, name=f"{number}", access=Access.STAFF, actor=None, allowed=IMAGES)
    except UnknownType:
        raise NoPicture from None


def write_voice(said: Said, kept: Sequence[Document], recorded_by: Account | None) -> Taken:
    """Write a voice with everything that belongs to it."""
    now = timezone.now()
    voice = voice_of(said, recorded_by, now)
    voice.save(force_insert=True)
    words_of(voice, said).save(force_insert=True)
    Pin.objects.bulk_create(pins_of(voice, said))
    GroupAnswer.objects.bulk_create(answers_of(voice, said))
    Photo.objects.bulk_create(photos_of(voice, kept))
    case_of(voice).save(force_insert=True)
    code = give_receipt(voice, said.card)
    record(actor=recorded_by, verb="voice.received", subject=voice, channel=str(said.channel))
    return Taken(voice, code, new=True)


def voice_of(said: Said, recorded_by: Account | None, now: datetime.datetime) -> Voice:
    """Return the act of speaking, not yet kept."""
    received = said.received_at if said.constructed and said.received_at else now
    return Voice(
        key=said.key,
        language=said.language or "und",
        channel=said.channel,
        area=said.area,
        placing=said.placing,
        said_at=min(said.said_at or received, received),
        recorded_by=recorded_by,
        organisation=said.organisation,
        dialogue=said.dialogue,
        sheet=said.sheet,
        may_publish=said.may_publish,
        source=said.source,
        constructed=said.constructed,
        received_at=received,
    )


def words_of(voice: Voice, said: Said) -> Words:
    """Return what was said, not yet kept."""
    return Words(voice=voice, text=said.words, place=said.place.strip())


def pins_of(voice: Voice, said: Said) -> list[Pin]:
    """Return the point that was pointed at, if any, not yet kept."""
    return [Pin(voice=voice, longitude=said.point[0], latitude=said.point[1])] if said.point else []


def answers_of(voice: Voice, said: Said) -> list[GroupAnswer]:
    """Return what the person said about themselves, not yet kept."""
    return [
        GroupAnswer(voice=voice, question=question, answer=answer) for question, answer in said.group.items()
    ]


def photos_of(voice: Voice, kept: Sequence[Document]) -> list[Photo]:
    """Return the pictures of a voice, not yet kept as its own."""
    return [Photo(voice=voice, document=document, position=number) for number, document in enumerate(kept, 1)]


def case_of(voice: Voice) -> Case:
    """Return where a new voice stands, not yet kept: nobody has read it, and an answer is owed."""
    due_on = timezone.localdate(voice.received_at) + ANSWER_WITHIN
    return Case(voice=voice, area=voice.area, due_on=due_on)


def give_receipt(voice: Voice, mark: str) -> str:
    """Give a voice its way back: the code on its card, or a new one."""
    if not mark:
        code = free_code(voice.key)
        Receipt.objects.create(voice=voice, fingerprint=code_fingerprint(code))
        return code
    card = Card.objects.filter(mark=mark).first()
    if card is None:
        raise CardUnknown
    if Receipt.objects.filter(card=card).exists():
        raise CardUsed
    Receipt.objects.create(voice=voice, card=card, fingerprint=card.fingerprint)
    return next(code for code in codes_of(card.key) if code_fingerprint(code) == card.fingerprint)


def codes_of(key: uuid.UUID) -> Iterator[str]:
    """Yield the codes that a voice or a card may have, the usual one first."""
    return (code_of(key, turn) for turn in range(TURNS))


def free_code(key: uuid.UUID) -> str:
    """Return the first code of a key that nobody has."""
    return next(code for code in codes_of(key) if not is_taken(code))


def is_taken(code: str) -> bool:
    """Tell whether a voice or a printed card has the code already."""
    fingerprint = code_fingerprint(code)
    return (
        Receipt.objects.filter(fingerprint=fingerprint).exists()
        or Card.objects.filter(fingerprint=fingerprint).exists()
    )
