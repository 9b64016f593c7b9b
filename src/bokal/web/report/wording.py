"""Numbers, levels and methods in the words of a report, in the active language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from bokal.web.ui import naming
from bokal.web.ui.formats import day, in_language, number

__all__ = [
    "day",
    "in_language",
    "interval_words",
    "level_words",
    "method_words",
    "number",
    "range_words",
    "source_words",
]

MARKS = {
    "estimated": lambda: gettext("estimated"),
    "perturbed": lambda: gettext("altered for privacy"),
    "suppressed": lambda: gettext("hidden for privacy"),
    "missing": lambda: gettext("missing"),
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
        return gettext("on rank %(rank)s of %(total)s") % {"rank": area["low"], "total": number(total)}
    return gettext("between rank %(low)s and %(high)s of %(total)s") % {
        "low": number(area["low"]),
        "high": number(area["high"]),
        "total": number(total),
    }


def range_words(low: str, high: str) -> str:
    """Write a range; a dash between numbers would turn round in Arabic, so there it is a word."""
    return low if low == high else gettext("%(low)s–%(high)s") % {"low": low, "high": high}


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
    """Name publisher and year under a table or a picture."""
    return naming.source_words((source["publisher"] for source in content["sources"]), content["year"])
