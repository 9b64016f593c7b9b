"""What pages read of decisions: those in force, on a thing or on whatever a voice is part of."""

from collections.abc import Collection, Sequence

from django.db.models import Q, QuerySet

from bokal.programme.decisions.models import Decision, Ruling, Withdrawal
from bokal.programme.decisions.services.chain import newest_of, stands_for
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


def ruled_elsewhere(decisions: Collection[Decision], areas: Collection[str]) -> set[int]:
    """Return which decisions rule on something outside of some areas, by their number.

    What a decision took back counts as well, and what those took back that it stands for.
    """
    standing = stands_for(decisions)
    within = Q(problem__area__code__in=areas) | Q(proposal__area__code__in=areas)
    rulings = Ruling.objects.exclude(within).order_by()
    now = rulings.filter(decision__in=decisions).values_list("decision", flat=True)
    back = Withdrawal.objects.filter(decision__in=list(standing), ruling__in=rulings.values("pk")).order_by()
    return set(now).union(*(standing[one] for one in back.values_list("decision", flat=True)))


def rulings_reaching(problems: Collection[int]) -> list[Ruling]:
    """Return what was decided on problems, and on the proposals that answer them now, oldest first."""
    proposals = Purpose.objects.now().filter(problem__in=problems).values("proposal")
    return list(current(Ruling.objects.filter(Q(problem__in=problems) | Q(proposal__in=proposals))))


def rulings_for_voice(voice_id: int) -> list[Ruling]:
    """Return what was decided on whatever a voice is part of."""
    problems = Grouping.objects.now().filter(voice=voice_id).values_list("problem", flat=True)
    return rulings_reaching(list(problems))


def led_on(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Return what holds in the place of rulings now, each once: a corrected decision leads on to the newest.

    What was taken back holds nowhere, and is left out.
    """
    newest = newest_of({one.decision_id for one in rulings})
    holding = [one for one in rulings if not hasattr(one, "withdrawal")]
    if all(newest[one.decision_id] == one.decision_id for one in holding):
        return holding
    there = Ruling.objects.filter(decision__in=set(newest.values())).select_related(
        "decision__unit", "problem", "proposal"
    )
    by_thing = {(one.decision_id, one.problem_id, one.proposal_id): one for one in there}
    wanted = [(newest[one.decision_id], one.problem_id, one.proposal_id) for one in holding]
    return list({one: by_thing[one] for one in wanted if one in by_thing}.values())


def taken_back_by(decision: Decision) -> list[Withdrawal]:
    """Return what a decision, or one that it stands for, took back as ruled by mistake, in their order.

    Each thing is named once, and not at all where the decision rules on it anew.
    """
    found = Withdrawal.objects.filter(decision__in=list(stands_for([decision]))).order_by("pk")
    rows = found.select_related("decision", "ruling__problem", "ruling__proposal")
    last = {(one.ruling.problem_id, one.ruling.proposal_id): one for one in rows}
    anew = set(decision.rulings.values_list("problem", "proposal"))
    return [one for thing, one in last.items() if thing not in anew]
