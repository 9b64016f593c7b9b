"""What we heard: the voices that may be read, and what has come of each."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext

from bokal.programme.initiatives.services import came_of_problems
from bokal.programme.voices.enums import SPOKEN, Channel, Standing, Status
from bokal.programme.voices.models import Case, Translation
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    areas_to_speak_about,
    count_readable,
    numbers_of_voices,
    pictures_of,
    readable_cases,
    support_of,
    thread_of,
    translations_in,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.translations import doubts_offered, readable_in_own_language
from bokal.web.ui.formats import day
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.paging import LongList

PAGE_SIZE = 25
LONGEST = 280
IN_LIST = (
    *("voice_id", "text", "status", "answered_at", "due_on", "area__name", "voice__language"),
    *("voice__said_at", "voice__channel", "voice__constructed"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A voice in the list, in the words of the page."""

    number: int
    text: str
    language: str
    translation: Translation | None
    said_at: datetime.datetime
    channel: str
    area: str
    others: int
    pictures: int
    status: str
    owed_by: str
    link: str
    constructed: bool


def rows_of(found: Iterable[tuple[Any, ...]]) -> list[Row]:
    """Put the voices of a page in words; what is the same for all of them is found once."""
    found = list(found)
    numbers = [number for number, *_rest in found]
    support, translations = support_of(numbers), translations_in(numbers, get_language() or "sv")
    pictures = pictures_of(numbers)
    channels, statuses = labels_of(Channel), labels_of(Status)
    owed_by, link = gettext("answer owed by %(day)s"), gettext("What came of voice %(number)s")
    return [
        Row(
            number=number,
            text=Truncator(text).chars(LONGEST),
            language=language,
            translation=translations.get(number),
            said_at=said_at,
            channel=channels[channel],
            area=area or "",
            others=support.get(number, 0),
            pictures=len(pictures.get(number, ())),
            status=statuses[status],
            owed_by=owed_by % {"day": day(due)} if not answered or status == Status.REOPENED else "",
            link=link % {"number": number},
            constructed=constructed,
        )
        for number, text, status, answered, due, area, language, said_at, channel, constructed in found
    ]


def labels_of(choices: type[Channel] | type[Status]) -> dict[str, str]:
    """Return the words for each choice in the language of the page."""
    return {one.value: str(one.label) for one in choices}


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def voice_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    areas = {area.code: area.name for area in areas_to_speak_about()}
    area = asked.choice("area", areas, "")
    language = asked.choice("language", dict(SPOKEN), "")
    status = asked.choice("status", Status.values, "")
    words = asked.text("q")
    wanted = {"area": area, "language": language, "status": status, "words": words}
    found = readable_cases(**wanted).values_list(*IN_LIST)
    page = asked.page_of(LongList(found, count=count_readable(**wanted)), PAGE_SIZE)
    context = {
        "page": page,
        "rows": rows_of(page),
        "numbers": numbers_of_voices(area),
        "areas": list(areas.items()),
        "languages": SPOKEN,
        "statuses": Status.choices,
        "asked": {"area": area, "language": language, "status": status, "q": words},
        "notes": asked.notes,
    }
    return render(request, "public/voice_list.html", context)


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices", "decisions", "initiatives")
def voice(request: HttpRequest, number: int) -> HttpResponse:
    """Show a published voice with its thread; of a withdrawn one, that it was there."""
    case = Case.objects.filter(voice_id=number).first()
    if case is None or case.standing not in {Standing.PUBLISHED, Standing.WITHDRAWN}:
        raise Http404
    thread = thread_of(number, language=get_language() or "sv")
    context = {
        "thread": thread,
        "came_of": came_of_problems([part.problem.pk for part in thread.parts]),
        "pictures": pictures_of([number]).get(number, []),
        "others": support_of([number]).get(number, 0),
        "translation": readable_in_own_language([case]).get(number),
        "doubts": doubts_offered(),
    }
    return render(request, "public/voice.html", context)
