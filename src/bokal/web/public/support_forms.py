"""The button by which somebody adds themselves to what another said; what it carries is signed."""

import uuid
from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.core import signing
from django.http import HttpRequest

from bokal.programme.voices.services import browser_fingerprint

SALT = "bokal.support"
LATEST = 24 * 60 * 60


def new_support(voice: int) -> str:
    """Return a mark for one more who says the same as a voice; sent again it is the same one."""
    return signing.dumps([voice, str(uuid.uuid4())], salt=SALT)


def read_support(mark: str) -> tuple[int, uuid.UUID] | None:
    """Return the voice and the key in a mark, or nothing when it is old or not ours."""
    try:
        found: Any = signing.loads(mark, salt=SALT, max_age=LATEST)
    except signing.BadSignature:
        return None
    return int(found[0]), uuid.UUID(found[1])


def fingerprint_of(request: HttpRequest) -> str:
    """Return the mark of a browser for today."""
    agent = request.headers.get("User-Agent", "")
    return browser_fingerprint(get_client_ip(request) or "", agent)
