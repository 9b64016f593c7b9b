"""Cells and tables of a status report."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from bokal.web.report.blocks import Block, Cell, Column, Paragraph, Table
from bokal.web.report.wording import MARKS, in_language, isolated
from bokal.web.ui.formats import listed
from bokal.web.ui.status_naming import WHAT, WORDS, plain

type Json = dict[str, Any]
type Row = tuple[Cell, ...]
type Heading = str | tuple[str, bool]


def level_text(level: Json) -> tuple[str, str]:
    """Return a number as text, and its mark when it is missing or hidden."""
    mark = MARKS[level["status"]]() if level["status"] in MARKS else ""
    return plain(level["value"]), mark


def level_cell(level: Json) -> Cell:
    """Write a number."""
    text, mark = level_text(level)
    return Cell(text, mark=mark)


def pair_cell(entry: Json, name: str) -> Cell:
    """Write a number of a measure; a share is how many of how many."""
    text, mark = level_text(entry[name])
    whole = entry.get(f"{name}_of")
    if whole is None or whole["value"] is None or entry[name]["value"] is None:
        return Cell(text, mark=mark)
    return Cell(gettext("%(count)s of %(total)s") % {"count": text, "total": plain(whole["value"])})


def told(texts: Json | str) -> str:
    """Write a text by language, or one that is there in one language alone; a dash for none."""
    return in_language(texts) or "–"


def marks_of(content: Json) -> dict[str, str]:
    """Return what stands beside the name of each initiative: whether it is made up, or known from sources."""
    return {one["slug"]: mark_of(one) for one in content["initiatives"]}


def mark_of(one: Json) -> str:
    """Return the mark of a row that says of itself whether it is made up; nothing where neither holds."""
    if one["constructed"]:
        return gettext("Constructed example")
    return gettext("known from sources") if one.get("documented") else ""


def late_mark(one: Json) -> str:
    """Return what stands beside something about the time before that was recorded after the last report."""
    return gettext("late: before the period") if one.get("late") else ""


def word(code: str) -> str:
    """Write a fixed word."""
    return str(WORDS.get(code, code))


def what(name: str) -> str:
    """Say what a number of a name is."""
    return str(WHAT.get(name, name))


def source(content: Json, *slugs: str) -> str:
    """Name the registers the numbers of a table are counted from."""
    titles = [in_language(one["title"]) for one in content["sources"] if one["slug"] in slugs]
    words = {"registers": listed(titles), "city": isolated(content["programme"]["city"])}
    if not content["programme"]["city"]:
        return gettext("Source: %(registers)s.") % words
    return gettext("Source: %(registers)s, %(city)s.") % words


def table(
    title: str, columns: Sequence[Heading], rows: Sequence[Row], *, name: str, of: str
) -> Iterator[Block]:
    """Yield a table, or a sentence where there is nothing to list; a column of numbers is marked."""
    if not rows:
        yield Paragraph(gettext("%(title)s: none in this period.") % {"title": title}, "note")
        return
    made = tuple(Column(*one) if isinstance(one, tuple) else Column(one) for one in columns)
    yield Table(title, made, tuple(rows), name, source=of)


def count_rows(part: str, levels: Json, names: Sequence[str]) -> list[Row]:
    """Return a row for each number of a part, which opens it; an edition from earlier may lack some."""
    there = [name for name in names if name in levels]
    return [(Cell(what(name), opens=f"{part}/{name}"), level_cell(levels[name])) for name in there]


def state_rows(way: str, entries: Sequence[Json]) -> list[Row]:
    """Return a row for each fixed word that was found, which opens how often each was."""
    return [
        (Cell(word(one["code"]), opens=way), level_cell(one["count"]))
        for one in entries
        if one["count"]["value"]
    ]


def counts_in_words(entries: Sequence[Json]) -> str:
    """Write counts by fixed words as a list, without those that are zero."""
    found = [
        gettext("%(what)s: %(count)s") % {"what": word(one["code"]), "count": plain(one["count"]["value"])}
        for one in entries
        if one["count"]["value"]
    ]
    return listed(found) if found else "–"
