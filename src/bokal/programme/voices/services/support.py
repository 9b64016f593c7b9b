"""Add oneself to what somebody said; whatever is sent, and however often at once, counts once."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.history.services import keyed_fingerprint, record
from bokal.programme.voices.enums import Channel, Standing
from bokal.programme.voices.errors import Withdrawn
from bokal.programme.voices.models import Case, Support, SupportMark

KEPT = datetime.timedelta(days=1)


def browser_fingerprint(address: str, agent: str) -> str:
    """Return a keyed mark of a browser for today; tomorrow's is another, so that nobody is followed."""
    return keyed_fingerprint("support", timezone.localdate(), address, agent).hex()


def add_support(*, voice_id: int, key: uuid.UUID, channel: Channel, fingerprint: str = "") -> bool:
    """Count one more who says the same; tell whether it was counted now.

    ``key`` is made by the page, ``fingerprint`` finds the same browser on the same day.
    """
    if Case.objects.get(voice_id=voice_id).standing != Standing.PUBLISHED:
        raise Withdrawn
    try:
        with transaction.atomic():
            if fingerprint:
                SupportMark.objects.create(voice_id=voice_id, fingerprint=fingerprint)
            support = Support.objects.create(voice_id=voice_id, key=key, channel=channel)
            record(actor=None, verb="voice.supported", subject=support.voice)
    except IntegrityError:
        return False
    return True


def forget_browsers() -> int:
    """Forget which browsers added themselves more than a day ago."""
    return SupportMark.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
