"""What an author is prompted with: what changed in a section, each number with its address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bokal.programme.reports.services import Preview, placeholder_of
from bokal.web.ui.status_naming import figure_in_words, place_in, written_figure

MOST = 20


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a section: what it is, before and now, and how a text asks for it."""

    words: str
    before: str
    now: str
    placeholder: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What there is to write about in a section.

    Attributes
    ----------
    first
        Whether there is no edition to compare with; then these are the first numbers there are.
    entries
        What is new, gone or told otherwise, by name.
    more
        How many numbers are not listed.
    """

    first: bool
    numbers: list[Number]
    entries: list[str]
    more: int


def prompt_for(preview: Preview, section: str) -> Prompt:
    """Return what changed in a section, or what is in it when nothing was published yet."""
    numbers = list(numbers_in(preview, section))
    entries: list[str] = []
    if preview.comparison is not None:
        addresses = (change.address.split("/") for change in preview.comparison.changes)
        entries = [
            place_in(preview.content, *way) for way in addresses if way[0] == section and len(way) == 2
        ]
    shown = numbers[:MOST]
    return Prompt(preview.comparison is None, shown, entries[:MOST], len(numbers) - len(shown))


def numbers_in(preview: Preview, section: str) -> Iterator[Number]:
    """Yield the numbers of a section that changed, or all of them for a first edition."""
    content = preview.content
    if preview.comparison is None:
        for figure in content["figures"]:
            if of_section(figure["address"], section) and figure["value"] is not None:
                yield number_of(content, figure["address"], None, figure["value"])
        return
    for one in preview.comparison.differences:
        if of_section(one.address, section):
            yield number_of(content, one.address, one.published, one.recomputed)


def of_section(address: str, section: str) -> bool:
    """Tell whether a figure belongs to a section."""
    return address.partition("/")[0] == section


def number_of(content: Mapping[str, Any], address: str, before: float | None, now: float | None) -> Number:
    """Return a number in words, as it was and as it is."""
    return Number(
        words=figure_in_words(content, address),
        before=written_figure(address, before),
        now=written_figure(address, now),
        placeholder=placeholder_of(address) if now is not None else "",
    )
