"""The fixed words for statuses, units, methods and figures."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from bokal.programme.areas.enums import Method, Status, Unit
from bokal.web.ui.formats import in_language, number


def status_name(status: str) -> str:
    """Say how a value came to be."""
    told = {"computed": gettext("Computed"), "given": gettext("As set")}
    if status in told:
        return told[status]
    return str(Status(status).label) if status in Status.values else status


def unit_name(unit: str) -> str:
    """Return the words of a unit."""
    return str(Unit(unit).label) if unit in Unit.values else unit


def method_name(method: str) -> str:
    """Return the words of an index method."""
    return str(Method(method).label) if method in Method.values else method


def value_with_unit(value: float | None, *, unit: str, decimals: int) -> str:
    """Write a value with its unit: per cent as a sign, the rest in words."""
    text = number(value, decimals)
    if value is None:
        return text
    if unit == Unit.PERCENT:
        return f"{text}\N{NO-BREAK SPACE}%"
    if unit in {Unit.COUNT, Unit.INDEX}:
        return text
    return f"{text}\N{NO-BREAK SPACE}{unit_name(unit)}"


def figure_name(figure: Mapping[str, Any]) -> str:
    """Name a figure of a report: an indicator, or something computed of all of them."""
    name = str(figure["name"])
    computed = {
        "score": gettext("Score"),
        "rank": gettext("Rank"),
        "low": gettext("Rank interval, from"),
        "high": gettext("Rank interval, to"),
        "decile": gettext("Tenth"),
    }
    if name in computed:
        return computed[name]
    domain = figure.get("domain")
    text = in_language(domain["name"]) if domain else name
    way = name.split("/")
    more = {
        "contribution": gettext("Part of the score: %(name)s"),
        "inside/lowest": gettext("Lowest zone inside: %(name)s"),
        "inside/highest": gettext("Highest zone inside: %(name)s"),
        "parts/weight": gettext("Share of zone %(name)s"),
    }
    kind = "/".join([way[0], *way[2:]])
    if kind in more and len(way) > 1:
        return more[kind] % {"name": text if domain else way[1]}
    return text
