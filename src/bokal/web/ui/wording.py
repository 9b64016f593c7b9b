"""The fixed words for statuses, units, methods and figures."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from bokal.programme.areas.enums import Licence, Method, Status, Unit
from bokal.web.ui.formats import isolated, listed, number

BROKEN = 100
"""A count whose plural form goes with numbers such as 1.5 in all languages here."""


def status_name(status: str) -> str:
    """Say how a value came to be."""
    told = {"computed": gettext("Computed"), "given": gettext("As set"), "counted": gettext("Counted")}
    if status in told:
        return told[status]
    return str(Status(status).label) if status in Status.values else status


def unit_name(unit: str) -> str:
    """Return the words of a unit."""
    return str(Unit(unit).label) if unit in Unit.values else unit


def method_name(method: str) -> str:
    """Return the words of an index method."""
    return str(Method(method).label) if method in Method.values else method


def licence_words(source: Mapping[str, Any]) -> str:
    """Name the licence of a source; where none is stated, say that in the words of the page."""
    if source["licence"] == Licence.PUBLIC_FACT:
        return str(Licence.PUBLIC_FACT.label)
    return isolated(str(source["licence_name"]))


def plural_count(value: float, decimals: int) -> int:
    """Return the whole number whose plural form goes with a number as it is shown."""
    shown = abs(round(value, decimals))
    return int(shown) if float(shown).is_integer() else BROKEN


def value_with_unit(value: float | None, *, unit: str, decimals: int) -> str:
    """Write a value with its unit: per cent as a sign, the rest in words."""
    text = number(value, decimals)
    if value is None:
        return text
    if unit == Unit.PERCENT:
        return f"{text}\N{NO-BREAK SPACE}%"
    if unit in {Unit.COUNT, Unit.INDEX}:
        return text
    if unit == Unit.PERSONS:
        counted = plural_count(value, decimals)
        return ngettext("%(number)s person", "%(number)s persons", counted) % {"number": text}
    return f"{text}\N{NO-BREAK SPACE}{unit_name(unit)}"


def interval_words(rank: int, low: int, high: int, total: int) -> str:
    """Say a rank with what it may as well be."""
    words = {"rank": number(rank), "low": number(low), "high": number(high), "total": number(total)}
    if low == high:
        return gettext("rank %(rank)s of %(total)s, also when weights and rounding are varied") % words
    return gettext("rank %(rank)s of %(total)s, likely between %(low)s and %(high)s") % words


def figure_value(figure: Mapping[str, Any]) -> str:
    """Write a figure of a report as a person reads it; every digit is in the file of figures."""
    if str(figure["name"]) in {"rank", "low", "high", "decile"}:
        return number(figure["value"])
    domain = figure.get("domain")
    if domain and figure["name"] == domain["indicator"]:
        return value_with_unit(figure["value"], unit=domain["unit"], decimals=domain["decimals"])
    return number(figure["value"], 1)


CHANGES: dict[str, Callable[[int], str]] = {
    "new": lambda count: ngettext("%(count)s new", "%(count)s new", count),
    "changed": lambda count: ngettext("%(count)s changed", "%(count)s changed", count),
    "unchanged": lambda count: ngettext("%(count)s unchanged", "%(count)s unchanged", count),
}


def change_counts(counts: Mapping[str, int]) -> str:
    """Say how many rows of each kind an import had, as a list in words."""
    return listed([CHANGES[kind](count) % {"count": number(count)} for kind, count in counts.items()])
