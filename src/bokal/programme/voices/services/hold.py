"""Hold what is about to change, always in one order, so that no two wait for each other."""

from collections.abc import Collection

from bokal.programme.voices.models import Case, Grouping, Problem, Proposal, Purpose
from bokal.programme.voices.services.reach import Thing


def hold_things(things: Collection[Thing]) -> None:
    """Hold problems and proposals until the change is done, with where all stand who ever spoke of them.

    Proposals come first, then problems, then the voices, each by number, as whoever changes one of them
    alone holds it. So nobody who changes several holds what another waits for while waiting for that other.
    Which problems a proposal answers changes only with the proposal held, so it is read after that.
    """
    proposals = {one.pk for one in things if isinstance(one, Proposal)}
    list(Proposal.objects.select_for_update(of=("self",)).filter(pk__in=proposals).order_by("pk"))
    problems = {one.pk for one in things if isinstance(one, Problem)}
    problems |= set(Purpose.objects.filter(proposal__in=proposals).values_list("problem", flat=True))
    spoken = Grouping.objects.filter(problem__in=problems).order_by()
    list(Problem.objects.select_for_update(of=("self",)).filter(pk__in=problems).order_by("pk"))
    cases = Case.objects.select_for_update(of=("self",)).filter(voice__in=spoken.values("voice"))
    list(cases.order_by("pk").values_list("pk", flat=True))
