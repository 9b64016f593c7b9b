"""What we heard: the voices that may be read, and what has come of each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bokal.programme.voices.enums import SPOKEN, Standing, Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    areas_to_speak_about,
    count_readable,
    numbers_of_voices,
    pictures_of,
    readable_cases,
    support_of,
    thread_of,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.translations import doubts_offered, readable_in_own_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.paging import LongList

PAGE_SIZE = 25


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
    cases = asked.page_of(LongList(readable_cases(**wanted), count=count_readable(**wanted)), PAGE_SIZE)
    context = {
        "cases": cases,
        "support": support_of([case.voice_id for case in cases]),
        "pictures": pictures_of([case.voice_id for case in cases]),
        "translations": readable_in_own_language(cases),
        "numbers": numbers_of_voices(area),
        "areas": list(areas.items()),
        "languages": SPOKEN,
        "statuses": Status.choices,
        "asked": {"area": area, "language": language, "status": status, "q": words},
        "notes": asked.notes,
    }
    return render(request, "public/voice_list.html", context)


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def voice(request: HttpRequest, number: int) -> HttpResponse:
    """Show a published voice with its thread; of a withdrawn one, that it was there."""
    case = Case.objects.filter(voice_id=number).first()
    if case is None or case.standing not in {Standing.PUBLISHED, Standing.WITHDRAWN}:
        raise Http404
    thread = thread_of(number, language=get_language() or "sv")
    context = {
        "thread": thread,
        "pictures": pictures_of([number]).get(number, []),
        "others": support_of([number]).get(number, 0),
        "translation": readable_in_own_language([case]).get(number),
        "doubts": doubts_offered(),
    }
    return render(request, "public/voice.html", context)
