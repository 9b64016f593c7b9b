"""The recorder: write down what people say where there is no network, and send it when there is.

The page, its scripts and its pictures are kept by a service worker, so the page holds nothing of whoever is
signed in. What is asked of the network is asked by ``session`` and ``take``.
"""

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language, gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.history.errors import Refused
from bokal.programme.voices.perms import can_record_voices
from bokal.programme.voices.services import MOST_SPARE, areas_to_speak_about, grouped, said_in, say_voice
from bokal.programme.voices.services import spare_codes as draw_spare
from bokal.web.ui.guards import allow
from bokal.web.ui.sent_numbers import number_in
from bokal.web.ui.site import current_site
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.recorder_forms import PinForm, RecorderForm

app_name = "recorder"

WORKER = "js/recorder/worker.js"
# The first is named by the page; the others are named by it, as they lie beside it.
FIRST = "js/recorder/recorder.js"
MODULES = ("export", "form", "kiosk", "lock", "photos", "queue", "send", "store", "texts")
LOOKS = (
    "vendor/designsystemet.css",
    "css/bokal.css",
    "css/pictures.css",
    "css/recorder.css",
    "vendor/fonts/noto-sans-latin.woff2",
    "vendor/fonts/noto-sans-latin-ext.woff2",
    "vendor/fonts/noto-sans-arabic.woff2",
    "img/bokal.svg",
    FIRST,
)


def page_text(request: HttpRequest) -> str:
    """Return the page; it is the same for everybody who records."""
    workers = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            workers.append(reverse("recorder:worker"))
    context = {
        "form": RecorderForm(areas=areas_to_speak_about()),
        "pin": PinForm(),
        "workers": " ".join(workers),
    }
    return render_to_string("workspace/recorder/recorder.html", context, request=request)


@allow(can_record_voices)
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(page_text(request))


def shell() -> list[str]:
    """Return the addresses of everything that the page needs."""
    modules = [f"{settings.STATIC_URL}js/recorder/{name}.js" for name in MODULES]
    return [reverse("recorder:page"), reverse("recorder:manifest"), *map(static, LOOKS), *modules]


def content_of(name: str) -> bytes:
    """Return a file that lies among the scripts and looks."""
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).read_bytes()


@allow(anyone)
@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the page; it differs whenever anything that it keeps does.

    It lies beside the page, so that its reach covers the page and nothing else.
    """
    kept = hashlib.sha256(page_text(request).encode())
    for name in (*LOOKS, WORKER, *(f"js/recorder/{name}.js" for name in MODULES)):
        kept.update(content_of(name))
    facts = {"shell": shell(), "language": get_language(), "version": kept.hexdigest()[:16]}
    script = f"const BOKAL = {json.dumps(facts)};\n{content_of(WORKER).decode()}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@allow(anyone)
@never_cache
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the recorder is installed."""
    name = current_site().name.get(get_language() or "sv") or "Bokal"
    facts = {
        "name": f"{gettext('Recorder')} · {name}",
        "short_name": gettext("Recorder"),
        "lang": get_language(),
        "start_url": reverse("recorder:page"),
        "scope": reverse("recorder:page"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#8c2f1b",
        "icons": [{"src": static("img/bokal.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@allow(can_record_voices)
@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Answer a device that is online: who is signed in, the mark for sending, and codes to hand out."""
    wanted = MOST_SPARE - (number_in(request.GET.get("codes", ""), digits=5) or 0)
    spare = [{"key": str(key), "code": grouped(code)} for key, code in draw_spare(wanted)]
    return JsonResponse({"token": get_token(request), "account": account_of(request).pk, "codes": spare})


@allow(can_record_voices)
@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take in one voice; the same one sent again is answered as the first time."""
    areas = {area.code: area for area in areas_to_speak_about()}
    try:
        taken = say_voice(said=said_in(request.body, areas), recorded_by=account_of(request))
    except Refused as refusal:
        return JsonResponse({"problem": str(refusal)}, status=422)
    return JsonResponse({"key": str(taken.voice.key), "code": grouped(taken.code), "new": taken.new})


urlpatterns = [
    path("", page, name="page"),
    path("manifest.webmanifest", manifest, name="manifest"),
    path("worker.js", worker, name="worker"),
    path("session/", session, name="session"),
    path("take/", take, name="take"),
]
