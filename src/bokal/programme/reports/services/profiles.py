"""The kinds of report, each with the function that builds its content from stored records."""

from collections.abc import Callable, Mapping
from typing import Any

from bokal.programme.reports.errors import UnknownProfile
from bokal.programme.reports.services.welfare_ranking import build_welfare_ranking

type Builder = Callable[[Mapping[str, Any]], dict[str, Any]]

PROFILES: dict[str, Builder] = {"welfare-ranking": build_welfare_ranking}


def build_content(*, profile: str, subject: Mapping[str, Any]) -> dict[str, Any]:
    """Build the content of a report of a kind: figures, tables, shapes, sources and texts."""
    if profile not in PROFILES:
        raise UnknownProfile
    return {"profile": profile, **PROFILES[profile](subject)}
