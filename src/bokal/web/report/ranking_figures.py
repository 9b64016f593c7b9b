"""The figures of one place in “Where is welfare lowest?”, opened."""

from collections.abc import Mapping, Sequence
from typing import Any

from bokal.web.ui.naming import figure_name

type Json = Mapping[str, Any]


def ranking_place(content: Json, part: str, area: str) -> str:
    """Return the name of the place whose figures these are."""
    places = {place["code"]: place.get("name", "") for place in [*content["composites"], *content["areas"]]}
    return str(places.get(area) or content["programme"]["city"])


def ranking_figures(content: Json, prefix: str, figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return figures with the indicator each is of, and what it is called."""
    names = {domain["indicator"]: domain for domain in content["domains"]}
    shown = []
    for figure in figures:
        name = figure["address"].removeprefix(prefix)
        # The indicator is the whole name, or what follows its kind: contribution/poor, inside/poor/lowest.
        domain = names.get(name) or names.get(f"{name}/".split("/")[1])
        told = figure | {"name": name, "domain": domain}
        shown.append(told | {"words": figure_name(told)})
    return shown
