"""What hangs on a notice board: the newest answers in an area, what is still owed by whom, and promises."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import PromiseState, Stage, Standing
from bokal.programme.voices.models import Answer, Case, Promise, Wording
from bokal.programme.voices.services.read import latest_wording

MOST_ANSWERS = 5
MOST_OWED = 5
MOST_PROMISES = 2
LOOKED_AT = 100
SAME_ACT = datetime.timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answered:
    """A published voice, or the wording of a published problem, and the newest answer to it."""

    words: Case | Wording
    answer: Answer


@dataclass(frozen=True, slots=True)
class Board:
    """What stands on the sheet of one area; nothing of it is unread, held or withdrawn."""

    answered: Sequence[Answered]
    owed: Sequence[Case]
    promises: Sequence[Promise]


def in_reader_language(answers: Sequence[Answer], language: str) -> Answer:
    """Return the newest answer, in the reader's language when it was given in it too."""
    newest = answers[0]
    same = [one for one in answers if one.status == newest.status and newest.at - one.at < SAME_ACT]
    return next((one for one in same if one.language == language), newest)


def newest_answers(area: Area, language: str) -> list[Answered]:
    """Return the newest answers to published voices and problems of an area, one each."""
    to_voices = Answer.objects.filter(voice__case__area=area, voice__case__standing=Standing.PUBLISHED)
    to_problems = Answer.objects.filter(problem__area=area, problem__stage=Stage.PUBLISHED)
    holding = Q(retraction__isnull=True, translation_of__retraction__isnull=True)
    answers = (to_voices | to_problems).filter(holding).select_related("unit", "voice__case", "problem")
    of_each: dict[tuple[int | None, int | None], list[Answer]] = {}
    for answer in answers.order_by("-at", "-pk")[:LOOKED_AT]:
        of_each.setdefault((answer.voice_id, answer.problem_id), []).append(answer)
    chosen = (in_reader_language(found, language) for found in list(of_each.values())[:MOST_ANSWERS])
    return [Answered(answered_words(answer, language), answer) for answer in chosen]


def answered_words(answer: Answer, language: str) -> Case | Wording:
    """Return what was answered: the words of a voice, or how a problem is put."""
    if answer.problem is not None:
        return latest_wording(list(answer.problem.wordings.all()), language)
    return answer.voice.case  # type: ignore[union-attr]


def board_of(area: Area, *, language: str) -> Board:
    """Return what hangs on the notice board of an area."""
    owed = Case.objects.owed().filter(area=area, standing=Standing.PUBLISHED)
    promises = Promise.objects.filter(state=PromiseState.OPEN)
    here = promises.filter(dialogue__area=area) | promises.filter(problem__area=area)
    return Board(
        newest_answers(area, language),
        list(owed.select_related("voice", "unit")[:MOST_OWED]),
        list(here.select_related("unit", "organisation").order_by("due_on", "pk")[:MOST_PROMISES]),
    )
