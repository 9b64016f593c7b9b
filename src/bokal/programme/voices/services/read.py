"""What pages read: published voices, and where each stands. Nothing here shows unread words."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from bokal.programme.areas.models import Area, Geography
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.models import (
    Answer,
    Case,
    Grouping,
    Moderation,
    Problem,
    Purpose,
    Voice,
    Wording,
)

HOME = "programme_areas"


def areas_to_speak_about() -> list[Area]:
    """Return the areas a voice can be about: those of the programme, or of the first division there is."""
    today = Geography.objects.valid_on(timezone.localdate())
    geography = today.filter(code=HOME).first() or today.order_by("position", "code").first()
    if geography is None:
        return []
    return list(Area.objects.filter(geography=geography).order_by("name", "pk"))


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
    cases = Case.objects.filter(area__code=area) if area else Case.objects.all()
    live = cases.exclude(standing=Standing.WITHDRAWN)
    return Numbers(
        cases.count(),
        live.filter(answered_at__isnull=False).count(),
        live.filter(status=Status.CONFIRMED).count(),
        live.filter(answered_at__isnull=True).count(),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A problem that a voice is part of, as it is put now in one language, with what the voice said of it."""

    problem: Problem
    wording: Wording
    since: datetime.datetime
    reply: str


@dataclass(frozen=True, slots=True)
class Thread:
    """What has come of a voice, in the order it happened."""

    voice: Voice
    case: Case
    moderation: Moderation | None
    appealed: bool
    parts: Sequence[Part]
    answers: Sequence[Answer]


def latest_wording(wordings: Sequence[Wording], language: str) -> Wording:
    """Return the newest version in a language, else as it was written."""
    newest = max(wording.version for wording in wordings)
    current = [wording for wording in wordings if wording.version == newest]
    own = [wording for wording in current if wording.language == language]
    return (own or [wording for wording in current if not wording.translated_from])[0]


def answers_reaching(voice: Voice, problems: Sequence[int]) -> list[Answer]:
    """Return the answers to a voice: its own, and those to the problems and proposals it is part of."""
    proposals = Purpose.objects.now().filter(problem__in=problems).values_list("proposal_id", flat=True)
    own, to_problems, to_proposals = (
        Answer.objects.filter(voice=voice),
        Answer.objects.filter(problem__in=problems),
        Answer.objects.filter(proposal__in=list(proposals)),
    )
    found = (own | to_problems | to_proposals).select_related("unit").order_by("at", "pk")
    return list(found)


def thread_of(voice_id: int, *, language: str, also_drafts: bool = False) -> Thread:
    """Return the thread of a voice; wordings are shown once those who spoke were asked about them."""
    case = Case.objects.select_related(
        "voice__words", "voice__organisation", "voice__dialogue", "area", "unit"
    ).get(voice_id=voice_id)
    groupings = list(
        Grouping.objects.now()
        .filter(voice_id=voice_id)
        .select_related("problem")
        .prefetch_related("problem__wordings__confirmations")
        .order_by("made_at", "pk")
    )
    parts = []
    for grouping in groupings:
        if grouping.problem.stage == "draft" and not also_drafts:
            continue
        wording = latest_wording(list(grouping.problem.wordings.all()), language)
        replies = [one.reply for one in wording.confirmations.all() if one.voice_id == voice_id]
        parts.append(Part(grouping.problem, wording, grouping.made_at, replies[0] if replies else ""))
    moderation = Moderation.objects.filter(voice_id=voice_id).order_by("-at", "-pk").first()
    return Thread(
        voice=case.voice,
        case=case,
        moderation=moderation,
        appealed=hasattr(moderation, "appeal") or hasattr(moderation, "decided_appeal"),
        parts=parts,
        answers=answers_reaching(case.voice, [part.problem.pk for part in parts]),
    )
