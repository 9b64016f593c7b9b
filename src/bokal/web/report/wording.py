"""Numbers, levels and methods in the words of a report, in the active language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext

from bokal.web.ui import naming
from bokal.web.ui.formats import (
    day,
    in_language,
    isolated,
    names_listed,
    number,
    place_name,
    range_words,
    whole_name,
)

__all__ = [
    "day",
    "in_language",
    "interval_words",
    "isolated",
    "level_words",
    "licence_words",
    "method_words",
    "name_with_unit",
    "names_listed",
    "number",
    "place_name",
    "range_words",
    "source_words",
    "whole_name",
]

MARKS = {
    "estimated": lambda: gettext("estimated"),
    "perturbed": lambda: gettext("altered for privacy"),
    "suppressed": lambda: gettext("hidden for privacy"),
    "missing": lambda: gettext("missing"),
}
UNITS: dict[str, Callable[[], str]] = {
    "percent": lambda: "%",
    "persons": lambda: gettext("persons"),
    "tkr": lambda: gettext("thousand kronor"),
    "per_10000": lambda: gettext("per 10,000 inhabitants"),
}
METHODS = {
    "exponential": lambda: gettext(
        "On each indicator the zones are ranked. The ranks are stretched so that the lowest zones count most "
        "(exponential transformation, constant %(kappa)s), then weighted and added."
    ),
    "mean_rank": lambda: gettext(
        "On each indicator the zones are ranked, and the weighted mean of the ranks is taken. "
        "Malmö made its own welfare index for 2010 to 2012 in this way."
    ),
    "zscore": lambda: gettext(
        "On each indicator a zone gets its distance from the mean in standard deviations. "
        "The distances are weighted and added."
    ),
}


def interval_words(area: Mapping[str, Any], total: int) -> str:
    """Say where a rank would lie."""
    if area["low"] == area["high"]:
        return gettext("on rank %(rank)s of %(total)s") % {
            "rank": number(area["low"]),
            "total": number(total),
        }
    return gettext("between rank %(low)s and %(high)s of %(total)s") % {
        "low": number(area["low"]),
        "high": number(area["high"]),
        "total": number(total),
    }


def name_with_unit(domain: Mapping[str, Any]) -> str:
    """Name an indicator with the unit its values in a table are given in."""
    name = in_language(domain["name"])
    return f"{name} ({UNITS[domain['unit']]()})" if domain["unit"] in UNITS else name


def licence_words(source: Mapping[str, Any]) -> str:
    """Name the licence of a source; where none is stated, say that in the words of the page."""
    if source["licence"] == "public_fact":
        return gettext("Public facts, no stated licence")
    return isolated(source["licence_name"])


def level_words(level: Mapping[str, Any] | None, domain: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a level as text, the address it opens (none here), and its mark."""
    if level is None:
        return "–", "", MARKS["missing"]()
    mark = MARKS[level["status"]]() if level["status"] in MARKS else ""
    if level["value"] is None:
        return "–", "", mark
    return number(level["value"], domain["decimals"]), "", mark


def method_words(run: Mapping[str, Any]) -> str:
    """Say how the index was made."""
    return METHODS[run["method"]]() % {"kappa": number(run["parameters"].get("kappa", 23))}


def source_words(content: Mapping[str, Any]) -> str:
    """Name those whose figures stand in a table or picture; what is computed here has its own origin."""
    used = {slug for domain in content["domains"] for slug in domain["datasets"]}
    publishers = (source["publisher"] for source in content["sources"] if source["slug"] in used)
    return naming.source_words(publishers, content["year"])
