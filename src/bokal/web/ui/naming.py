"""Names of figures and their publishers, from plain data: frozen reports use them too."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from bokal.web.ui import status_naming
from bokal.web.ui.formats import in_language, isolated, listed

PLACES = frozenset({"areas", "composites", "city"})
"""The parts of a report's content whose figures are of one place."""


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


def figure_words(address: str, content: Mapping[str, Any]) -> str:
    """Say which place of a report's content a figure is of, and what it is; nothing for any other figure."""
    if content["profile"] == "status-report":
        return status_naming.figure_in_words(content, address)
    part, *way = address.split("/")
    if part not in PLACES or len(way) < 2:
        return ""
    places = {place["code"]: place["name"] for part in ("composites", "areas") for place in content[part]}
    domain = next((domain for domain in content["domains"] if domain["indicator"] in way[1:]), None)
    place = places.get(way[0]) or content["programme"]["city"] or way[0]
    return f"{isolated(place)}: {figure_name({'name': '/'.join(way[1:]), 'domain': domain})}"


def source_words(publishers: Iterable[str], year: int | str) -> str:
    """Name those whose figures stand in a picture or table, and the year."""
    return gettext("Source: %(publishers)s, %(year)s.") % {
        "publishers": listed([isolated(publisher) for publisher in sorted(set(publishers))]),
        "year": year,
    }
