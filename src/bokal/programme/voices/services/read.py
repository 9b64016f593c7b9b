"""What pages read: published voices, and where each stands. Nothing here shows unread words."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from bokal.programme.areas.models import Area, Geography
from bokal.programme.history.services import kept
from bokal.programme.voices.enums import Stage, Standing, Status
from bokal.programme.voices.models import (
    Answer,
    Case,
    Grouping,
    Moderation,
    Outcome,
    Problem,
    Purpose,
    Voice,
    Wording,
)
from bokal.programme.voices.services.tally import tally

HOME = "programme_areas"
READ_BY_ALL = frozenset({Stage.PUBLISHED.value})
READ_BY_WHO_SPOKE = READ_BY_ALL | {Stage.SHOWN.value}
READ_AT_WORK = READ_BY_WHO_SPOKE | {Stage.DRAFT.value}


def areas_to_speak_about() -> list[Area]:
    """Return the areas a voice can be about: those of the programme, or of the first division there is."""
    today = timezone.localdate()
    return list(kept(("areas to speak about", today), lambda: areas_on(today), of=("areas",)))


def areas_on(day: datetime.date) -> tuple[Area, ...]:
    """Return the areas that a voice could be about on a day."""
    valid = Geography.objects.valid_on(day)
    geography = valid.filter(code=HOME).first() or valid.order_by("position", "code").first()
    if geography is None:
        return ()
    return tuple(Area.objects.filter(geography=geography).order_by("name", "pk"))


def readable_cases(
    *, area: str = "", language: str = "", status: str = "", words: str = ""
) -> QuerySet[Case]:
    """Return the published voices, newest first, narrowed down as asked."""
    cases = Case.objects.readable().select_related(
        "voice", "area", "area__geography", "unit", "voice__organisation"
    )
    if area:
        cases = cases.filter(area__code=area)
    if language:
        cases = cases.filter(voice__language=language)
    if status:
        cases = cases.filter(status=status)
    if words:
        cases = cases.filter(text__icontains=words)
    return cases.order_by("-voice_id")


def count_readable(*, area: str = "", language: str = "", status: str = "", words: str = "") -> int | None:
    """Return how many voices ``readable_cases`` finds, when no search is needed for it; else nothing.

    In one language they are counted once after a change.
    """
    if words or (language and (area or status)):
        return None
    if language:
        counted = readable_cases(language=language).count
        return kept(("readable voices", language), counted, of=("voices.case", "voices.voice"))
    return tally().within({area} if area else None).standing(Standing.PUBLISHED, status)


def support_of(voices: Sequence[int]) -> dict[int, int]:
    """Count those who added themselves to each voice."""
    counted = Voice.objects.filter(pk__in=voices, supports__isnull=False).order_by("pk")
    return dict(counted.annotate(others=Count("supports")).values_list("pk", "others"))


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many voices there are, and what has come of them; withdrawn ones count in ``voices`` alone."""

    voices: int
    answered: int
    confirmed: int
    waiting: int


def numbers_of_voices(area: str = "") -> Numbers:
    """Count voices in the whole programme, or in one area."""
    found = tally().within({area} if area else None)
    confirmed = sum(pile.voices for pile in found.live if pile.status == Status.CONFIRMED)
    return Numbers(found.voices, found.answered, confirmed, found.owed)


@dataclass(frozen=True, slots=True)
class Part:
    """A problem that a voice is part of, as it is put now in one language, with what the voice said of it."""

    problem: Problem
    wording: Wording
    since: datetime.datetime
    reply: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What has come of a voice, in the order it happened.

    ``untranslated`` are the answers that are not there in the language of the voice. ``done`` is the last
    word of the city when that is “done”, about which those who spoke are asked; ``better`` is what the voice
    said of it.
    """

    voice: Voice
    case: Case
    moderation: Moderation | None
    appealed: bool
    parts: Sequence[Part]
    answers: Sequence[Answer]
    untranslated: frozenset[int]
    done: Answer | None
    better: bool | None


def latest_wording(wordings: Sequence[Wording], language: str) -> Wording:
    """Return the newest version in a language, else as it was written."""
    newest = max(wording.version for wording in wordings)
    current = [wording for wording in wordings if wording.version == newest]
    own = [wording for wording in current if wording.language == language]
    return (own or [wording for wording in current if not wording.translated_from])[0]


def held_at(link: Grouping | Purpose, moment: datetime.datetime) -> bool:
    """Tell whether a link held at a moment, or holds now."""
    return link.ended_at is None or link.made_at <= moment < link.ended_at


def reaches(answer: Answer, groupings: Sequence[Grouping], purposes: Sequence[Purpose]) -> bool:
    """Tell whether an answer to a problem or proposal reached a voice with these links, or reaches it now."""
    there = {one.problem_id for one in groupings if held_at(one, answer.at)}
    named = {
        one.problem_id
        for one in purposes
        if one.proposal_id == answer.proposal_id and held_at(one, answer.at)
    }
    return answer.problem_id in there or bool(named & there)


def answers_reaching(voice: Voice, groupings: Sequence[Grouping]) -> list[Answer]:
    """Return the answers to a voice: its own, and those to the problems and proposals it is or was part of.

    What somebody was told stays with them when their voice is taken out of a problem afterwards.
    """
    problems = {one.problem_id for one in groupings}
    purposes = list(Purpose.objects.filter(problem__in=problems).order_by("pk"))
    own, to_problems, to_proposals = (
        Answer.objects.filter(voice=voice),
        Answer.objects.filter(problem__in=problems),
        Answer.objects.filter(proposal__in={one.proposal_id for one in purposes}),
    )
    about = ("unit", "problem", "proposal", "retraction", "translation_of__retraction")
    found = (own | to_problems | to_proposals).select_related(*about).order_by("at", "pk")
    return [one for one in found if one.voice_id == voice.pk or reaches(one, groupings, purposes)]


def last_word(answers: Sequence[Answer], parts: Sequence[Part]) -> Answer | None:
    """Return the newest answer when it is “done” and the voice is still part of what it is about."""
    originals = [answer for answer in answers if answer.translation_of_id is None]
    if not originals or originals[-1].status != Status.DONE:
        return None
    last, problems = originals[-1], [part.problem.pk for part in parts]
    if last.problem_id is not None and last.problem_id not in problems:
        return None
    if last.proposal_id is None:
        return last
    held = Purpose.objects.now().filter(proposal=last.proposal_id, problem__in=problems)
    return last if held.exists() else None


def not_in_language(answers: Sequence[Answer], language: str) -> frozenset[int]:
    """Return the answers that were given without a text in a language, and have none still."""
    there = {answer.translation_of_id for answer in answers if answer.language == language}
    return frozenset(
        answer.pk
        for answer in answers
        if answer.translation_of_id is None
        and answer.taken_back is None
        and language in answer.missing
        and answer.pk not in there
    )


def parts_of(
    groupings: Sequence[Grouping], voice_id: int, language: str, stages: Collection[str]
) -> list[Part]:
    """Return the problems that a voice is part of, those that are written as far as asked for."""
    parts = []
    for grouping in groupings:
        wordings = list(grouping.problem.wordings.all())
        if grouping.ended_at is not None or grouping.problem.stage not in stages or not wordings:
            continue
        wording = latest_wording(wordings, language)
        replies = [one.reply for one in wording.confirmations.all() if one.voice_id == voice_id]
        parts.append(Part(grouping.problem, wording, grouping.made_at, replies[0] if replies else ""))
    return parts


def thread_of(voice_id: int, *, language: str, stages: Collection[str] = READ_BY_ALL) -> Thread:
    """Return the thread of a voice.

    ``stages`` says how far a problem must be written to be shown: everybody reads published ones, who spoke
    reads those that were shown to them, and who works with voices reads drafts too.
    """
    case = Case.objects.select_related(
        "voice__words", "voice__pin", "voice__organisation", "voice__dialogue", "area", "unit"
    ).get(voice_id=voice_id)
    groupings = list(
        Grouping.objects.filter(voice_id=voice_id)
        .select_related("problem")
        .prefetch_related("problem__wordings__confirmations")
        .order_by("made_at", "pk")
    )
    parts = parts_of(groupings, voice_id, language, stages)
    answers = answers_reaching(case.voice, groupings)
    moderation = Moderation.objects.filter(voice_id=voice_id).order_by("-at", "-pk").first()
    done = last_word(answers, parts)
    said = Outcome.objects.filter(answer=done, voice_id=voice_id).first() if done else None
    return Thread(
        voice=case.voice,
        case=case,
        moderation=moderation,
        appealed=hasattr(moderation, "appeal") or hasattr(moderation, "decided_appeal"),
        parts=parts,
        answers=answers,
        untranslated=not_in_language(answers, case.voice.language),
        done=done,
        better=said.better if said else None,
    )
