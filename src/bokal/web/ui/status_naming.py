"""Names and numbers of a status report in words, from its frozen content alone."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.decisions.enums import Ruled
from bokal.programme.initiatives.enums import Kind, Phase, WorkStep
from bokal.programme.reports.enums import Section
from bokal.programme.voices.enums import PromiseState
from bokal.web.ui.formats import (
    day,
    exact_number,
    in_language,
    isolated,
    kronor,
    last_day,
    number,
    range_words,
)

type Json = Mapping[str, Any]

WHAT: dict[str, str | Promise] = {
    "value": _("Value at the end of the period"),
    "value_of": _("Value at the end of the period, of how many"),
    "in_period": _("Value of the period"),
    "in_period_of": _("Value of the period, of how many"),
    "baseline": _("Where it stood before"),
    "baseline_of": _("Where it stood before, of how many"),
    "target": _("Target"),
    "target_of": _("Target, of how many"),
    "times": _("Times with a value"),
    "times_without_value": _("Times with a reason and no value"),
    "planned": _("First plan"),
    "revised": _("Plan as it is now"),
    "committed": _("Ordered and not yet paid"),
    "actual": _("Paid"),
    "people": _("People who began"),
    "meetings": _("Times they met"),
    "meetings_counted": _("Times somebody counted"),
    "came": _("How many came, each time counted anew"),
    "began": _("People who began in the period"),
    "visits": _("Visits in the period"),
    "began_late": _("People who began before the period, counted since the last report"),
    "visits_late": _("Visits before the period, counted since the last report"),
    "hidden_late": _("Numbers of the time before that are not shown, because they would tell of few people"),
    "hidden": _("Numbers that are not shown, because they would tell of few people"),
    "initiatives": _("Initiatives"),
    "going_on": _("Tried out or going on"),
    "documented": _("Known from sources alone"),
    "measures": _("Measures"),
    "measures_with_value": _("Measures with a value"),
    "unmeasured": _("Not measured, with an approved reason"),
    "passed_count": _("Gates passed in the period"),
    "late_count": _("Decided before the period, recorded since the last report"),
    "due_count": _("Gates due and not passed"),
    "dissent_count": _("With somebody who thought otherwise"),
    "count": _("How many"),
    "complete": _("Complete"),
    "looks_due": _("Due to be looked at again"),
    "lines_settled": _("Things settled"),
    "lines": _("Things to settle"),
    "received": _("Voices that had come in"),
    "received_in_period": _("Voices that came in during the period"),
    "answered": _("Answered"),
    "answered_in_period": _("Answered in the period"),
    "waiting": _("Waiting for an answer"),
    "overdue": _("Overdue"),
}
WORDS: dict[str, str | Promise] = {
    **dict(Kind.choices),
    **dict(Phase.choices),
    **dict(WorkStep.choices),
    **dict(PromiseState.choices),
    **dict(Ruled.choices),
    "taken_back": _("Taken back, because it was ruled on by mistake"),
    "not_begun": _("Not begun"),
}
PLAIN = 3


def plain(value: float | None) -> str:
    """Write a number with the decimals it has, three at most."""
    if value is None or float(value).is_integer():
        return number(value)
    return number(value, len(f"{value:.{PLAIN}f}".rstrip("0").partition(".")[2]))


def written_figure(address: str, value: float | None) -> str:
    """Write a figure: a sum of money in kronor, everything else as it is."""
    if address.startswith("money/") and value is not None:
        return kronor(round(value))
    return plain(value)


def exact_figure(address: str, value: float | None) -> str:
    """Write a figure with every digit it has, so that one sees in what two differ."""
    return written_figure(address, value) if address.startswith("money/") else exact_number(value)


def entry_named(entries: Any, name: str) -> Json:
    """Return the entry of a list that is known by a name, or nothing."""
    if not isinstance(entries, list):
        return {}
    return next((one for one in entries if str(one.get("code", one.get("slug"))) == name), {})


def title_of(content: Json, entry: Json) -> str:
    """Return what an entry of the content is called: by its name, or the title of its initiative."""
    if "funder" in entry:
        parts = (in_language(entry["title"]), entry["budget_year"], in_language(entry["unit"]["name"]))
        return ", ".join(isolated(part) for part in (*parts, entry["funder"]))
    named = in_language(entry.get("title")) or in_language(entry.get("name"))
    return named or str(WORDS.get(entry.get("code", ""), entry.get("code", "")))


def place_in(content: Json, part: str, name: str) -> str:
    """Say what the figures below one place of a report are about."""
    section = str(Section(part).label) if part in Section.values else part
    kept = content.get(part)
    found = entry_named(kept, name)
    if found:
        return title_of(content, found)
    return f"{section}: {WHAT[name]}" if name in WHAT else section


def inside_words(content: Json, address: str) -> list[str]:
    """Name the entries on the way to a figure, below its part."""
    part, *way = address.split("/")
    found, inner = [], content.get(part)
    for step in way[:-1]:
        if isinstance(inner, list):
            inner = entry_named(inner, step)
            found.append(title_of(content, inner))
        elif isinstance(inner, Mapping):
            inner = inner.get(step)
    return [name for name in found if name]


def figure_in_words(content: Json, address: str) -> str:
    """Say of a figure what it is about and what it is."""
    part, *way = address.split("/")
    names = inside_words(content, address) or [str(Section(part).label) if part in Section.values else part]
    what = str(WHAT.get(way[-1], way[-1])) if way else part
    return gettext("%(about)s: %(what)s") % {
        "about": ", ".join(isolated(name) for name in names),
        "what": what,
    }


def segments_in_words(segments: Any, figures: Json) -> str:
    """Write a text with the numbers it asks for."""
    return "".join(
        one["words"] if "words" in one else written_figure(one["figure"], figures[one["figure"]])
        for one in segments
    )


def where_it_stands(content: Json) -> Iterator[str]:
    """Say how the report stands to others on the same days, or on those before it."""
    if content["period"].get("beside"):
        yield gettext(
            "Other reports tell of these days too, or of some. What they tell may stand here as well."
        )
    if instead_of := content["subject"].get("instead_of"):
        first, after = map(datetime.date.fromisoformat, instead_of)
        told = gettext("The last edition was about %(days)s. This one takes its place.")
        yield told % {"days": range_words(day(first), last_day(after))}
    if between := range_left_out(content):
        told = gettext("What happened on %(days)s is told here as well, as from before the period.")
        yield told % {"days": between}


def range_left_out(content: Json) -> str:
    """Return the days between the last report and this one; nothing where they follow at once."""
    covered = content["subject"].get("told_to", "")
    if not covered or covered == content["period"]["from"]:
        return ""
    return range_words(day(covered), last_day(datetime.date.fromisoformat(content["period"]["from"])))
