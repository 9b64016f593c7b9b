"""Rules for every test: no network, own folder for files, unordered queries in random order."""

import os
import tempfile

os.environ.setdefault("BOKAL_DATA_DIR", tempfile.mkdtemp(prefix="bokal-test-"))
os.environ.setdefault("BOKAL_DEVELOPMENT", "1")
# Playwright keeps an event loop running in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import pytest
from pytest_socket import socket_allow_hosts


@pytest.fixture(autouse=True)
def _no_network() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
