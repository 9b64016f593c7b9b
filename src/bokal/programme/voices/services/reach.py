"""Whom a problem or a proposal reaches: the voices that are part of it now."""

from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, CaseQuerySet, Grouping, Problem, Proposal, Purpose

type Thing = Problem | Proposal


def kind_of(thing: Thing) -> str:
    """Return the name of the field by which a wording or an answer points to a thing."""
    return "problem" if isinstance(thing, Problem) else "proposal"


def problems_in(thing: Thing) -> list[int]:
    """Return the problem itself, or the problems that a proposal answers."""
    if isinstance(thing, Problem):
        return [thing.pk]
    purposes = Purpose.objects.now().filter(proposal=thing)
    return list(purposes.order_by("problem_id").values_list("problem_id", flat=True))


def cases_in(thing: Thing) -> CaseQuerySet:
    """Return where the voices of a thing stand, withdrawn ones too."""
    part = Grouping.objects.now().filter(problem__in=problems_in(thing))
    return Case.objects.filter(voice_id__in=part.values("voice_id")).order_by("pk")


def cases_to_answer(thing: Thing) -> CaseQuerySet:
    """Return where the voices of a thing stand that an answer can reach."""
    return cases_in(thing).exclude(standing=Standing.WITHDRAWN)


def languages_in(thing: Thing) -> list[str]:
    """Return the languages that the voices of a thing were said in, as far as they are known."""
    said = cases_to_answer(thing).exclude(voice__language="und").order_by("voice__language")
    return list(said.values_list("voice__language", flat=True).distinct())
