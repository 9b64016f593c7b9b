"""Which published voices resemble each other: suggestions for whoever writes problems. Nothing is grouped.

Comparing in pairs takes four times as long for twice as many, so the newest are compared alone, and who reads
the themes is told of how many. They are kept until what is published, or what problems hold, changes.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from bokal.programme.history.services import kept
from bokal.programme.voices.calculations import (
    Theme,
    ThemesFound,
    fingerprint_of_input,
    fingerprint_of_text,
    themes_among,
)
from bokal.programme.voices.models import Case, Grouping
from bokal.programme.voices.services.meanings import known_meanings, model_name

NEWEST = 1000
PERIODS = (30, 90, 365)
THEMES_REST_ON = ("voices.case", "voices.grouping")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which voices are compared.

    Attributes
    ----------
    areas
        The codes of the areas they are about; None for all, also those about no one area.
    days
        How many days back they came in; nought for all time.
    loose
        Only those that are part of no problem.
    """

    areas: frozenset[str] | None
    days: int = 0
    loose: bool = True


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes among the newest ``compared`` of ``voices`` voices, the largest first, and how many stand alone.

    ``input_sha256`` is the fingerprint of the words and of the method.
    """

    themes: tuple[Theme, ...]
    alone: int
    compared: int
    voices: int
    input_sha256: str


def wanted_cases(wanted: Wanted) -> QuerySet[Case]:
    """Return the published voices that are asked for."""
    cases = Case.objects.readable().within(wanted.areas)
    if wanted.days:
        since = timezone.now() - datetime.timedelta(days=wanted.days)
        cases = cases.filter(voice__received_at__gte=since)
    if wanted.loose:
        cases = cases.filter(~Exists(Grouping.objects.now().filter(voice_id=OuterRef("voice_id"))))
    return cases


def suggested_themes(wanted: Wanted) -> Themes:
    """Group the newest published voices that are asked for into themes."""
    areas = None if wanted.areas is None else tuple(sorted(wanted.areas))
    name = ("themes", areas, wanted.days, wanted.loose, timezone.localdate() if wanted.days else None)
    return kept(name, lambda: find(wanted), of=THEMES_REST_ON)


def find(wanted: Wanted) -> Themes:
    """Compare the words that are there now; three queries."""
    cases = wanted_cases(wanted)
    texts = dict(cases.order_by("-voice_id").values_list("voice_id", "text")[:NEWEST])
    if not texts:
        return Themes((), 0, 0, 0, "")
    found = compared(texts)
    voices = len(texts) if len(texts) < NEWEST else cases.count()
    return Themes(found.themes, len(found.alone), len(texts), voices, found.input_sha256)


def compared(texts: Mapping[int, str]) -> ThemesFound:
    """Group texts; the same texts are compared once, however much else is said meanwhile."""
    fingerprints = {number: fingerprint_of_text(text) for number, text in texts.items()}
    meanings = known_meanings(fingerprints)
    settings: dict[str, float | str] = {
        "model": model_name() if meanings else "",
        "known": len(meanings.ids) if meanings else 0,
    }
    name = ("themes of texts", fingerprint_of_input(fingerprints, settings))
    return kept(name, lambda: themes_among(texts, meanings), of=())


def cases_of_themes(themes: tuple[Theme, ...], most: int) -> Mapping[int, Case]:
    """Return where the first voices of each theme stand; those that are no longer public are left out."""
    numbers = [number for theme in themes for number in theme.ids[:most]]
    cases = Case.objects.readable().filter(voice_id__in=numbers).order_by("voice_id")
    return {case.voice_id: case for case in cases.select_related("voice", "area")}
