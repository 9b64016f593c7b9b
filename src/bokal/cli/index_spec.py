"""Read the specification of an index: known keys and possible values, or a sentence that says where not."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from bokal.cli.refusals import Refusal
from bokal.cli.tables import read_file, shown
from bokal.science.index import (
    KAPPA,
    KINDS,
    LEAST_KAPPA,
    METHODS,
    MOST_KAPPA,
    RANK_RULES,
    Kind,
    Method,
    RankRule,
)

MOST_BYTES = 1_000_000
MOST_WEIGHT = 1e12
KEYS = ("id", "method", "rank_rule", "kappa", "domain")
DOMAIN_KEYS = ("name", "column", "kind", "weight", "se", "numerator", "denominator", "rounding")
OWN_COLUMNS = ("id", "score", "rank", "decile")
HEADING = re.compile(r"\s*\[\[\s*[\"']?domain[\"']?\s*\]\]")
ANY_HEADING = re.compile(r"\s*\[")


@dataclass(frozen=True, slots=True)
class DomainSpec:
    """One ``[[domain]]``: which columns it reads, and how."""

    name: str
    column: str | None
    kind: Kind
    weight: float
    se: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    rounding: float | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it reads."""
        named = (self.column, self.se, self.numerator, self.denominator)
        return tuple(column for column in named if column is not None)


@dataclass(frozen=True, slots=True)
class Spec:
    """A whole specification."""

    id: str
    method: Method
    rank_rule: RankRule
    kappa: float
    domains: tuple[DomainSpec, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns to read, each once, the key first."""
        return tuple(dict.fromkeys([self.id, *(name for entry in self.domains for name in entry.columns)]))


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the specification, and where it stands."""

    file: str
    text: str
    values: Mapping[str, Any]
    domain: int | None = None

    def refusal(self, key: str, reason: str) -> Refusal:
        """Return the refusal of one value, with its line where it can be told."""
        line = line_of(self.text, key, domain=self.domain)
        place = f"{self.file}, line {line}" if line else self.file
        if self.domain is not None and not line:
            place += f", domain {self.domain + 1}"
        return Refusal(f"{place}, {shown(key)}: {reason}")

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Refuse a key that has no meaning."""
        for key in self.values:
            if key not in known:
                raise self.refusal(key, f"this key is not known. The keys are {', '.join(known)}.")

    def text_of(self, key: str, *, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self.values.get(key, default)
        if value is None:
            raise self.refusal(key, "this key is missing. Add it.")
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(key, "this must be a text in quotes that is not empty.")
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None when the key is not there."""
        return self.text_of(key) if key in self.values else None

    def choice_of(self, key: str, choices: tuple[str, ...], *, default: str | None = None) -> str:
        """Return one of the words allowed."""
        value = self.text_of(key, default=default)
        if value not in choices:
            raise self.refusal(key, f"{shown(value)} is not one of {', '.join(choices)}.")
        return value

    def number_of(self, key: str, *, least: float, most: float, default: float | None = None) -> float:
        """Return a number within limits."""
        value = self.values.get(key, default)
        if value is None:
            raise self.refusal(key, "this key is missing. Add it, with a number.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refusal(key, "this must be a number, without quotes.")
        if not (least <= value <= most) or not math.isfinite(value):
            raise self.refusal(key, f"this must be a number from {least:g} to {most:g}.")
        return float(value)


def read_spec(path: Path) -> tuple[Spec, bytes]:
    """Read a specification; return it with the bytes of the file.

    Raises
    ------
    Refusal
        With file, line, key, reason and remedy.
    """
    data = read_file(path, most=MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refusal(f"{path}, line {line}: the text is not UTF-8. Save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Refusal(f"{path}: this is not TOML ({reason}). Compare it with the example.") from None
    return spec_of(Section(str(path), text, values)), data


def spec_of(top: Section) -> Spec:
    """Check everything in a specification."""
    top.refuse_unknown(KEYS)
    entries = top.values.get("domain")
    if not isinstance(entries, list) or not entries:
        raise top.refusal("domain", "there is no [[domain]]. Add at least one.")
    if not all(isinstance(entry, dict) for entry in entries):
        raise top.refusal("domain", "each domain must be a table of its own. Write [[domain]] above it.")
    sections = [Section(top.file, top.text, entry, place) for place, entry in enumerate(entries)]
    spec = Spec(
        id=top.text_of("id"),
        method=cast(Method, top.choice_of("method", METHODS, default="exponential")),
        rank_rule=cast(RankRule, top.choice_of("rank_rule", RANK_RULES, default=RANK_RULES[0])),
        kappa=top.number_of("kappa", least=LEAST_KAPPA, most=MOST_KAPPA, default=KAPPA),
        domains=tuple(domain_of(section) for section in sections),
    )
    refuse_clashes(spec, sections)
    return spec


def domain_of(section: Section) -> DomainSpec:
    """Check one domain."""
    section.refuse_unknown(DOMAIN_KEYS)
    domain = DomainSpec(
        name=section.text_of("name"),
        column=section.optional_text("column"),
        kind=cast(Kind, section.choice_of("kind", KINDS)),
        weight=section.number_of("weight", least=0, most=MOST_WEIGHT),
        se=section.optional_text("se"),
        numerator=section.optional_text("numerator"),
        denominator=section.optional_text("denominator"),
        rounding=section.number_of("rounding", least=1e-100, most=1e100)
        if "rounding" in section.values
        else None,
    )
    if (domain.numerator is None) != (domain.denominator is None):
        there = "numerator" if domain.denominator is None else "denominator"
        raise section.refusal(there, "numerator and denominator go together. Name both columns or none.")
    given = [key for key in ("se", "numerator", "rounding") if getattr(domain, key) is not None]
    if len(given) > 1:
        raise section.refusal(given[1], f"this domain already has “{given[0]}”. Keep one of them.")
    if given and domain.kind == "rank":
        raise section.refusal(given[0], "ranks have no noise of their own. Give the values behind them.")
    if domain.column is None and domain.numerator is None:
        raise section.refusal("column", "this key is missing. Name the column, or numerator and denominator.")
    return domain


def refuse_clashes(spec: Spec, sections: list[Section]) -> None:
    """Refuse names and columns that stand in each other's way, and weights that give no index."""
    seen: set[str] = set()
    for domain, section in zip(spec.domains, sections, strict=True):
        if domain.name != domain.name.strip():
            raise section.refusal("name", f"{shown(domain.name)} has spaces around it. Remove them.")
        # Databases tell no capitals apart in the names of columns.
        if domain.name.casefold() in seen:
            raise section.refusal("name", f"{shown(domain.name)} is the name of two domains. Rename one.")
        if domain.name.casefold() in OWN_COLUMNS:
            raise section.refusal(
                "name", f"{shown(domain.name)} is a column that the result has anyway. Rename the domain."
            )
        if not domain.name.isprintable():
            raise section.refusal("name", "the name holds signs that cannot be printed. Rename the domain.")
        if spec.id in domain.columns:
            raise section.refusal("column", f"{shown(spec.id)} is the key column, not a figure.")
        seen.add(domain.name.casefold())
    if not any(domain.weight for domain in spec.domains):
        raise sections[0].refusal("weight", "all weights are zero. Give a domain a weight above zero.")


def warnings_of(spec: Spec) -> Iterator[str]:
    """Say what is allowed but may not be meant."""
    seen: dict[str, str] = {}
    for domain in spec.domains:
        if domain.weight == 0:
            yield f"The domain {shown(domain.name)} has the weight 0 and plays no part."
        if domain.column is not None and domain.column in seen:
            other = shown(seen[domain.column])
            yield f"The domains {other} and {shown(domain.name)} read the same column."
        if domain.column is not None:
            seen.setdefault(domain.column, domain.name)


def line_of(text: str, key: str, *, domain: int | None) -> int | None:
    """Find the line on which a key is set, or its domain begins; None for unusual ways of writing."""
    current, heading = -1, None
    setting = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    wanted = -1 if domain is None else domain
    outside = False
    for number, line in enumerate(text.splitlines(), start=1):
        if HEADING.match(line):
            current, outside = current + 1, False
            heading = number if current == wanted else heading
        elif ANY_HEADING.match(line) and "=" not in line:
            outside = True
        elif current == wanted and not outside and setting.match(line):
            return number
    return heading
