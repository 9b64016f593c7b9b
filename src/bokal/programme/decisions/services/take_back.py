"""What a correction does not rule on again is taken back, with the reason; nothing is left out silently."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.errors import CorrectedAlready, JoinedSince, NotRuledOn, ThingLeftOut
from bokal.programme.decisions.models import Decision, Ruling, Withdrawal
from bokal.programme.decisions.services.chain import hold_chain, stands_for
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import hold_things, take_back_answers
from bokal.programme.voices.services.read import latest_wording

type Texts = Mapping[str, str]
type Thing = Problem | Proposal


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A problem or proposal that was ruled on by mistake, with the reason that those who spoke read."""

    thing: Thing
    reason: Texts


def things_of(decision: Decision) -> list[Thing]:
    """Return the problems and proposals that a decision rules on, in its order."""
    rulings = decision.rulings.select_related("problem", "proposal").order_by("pk")
    return [one for ruling in rulings if (one := ruling.problem or ruling.proposal)]


def titles_of(things: Collection[Thing]) -> str:
    """Name problems and proposals by how they are put, for a sentence."""
    titles = []
    for thing in things:
        wordings = list(thing.wordings.all())
        title = latest_wording(wordings, get_language() or "sv").title if wordings else thing.slug
        titles.append(f"“{title}”")
    return "; ".join(titles)


def hold_corrected(
    corrects: Decision | None, ruled: Sequence[Thing], taken_back: Sequence[Thing]
) -> Decision | None:
    """Return the corrected decision, held until the change is done, so that it is corrected once.

    A correction is refused that leaves a thing with an answer that no decision in force gives.
    """
    before: list[Thing] = []
    held = None
    if corrects is not None:
        held = hold_chain(corrects.pk)[-1]
        if held != corrects:
            raise CorrectedAlready
        before = things_of(held)
    named = [*ruled, *taken_back]
    if left_out := [one for one in before if one not in named]:
        raise ThingLeftOut(titles_of(left_out))
    if others := [one for one in taken_back if one not in before]:
        raise NotRuledOn(titles_of(others))
    hold_things(named)
    joined = Problem.objects.filter(
        pk__in=[one.pk for one in ruled if one in before and isinstance(one, Problem)]
    )
    if since := list(joined.filter(joined_into__isnull=False).order_by("pk")):
        raise JoinedSince(titles_of(since))
    return held


def take_back(decision: Decision, thing: Thing, *, because: Texts, actor: Account | None) -> list[Withdrawal]:
    """Take back what the corrected decisions ruled on a thing, and the answers they gave."""
    about = {"problem" if isinstance(thing, Problem) else "proposal": thing}
    rulings = Ruling.objects.filter(
        **about, decision__in=list(stands_for([decision])), withdrawal__isnull=True
    )
    wrong = list(rulings.order_by("pk"))
    made = [Withdrawal.objects.create(decision=decision, ruling=one, because=because) for one in wrong]
    answers = [one.answer_id for one in wrong]
    take_back_answers(thing=thing, answers=answers, because=because, actor=actor)
    return made
