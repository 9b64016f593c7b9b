"""The words of an author in a report: few, and with numbers that are asked for and never typed."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from bokal.programme.reports.enums import Section
from bokal.programme.reports.errors import NoSuchFigure, NoSuchSection, TextTooLong
from bokal.programme.reports.services.figures import Figure, figures_of

type Json = dict[str, Any]
type Texts = Mapping[str, Mapping[str, str]]

MOST_WORDS = 250
PLACEHOLDER = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
# What parts words, written so that web/static/js/words.js parts them at the same signs.
BETWEEN = re.compile(r"[\s\ufeff]+")
# One of many is written as one: {{initiative:light:measure:1:value}}.
SINGULARS = {
    "initiative": "initiatives",
    "measure": "measures",
    "work": "works",
    "handover": "handovers",
    "decision": "decisions",
    "voice": "voices",
    "promise": "promises",
}


def words_in(text: str) -> int:
    """Count the words of a text: what stands between spaces and has a letter or a figure.

    A number that is asked for is one word; a dash, a bullet or a mark of direction alone is none.
    """
    return sum(map(is_word, BETWEEN.split(PLACEHOLDER.sub("0", text))))


def is_word(piece: str) -> bool:
    """Tell whether there is a letter or a figure in a piece of text."""
    return any(unicodedata.category(sign)[0] in "LN" for sign in piece)


def address_of(placeholder: str) -> str:
    """Return the address of the figure that a placeholder asks for."""
    steps = [step.strip() for step in placeholder.split(":")]
    return "/".join(SINGULARS.get(step, step) if place % 2 == 0 else step for place, step in enumerate(steps))


def placeholder_of(address: str) -> str:
    """Return how a text asks for a figure."""
    return "{{" + address.replace("/", ":") + "}}"


def segments_of(text: str) -> Iterator[Json]:
    """Yield the words of a text and the figures it asks for, in order."""
    start = 0
    for found in PLACEHOLDER.finditer(text):
        if found.start() > start:
            yield {"words": text[start : found.start()]}
        yield {"figure": address_of(found[1])}
        start = found.end()
    if start < len(text):
        yield {"words": text[start:]}


def texts_of(texts: Texts, facts: Mapping[str, Any]) -> list[Json]:
    """Return the texts of the sections in order, each cut where it asks for a figure.

    The figure itself is not copied into the text, so the two can never differ.
    """
    figures = {figure.address: figure for figure in figures_of(facts)}
    for section, by_language in texts.items():
        check_text(section, by_language, figures)
    return [
        {"code": section, "text": {code: list(segments_of(text)) for code, text in texts[section].items()}}
        for section in Section.values
        if texts.get(section)
    ]


def check_text(section: str, by_language: Mapping[str, str], figures: Mapping[str, Figure]) -> None:
    """Refuse a text of too many words, and one that asks for a number that is not there."""
    if section not in Section.values:
        raise NoSuchSection
    for code, text in by_language.items():
        words = words_in(text)
        if words > MOST_WORDS:
            name = str(Section(section).label)
            raise TextTooLong(section=name, language=code, words=words, most=MOST_WORDS)
    unknown = [
        found[0]
        for text in by_language.values()
        for found in PLACEHOLDER.finditer(text)
        if (known := figures.get(address_of(found[1]))) is None or known.value is None
    ]
    if unknown:
        raise NoSuchFigure(list(dict.fromkeys(unknown)))
