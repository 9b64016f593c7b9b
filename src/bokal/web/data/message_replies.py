"""What a gateway sends back: at most 480 signs, the address last."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, override

from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.errors import CodeUnknown
from bokal.programme.voices.models import Answer
from bokal.programme.voices.services import READ_BY_WHO_SPOKE, Thread, thread_of
from bokal.web.ui.formats import day, in_language

LONGEST = 480
LONGEST_UNIT = 80


def written_in(language: str) -> str:
    """Return the language to write in: the one asked for where the site has it."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def follow_address(request: HttpRequest) -> str:
    """Return where a code is written, in the active language."""
    return request.build_absolute_uri(reverse("public:follow"))


def shortened(text: str, most: int) -> str:
    """Return a text that is no longer than so many signs, marks above letters counted too, as messages do."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def reply_in(request: HttpRequest, language: str, code: str) -> str:
    """Return what to send back to a new voice, in the language of the message."""
    with override(written_in(language)):
        words = gettext("Thank you. Your code is %(code)s. See what comes of it at %(address)s")
        return words % {"code": code, "address": follow_address(request)}


def unknown_in(request: HttpRequest, refusal: CodeUnknown, language: str) -> str:
    """Return what to send back when a code leads nowhere, whatever is wrong with it."""
    with override(written_in(language)):
        return f"{refusal} {follow_address(request)}"


def standing_in(request: HttpRequest, voice: int) -> str:
    """Return how a voice stands, in its own language; what does not fit is read at the address."""
    thread = thread_of(voice, language="", stages=READ_BY_WHO_SPOKE)
    with override(written_in(thread.voice.language)):
        before, end = (
            " ".join(sentences(thread)),
            gettext("More: %(address)s") % {"address": follow_address(request)},
        )
        answer = last_answer(thread)
        taken_back = answer.taken_back if answer is not None else None
        if answer is not None and answer.next_on is not None and taken_back is None:
            more = gettext("More will be said by %(day)s.") % {"day": day(answer.next_on)}
            before = f"{before} {more}"
        if answer is not None:
            room = LONGEST - len(before) - len(end) - 2
            said = gettext("Answer: %(text)s") % {"text": " ".join(answer.text.split())}
            if taken_back is not None:
                why = " ".join(in_language(taken_back.because).split())
                said = gettext("The answer was taken back, because: %(text)s") % {"text": why}
            before = f"{before} {shortened(said, room)}"
        return f"{before} {end}"


def sentences(thread: Thread) -> list[str]:
    """Return the status word, whether the words are shown, and who owes what until when."""
    case = thread.case
    if case.standing == Standing.WITHDRAWN:
        return [gettext("You took your words back.")]
    found = [gettext("How your words stand: %(status)s.") % {"status": case.get_status_display()}]
    if case.standing == Standing.HELD and thread.moderation is not None:
        reason = thread.moderation.get_reason_display()
        found.append(gettext("They are not shown on the site. %(reason)s") % {"reason": reason})
    if case.answered_at is None or case.status == Status.REOPENED:
        found.append(gettext("An answer is owed by %(day)s.") % {"day": day(case.due_on)})
        unit = shortened(in_language(case.unit.name), LONGEST_UNIT) if case.unit else ""
        found.append(
            gettext("It is owed by %(unit)s.") % {"unit": unit}
            if unit
            else gettext("It is not decided yet who answers.")
        )
    return found


def last_answer(thread: Thread) -> Answer | None:
    """Return the newest answer, in the language of the voice where it is there in it."""
    originals = [answer for answer in thread.answers if answer.translation_of_id is None]
    if not originals:
        return None
    texts = [one for one in thread.answers if originals[-1].pk in {one.pk, one.translation_of_id}]
    return next((one for one in texts if one.language == thread.voice.language), originals[-1])
