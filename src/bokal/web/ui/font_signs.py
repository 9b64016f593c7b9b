"""Which signs our fonts can print. People write in every script and with little pictures; paper has fewer."""

import struct
from functools import cache
from pathlib import Path

from bokal.web.ui.chart_files import font_folder

REGULAR = ("NotoSans_400Regular.ttf", "NotoSansArabic_400Regular.ttf")
LEAST_SHARE = 0.8
"""A text that loses more than a fifth of its letters no longer says what was said."""


def tables_of(font: bytes) -> dict[bytes, int]:
    """Return where each table of a font begins."""
    (count,) = struct.unpack_from(">H", font, 4)
    records = (struct.unpack_from(">4sIII", font, 12 + 16 * place) for place in range(count))
    return {tag: offset for tag, _sum, offset, _length in records}


def signs_in(font: bytes) -> frozenset[int]:
    """Return the signs of a font, from the table that maps them to shapes (cmap, formats 4 and 12)."""
    cmap = tables_of(font)[b"cmap"]
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    signs: set[int] = set()
    for place in range(count):
        at = cmap + int(struct.unpack_from(">HHI", font, cmap + 4 + 8 * place)[2])
        (form,) = struct.unpack_from(">H", font, at)
        if form == 4:
            half = struct.unpack_from(">H", font, at + 6)[0] // 2
            ends = struct.unpack_from(f">{half}H", font, at + 14)
            starts = struct.unpack_from(f">{half}H", font, at + 16 + 2 * half)
            for start, end in zip(starts, ends, strict=True):
                signs.update(range(start, min(end, 0xFFFE) + 1))
        elif form == 12:
            (groups,) = struct.unpack_from(">I", font, at + 12)
            for group in range(groups):
                start, end = struct.unpack_from(">II", font, at + 16 + 12 * group)
                signs.update(range(start, end + 1))
    return frozenset(signs)


@cache
def printed_signs() -> frozenset[int]:
    """Return the signs that our fonts can print."""
    folder = Path(font_folder())
    return frozenset().union(*(signs_in((folder / name).read_bytes()) for name in REGULAR))


def printable(text: str) -> str:
    """Return a text without the signs that cannot be printed, or nothing when too little would be left."""
    known = printed_signs()
    kept = "".join(sign if ord(sign) in known else " " for sign in text)
    letters = sum(sign.isalpha() for sign in text)
    enough = sum(sign.isalpha() for sign in kept) >= LEAST_SHARE * letters
    return " ".join(kept.split()) if enough else ""
