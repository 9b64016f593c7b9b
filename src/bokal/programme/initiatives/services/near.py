"""What is going on near somebody: the initiatives of an area, why, and which voices they answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, Window

from bokal.programme.areas.models import Area
from bokal.programme.initiatives.models import Initiative, Origin
from bokal.programme.voices.models import Grouping
from bokal.programme.voices.services.read import HOME

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Near:
    """One initiative of an area, with how many voices are part of what it answers."""

    initiative: Initiative
    voices: int


@dataclass(frozen=True, slots=True)
class GoingOn:
    """The newest initiatives of an area, and how many there are in all."""

    first: Sequence[Near]
    count: int


NOTHING = GoingOn((), 0)


def initiatives_near(area: Area) -> GoingOn:
    """Return the initiatives of an area that everybody may read, the newest first; at most three questions.

    A statistical zone inside a larger area has none of its own, and is not asked about.
    """
    if area.parent_id is not None and area.geography.code != HOME:
        return NOTHING
    rows = (
        Initiative.objects.public()
        .filter(area=area)
        .select_related("unit", "handover__receiver")
        .order_by(F("starts_on").desc(nulls_last=True), F("start_year").desc(nulls_last=True), "-pk")
    )
    found: list[Any] = list(rows.annotate(there=Window(Count("*")))[:SHOWN])
    if not found:
        return NOTHING
    voices = voices_answered([one.pk for one in found])
    return GoingOn([Near(one, voices.get(one.pk, 0)) for one in found], found[0].there)


def voices_answered(initiatives: Sequence[int]) -> dict[int, int]:
    """Count the voices in the problems that initiatives answer, themselves, by proposals or by decisions."""
    proposed, decided = "proposal__purposes", "ruling__proposal__purposes"
    origins = Origin.objects.filter(initiative__in=initiatives, ruling__withdrawal__isnull=True).annotate(
        proposed=FilteredRelation(proposed, condition=Q(**{f"{proposed}__ended_at__isnull": True})),
        decided=FilteredRelation(decided, condition=Q(**{f"{decided}__ended_at__isnull": True})),
    )
    ways = ("problem", "ruling__problem", "proposed__problem", "decided__problem")
    problems: dict[int, set[int]] = defaultdict(set)
    for initiative, *answered in origins.order_by().values_list("initiative", *ways):
        problems[initiative] |= {problem for problem in answered if problem is not None}
    wanted = {problem for named in problems.values() for problem in named}
    said: dict[int, set[int]] = defaultdict(set)
    if wanted:
        groupings = Grouping.objects.now().filter(problem__in=wanted).order_by()
        for problem, voice in groupings.values_list("problem_id", "voice_id"):
            said[problem].add(voice)
    return {
        one: len({voice for problem in named for voice in said[problem]}) for one, named in problems.items()
    }
