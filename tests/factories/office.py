"""A statistical office on this machine: it answers by https and remembers what it was asked."""

import json
import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

type Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers each path by a function and remembers what it was asked."""

    def __init__(self, certificate: Path) -> None:
        self.answers: dict[str, Callable[[bytes], Answer]] = {}
        self.asked: list[tuple[str, str, bytes]] = []
        self.over = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers["Content-Length"])))

            def _answer(self, body: bytes) -> None:
                server.asked.append((self.command, self.path, body))
                status, headers, content = server.answers[self.path](body)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_parts: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_parts: object) -> None:
                pass

        self.http = Quiet(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.host = f"127.0.0.1:{self.http.server_address[1]}"
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def says(self, path: str, content: object, status: int = 200, **headers: str) -> str:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.answers[path] = lambda _body: (status, headers, data)
        return f"https://{self.host}{path}"
