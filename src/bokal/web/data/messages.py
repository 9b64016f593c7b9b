"""The door for gateways of text messages and phone calls. Neither words nor numbers are ever logged."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.errors import CodeUnknown
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import (
    Asked,
    areas_to_speak_about,
    asked_in,
    grouped,
    message_in,
    say_voice,
    voice_of_code,
)
from bokal.web.data.message_replies import reply_in, standing_in, unknown_in
from bokal.web.ui.guards import allow
from bokal.web.ui.tries import may_happen, may_try

EACH_MINUTE = 10
TOGETHER = 600
CODES_TOGETHER = 120


def is_gateway(request: HttpRequest) -> bool:
    """Tell whether the secret of the gateway came along; the time taken tells nothing about it."""
    told = request.headers.get("Authorization", "").encode()
    return hmac.compare_digest(told, f"Bearer {settings.GATEWAY_SECRET}".encode())


def later() -> HttpResponse:
    """Ask to come again in a minute."""
    problem = {"problem": gettext("Too many at once. Try again in a minute.")}
    return JsonResponse(problem, status=429, headers={"Retry-After": "60"})


@allow(can_say_something)
@csrf_exempt
@never_cache
@require_POST
def message(request: HttpRequest) -> HttpResponse:
    """Take in one message and answer with what to send back: its code, or how it stands when it is a code."""
    if not settings.GATEWAY_SECRET:
        raise Http404
    if not is_gateway(request):
        if not may_try(request):
            return later()
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    areas = {area.code: area for area in areas_to_speak_about()}
    try:
        said, sender = message_in(request.body, areas)
        if not may_happen("messages", TOGETHER) or (sender and not may_happen(sender, EACH_MINUTE)):
            return later()
        asked = asked_in(said.words)
        if asked is not None:
            return how_it_stands(request, asked, said.language)
        taken = say_voice(said=said)
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    code = grouped(taken.code)
    facts = {"code": code, "reply": reply_in(request, said.language, code), "new": taken.new}
    return JsonResponse(facts, status=201 if taken.new else 200)


def how_it_stands(request: HttpRequest, asked: Asked, language: str) -> HttpResponse:
    """Answer a message that is a code; it is no voice, and nothing of it is kept."""
    if not may_happen("codes by message", CODES_TOGETHER):
        return later()
    try:
        reply = standing_in(request, voice_of_code(asked.code))
    except CodeUnknown as refusal:
        reply = unknown_in(request, refusal, asked.language if language == "und" else language)
    return JsonResponse({"reply": reply, "new": False})
