"""What is going on near somebody: the initiatives of an area, why, and which voices they answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F

from bokal.programme.areas.models import Area
from bokal.programme.initiatives.models import Initiative, Origin
from bokal.programme.voices.models import Grouping, Purpose
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
    """Return the initiatives of an area that everybody may read, the newest first; at most five questions.

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
    found = list(rows[: SHOWN + 1])
    count = len(found) if len(found) <= SHOWN else rows.count()
    voices = voices_answered([one.pk for one in found[:SHOWN]]) if found else {}
    return GoingOn([Near(one, voices.get(one.pk, 0)) for one in found[:SHOWN]], count)


def voices_answered(initiatives: Sequence[int]) -> dict[int, int]:
    """Count the voices in the problems that initiatives answer, themselves, by proposals or by decisions."""
    problems: dict[int, set[int]] = defaultdict(set)
    proposals: dict[int, set[int]] = defaultdict(set)
    origins = Origin.objects.filter(initiative__in=initiatives).select_related("ruling")
    for one in origins:
        ruling = one.ruling
        named = {one.problem_id, ruling.problem_id if ruling else None}
        problems[one.initiative_id] |= {key for key in named if key is not None}
        named = {one.proposal_id, ruling.proposal_id if ruling else None}
        proposals[one.initiative_id] |= {key for key in named if key is not None}
    answered = {key for keys in proposals.values() for key in keys}
    if answered:
        purposes = (
            Purpose.objects.now().filter(proposal__in=answered).values_list("proposal_id", "problem_id")
        )
        for proposal, problem in purposes:
            for initiative, keys in proposals.items():
                if proposal in keys:
                    problems[initiative].add(problem)
    wanted = {key for keys in problems.values() for key in keys}
    said: dict[int, set[int]] = defaultdict(set)
    if wanted:
        groupings = Grouping.objects.now().filter(problem__in=wanted).order_by()
        for problem, voice in groupings.values_list("problem_id", "voice_id"):
            said[problem].add(voice)
    return {
        one: len({voice for problem in keys for voice in said[problem]}) for one, keys in problems.items()
    }
