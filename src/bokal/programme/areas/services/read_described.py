"""Sources, geographies and indicators, described in JSON or TOML."""

from __future__ import annotations

import datetime
import hashlib
import json
import math
import re
import tomllib
from collections.abc import Collection
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bokal.programme.areas.enums import Direction, IndicatorClass, Licence, Unit
from bokal.programme.areas.services.import_kinds import Source
from bokal.programme.areas.services.read_json import parse_json
from bokal.programme.areas.services.read_problems import Problems, is_plain
from bokal.programme.areas.services.read_tables import nearest
from bokal.programme.areas.services.read_text import decode

SLUG = re.compile(r"[A-Za-z0-9_-]+")
SHA256 = re.compile(r"[0-9a-f]{64}")
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")


class AreaRow(NamedTuple):
    """An area as a file names it; the parent may lie in another geography."""

    line: int
    geography: str
    code: str
    name: str
    parent_geography: str
    parent: str


class GeographyRow(NamedTuple):
    """A geography with the facts that are kept of it."""

    code: str
    facts: dict[str, Any]


class DefinitionRow(NamedTuple):
    """One version of an indicator."""

    version: int
    facts: dict[str, Any]


class IndicatorRow(NamedTuple):
    """An indicator with its versions."""

    code: str
    facts: dict[str, Any]
    versions: list[DefinitionRow]


class Described:
    """One object of a description; reads its members and tells where one is wrong."""

    def __init__(self, place: str, members: object, problems: Problems) -> None:
        self.place = place
        self.problems = problems
        self.members: dict[str, Any] = members if isinstance(members, dict) else {}
        if not isinstance(members, dict):
            self.tell("", _("This must be an object with members."), _("Write { … }."), members)

    def tell(self, name: str, reason: str, remedy: str, value: object = "") -> None:
        self.problems.add(reason, remedy, column=f"{self.place} {name}".strip(), value=value)

    def text(
        self, *names: str, longest: int = 4000, needed: bool = True, choices: Collection[str] = ()
    ) -> str:
        """Return a text under the first of ``names`` that is there."""
        name = next((name for name in names if self.members.get(name) is not None), names[0])
        value = self.members.get(name)
        if value is None and not needed:
            return ""
        if (
            not isinstance(value, str)
            or (not value.strip() and needed)
            or len(value) > longest
            or not is_plain(value)
        ):
            self.tell(
                name, _("This must be a text of at most %(n)d signs.") % {"n": longest}, _("Write it."), value
            )
            return ""
        if choices and value not in choices:
            known = _("Write one of: %(known)s.") % {"known": ", ".join(choices)}
            self.tell(name, _("There is no such choice."), nearest(value, list(choices)) or known, value)
        return value.strip()

    def slug(self, *names: str, longest: int) -> str:
        value = self.text(*names, longest=longest)
        if value and not SLUG.fullmatch(value):
            self.tell(
                names[0], _("A code has only letters a–z, digits, - and _."), _("Choose another code."), value
            )
        return value

    def texts(self, name: str, *, needed: bool = True) -> dict[str, str]:
        """Return texts by language code."""
        value = self.members.get(name)
        if value is None and not needed:
            return {}
        fits = isinstance(value, dict) and all(
            LANGUAGE.fullmatch(str(language))
            and isinstance(text, str)
            and len(text) <= 4000
            and is_plain(text)
            for language, text in value.items()
        )
        if not fits or (needed and not value):
            self.tell(name, _("This must be texts by language code."), 'Write {"sv": "…", "en": "…"}.', value)
            return {}
        return dict(value or {})

    def whole(self, name: str, default: int, *, least: int = 0, most: int = 32_767) -> int:
        value = self.members.get(name, default)
        if type(value) is not int or not least <= value <= most:
            reason = _("This must be a whole number from %(least)d to %(most)d.")
            self.tell(name, reason % {"least": least, "most": most}, _("Correct it."), value)
            return default
        return value

    def number(self, name: str) -> float | None:
        value = self.members.get(name)
        if value is None:
            return None
        if type(value) not in (int, float) or abs(value) > 1e300 or not math.isfinite(value):
            self.tell(name, _("This must be a number, or nothing."), _("Correct it."), value)
            return None
        return float(value)

    def day(self, *names: str, needed: bool = True) -> datetime.date | None:
        name = next((name for name in names if self.members.get(name) is not None), names[0])
        value = self.members.get(name)
        if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
            return value
        try:
            return (
                datetime.date.fromisoformat(value) if isinstance(value, str) and value else self._none(needed)
            )
        except ValueError:
            self.tell(name, _("This must be a day."), _("Write it as 2024-12-31."), value)
            return None

    @staticmethod
    def _none(needed: bool) -> None:
        if needed:
            raise ValueError

    def items(self, name: str) -> list[Described]:
        value = self.members.get(name, [])
        if not isinstance(value, list):
            self.tell(name, _("This must be a list."), _("Write [ … ]."), value)
            return []
        return [Described(f"{self.place} {name} {n}", item, self.problems) for n, item in enumerate(value, 1)]


def read_described(content: bytes, member: str, problems: Problems) -> list[Described]:
    """Read a list of objects, or an object with the list under ``member``, in JSON or TOML."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") and not content.lstrip().startswith(b"[["):
        data = parse_json(content, problems)
    else:
        try:
            data = tomllib.loads(decode(content, problems))
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            raise problems.stop(
                _("The file is neither JSON nor TOML: %(error)s") % {"error": str(error)[:100]},
                _("Correct it there."),
            ) from None
    items = data.get(member) if isinstance(data, dict) else data
    if not isinstance(items, list) or not items:
        raise problems.stop(
            _("The file holds no list of “%(name)s”.") % {"name": member},
            _("Write a list, or an object with that member."),
            column=member,
        )
    return [Described(f"{member} {number}", item, problems) for number, item in enumerate(items, 1)]


def read_source(item: Described) -> tuple[Source, str]:
    """Return a source, and the fingerprint of the files it was read from."""
    inputs = item.members.get("inputs") or {}
    prints = [text for text in inputs.values() if isinstance(text, str)] if isinstance(inputs, dict) else []
    if prints != [text for text in prints if SHA256.fullmatch(text)]:
        item.tell("inputs", _("A fingerprint has 64 signs 0–9 and a–f."), _("Write the SHA-256 of the file."))
    day = item.day("retrieved", "retrieved_on")
    source = Source(
        slug=item.slug("id", "slug", longest=80),
        title=item.texts("title"),
        publisher=item.text("publisher", longest=200),
        reference=item.text("reference"),
        licence_name=item.text("licence", "licence_name", longest=100),
        licence=item.text("licence_status", choices=Licence.values),
        attribution=item.text("attribution", needed=False),
        retrieved_on=day or datetime.date.min,
    )
    whole = prints[0] if len(prints) == 1 else _digest(inputs or item.members)
    return source, whole


def _digest(data: object) -> str:
    text = json.dumps(data, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_geography(item: Described) -> tuple[GeographyRow, list[AreaRow]]:
    """Return a geography and its areas."""
    code = item.slug("code", longest=40)
    start, end = item.day("valid_from"), item.day("valid_to", needed=False)
    if start and end and end <= start:
        item.tell("valid_to", _("The last day lies before the first."), _("Correct one of the two."), end)
    facts = {
        "name": item.texts("name"),
        "valid_from": start,
        "valid_to": end,
        "position": item.whole("position", 100),
    }
    above = item.text("parent_geography", longest=40, needed=False)
    areas = [
        AreaRow(
            0,
            code,
            area.text("code", longest=40),
            area.text("name", longest=200),
            above,
            area.text("parent", longest=40, needed=False),
        )
        for area in item.items("areas")
    ]
    return GeographyRow(code, facts), areas


def read_indicator(item: Described) -> IndicatorRow:
    """Return an indicator with its definitions."""
    facts = {
        "name": item.texts("name"),
        "kind": item.text("class", "kind", choices=IndicatorClass.values),
        "direction": item.text("direction", choices=Direction.values),
        "unit": item.text("unit", choices=Unit.values),
        "decimals": item.whole("decimals", 1, most=6),
        "position": item.whole("position", 100),
    }
    versions = [_definition(version) for version in item.items("versions")]
    numbers = [version.version for version in versions]
    if not versions or len(set(numbers)) < len(numbers):
        item.tell("versions", _("Each definition needs a number of its own."), _("Number them 1, 2, 3 …"))
    return IndicatorRow(item.slug("code", longest=60), facts, versions)


def _definition(item: Described) -> DefinitionRow:
    least, most = item.number("least"), item.number("most")
    if least is not None and most is not None and most <= least:
        item.tell(
            "most", _("The highest value must lie above the lowest."), _("Correct one of the two."), most
        )
    facts = {
        "name": item.texts("name"),
        "text": item.texts("text"),
        "limits": item.texts("limits", needed=False),
        "least": least,
        "most": most,
    }
    return DefinitionRow(item.whole("version", 0, least=1), facts)


def source_from(facts: dict[str, Any], *, file: str) -> tuple[Source | None, Problems]:
    """Check facts about one source; without it, the problems say what is missing."""
    problems = Problems(file)
    source, _sha256 = read_source(Described("", facts, problems))
    return (None if problems else source), problems
