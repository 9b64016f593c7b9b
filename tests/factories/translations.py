"""Translations of voices, and a little server that speaks as LibreTranslate does; all of it constructed."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bokal.programme.accounts.models import Account
from bokal.programme.voices.models import Case, Translation
from bokal.programme.voices.services import translation_mark, translations_in, write_translation
from tests.factories.accounts import make_account

LANGUAGES = {"sv": ["ar", "en"], "en": ["ar", "sv"], "ar": ["en", "sv"], "so": ["en", "sv"]}


def mark_of(voice: int, language: str) -> str:
    """Return the mark of a voice and its translation as they are now."""
    case = Case.objects.get(voice_id=voice)
    return translation_mark(case, translations_in([voice], language).get(voice))


def make_translation(
    voice: int, language: str = "sv", text: str = "Lamporna är trasiga.", actor: Account | None = None
) -> Translation:
    """Return a translation written by hand, the next version if there is one."""
    return write_translation(
        voice_id=voice,
        language=language,
        text=text,
        rests_on=mark_of(voice, language),
        actor=actor or make_account(),
    )


class Service(ThreadingHTTPServer):
    """A server with the two doors of LibreTranslate; what it was sent is kept, how it answers can be set."""

    daemon_threads = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.key = ""
        self.status = 200
        self.body: bytes | None = None
        self.headers: dict[str, str] = {}
        self.wait = 0.0
        self.drip = False
        self.languages: Any = [{"code": code, "name": code, "targets": LANGUAGES[code]} for code in LANGUAGES]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_parts: object) -> None:
        """Say nothing of who hung up: it would stand in what another test prints."""


class Handler(BaseHTTPRequestHandler):
    """What the server answers."""

    server: Service

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""

    def answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.answer(200, json.dumps(self.server.languages).encode())

    def do_POST(self) -> None:
        service = self.server
        service.paths.append(self.path)
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service.asked.append(question)
        time.sleep(service.wait)
        if service.drip:
            self.drip()
        elif service.key and question.get("api_key") != service.key:
            self.answer(403, b'{"error": "Invalid API key"}')
        elif service.body is not None or service.status != 200:
            self.answer(service.status, service.body or b'{"error": "no"}')
        else:
            text = f"{question['target']}: {question['q']}"
            self.answer(200, json.dumps({"translatedText": text}).encode())

    def drip(self) -> None:
        """Answer one sign at a time, without end."""
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" ")
                time.sleep(0.02)
        except OSError:
            return


@contextmanager
def running_service() -> Iterator[Service]:
    """Run the server in a thread for as long as the block lasts."""
    service = Service()
    thread = threading.Thread(target=service.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        thread.join()
        service.server_close()
