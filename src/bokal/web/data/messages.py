"""The door for gateways of text messages and phone calls. Neither words nor numbers are ever logged."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bokal.programme.history.errors import Refused
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import areas_to_speak_about, grouped, message_in, say_voice
from bokal.web.ui.guards import allow
from bokal.web.ui.tries import may_happen, may_try

EACH_MINUTE = 10
TOGETHER = 600


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
    """Take in one message and answer with the code to send back, the same for the same message."""
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
        taken = say_voice(said=said)
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    code = grouped(taken.code)
    facts = {"code": code, "reply": reply_in(request, said.language, code), "new": taken.new}
    return JsonResponse(facts, status=201 if taken.new else 200)


def reply_in(request: HttpRequest, language: str, code: str) -> str:
    """Return what to send back, in the language of the message where the site has it."""
    known = {name for name, _label in settings.LANGUAGES}
    with override(language if language in known else settings.LANGUAGE_CODE):
        address = request.build_absolute_uri(reverse("public:follow"))
        words = gettext("Thank you. Your code is %(code)s. See what comes of it at %(address)s")
        return words % {"code": code, "address": address}
