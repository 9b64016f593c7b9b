"""Have 300 people each say something within a minute to ``bokal serve`` on SQLite, then do it under SIGKILL.

Usage: benchmarks/posting.py [--people N] [--seconds N] [--kills N]

Each person opens the form, waits as people do, and sends it; who gets no answer sends the same form again.
Afterwards every voice that was answered with a code must be there once. Target: no 5xx, p95 of a post at
most 500 ms without kills. People and server share the machine. At the end stands the table for
docs/explanation/speed.md.
"""

import argparse
import http.client
import os
import random
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

TARGET = 500.0
TOKEN = re.compile(r'name="token" value="([^"]+)"')
CODE = re.compile(r'class="receipt-code"><bdi dir="ltr">([A-Z0-9]{5}-[A-Z0-9]{5})<')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATIENCE = 120.0


@dataclass(slots=True)
class Heard:
    """What all people together met with."""

    milliseconds: list[float] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    wrong: list[int] = field(default_factory=list)
    repeated: int = 0
    unanswered: list[str] = field(default_factory=list)


class Server:
    """``bokal serve`` in a folder; it can be killed, and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # Everybody posts from one address here, which a real limit would hold up.
        self.environment = {**os.environ, "BOKAL_DATA_DIR": str(folder), "BOKAL_VOICES_PER_MINUTE": "100000"}
        self.start()

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "bokal.cli", "serve", "--port", str(self.port), "--migrate"]
        self.process = subprocess.Popen(
            command,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.2)
            if self.process.poll() is not None:
                self.start()
                return
        raise RuntimeError("The server does not answer.")

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Return status and page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(connection):
            connection.request(method, path, body or None, FORM if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def kill(self) -> None:
        """End everything at once, as when the power goes."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=60)


def speak(server: Server, words: str, at: float, heard: Heard, lock: threading.Lock) -> None:
    """Open the form, write, send, and send again until there is a code."""
    time.sleep(max(0.0, at - time.monotonic()))
    deadline = time.monotonic() + PATIENCE
    body, sent = "", 0
    while time.monotonic() < deadline:
        try:
            if not body:
                status, page = server.ask("GET", "/sv/say/")
                (token,) = TOKEN.findall(page)
                said = {"words": words, "language": "sv", "may_publish": "on", "token": token}
                body = urllib.parse.urlencode(said)
            started = time.perf_counter()
            sent += 1
            status, page = server.ask("POST", "/sv/say/", body)
            took = (time.perf_counter() - started) * 1000
        except (OSError, http.client.HTTPException, ValueError):
            time.sleep(0.5 + random.random())
            continue
        with lock:
            heard.milliseconds.append(took)
            heard.repeated += sent > 1
            if status == 200 and (codes := CODE.findall(page)):
                heard.codes[words] = codes[0]
                return
            heard.wrong.append(status)
        time.sleep(1)
    with lock:
        heard.unanswered.append(words)


def run(server: Server, name: str, *, people: int, seconds: float, kills: int) -> Heard:
    """Let everybody speak, and kill the server now and then."""
    heard, lock, chance = Heard(), threading.Lock(), random.Random(3)
    begin = time.monotonic() + 1
    with ThreadPoolExecutor(people) as crowd:
        for number in range(people):
            at = begin + chance.random() * seconds
            crowd.submit(speak, server, f"{name} {number}", at, heard, lock)
        for number in range(kills):
            time.sleep(max(0.0, begin + (number + 0.5) * seconds / kills - time.monotonic()))
            server.kill()
            server.start()
    return heard


def fingerprints(codes: dict[str, str]) -> dict[str, str]:
    """Return what is kept of each code."""
    from bokal.programme.voices.services.codes import as_typed, code_fingerprint

    return {words: code_fingerprint(as_typed(code) or "") for words, code in codes.items()}


def report(folder: Path, name: str, heard: Heard) -> tuple[bool, str]:
    """Compare what was answered with what is there, and print it; return whether it is whole, and a row."""
    query = """
        SELECT w.text, r.fingerprint FROM voices_words w JOIN voices_receipt r ON r.voice_id = w.voice_id
        JOIN voices_case c ON c.voice_id = w.voice_id WHERE w.text LIKE ?
    """
    with closing(sqlite3.connect(folder / "bokal.sqlite3")) as connection:
        rows = connection.execute(query, [f"{name} %"]).fetchall()
    there = dict(rows)
    lost = [words for words, mark in fingerprints(heard.codes).items() if there.get(words) != mark]
    twice = len(rows) - len(there)
    cuts = statistics.quantiles(heard.milliseconds, n=100)
    failed = [status for status in heard.wrong if status >= 500]
    print(
        f"{name}: {len(heard.codes)} answered with a code, {len(rows)} there, {len(lost)} lost, "
        f"{twice} twice, {len(heard.unanswered)} never answered, {heard.repeated} sent again, "
        f"5xx {len(failed)}, other refusals {len(heard.wrong) - len(failed)}; "
        f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, "
        f"load after {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    row = (
        f"| {name} | {len(heard.codes)} | {len(rows)} | {len(lost)} | {twice} | {len(heard.unanswered)} | "
        f"{len(failed)} | {cuts[49]:.0f} ms | {cuts[94]:.0f} ms |"
    )
    return not (lost or twice or heard.unanswered or failed), row


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.environ |= {"BOKAL_DATA_DIR": made, "DJANGO_SETTINGS_MODULE": "bokal.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
        server = Server(folder)
        try:
            whole, rows = True, []
            for name, kills in (("calm", 0), ("killed", options.kills)):
                heard = run(server, name, people=options.people, seconds=options.seconds, kills=kills)
                right, row = report(folder, name, heard)
                whole &= right
                rows.append(row)
        finally:
            server.stop()
        head = "answered with a code | there | lost | twice | never answered | 5xx | p50 | p95"
        print(f"\n| Server | {head} |\n|---|{'--:|' * 8}")
        print("\n".join(rows))
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
