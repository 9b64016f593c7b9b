"""Receipt codes: short, speakable, checked against slips of the pen, and not to be guessed.

A code has nine signs by chance and one that checks them. The 29 signs leave out what is mistaken for another
and what makes words. 29 is a prime, so the check finds every wrong sign and every two signs that changed
places (the weights 1 to 9 differ, and no difference is a multiple of 29).
"""

import hmac
import unicodedata
import uuid

from bokal.programme.history.services import keyed_fingerprint

SIGNS = "23456789BCDEFGHJKMNPQRSTVWXYZ"
BY_CHANCE = 9
GROUP = 5


def check_sign(signs: str) -> str:
    """Return the sign that checks the others."""
    return SIGNS[sum(place * SIGNS.index(sign) for place, sign in enumerate(signs, 1)) % len(SIGNS)]


def code_of(key: uuid.UUID, turn: int = 0) -> str:
    """Return the code of a voice or card: by chance to everybody without the key of the installation.

    It is worked out and not drawn, so that whoever sends the same voice again, because the answer got lost on
    the way, gets the same code. One in 29**9 is already taken (43.7 bits); the next ``turn`` gives another.
    """
    drawn = int.from_bytes(keyed_fingerprint("code", key, turn))
    signs = []
    for _place in range(BY_CHANCE):
        drawn, left = divmod(drawn, len(SIGNS))
        signs.append(SIGNS[left])
    return "".join(signs) + check_sign("".join(signs))


def grouped(code: str) -> str:
    """Return a code as it is printed and read out: two groups of five."""
    return f"{code[:GROUP]}-{code[GROUP:]}"


def signs_typed(text: str) -> str:
    """Return the letters and digits of a text as a code has them; Arabic-Indic digits are digits too."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(str(unicodedata.digit(sign, sign)) for sign in plain if sign.isalnum())


def as_typed(text: str) -> str | None:
    """Return the code that somebody typed or read out, or nothing when it cannot be one."""
    signs = signs_typed(text)
    if len(signs) != BY_CHANCE + 1 or any(sign not in SIGNS for sign in signs):
        return None
    return signs if hmac.compare_digest(check_sign(signs[:-1]), signs[-1]) else None


def code_fingerprint(code: str) -> str:
    """Return what is kept of a code; without the key of the installation it cannot be told from chance."""
    return keyed_fingerprint("receipt", code).hex()
