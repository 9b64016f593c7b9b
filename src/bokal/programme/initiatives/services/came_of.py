"""What came of problems and proposals beyond their answers: what was decided, and what is tried."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from bokal.programme.decisions.models import Ruling
from bokal.programme.decisions.services import rulings_on, rulings_reaching
from bokal.programme.initiatives.models import Initiative, Origin
from bokal.programme.voices.models import Problem, Proposal, Purpose


@dataclass(frozen=True, slots=True)
class CameOf:
    """Decisions in force and initiatives that everybody may read, each once, oldest first."""

    rulings: Sequence[Ruling]
    initiatives: Sequence[Initiative]


def came_of_problems(problems: Collection[int]) -> CameOf:
    """Return what came of problems and of the proposals that answer them now."""
    if not problems:
        return CameOf((), ())
    proposals = Purpose.objects.now().filter(problem__in=problems).values("proposal")
    rulings = rulings_reaching(problems)
    return CameOf(rulings, initiatives_for(Q(problem__in=problems) | Q(proposal__in=proposals), rulings))


def came_of(thing: Problem | Proposal) -> CameOf:
    """Return what came of one problem or proposal."""
    if isinstance(thing, Problem):
        return came_of_problems([thing.pk])
    rulings = rulings_on(thing)
    return CameOf(rulings, initiatives_for(Q(proposal=thing), rulings))


def initiatives_for(about: Q, rulings: Sequence[Ruling]) -> list[Initiative]:
    """Return the initiatives that answer what is meant, or a decision on it, also one corrected since."""
    of_problems = [one.problem_id for one in rulings if one.problem_id]
    of_proposals = [one.proposal_id for one in rulings if one.proposal_id]
    decided = Q(ruling__problem__in=of_problems) | Q(ruling__proposal__in=of_proposals)
    origins = Origin.objects.filter(about | decided & Q(ruling__withdrawal__isnull=True)).order_by()
    found = Initiative.objects.public().filter(pk__in=origins.values("initiative"))
    return list(found.select_related("unit").order_by("starts_on", "pk"))
