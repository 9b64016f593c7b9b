"""What those who spoke find not quite right: in a wording, or in what the city calls done."""

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet

from bokal.programme.voices.enums import Reply, Standing
from bokal.programme.voices.models import Confirmation, Outcome
from bokal.programme.voices.services.reach import Thing, kind_of


@dataclass(frozen=True, slots=True)
class Objection:
    """What one voice says; ``version`` is that of the wording, None when it is about what is done."""

    voice: int
    language: str
    because: str
    version: int | None
    at: datetime.datetime


def objections_to(thing: Thing) -> list[Objection]:
    """Return why those who spoke said “not quite” or “not better”, newest first, for those who write it.

    Nobody else reads them: they were said to whoever words the thing. What somebody took back is not shown.
    """
    kind = kind_of(thing)
    replies = Confirmation.objects.filter(**{f"wording__{kind}": thing}, reply=Reply.NOT_QUITE)
    outcomes = Outcome.objects.filter(**{f"answer__{kind}": thing}, better=False).exclude(because="")
    found = [
        Objection(one.voice_id, one.voice.language, one.because, one.wording.version, one.at)
        for one in live(replies).select_related("wording", "voice")
    ]
    found += [
        Objection(one.voice_id, one.voice.language, one.because, None, one.at)
        for one in live(outcomes).select_related("voice")
    ]
    return sorted(found, key=lambda one: (one.at, one.voice), reverse=True)


def live[S: (Confirmation, Outcome)](found: QuerySet[S]) -> QuerySet[S]:
    """Leave out what is said by voices that were taken back."""
    return found.exclude(voice__case__standing=Standing.WITHDRAWN)
