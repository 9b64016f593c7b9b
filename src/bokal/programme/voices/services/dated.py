"""When something happened: now, but in an example, which may be dated back."""

import datetime

from django.utils import timezone

from bokal.programme.voices.models import Case


def moment_of(case: Case, at: datetime.datetime | None) -> datetime.datetime:
    """Return the moment to write down; what is done about real words is done now, whatever is asked for."""
    return moment_for(at, constructed=case.voice.constructed)


def moment_for(at: datetime.datetime | None, *, constructed: bool) -> datetime.datetime:
    """Return the moment to write down for what is made up or not; nothing is dated ahead."""
    now = timezone.now()
    return min(at, now) if at is not None and constructed else now
