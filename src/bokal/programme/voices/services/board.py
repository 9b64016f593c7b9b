"""What hangs on a notice board: the newest answers in an area, what is still owed by whom, and promises."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import PromiseState, Standing
from bokal.programme.voices.models import Answer, Case, Promise

MOST_ANSWERS = 5
MOST_OWED = 5
MOST_PROMISES = 2
LOOKED_AT = 100
SAME_ACT = datetime.timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Answered:
    """A published voice and the newest answer to it."""

    case: Case
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
    """Return the newest answers to published voices of an area, one a voice."""
    answers = (
        Answer.objects.filter(voice__case__area=area, voice__case__standing=Standing.PUBLISHED)
        .select_related("unit", "voice__case")
        .order_by("-at", "-pk")[:LOOKED_AT]
    )
    of_voice: dict[int, list[Answer]] = {}
    for answer in answers:
        of_voice.setdefault(answer.voice_id or 0, []).append(answer)
    chosen = (in_reader_language(found, language) for found in list(of_voice.values())[:MOST_ANSWERS])
    return [Answered(answer.voice.case, answer) for answer in chosen if answer.voice is not None]


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
