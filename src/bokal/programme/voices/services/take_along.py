"""Published voices as a table: what everybody reads, row by row, in whatever number."""

import datetime
from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import Count
from django.utils import timezone

from bokal.programme.voices.models import Case, Support, Translation

TRANSLATED_INTO = ("sv", "en", "ar")
TRANSLATION_COLUMNS = tuple(
    name for code in TRANSLATED_INTO for name in (f"translation_{code}", f"translation_{code}_by")
)
VOICE_COLUMNS = (
    *("number", "said_on", "received_on", "language", "channel", "area", "area_name", "place"),
    *("text", "masked", "organisation", "support", "status", "answered_on", "constructed"),
    *TRANSLATION_COLUMNS,
)
READ = (
    *("voice_id", "voice__said_at", "voice__received_at", "voice__language", "voice__channel"),
    *("area__code", "area__name", "place", "text", "masked", "voice__organisation__slug"),
    *("status", "answered_at", "voice__constructed"),
)
AT_ONCE = 2000
NOT_TRANSLATED = ("", "")


def voices_to_take_along() -> Iterator[tuple[object, ...]]:
    """Yield a row for each published voice, oldest first; only a part of them is held at any time.

    Support is counted a part at a time, because one count over all of them would have to be sorted first.
    """
    last = 0
    while True:
        readable = Case.objects.readable().filter(voice_id__gt=last).order_by("voice_id")
        rows = list(readable.values_list(*READ)[:AT_ONCE])
        if not rows:
            return
        first, last = rows[0][0], rows[-1][0]
        counted = Support.objects.filter(voice_id__gte=first, voice_id__lte=last).order_by()
        support = dict(
            counted.values("voice_id").annotate(others=Count("pk")).values_list("voice_id", "others")
        )
        translations = translated_between(first, last)
        for row in rows:
            yield (
                *row_of(row, support.get(row[0], 0)),
                *chain.from_iterable(
                    translations.get((row[0], code), NOT_TRANSLATED) for code in TRANSLATED_INTO
                ),
            )


def translated_between(first: int, last: int) -> dict[tuple[int, str], tuple[str, str]]:
    """Return the translations of a part of the voices that stand now, each with whether a service made it."""
    found = Translation.objects.filter(
        voice_id__gte=first, voice_id__lte=last, language__in=TRANSLATED_INTO
    ).order_by("version")
    rows = found.values_list("voice_id", "language", "text", "service")
    return {(voice, code): (text, "machine" if service else "hand") for voice, code, text, service in rows}


def row_of(row: tuple[Any, ...], support: int) -> tuple[object, ...]:
    """Return the row of a voice: the text as it is published, never the words as they came in."""
    number, said, received, language, channel, code, area, place, text, masked, organisation, *rest = row
    status, answered, constructed = rest
    return (
        *(number, day_of(said), day_of(received), language, channel, code, area, place),
        *(text, int(masked), organisation, support, status, day_of(answered), int(constructed)),
    )


def day_of(moment: datetime.datetime | None) -> str:
    """Write a day on the wall clock of the programme."""
    return timezone.localtime(moment).date().isoformat() if moment is not None else ""
