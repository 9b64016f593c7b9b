"""Fingerprints made with the key of the installation: what is recorded of a code, a number or a person."""

import hashlib
import hmac

from django.conf import settings


def keyed_fingerprint(*parts: object) -> bytes:
    """Return 32 bytes that are always the same for these parts, and by chance to everybody without the key.

    The first part says what the fingerprint is for, so that one for another purpose tells nothing about it.
    Codes on paper and identities rest on these bytes, so they never change.
    """
    text = ":".join(str(part) for part in parts)
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
