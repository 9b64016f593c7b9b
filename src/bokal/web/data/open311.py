"""Open311 GeoReport v2: other systems hand voices in and read the published ones."""

import hmac
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from bokal.programme.history.errors import Refused
from bokal.programme.voices.enums import SPOKEN
from bokal.programme.voices.models import Case
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import areas_to_speak_about, grouped, pictures_of, say_voice
from bokal.web.data.open311_answers import FORMS, answered, refused
from bokal.web.data.open311_requests import SERVICE, Wrong, as_request, asked_for, said_in_post, service
from bokal.web.ui.guards import allow
from bokal.web.ui.tries import may_happen, may_try

CHANGED = "2026-11-28T00:00:00Z"
EACH_MINUTE = 120
METHODS = {"GET", "HEAD", "POST"}


def in_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in JSON or XML alone, and for this jurisdiction alone."""

    @wraps(view)
    def wrapper(request: HttpRequest, form: str, **kwargs: Any) -> HttpResponse:
        if form not in FORMS:
            raise Http404
        asked = request.GET.get("jurisdiction_id", "") or request.POST.get("jurisdiction_id", "")
        ours = settings.OPEN311_JURISDICTION
        if asked and ours and asked != ours:
            return refused(form, 404, "jurisdiction_id was not found.")
        return view(request, form, **kwargs)

    return wrapper


@allow(can_read_published_voices)
@require_safe
@in_form
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    root = request.build_absolute_uri(reverse("open311:services", kwargs={"form": "json"}))
    facts = {
        "changeset": CHANGED,
        "contact": f"Write to {settings.DEFAULT_FROM_EMAIL}.",
        "key_service": f"Keys are given out by {settings.DEFAULT_FROM_EMAIL}. Reading needs none.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": root.removesuffix("/services.json"),
                "changeset": CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answered(form, "discovery", facts)


@allow(can_read_published_voices)
@require_safe
@in_form
def services(request: HttpRequest, form: str) -> HttpResponse:
    return answered(form, "services", [service()])


@allow(can_read_published_voices)
@require_safe
@in_form
def service_definition(request: HttpRequest, form: str, service: str) -> HttpResponse:
    """Say what may be told beside the words."""
    if service != SERVICE:
        return refused(form, 404, "service_code was not found.")
    lists = {
        "area": ("Which area is it about?", [(area.code, area.name) for area in areas_to_speak_about()]),
        "language": ("Language of the words", [*SPOKEN, ("und", "Another language")]),
        "may_publish": ("May the words be shown, without a name?", [("yes", "Yes"), ("no", "No")]),
    }
    attributes = [
        {
            "variable": True,
            "code": code,
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": "",
            "order": order,
            "description": description,
            "values": [{"key": key, "name": name} for key, name in values],
        }
        for order, (code, (description, values)) in enumerate(lists.items(), 1)
    ]
    return answered(form, "service_definition", {"service_code": SERVICE, "attributes": attributes})


@allow(can_read_published_voices)
@csrf_exempt
@never_cache
@in_form
def requests(request: HttpRequest, form: str) -> HttpResponse:
    """Hand out published voices, or take one in."""
    if request.method not in METHODS:
        return refused(form, 405, "GET or POST.")
    if request.method == "POST":
        return take_in(request, form)
    try:
        cases = list(asked_for(request.GET.dict()))
    except Wrong as wrong:
        return refused(form, 400, str(wrong))
    return answered(form, "service_requests", as_requests(request, cases))


def as_requests(request: HttpRequest, cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Return voices as the specification writes them, each with the address of its first picture."""
    every = list(cases)
    pictures = {voice: shown[0] for voice, shown in pictures_of(case.voice_id for case in every).items()}
    addresses = {
        voice: request.build_absolute_uri(reverse("data:voice-picture", kwargs={"key": picture.key}))
        for voice, picture in pictures.items()
    }
    return [as_request(case, addresses.get(case.voice_id, "")) for case in every]


@allow(can_read_published_voices)
@require_safe
@in_form
def request_by_id(request: HttpRequest, form: str, number: str) -> HttpResponse:
    cases = as_requests(request, asked_for({"service_request_id": number}))
    if not cases:
        return refused(form, 404, "service_request_id was not found.")
    return answered(form, "service_requests", cases)


def has_key(request: HttpRequest) -> bool:
    """Tell whether a key came along that was given out; each is compared, however the first ones turn out."""
    told = (request.POST.get("api_key", "") or request.GET.get("api_key", "")).encode()
    fits = [hmac.compare_digest(told, key.encode()) for key in settings.OPEN311_KEYS]
    return any(fits)


def take_in(request: HttpRequest, form: str) -> HttpResponse:
    """Take in a voice; the code that leads back to it is in the notice."""
    if not has_key(request):
        if not may_try(request):
            return refused(form, 429, "Too many tries. Try again in a minute.")
        return refused(form, 403, "api_key is missing or was not given out here.")
    if not may_happen("open311", EACH_MINUTE):
        return refused(form, 429, "Too many at once. Try again in a minute.")
    if not request.POST.get("service_code"):
        return refused(form, 400, "service_code is missing.")
    if request.POST["service_code"] != SERVICE:
        return refused(form, 404, "service_code was not found.")
    areas = {area.code: area for area in areas_to_speak_about()}
    try:
        taken = say_voice(said=said_in_post(request.POST.dict(), areas))
    except Refused as refusal:
        return refused(form, 400, str(refusal))
    told = {
        "service_request_id": str(taken.voice.pk),
        "service_notice": f"The code that leads back to it: {grouped(taken.code)}",
        "account_id": "",
    }
    return answered(form, "service_requests", [told], status=201)
