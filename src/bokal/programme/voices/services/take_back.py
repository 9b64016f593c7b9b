"""Take back answers that should never have been given: whoever was told reads why, and is owed an answer."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from django.db import transaction
from django.db.models import Q

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.errors import AnswerEmpty
from bokal.programme.voices.models import Answer, Case, Grouping, Problem, Purpose, Retraction
from bokal.programme.voices.services.hold import hold_things
from bokal.programme.voices.services.outcome import due_again
from bokal.programme.voices.services.reach import Thing, kind_of
from bokal.programme.voices.services.read import reaches

AT_ONCE = 500


@transaction.atomic
def take_back_answers(
    *, thing: Thing, answers: Collection[int], because: Mapping[str, str], actor: Account | None
) -> list[Retraction]:
    """Take back answers to a problem or a proposal, by number, and owe an answer anew.

    They stay on every receipt that shows them, with the reason. What was answered since holds: only what
    stands where it does because of them moves. Whoever was told nothing else counts as not answered again;
    what had an answer before is opened again.
    """
    said = {code: text.strip() for code, text in because.items() if text.strip()}
    if not said:
        raise AnswerEmpty
    hold_things([thing])
    held = type(thing).objects.get(pk=thing.pk)
    to_thing = Answer.objects.filter(**{kind_of(thing): thing}, translation_of__isnull=True)
    wrong = list(to_thing.filter(pk__in=answers, retraction__isnull=True).order_by("at", "pk"))
    made = [Retraction.objects.create(answer=one, because=said, by=actor) for one in wrong]
    if not made:
        return made
    originals = list(to_thing.select_related("retraction").order_by("at", "pk"))
    if originals[-1].taken_back:
        stands = any(one.taken_back is None for one in originals)
        held.status = Status.REOPENED if stands else Status.RECEIVED
        held.due_on = due_again()
        held.save(update_fields=["status", "due_on"])
    voices = voices_told(thing, wrong)
    for part in batched(sorted(voices), AT_ONCE):
        stand_without(part, wrong)
    record(
        actor=actor,
        verb=f"{kind_of(thing)}.answer_taken_back",
        subject=held,
        answers=[one.pk for one in wrong],
        voices=len(voices),
    )
    return made


def voices_told(thing: Thing, answers: Sequence[Answer]) -> set[int]:
    """Return the voices that answers to a thing reached, also those that are not part of it any more."""
    is_problem = isinstance(thing, Problem)
    purposes = [] if is_problem else list(Purpose.objects.filter(proposal=thing.pk))
    problems = {thing.pk} if is_problem else {one.problem_id for one in purposes}
    by_voice: dict[int, list[Grouping]] = defaultdict(list)
    for grouping in Grouping.objects.filter(problem__in=problems).order_by("pk"):
        by_voice[grouping.voice_id].append(grouping)
    return {
        voice
        for voice, groupings in by_voice.items()
        if any(reaches(one, groupings, purposes) for one in answers)
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What a voice was told, by its own answer or through what it is part of, the oldest first."""

    groupings: list[Grouping] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def first_standing(self, language: str) -> datetime.datetime | None:
        """Return when the first answer was given that holds and is there in the language of the voice."""
        there = (one for one in self.answers if one.taken_back is None and language in {"und", one.language})
        return min((one.at for one in there), default=None)

    @property
    def moved_by(self) -> Answer | None:
        """The last answer that a voice follows; one that refuses a proposal alone does not move it."""
        originals = [one for one in self.answers if one.translation_of_id is None]
        return next((one for one in reversed(originals) if not refuses_proposal(one)), None)


def refuses_proposal(answer: Answer) -> bool:
    """Tell whether an answer says no to a proposal."""
    return answer.proposal_id is not None and answer.status == Status.NO


def told_to(voices: Sequence[int]) -> dict[int, Told]:
    """Read what some voices were told; four questions, however many they are."""
    found = {voice: Told() for voice in voices}
    for grouping in Grouping.objects.filter(voice__in=voices).order_by("pk"):
        found[grouping.voice_id].groupings.append(grouping)
    problems = {one.problem_id for told in found.values() for one in told.groupings}
    purposes = list(Purpose.objects.filter(problem__in=problems).order_by("pk"))
    reaching = Q(voice__in=voices) | Q(problem__in=problems)
    reaching |= Q(proposal__in={one.proposal_id for one in purposes})
    answers = Answer.objects.filter(reaching).select_related("retraction", "translation_of__retraction")
    for answer in answers.order_by("at", "pk"):
        for voice, told in found.items():
            if answer.voice_id == voice or reaches(answer, told.groupings, purposes):
                told.answers.append(answer)
    return found


def stand_without(voices: Sequence[int], wrong: Collection[Answer]) -> None:
    """Put voices where they stand by the answers that hold, and say by when one is owed anew.

    ``wrong`` are the answers that are taken back now.
    """
    cases = Case.objects.filter(voice__in=voices).exclude(standing=Standing.WITHDRAWN).order_by("pk")
    # Held before it is read what they were told, or what is answered in the same moment would be missed.
    held = list(cases.select_for_update(of=("self",)).select_related("voice"))
    told, again = told_to(voices), due_again()
    moved = []
    for case in held:
        before = (case.status, case.answered_at, case.due_on)
        owed_before = case.answered_at is None or case.status == Status.REOPENED
        here = told[case.voice_id]
        first = here.first_standing(case.voice.language)
        if case.answered_at is not None:
            case.answered_at = None if first is None else max(first, case.answered_at)
        # What never moved a voice does not move it when it is taken back, unless no answer is left.
        if here.moved_by in wrong or (case.answered_at is None and before[1]):
            case.status = Status.REOPENED if case.answered_at is not None else Status.RECEIVED
        if case.answered_at is None or case.status == Status.REOPENED:
            case.due_on = min(case.due_on, again) if owed_before else again
        if before != (case.status, case.answered_at, case.due_on):
            moved.append(case)
    Case.objects.bulk_update(moved, ["status", "answered_at", "due_on"])
