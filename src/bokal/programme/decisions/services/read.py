"""What pages read of decisions: those in force, on a thing or on whatever a voice is part of."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.voices.models import Grouping, Problem, Proposal, Purpose


def in_force() -> QuerySet[Decision]:
    """Return the decisions that no other corrects, newest first."""
    return Decision.objects.filter(corrected_by__isnull=True).select_related("unit", "area", "document")


def current(found: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Keep the rulings of decisions in force, oldest first."""
    rulings = found.filter(decision__corrected_by__isnull=True).select_related(
        "decision__unit", "problem", "proposal"
    )
    return rulings.order_by("decision__decided_on", "pk")


def rulings_on(thing: Problem | Proposal) -> list[Ruling]:
    """Return what was decided on a problem or a proposal, oldest first."""
    about = {"problem": thing} if isinstance(thing, Problem) else {"proposal": thing}
    return list(current(Ruling.objects.filter(**about)))


def rulings_reaching(problems: Collection[int]) -> list[Ruling]:
    """Return what was decided on problems, and on the proposals that answer them now, oldest first."""
    proposals = Purpose.objects.now().filter(problem__in=problems).values("proposal")
    return list(current(Ruling.objects.filter(Q(problem__in=problems) | Q(proposal__in=proposals))))


def rulings_for_voice(voice_id: int) -> list[Ruling]:
    """Return what was decided on whatever a voice is part of."""
    problems = Grouping.objects.now().filter(voice=voice_id).values_list("problem", flat=True)
    return rulings_reaching(list(problems))
