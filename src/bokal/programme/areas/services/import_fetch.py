"""Fetch statistics from PxWeb and Kolada: a door out of the house that opens to named places only."""

from __future__ import annotations

import http.client
import io
import json
import re
import ssl
import threading
import time
import urllib.parse
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from bokal.programme.areas.errors import FetchRefused
from bokal.programme.areas.services.import_kinds import ImportFile
from bokal.programme.areas.services.read_answer import AnswerTooLarge, read_answer

PAUSE_SECONDS = 1.0
"""Between two calls; the services ask for no more than ten in ten seconds."""
PATIENCE_SECONDS = 20.0
WHOLE_SECONDS = 120.0
ATTEMPTS = 4
BACKOFF_SECONDS = 2.0
"""The pause before the second call; each further one is twice as long."""
LONGEST_PAUSE = 60.0
PASSING = frozenset({429, 500, 502, 503, 504})
MOST_PAGES = 200
CODE = re.compile(r"[A-Za-z0-9]{1,40}")
KOLADA = "https://api.kolada.se/v3"

_turn = threading.Lock()
_last_call = 0.0


def fetch_pxweb(url: str, query: Mapping[str, Any], *, context: ssl.SSLContext | None = None) -> ImportFile:
    """Ask a PxWeb table for a part of it, and return the JSON-stat 2.0 answer as a file to import.

    ``query`` is the body that PxWeb shows under “API”; the format of the answer is set here.
    """
    body = json.dumps({**query, "response": {"format": "json-stat2"}}).encode()
    content = _call(url, body, context)
    _check_json(content)
    return ImportFile("pxweb.json", io.BytesIO(content))


def fetch_kolada(
    kpi: str,
    municipality: str,
    years: Sequence[int],
    *,
    base: str = KOLADA,
    context: ssl.SSLContext | None = None,
) -> ImportFile:
    """Ask Kolada for a key figure in one municipality, all pages, and return them as one file to import."""
    if not CODE.fullmatch(kpi) or not CODE.fullmatch(municipality):
        raise FetchRefused(_("A key figure and a municipality are named by letters and digits only."))
    listed = ",".join(str(year) for year in years)
    url = f"{base}/data/kpi/{kpi}/municipality/{municipality}/year/{listed}"
    values: list[Any] = []
    seen: set[str] = set()
    while url:
        if url in seen or len(seen) >= MOST_PAGES:
            raise FetchRefused(_("The answer has no end. Ask for fewer years at a time."))
        seen.add(url)
        page = _check_json(_call(url, None, context))
        part = page.get("values")
        if not isinstance(part, list):
            raise FetchRefused(_("The answer has another form than expected. Nothing was imported."))
        values += part
        following = page.get("next_url") or page.get("next_page") or ""
        url = following if isinstance(following, str) else ""
    return ImportFile("kolada.json", io.BytesIO(json.dumps({"values": values}).encode()))


class _Busy(Exception):
    """The place may answer if it is asked again; ``reason`` is what to say when it does not."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        self.reason = reason
        self.wait = wait


def _call(url: str, body: bytes | None, context: ssl.SSLContext | None) -> bytes:
    """Ask, and ask again after longer and longer pauses where that can help."""
    parts = _allowed(url)
    for attempt in range(ATTEMPTS):
        try:
            return _ask(parts, body, context)
        except _Busy as busy:
            if attempt == ATTEMPTS - 1:
                raise FetchRefused(busy.reason) from None
            time.sleep(max(busy.wait, BACKOFF_SECONDS * 2**attempt))
    raise AssertionError


def _ask(parts: urllib.parse.SplitResult, body: bytes | None, context: ssl.SSLContext | None) -> bytes:
    _wait_for_turn()
    host = parts.netloc
    connection = http.client.HTTPSConnection(
        host, timeout=PATIENCE_SECONDS, context=context or ssl.create_default_context()
    )
    path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {"Accept": "application/json", "User-Agent": "Bokal", "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    try:
        connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
        # An answer after which the server hangs up keeps the connection; closing it is ours.
        with connection.getresponse() as answer:
            if answer.status != http.HTTPStatus.OK:
                reason = _refusal(answer.status) % {"host": host, "status": answer.status}
                if answer.status in PASSING:
                    raise _Busy(reason, _asked_pause(answer.getheader("Retry-After", "")))
                raise FetchRefused(reason)
            return _read(answer, host)
    except TimeoutError:
        raise _Busy(_("%(host)s did not answer in time. Try later.") % {"host": host}) from None
    except ssl.SSLCertVerificationError:
        reason = _("%(host)s did not prove who it is. Nothing was fetched.")
        raise FetchRefused(reason % {"host": host}) from None
    except (OSError, http.client.HTTPException, ValueError):
        reason = _("%(host)s could not be reached. Check the network and try later.")
        raise _Busy(reason % {"host": host}) from None
    finally:
        connection.close()


def _asked_pause(text: str) -> float:
    """Return how long the server asks to be left alone, within reason."""
    return min(float(text), LONGEST_PAUSE) if text.isascii() and text.isdecimal() else 0.0


def _allowed(url: str) -> urllib.parse.SplitResult:
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        raise FetchRefused(_("This is not an address.")) from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme != "https" or parts.netloc not in settings.FETCH_HOSTS or not plain:
        raise FetchRefused(
            _("Figures are fetched by https from these places only: %(hosts)s. Ask your operator for others.")
            % {"hosts": ", ".join(sorted(settings.FETCH_HOSTS)) or "–"}
        )
    return parts


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return _("%(host)s sends the request elsewhere. Use the address it names, if you trust it.")
    if status in (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE):
        return _("%(host)s asks for patience (%(status)d). Try later.")
    if status == http.HTTPStatus.FORBIDDEN:
        return _("%(host)s refuses the request (%(status)d). It may ask for too many values at once.")
    return _("%(host)s answers with the error %(status)d. Check the address and the query.")


def _read(answer: http.client.HTTPResponse, host: str) -> bytes:
    try:
        return read_answer(answer, most_bytes=settings.UPLOAD_LIMIT, seconds=WHOLE_SECONDS)
    except AnswerTooLarge:
        large = _("The answer of %(host)s is too large. Ask for a part of it.")
        raise FetchRefused(large % {"host": host}) from None
    except http.client.IncompleteRead:
        raise _Busy(_("The answer of %(host)s broke off. Try again.") % {"host": host}) from None


def _check_json(content: bytes) -> dict[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise FetchRefused(_("The answer is not JSON. Nothing was imported."))
    return data


def _wait_for_turn() -> None:
    global _last_call
    with _turn:
        wait = _last_call + PAUSE_SECONDS - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        _last_call = time.monotonic()
