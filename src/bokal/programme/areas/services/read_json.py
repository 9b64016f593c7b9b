"""JSON as it may come from anyone: strict, bounded, with the line of each part."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from bokal.programme.areas.services.read_problems import Problems
from bokal.programme.areas.services.read_text import decode

SPACE = " \t\r\n"
DEEPEST = 100


def parse_json(content: bytes, problems: Problems) -> Any:
    """Return what the text holds; ``NaN`` and the like are refused."""
    text = decode(content, problems)
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _broken(text, error, problems) from None


def parse_members(
    content: bytes, name: str, problems: Problems
) -> tuple[dict[str, Any], list[tuple[int, Any]]]:
    """Read an object whose member ``name`` is a list; give its items with the lines they begin on."""
    text = decode(content, problems)
    rest: dict[str, Any] = {}
    items: list[tuple[int, Any]] = []
    try:
        for key, line, value in _members(text, name):
            if key == name:
                items.append((line, value))
            else:
                rest[key] = value
    except (ValueError, RecursionError) as error:
        raise _broken(text, error, problems) from None
    return rest, items


def _members(text: str, name: str) -> Iterator[tuple[str, int, Any]]:
    decoder = json.JSONDecoder(parse_constant=_refuse)
    at, line, counted = _skip(text, 0, "{"), 1, 0
    while text[at : at + 1] != "}":
        key, at = decoder.raw_decode(text, at)
        if not isinstance(key, str):
            raise json.JSONDecodeError("Expecting property name", text, at)
        at = _skip(text, at, ":")
        if key == name and text[at : at + 1] == "[":
            at = _skip(text, at, "[")
            while text[at : at + 1] != "]":
                line, counted = line + text.count("\n", counted, at), at
                value, at = decoder.raw_decode(text, at)
                yield key, line, value
                at = _next(text, at, "]")
            at = _next(text, at + 1, "}")
        else:
            value, at = decoder.raw_decode(text, at)
            yield key if key != name else f"{key}?", line, value
            at = _next(text, at, "}")
    if text[at + 1 :].strip(SPACE):
        raise json.JSONDecodeError("Extra data", text, at + 1)


def _skip(text: str, at: int, sign: str) -> int:
    """Return the place after ``sign`` and the space around it."""
    at = _space(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting {sign}", text, at)
    return _space(text, at + 1)


def _next(text: str, at: int, end: str) -> int:
    """Return the place of the next item, or of the ``end``."""
    at = _space(text, at)
    if text[at : at + 1] == end:
        return at
    return _skip(text, at, ",")


def _space(text: str, at: int) -> int:
    while text[at : at + 1] and text[at] in SPACE:
        at += 1
    return at


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _broken(text: str, error: Exception, problems: Problems) -> Exception:
    line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
    if isinstance(error, RecursionError):
        return problems.stop(
            _("The file is nested too deep."), _("Save it again from the program it comes from.")
        )
    return problems.stop(
        _("The file is not valid JSON: %(error)s") % {"error": str(error).split(":")[0]},
        _("Save it again from the program it comes from. NaN and Infinity are not JSON."),
        line=line,
    )
