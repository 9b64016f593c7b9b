"""What a list of problems or proposals is narrowed down to."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from bokal.programme.voices.enums import Stage, Status

LONGEST = 80


def asked_for(query: Mapping[str, Any]) -> dict[str, str]:
    """Return what a list is asked to keep; a word that is no choice keeps everything."""
    stage, status = query.get("stage", ""), query.get("status", "")
    return {
        "area": query.get("area", "")[:LONGEST],
        "stage": stage if stage in Stage.values else "",
        "status": status if status in Status.values else "",
        "q": query.get("q", "").replace("\0", "").strip()[:LONGEST],
    }


def kept[M: Any](found: QuerySet[M], asked: Mapping[str, str]) -> QuerySet[M]:
    """Keep what was asked for; words are looked for in every version of every wording."""
    if asked["area"]:
        found = found.filter(area__code=asked["area"])
    if asked["stage"]:
        found = found.filter(stage=asked["stage"])
    if asked["status"]:
        found = found.filter(status=asked["status"])
    if asked["q"]:
        words = found.model._default_manager.filter(wordings__title__icontains=asked["q"])
        found = found.filter(pk__in=words.values("pk"))
    return found
