"""When something happened: now, but in an example, which may be dated back."""

import datetime

from django.utils import timezone

from bokal.programme.voices.models import Case


def moment_of(case: Case, at: datetime.datetime | None) -> datetime.datetime:
    """Return the moment to write down; what is done about real words is done now, whatever is asked for."""
    now = timezone.now()
    return min(at, now) if at is not None and case.voice.constructed else now
