"""Figures fetched from a real server on this machine, by https, and only from named places."""

import datetime
import ipaddress
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bokal.programme.areas.errors import FetchRefused
from bokal.programme.areas.services import fetch_kolada, fetch_pxweb, import_fetch

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


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    usage = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server(certificate: Path, settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server(certificate)
    settings.FETCH_HOSTS = frozenset({made.host})
    monkeypatch.setattr(import_fetch, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(import_fetch, "PATIENCE_SECONDS", 0.5)
    thread = threading.Thread(target=made.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.over.set()
    made.http.shutdown()
    made.http.server_close()
    thread.join()


def refusal(server: Server, url: str) -> str:
    with pytest.raises(FetchRefused) as refused:
        fetch_pxweb(url, {"query": []}, context=server.trust)
    return str(refused.value)


def test_a_table_is_asked_for_in_json_stat(server: Server) -> None:
    url = server.says("/table", {"class": "dataset"})
    file = fetch_pxweb(url, {"query": [{"code": "Tid"}]}, context=server.trust)
    assert json.loads(file.stream.read()) == {"class": "dataset"}
    ((method, _path, body),) = server.asked
    assert method == "POST"
    assert json.loads(body) == {"query": [{"code": "Tid"}], "response": {"format": "json-stat2"}}


def test_all_pages_of_kolada_become_one_file(server: Server) -> None:
    second = server.says("/more", {"values": [{"kpi": "N1"}], "next_url": None})
    server.says(
        "/v3/data/kpi/N1/municipality/1280/year/2021,2022", {"values": [{"kpi": "N1"}], "next_url": second}
    )
    base = f"https://{server.host}/v3"
    file = fetch_kolada("N1", "1280", [2021, 2022], base=base, context=server.trust)
    assert len(json.loads(file.stream.read())["values"]) == 2


def test_pages_that_never_end_are_refused(server: Server) -> None:
    path = "/v3/data/kpi/N1/municipality/1280/year/2022"
    server.says(path, {"values": [], "next_url": f"https://{server.host}{path}"})
    with pytest.raises(FetchRefused, match="no end"):
        fetch_kolada("N1", "1280", [2022], base=f"https://{server.host}/v3", context=server.trust)


def test_a_page_elsewhere_is_not_followed(server: Server) -> None:
    path = "/v3/data/kpi/N1/municipality/1280/year/2022"
    server.says(path, {"values": [], "next_url": "https://example.org/"})
    with pytest.raises(FetchRefused, match="these places only"):
        fetch_kolada("N1", "1280", [2022], base=f"https://{server.host}/v3", context=server.trust)


@pytest.mark.parametrize("code", ["../x", "N 1", "", "N1/ou/2"])
def test_a_key_figure_cannot_lead_elsewhere(code: str) -> None:
    with pytest.raises(FetchRefused):
        fetch_kolada(code, "1280", [2022])


@pytest.mark.parametrize(
    "url",
    [
        "http://{host}/table",
        "https://example.org/table",
        "https://{host}@example.org/",
        "https://{host} /x",
        "https://[bad/",
        "file:///etc/passwd",
        "https://{host}/\r\nHost: x",
    ],
)
def test_other_places_are_never_called(server: Server, url: str) -> None:
    assert refusal(server, url.format(host=server.host))
    assert server.asked == []


def test_a_redirect_is_not_followed(server: Server) -> None:
    target = server.says("/target", {})
    assert "elsewhere" in refusal(server, server.says("/away", b"", 302, Location=target))
    assert [path for _method, path, _body in server.asked] == ["/away"]


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404"), (429, "patience"), (403, "too many"), (500, "500")]
)
def test_an_error_of_the_server_is_told(server: Server, status: int, words: str) -> None:
    assert words in refusal(server, server.says("/error", b"no", status))


def test_an_answer_that_is_not_json_is_refused(server: Server) -> None:
    assert "not JSON" in refusal(server, server.says("/html", b"<html>"))


def test_a_huge_answer_is_cut_off(server: Server, settings) -> None:
    settings.UPLOAD_LIMIT = 100_000
    assert "too large" in refusal(server, server.says("/huge", b" " * 10_000_000))


def test_an_answer_that_breaks_off_is_refused(server: Server) -> None:
    url = server.says("/half", b"{}", **{"Content-Length": "100", "Connection": "close"})
    assert refusal(server, url)


def test_a_server_that_sleeps_is_left(server: Server) -> None:
    def sleep(_body: bytes) -> Answer:
        server.over.wait(10)
        return 200, {}, b"{}"

    server.answers["/slow"] = sleep
    assert "in time" in refusal(server, f"https://{server.host}/slow")


def test_a_server_that_cannot_prove_who_it_is_is_refused(server: Server) -> None:
    url = server.says("/table", {})
    with pytest.raises(FetchRefused, match="prove"):
        fetch_pxweb(url, {}, context=ssl.create_default_context())
