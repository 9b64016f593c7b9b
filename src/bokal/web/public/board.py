"""The sheet for a notice board: what was answered in an area, who owes what by when, and how to say more."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, gettext

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import RIGHT_TO_LEFT, Status
from bokal.programme.voices.models import Case, Promise
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import Answered, Board, areas_to_speak_about, board_of
from bokal.web.ui.font_signs import printable
from bokal.web.ui.formats import day, in_language, language_of, place_name
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.paper import code_picture, set_pdf
from bokal.web.ui.site import current_site

type Json = dict[str, Any]

FIRST_WORDS = 100
WHOLE_ANSWER = 220


def written(text: str, language: str, most: int) -> Json:
    """Return words as they can be printed, marked with their language; else where they can be read."""
    kept = printable(Truncator(text).chars(most))
    if kept:
        return {"text": kept, "language": language_mark(language), "rtl": language in RIGHT_TO_LEFT}
    here = get_language() or "en"
    said = gettext("Written in signs that this sheet cannot show. Read it on the site.")
    return {"text": said, "language": here, "rtl": get_language_bidi()}


def language_mark(language: str) -> str:
    """Return a language as a document knows it; two or three letters, or that it is not known."""
    return language if language.isalpha() and len(language) in {2, 3} else "und"


def line_of(text: str, *, made_up: bool) -> str:
    """Return the small line of an entry; what is made up says so on paper too."""
    return printable(f"{text} · {gettext('Constructed example')}" if made_up else text)


def answered_entry(found: Answered) -> Json:
    """Return a voice or a problem with its answer."""
    answer, words = found.answer, found.words
    if isinstance(words, Case):
        said = written(words.text, words.voice.language, FIRST_WORDS)
        line = gettext("Voice %(number)s · %(status)s · %(unit)s, %(day)s")
        number = words.voice_id
    else:
        said = written(words.title, words.language, FIRST_WORDS)
        line = gettext("Said by several · %(status)s · %(unit)s, %(day)s")
        number = 0
    facts = {
        "number": number,
        "status": Status(answer.status).label,
        "unit": in_language(answer.unit.name),
        "day": day(answer.at),
    }
    return {
        "words": said,
        "answer": written(answer.text, answer.language, WHOLE_ANSWER),
        "line": line_of(line % facts, made_up=answer.constructed),
    }


def owed_entry(case: Case) -> Json:
    """Return a voice that still waits, with who owes the answer by when."""
    unit = in_language(case.unit.name) if case.unit else gettext("It is not decided yet who answers.")
    words = gettext("Voice %(number)s · answer owed by %(day)s · %(unit)s")
    facts = {"number": case.voice_id, "day": day(case.due_on), "unit": unit}
    return {
        "words": written(case.text, case.voice.language, FIRST_WORDS),
        "answer": None,
        "line": line_of(words % facts, made_up=case.voice.constructed),
    }


def promise_entry(promise: Promise) -> Json:
    """Return what was promised, by whom and by when."""
    who = in_language(promise.unit.name) if promise.unit else promise.organisation.name  # type: ignore[union-attr]
    said = gettext("%(who)s, by %(day)s") % {"who": who, "day": day(promise.due_on)}
    words = written(in_language(promise.text), language_of(promise.text), FIRST_WORDS)
    return {"words": words, "answer": None, "line": line_of(said, made_up=promise.constructed)}


def parts_of(board: Board) -> list[Json]:
    """Return the parts of the sheet, promises only where there are any."""
    answered = {
        "heading": gettext("What was answered"),
        "entries": [answered_entry(found) for found in board.answered],
        "none": gettext("Nothing is answered yet."),
    }
    owed = {
        "heading": gettext("Who owes an answer, and by when"),
        "entries": [owed_entry(case) for case in board.owed],
        "none": gettext("No answer is owed to a voice that everybody may read."),
    }
    promised = {
        "heading": gettext("What was promised"),
        "entries": [promise_entry(promise) for promise in board.promises],
        "none": "",
    }
    return [answered, owed, *([promised] if promised["entries"] else [])]


def door(request: HttpRequest, text: str, path: str, shown: str = "") -> Json:
    """Return a way into the site: what it is for, its address, and the address as a code."""
    address = request.build_absolute_uri(path)
    short = request.build_absolute_uri(shown or path).partition("://")[2]
    return {"text": text, "address": address, "shown": short, "picture": code_picture(address)}


def board_paper(request: HttpRequest, area: Area, today: datetime.date) -> Json:
    """Return the data of the sheet in the language of the page."""
    site, language, say = current_site(), get_language() or "en", reverse("public:say")
    phone = f"{gettext('Phone:')} {site.phone}" if site.phone else ""
    return {
        "title": gettext("What came of it in %(area)s") % {"area": printable(place_name(area.name))},
        "subtitle": gettext("As it stands on %(day)s. What people said, in their own words.")
        % {"day": day(today)},
        "author": in_language(site.name) or "Bokal",
        "date": [today.year, today.month, today.day],
        "language": language,
        "rtl": get_language_bidi(),
        "parts": parts_of(board_of(area, language=language)),
        "doors": [
            door(request, gettext("Say something"), f"{say}?area={area.code}", say),
            door(request, gettext("See what came of it"), reverse("public:follow")),
        ],
        "contact": " · ".join(part for part in (printable(in_language(site.contact)), phone) if part),
    }


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def notice_board(request: HttpRequest, code: str) -> HttpResponse:
    area = next((area for area in areas_to_speak_about() if area.code == code), None)
    if area is None:
        raise Http404
    pdf = set_pdf("public/board.typ", board_paper(request, area, timezone.localdate()))
    return HttpResponse(pdf, content_type="application/pdf")
