"""Point at what may be personal data in words before they are published. A moderator decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bokal.programme.voices.services.names import FIRST_NAMES

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
# Ten or twelve digits as a personal identity number is written; the last digit checks the others.
IDENTITY = re.compile(
    r"(?<!\d)(?:(?:19|20)?\d{2})(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+ ]?\d{4}(?!\d)"
)
# From seven signs on when it begins as telephone numbers do, else from nine: a sum of money is no number.
PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|0)(?:[\s()./-]{0,2}\d){6,14}|\d(?:[\s()./-]{0,2}\d){8,14})(?![\d.,]\d)"
)
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")


class Kind(StrEnum):
    """What a part of the words looks like."""

    EMAIL = "email"
    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"


@dataclass(frozen=True, slots=True, order=True)
class Flag:
    """A part of the words, from the sign ``start`` up to ``end``, that may point out a person."""

    start: int
    end: int
    kind: Kind


def checks_out(digits: str) -> bool:
    """Tell whether the last of ten digits checks the others, as in a Swedish identity number (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits[-10:]))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def found(text: str) -> Iterator[Flag]:
    """Yield what may be personal data, the surest kinds first."""
    for match in EMAIL.finditer(text):
        yield Flag(*match.span(), Kind.EMAIL)
    for match in IDENTITY.finditer(text):
        if checks_out(re.sub(r"\D", "", match[0])):
            yield Flag(*match.span(), Kind.IDENTITY)
    for match in PHONE.finditer(text):
        yield Flag(*match.span(), Kind.PHONE)
    for match in WORD.finditer(text):
        # A name begins with a large letter where the script has them.
        large = match[0][0].isupper() or not match[0][0].islower()
        if large and match[0].split("-")[0].casefold() in FIRST_NAMES:
            yield Flag(*match.span(), Kind.NAME)


def personal_data_in(text: str) -> list[Flag]:
    """Return the parts of the words that may point out a person, in order, none over another."""
    flags: list[Flag] = []
    for flag in found(text):
        if all(flag.end <= other.start or flag.start >= other.end for other in flags):
            flags.append(flag)
    return sorted(flags)


def without_flagged(text: str, mask: str = "[…]") -> str:
    """Return the words with what was pointed at left out, as a moderator may begin from."""
    parts, last = [], 0
    for flag in personal_data_in(text):
        parts += [text[last : flag.start], mask]
        last = flag.end
    return "".join([*parts, text[last:]])
