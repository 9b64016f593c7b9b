"""Public pages are the same for every reader, so each is drawn once and kept until the records change."""

import gzip
import hashlib
import threading
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from bokal import __version__
from bokal.programme.history.services import history_mark, marks_held

type View = Callable[..., HttpResponse]

# The records that the menu of every public page follows from.
IN_MENU = "initiatives.grantcall"
KEEP_SECONDS = 24 * 60 * 60
LARGEST = 2 * 1024 * 1024
DRAWING = tuple(threading.Lock() for _ in range(64))


def page_key(request: HttpRequest, rests_on: tuple[str, ...]) -> str:
    """Name this very page: address, language, fragment or whole, and the newest line of the history.

    Every change of a record writes a line, so a page can never be older than the records it was drawn from.
    A page that names what it rests on stays while only other records change; its menu rests on some too. A
    new day draws it anew: pages say what is overdue.
    """
    mark = history_mark(*rests_on, IN_MENU) if rests_on else history_mark()
    fragment = request.headers.get("HX-Request", "")
    # The whole address, because it stands on the printed page and a site may have several names.
    now = (mark, str(timezone.localdate()))
    parts = (__version__, *now, get_language(), fragment, request.build_absolute_uri())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def answer(request: HttpRequest, kept: dict[str, Any], etag: str) -> HttpResponse:
    """Send a kept page, packed when the browser can unpack it."""
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(kept["packed" if packed else "plain"], content_type=kept["type"])
    if packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "HX-Request"])
    return response


def remembered(*rests_on: str) -> Callable[[View], View]:
    """Keep the page a public view draws; the view must not look at the session or the account.

    ``rests_on`` names the apps whose records the page shows; without, any change makes a new page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in {"GET", "HEAD"}:
                return view(request, *args, **kwargs)
            with marks_held():
                return keep_or_draw(request, partial(view, request, *args, **kwargs), rests_on)

        wrapper.rests_on = rests_on  # type: ignore[attr-defined]
        return wrapper

    return decorate


def keep_or_draw(
    request: HttpRequest, draw: Callable[[], HttpResponse], rests_on: tuple[str, ...]
) -> HttpResponse:
    """Answer with the kept page, or draw it and keep it."""
    key = page_key(request, rests_on)
    etag = f'W/"{key[:32]}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers={"ETag": etag})
    kept = cache.get(key)
    if kept is None:
        # After a change many readers want the same page at once: one draws it, the others wait for it.
        with DRAWING[int(key[:8], 16) % len(DRAWING)]:
            kept = cache.get(key)
            if kept is None:
                response = draw()
                if response.status_code != 200 or response.streaming or len(response.content) > LARGEST:
                    return response
                kept = {
                    "plain": response.content,
                    "packed": gzip.compress(response.content, compresslevel=6, mtime=0),
                    "type": response["Content-Type"],
                }
                cache.set(key, kept, KEEP_SECONDS)
    return answer(request, kept, etag)
