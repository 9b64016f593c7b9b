"""Published voices as a table: what everybody reads, row by row, in whatever number."""

from collections.abc import Iterator

from django.db.models import Count

from bokal.programme.voices.models import Case, Support

VOICE_COLUMNS = (
    *("number", "said_on", "received_on", "language", "channel", "area", "area_name", "place"),
    *("text", "masked", "organisation", "support", "status", "answered_on", "constructed"),
)
AT_ONCE = 2000


def voices_to_take_along() -> Iterator[tuple[object, ...]]:
    """Yield a row for each published voice, oldest first; only a part of them is held at any time.

    Support is counted a part at a time, because one count over all of them would have to be sorted first.
    """
    last = 0
    while True:
        readable = Case.objects.readable().filter(voice_id__gt=last).order_by("voice_id")
        cases = list(readable.select_related("voice__organisation", "area")[:AT_ONCE])
        if not cases:
            return
        first, last = cases[0].voice_id, cases[-1].voice_id
        counted = (
            Support.objects.filter(voice_id__gte=first, voice_id__lte=last).order_by().values("voice_id")
        )
        support = dict(counted.annotate(others=Count("pk")).values_list("voice_id", "others"))
        for case in cases:
            yield row_of(case, support.get(case.voice_id, 0))


def row_of(case: Case, support: int) -> tuple[object, ...]:
    """Return the row of a voice: the text as it is published, never the words as they came in."""
    voice = case.voice
    return (
        voice.pk,
        voice.said_at.date().isoformat(),
        voice.received_at.date().isoformat(),
        voice.language,
        voice.channel,
        case.area.code if case.area else "",
        case.area.name if case.area else "",
        case.place,
        case.text,
        int(case.masked),
        voice.organisation.slug if voice.organisation else "",
        support,
        case.status,
        case.answered_at.date().isoformat() if case.answered_at else "",
        int(voice.constructed),
    )
