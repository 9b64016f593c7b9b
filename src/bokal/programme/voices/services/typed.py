"""What somebody typed in from paper today, with the codes for the slips that people get back."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services.say import code_again

FOR_SLIPS = datetime.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Typed:
    """A sheet that was typed in, and the code for its slip."""

    voice: Voice
    code: str


def typed_lately(account: Account, *, most: int | None = None) -> list[Typed]:
    """Return the sheets that somebody typed in within a day, newest first.

    A code belongs to whoever spoke: it is shown to the one who typed in the sheet, and for a day, so that a
    slip can be written.
    """
    since = timezone.now() - FOR_SLIPS
    voices = (
        Voice.objects.filter(channel=Channel.PAPER, recorded_by=account, received_at__gte=since)
        .select_related("area", "dialogue", "receipt__card")
        .order_by("-pk")
    )
    return [Typed(voice, code_again(voice)) for voice in voices[:most]]
