"""Bytes to text, refused by size, by coding and by stray bytes before anything is read."""

from __future__ import annotations

import codecs
from typing import IO

from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_problems import Problems

UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_limited(stream: IO[bytes], problems: Problems, *, limit: int) -> bytes:
    """Return the whole content, or refuse a larger one by its size before reading it."""
    size = stream.seek(0, 2)
    stream.seek(0)
    if size > limit:
        reason = _("The file is %(size)d MB, and the limit is %(limit)d MB.")
        raise problems.stop(
            reason % {"size": -(-size // 1024**2), "limit": limit // 1024**2},
            _("Split it into several files, or ask your operator to raise BOKAL_UPLOAD_MEGABYTES."),
        )
    content = stream.read(limit + 1)
    if not content.strip():
        raise problems.stop(_("The file is empty."), _("Save the table again and send the new file."))
    return content


def decode(content: bytes, problems: Problems) -> str:
    """Return UTF-8 text; a mark at its beginning is dropped."""
    if content.startswith(UTF16) or _looks_like_utf16(content):
        raise problems.stop(
            _("The text is written in UTF-16."),
            _("Open it in the spreadsheet program and save it as “CSV UTF-8”."),
            line=1,
        )
    at = content.find(b"\0")
    if at >= 0:
        raise problems.stop(
            _("The text holds an empty byte (NUL). The file is damaged or not a text file."),
            _("Save it as “CSV UTF-8”, or send the Excel file itself with the ending .xlsx."),
            line=content.count(b"\n", 0, at) + 1,
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        stray = content[error.start : error.start + 1]
        raise problems.stop(
            _("The text is not UTF-8. It looks like Latin-1 (Windows)."),
            _("Open it in the spreadsheet program and save it as “CSV UTF-8”."),
            line=content.count(b"\n", 0, error.start) + 1,
            value=stray.decode("latin-1"),
        ) from None


def _looks_like_utf16(content: bytes) -> bool:
    start = content[:200]
    return len(start) > 3 and start.count(b"\0") * 2 >= len(start) - 1 and start.count(b"\0\0") == 0
