"""Is it better now? Those who spoke say so; a city that calls something done does not decide it alone."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bokal.programme.history.services import record
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.errors import NotPart, OutcomeNotAsked, Withdrawn
from bokal.programme.voices.models import Answer, Case, CaseQuerySet, Outcome
from bokal.programme.voices.services.answer import locked_thing
from bokal.programme.voices.services.reach import Thing, cases_to_answer
from bokal.programme.voices.services.say import ANSWER_WITHIN

AFTER_DONE = (Status.DONE, Status.CONFIRMED, Status.REOPENED)
ENOUGH_REPLIES = 3
SHARE_THAT_CONFIRMS = (2, 3)


@dataclass(frozen=True, slots=True)
class Better:
    """What those who spoke say of something that is done: of ``asked`` voices, so many yes and no."""

    asked: int
    yes: int
    no: int

    @property
    def replied(self) -> int:
        """How many have replied."""
        return self.yes + self.no


def status_after(better: Better) -> Status:
    """Return what the replies amount to.

    It is confirmed when at least two in three of those who replied say yes, and opened again when fewer do.
    Until three have replied, or all where fewer than three were asked, it stays done according to the city.
    """
    if better.replied < min(ENOUGH_REPLIES, better.asked):
        return Status.DONE
    part, whole = SHARE_THAT_CONFIRMS
    enough = better.replied > 0 and better.yes * whole >= better.replied * part
    return Status.CONFIRMED if enough else Status.REOPENED


def answered_about(answer: Answer) -> Thing | None:
    """Return the problem or proposal that an answer is to; None when it is to one voice."""
    return answer.problem or answer.proposal


def is_last_word(answer: Answer) -> bool:
    """Tell whether the city has said nothing new about the same since an answer."""
    same = Answer.objects.filter(
        voice=answer.voice_id, problem=answer.problem_id, proposal=answer.proposal_id
    )
    later = Q(at__gt=answer.at) | Q(at=answer.at, pk__gt=answer.pk)
    return not same.filter(later, translation_of__isnull=True).exists()


def outcome_so_far(answer: Answer, cases: CaseQuerySet) -> Better:
    """Count what was replied by those who are part of it now."""
    replies = Outcome.objects.filter(answer=answer, voice__case__in=cases.order_by())
    yes = replies.filter(better=True).count()
    return Better(cases.count(), yes, replies.count() - yes)


@transaction.atomic
def confirm_outcome(*, answer_id: int, voice_id: int, better: bool, because: str = "") -> Outcome:
    """Say of something that is done whether it is better now; the last word of each voice counts.

    Whoever says no has the own voice opened again at once, and an answer is owed anew. What becomes of the
    problem or proposal, and of the other voices in it, follows from ``status_after``.
    """
    originals = Answer.objects.filter(translation_of__isnull=True)
    answer = originals.select_related("problem", "proposal").filter(pk=answer_id).first()
    if answer is None:
        raise NotPart
    about = answered_about(answer)
    thing = None if about is None else locked_thing(about)
    cases = Case.objects.filter(voice=answer.voice_id) if thing is None else cases_to_answer(thing)
    held = {case.voice_id: case for case in cases.select_for_update(of=("self",)).order_by("pk")}
    if voice_id not in held:
        raise NotPart
    if held[voice_id].standing == Standing.WITHDRAWN:
        raise Withdrawn
    if answer.status != Status.DONE or not is_last_word(answer):
        raise OutcomeNotAsked
    said = {"better": better, "because": because.strip()}
    outcome, _new = Outcome.objects.update_or_create(answer=answer, voice_id=voice_id, defaults=said)
    status = status_after(outcome_so_far(answer, cases))
    if thing is not None and thing.status != status:
        thing.status = status
        thing.due_on = due_again() if status is Status.REOPENED else thing.due_on
        thing.save(update_fields=["status", "due_on"])
    follow(cases, answer, status)
    record(actor=None, verb="answer.outcome", subject=answer, better=better, status=str(status))
    return outcome


def due_again() -> datetime.date:
    """Return the day by which something that was opened again is answered."""
    return timezone.localdate() + ANSWER_WITHIN


def follow(cases: CaseQuerySet, answer: Answer, status: Status) -> None:
    """Let the voices that were called done follow the replies; a no stands for the voice that says it."""
    done = cases.filter(status__in=AFTER_DONE)
    against = Q(voice__in=Outcome.objects.filter(answer=answer, better=False).values("voice_id"))
    opened = done if status is Status.REOPENED else done.filter(against)
    opened.exclude(status=Status.REOPENED).update(status=Status.REOPENED, due_on=due_again())
    if status is not Status.REOPENED:
        done.exclude(against).exclude(status=status).update(status=status)
