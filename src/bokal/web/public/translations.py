"""Voices in the language of the reader: the original, the translation below it, and a way to doubt it."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import Doubt
from bokal.programme.voices.models import Case, Translation
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import doubt_translation, translations_in
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.ui.tries import may_try


def readable_in_own_language(cases: Iterable[Case]) -> dict[int, Translation]:
    """Return the translations into the language of the page, by voice."""
    return translations_in([case.voice_id for case in cases], get_language() or "sv")


def doubts_offered() -> list[tuple[str, str]]:
    """Return what may be wrong with a translation, to choose from."""
    return [(doubt.value, str(doubt.label)) for doubt in Doubt]


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def translation_doubt(request: HttpRequest, number: int) -> HttpResponse:
    """Take in that a translation is wrong; there is no session that another site could misuse."""
    if not may_try(request):
        return render(request, "429.html", status=429)
    translation = number_in(request.POST.get("translation", ""))
    reason = request.POST.get("reason", "")
    if translation is None:
        raise Http404
    if reason not in Doubt.values:
        return doubted(request, number, _("Choose what is wrong with the translation, then send it."), 422)
    try:
        doubt_translation(voice_id=number, translation_id=translation, reason=Doubt(reason))
    except Refused as refusal:
        return doubted(request, number, str(refusal), 409)
    return doubted(request, number)


def doubted(request: HttpRequest, number: int, problem: str = "", status: int = 200) -> HttpResponse:
    """Say thank you, or why nothing was taken in."""
    return render(request, "public/doubted.html", {"number": number, "problem": problem}, status=status)
