"""Ask a LibreTranslate-compatible service: the one way by which published words leave the house.

``GET /languages`` tells what the service can do; ``POST /translate`` takes ``q``, ``source``, ``target``,
``format`` and ``api_key``, and answers ``translatedText``. Nothing else is ever sent; no answer is trusted.
"""

import http.client
import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_answer import AnswerTooLarge, read_answer
from bokal.programme.voices.enums import SPOKEN
from bokal.programme.voices.errors import NoService, ServiceBusy, ServiceRefused

PATIENCE_SECONDS = 20.0
"""For the service to take or give anything at all."""
WHOLE_SECONDS = 60.0
"""For one question from beginning to end."""
LONGEST_QUESTION = 4000
LONGEST_ANSWER = 5 * LONGEST_QUESTION
MOST_BYTES = 512 * 1024
KEEP_LANGUAGES_SECONDS = 3600
UNKNOWN = "und"
PASSING = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class TranslationService:
    """A service as the operator has set it; ``host`` is what readers are told."""

    url: str
    key: str

    @property
    def parts(self) -> urllib.parse.SplitResult:
        """The address in parts."""
        return urllib.parse.urlsplit(self.url)

    @property
    def host(self) -> str:
        """The name of the server that words are sent to."""
        return self.parts.netloc.rpartition("@")[2]

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.parts.scheme == "https" or self.parts.hostname in {"localhost", "127.0.0.1", "::1"}


def service_set() -> TranslationService | None:
    """Return the service that is set, or nothing: then no words are sent anywhere."""
    url = str(settings.TRANSLATE_URL).rstrip("/")
    return TranslationService(url, str(settings.TRANSLATE_KEY)) if url else None


def service_needed() -> TranslationService:
    """Return the service that is set, or refuse."""
    service = service_set()
    if service is None:
        raise NoService
    return service


def translated(service: TranslationService, text: str, *, source: str, target: str) -> str:
    """Return a plain text in another language, as the service puts it.

    Raises
    ------
    ServiceBusy
        It may answer if it is asked again.
    ServiceRefused
        It does not know the language, refuses the key or the text, or answers with what is no translation.
    """
    if len(text) > LONGEST_QUESTION:
        raise ServiceRefused(_("The words are too long for a service. Translate by hand."))
    require_languages(service, source, target)
    question = {
        "q": text,
        "source": "auto" if source == UNKNOWN else source,
        "target": target,
        "format": "text",
    }
    if service.key:
        question["api_key"] = service.key
    answer = read_json(service, ask(service, "/translate", question))
    found = answer.get("translatedText") if isinstance(answer, dict) else None
    if not isinstance(found, str):
        raise no_translation(service)
    return plain(service, found)


def require_languages(service: TranslationService, source: str, target: str) -> None:
    """Refuse a language that the service says it does not have, before any words are sent."""
    known = languages_of(service)
    names = dict(SPOKEN)
    if source == UNKNOWN and target in known:
        return
    if target not in known.get(source, frozenset()):
        told = {
            "host": service.host,
            "source": names.get(source, source),
            "target": names.get(target, target),
        }
        words = _("%(host)s does not translate from %(source)s into %(target)s. Translate by hand.")
        raise ServiceRefused(words % told)


def languages_of(service: TranslationService) -> Mapping[str, frozenset[str]]:
    """Return the languages the service has, each with those it translates into."""
    name = f"translate:languages:{service.url}"
    known: Mapping[str, frozenset[str]] | None = cache.get(name)
    if known is None:
        known = read_languages(service)
        cache.set(name, known, KEEP_LANGUAGES_SECONDS)
    return known


def read_languages(service: TranslationService) -> dict[str, frozenset[str]]:
    """Ask the service which languages it has."""
    answer = read_json(service, ask(service, "/languages"))
    if not isinstance(answer, list) or not all(isinstance(one, dict) for one in answer):
        raise no_translation(service)
    codes = [str(one.get("code", "")) for one in answer]
    found = {}
    for code, one in zip(codes, answer, strict=True):
        targets = one.get("targets")
        into = [str(target) for target in targets] if isinstance(targets, list) else codes
        found[code] = frozenset(into) - {code}
    return found


def plain(service: TranslationService, text: str) -> str:
    """Return an answer as plain text: no control signs, nothing that cannot be kept, not endless."""
    text = text.replace("\r\n", "\n").strip()
    kept = "".join(sign for sign in text if sign in "\n\t" or not (ord(sign) < 32 or 127 <= ord(sign) < 160))
    halves = any("\ud800" <= sign <= "\udfff" for sign in kept)
    if not kept.strip() or halves or len(kept) > LONGEST_ANSWER:
        raise no_translation(service)
    return kept


def no_translation(service: TranslationService) -> ServiceRefused:
    """Say that the answer is not what was asked for; what it was instead is not repeated."""
    words = _("%(host)s answered with something that is no translation. Nothing was kept.")
    return ServiceRefused(words % {"host": service.host})


def ask(service: TranslationService, path: str, question: Mapping[str, str] | None = None) -> bytes:
    """Send one question and return the whole answer, within the time and the size that are allowed."""
    connection = connection_to(service)
    body = None if question is None else json.dumps(question).encode()
    headers = {"Accept": "application/json", "User-Agent": "Bokal", "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    late = threading.Event()
    try:
        connection.connect()
        timer = threading.Timer(WHOLE_SECONDS, hang_up, (connection.sock, late))
        timer.daemon = True
        timer.start()
        try:
            verb = "GET" if body is None else "POST"
            connection.request(verb, service.parts.path + path, body=body, headers=headers)
            with connection.getresponse() as answer:
                require_ok(service, answer.status)
                return read_answer(answer, most_bytes=MOST_BYTES, seconds=WHOLE_SECONDS)
        finally:
            timer.cancel()
    except AnswerTooLarge:
        raise no_translation(service) from None
    except ssl.SSLCertVerificationError:
        words = _("%(host)s did not prove who it is. Nothing was sent.")
        raise ServiceRefused(words % {"host": service.host}) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            words = _("%(host)s did not answer in time.")
        else:
            words = _("%(host)s could not be reached, or broke off.")
        raise ServiceBusy(words % {"host": service.host}) from None
    finally:
        connection.close()


def connection_to(service: TranslationService) -> http.client.HTTPConnection:
    """Return a connection that is not open yet."""
    if service.parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(service.host, timeout=PATIENCE_SECONDS, context=context)
    return http.client.HTTPConnection(service.host, timeout=PATIENCE_SECONDS)


def hang_up(line: socket.socket, late: threading.Event) -> None:
    """End a question that takes too long, also when the service gives a little all the time."""
    late.set()
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def require_ok(service: TranslationService, status: int) -> None:
    """Say what an answer other than “here it is” means; its own words are not repeated."""
    if status == http.HTTPStatus.OK:
        return
    told = {"host": service.host, "status": status}
    if status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
        words = _("%(host)s refuses the key (%(status)d). Ask your operator to look at it.")
    elif status in (http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.SERVICE_UNAVAILABLE):
        words = _("%(host)s asks for patience (%(status)d).")
    elif status in (http.HTTPStatus.BAD_REQUEST, http.HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
        words = _("%(host)s cannot take these words (%(status)d). Translate by hand.")
    elif 300 <= status < 400:
        words = _("%(host)s sends the request elsewhere, and that is not followed. Ask your operator.")
    else:
        words = _("%(host)s answers with the error %(status)d.")
    raise (ServiceBusy if status in PASSING else ServiceRefused)(words % told)


def read_json(service: TranslationService, content: bytes) -> Any:
    """Read an answer as JSON."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        raise no_translation(service) from None
