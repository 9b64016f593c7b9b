"""Files that a reader takes along: streamed, with a name, and told apart when nothing is new."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import get_language

from bokal import __version__
from bokal.programme.history.services import history_mark
from bokal.web.ui.chart_files import Drawn, Poster, as_file, png_of
from bokal.web.ui.map_key import entry_words, with_key

PERSONAL = ("workspace", "partner")
"""Where files hold what the areas or the organisation of whoever asks let them see."""
RESTS_ON = ("programmes", "areas")
"""Files are made of these records, unless they name more."""


def mark_of(request: HttpRequest, *, of: Sequence[str] = RESTS_ON, beside: Sequence[str] = ()) -> str:
    """Return what a file is known by: its address, its language and the mark of the records it is made of.

    ``beside`` is what else it depends on, such as the day.
    """
    parts: list[object] = [__version__, history_mark(*of), get_language(), request.build_absolute_uri()]
    parts += beside
    if is_personal(request):
        # What somebody may see follows from their roles, which also end by the day.
        parts += [request.user.pk, history_mark("accounts"), timezone.localdate()]
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_personal(request: HttpRequest) -> bool:
    """Tell whether what an address sends depends on who asks."""
    match = request.resolver_match
    return match is not None and match.namespace in PERSONAL


def caching(request: HttpRequest) -> str:
    """Say who may keep a file: everybody, or the browser of who asked; both ask again each time."""
    return "private, no-cache" if is_personal(request) else "no-cache"


def unchanged(request: HttpRequest, mark: str) -> bool:
    """Tell whether the reader has the file already."""
    return mark in parse_etags(request.headers.get("If-None-Match", ""))


def send(
    request: HttpRequest,
    pieces: Iterable[str],
    *,
    name: str,
    kind: str,
    of: Sequence[str] = RESTS_ON,
    beside: Sequence[str] = (),
) -> HttpResponse:
    """Stream a file as a download; ``of`` names the apps whose records are in it, as ``mark_of`` does."""
    mark = mark_of(request, of=of, beside=beside)
    if unchanged(request, mark):
        return not_modified(request, mark)
    response: HttpResponse
    response = StreamingHttpResponse((piece.encode() for piece in pieces), content_type=kind)  # type: ignore[assignment]
    return as_download(request, response, name, mark)


def not_modified(request: HttpRequest, mark: str) -> HttpResponse:
    """Say that the reader has the file already."""
    return HttpResponseNotModified(headers={"ETag": mark, "Cache-Control": caching(request)})


def as_download(request: HttpRequest, response: HttpResponse, name: str, mark: str) -> HttpResponse:
    """Give a file its name and what it is known by."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = mark
    response["Cache-Control"] = caching(request)
    return response


def send_picture(
    request: HttpRequest, draw: Callable[[], Drawn | None], *, name: str, kind: str
) -> HttpResponse:
    """Send a picture that needs no page around it; it is drawn only for who does not have it."""
    mark = mark_of(request)
    if unchanged(request, mark):
        return not_modified(request, mark)
    drawn = draw()
    if drawn is None:
        raise Http404
    return as_download(request, picture_answer(request, drawn, kind), f"{name}.{kind}", mark)


def picture_answer(request: HttpRequest, drawn: Drawn, kind: str) -> HttpResponse:
    """Answer with a picture as SVG or PNG."""
    if kind == "png":
        poster = poster_of(drawn, request.build_absolute_uri())
        return HttpResponse(png_of(poster), content_type="image/png")
    picture = as_file(with_key(drawn.picture, drawn.heading, drawn.legend))
    return HttpResponse(picture, content_type="image/svg+xml")


def poster_of(drawn: Drawn, address: str) -> Poster:
    """Return a picture with what must not be lost when it travels alone."""
    return Poster(
        title=drawn.title,
        sentence=drawn.sentence,
        picture=as_file(drawn.picture),
        legend=[(as_file(entry.swatch), entry_words(entry)) for entry in drawn.legend],
        address=address,
        language=get_language() or "en",
        heading=drawn.heading,
        source=drawn.source,
    )
