"""Names of figures and their publishers, from plain data: frozen reports use them too."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from bokal.web.ui.formats import in_language


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
    if name.startswith("contribution/"):
        return gettext("Part of the score: %(name)s") % {"name": text}
    return text


def source_words(publishers: Iterable[str], year: int | str) -> str:
    """Name publishers and year under a picture."""
    return gettext("Source: %(publishers)s, %(year)s.") % {
        "publishers": "; ".join(sorted(set(publishers))),
        "year": year,
    }
