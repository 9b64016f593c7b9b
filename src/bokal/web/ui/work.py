"""Work that a browser does before it sends more than usual, in place of a captcha.

A challenge is signed and belongs to one act: what was computed for it cannot be used for another, nor later.
It has several small parts rather than a large one, so that how long it takes varies little and can be shown.
"""

import hashlib
import secrets

from django.core import signing

SALT = "bokal.work"
PARTS = 8
BITS = 14
LATEST = 15 * 60
LONGEST = 12
"""More digits than any number that is found by trying."""


def new_challenge(act: str) -> str:
    """Return a challenge for one act, known by the mark of its form."""
    return signing.dumps([act, secrets.token_urlsafe(9)], salt=SALT)


def has_zeros(digest: bytes, bits: int) -> bool:
    """Tell whether a digest begins with so many zero bits."""
    return int.from_bytes(digest) >> (len(digest) * 8 - bits) == 0


def is_found(challenge: str, part: int, number: str) -> bool:
    """Tell whether a number answers one part of a challenge."""
    text = f"{challenge}:{part}:{number}"
    return has_zeros(hashlib.sha256(text.encode()).digest(), BITS)


def is_done(challenge: str, proof: str, act: str) -> bool:
    """Tell whether the work for an act is done: a fresh challenge of ours for it, and each part found."""
    try:
        meant, _nonce = signing.loads(challenge, salt=SALT, max_age=LATEST)
    except (signing.BadSignature, ValueError):
        return False
    numbers = proof.split(" ")
    if meant != act or len(numbers) != PARTS:
        return False
    whole = all(number.isascii() and number.isdigit() and len(number) <= LONGEST for number in numbers)
    return whole and all(is_found(challenge, part, number) for part, number in enumerate(numbers))
