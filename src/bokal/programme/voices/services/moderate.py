"""Decide whether words are published: every decision has a moderator and a reason, and can be appealed."""

import datetime
import re

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record
from bokal.programme.voices.enums import Act, HeldReason, Standing
from bokal.programme.voices.errors import (
    AppealedAlready,
    MaskChangesWords,
    MayNotPublish,
    NothingToAppeal,
    ReasonMissing,
    SameModerator,
    Withdrawn,
)
from bokal.programme.voices.models import Appeal, Case, Moderation, Voice
from bokal.programme.voices.services.dated import moment_of
from bokal.programme.voices.services.translate import remove_translations

LEFT_OUT = "[…]"


def is_masked(text: str, words: str) -> bool:
    """Tell whether a text is the words with parts left out as […], at least one, and nothing else changed."""
    parts = text.split(LEFT_OUT)
    pattern = "(?:.+?)".join(re.escape(part) for part in parts)
    return len(parts) > 1 and re.fullmatch(pattern, words, re.DOTALL) is not None


@transaction.atomic
def moderate_voice(
    *,
    voice_id: int,
    act: Act,
    actor: Account | None,
    reason: HeldReason | None = None,
    text: str = "",
    place: str | None = None,
    at: datetime.datetime | None = None,
) -> Moderation:
    """Publish the words as they are, publish them without what points out a person, or hold them.

    ``text`` and ``place`` are what is published when parts are left out. Words that were held on appeal are
    decided by ``decide_appeal``. ``at`` dates a decision about a constructed voice; a real one is made now.

    Raises
    ------
    VoiceRefused
        The words were withdrawn or may not be published, the reason is missing, or the text says more.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("voice__words").get(voice_id=voice_id)
    return decide(case, act=act, actor=actor, reason=reason, text=text, place=place, at=at)


def decide(
    case: Case,
    *,
    act: Act,
    actor: Account | None,
    reason: HeldReason | None,
    text: str,
    place: str | None,
    at: datetime.datetime | None = None,
) -> Moderation:
    """Write a decision and what may be read after it."""
    if case.standing == Standing.WITHDRAWN:
        raise Withdrawn
    words = case.voice.words
    if act is Act.HOLD:
        if reason is None:
            raise ReasonMissing
        show(case, Standing.HELD, "", "")
    elif not case.voice.may_publish:
        raise MayNotPublish
    elif act is Act.PUBLISH:
        reason = None
        show(case, Standing.PUBLISHED, words.text, words.place)
    else:
        reason = HeldReason.PERSONAL_DATA
        shown = words.place if place is None else place
        if not (is_masked(text, words.text) or (text == words.text and shown != words.place)):
            raise MaskChangesWords
        if shown not in {"", words.place} and not is_masked(shown, words.place):
            raise MaskChangesWords
        show(case, Standing.PUBLISHED, text, shown, masked=True)
    moderation = Moderation.objects.create(
        voice=case.voice, act=act, reason=reason or "", by=actor, at=moment_of(case, at)
    )
    record(actor=actor, verb=f"voice.moderated.{act}", subject=case.voice, reason=reason or "")
    return moderation


def show(case: Case, standing: Standing, text: str, place: str, *, masked: bool = False) -> None:
    """Set what everybody reads of a voice; a translation of other words than these goes."""
    if case.text not in {"", text}:
        remove_translations(case.voice_id)
    case.standing, case.text, case.place, case.masked = standing, text, place, masked
    case.save(update_fields=["standing", "text", "place", "masked"])


@transaction.atomic
def appeal_moderation(*, voice_id: int, because: str) -> Appeal:
    """Ask for somebody else to look at words that are held; whoever has the receipt may, once."""
    case = Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id)
    latest = Moderation.objects.filter(voice_id=voice_id).order_by("-at", "-pk").first()
    if case.standing != Standing.HELD or latest is None:
        raise NothingToAppeal
    if Appeal.objects.filter(moderation=latest).exists() or Appeal.objects.filter(outcome=latest).exists():
        raise AppealedAlready
    appeal = Appeal.objects.create(moderation=latest, because=because.strip())
    record(actor=None, verb="moderation.appealed", subject=Voice.objects.get(pk=voice_id))
    return appeal


@transaction.atomic
def decide_appeal(
    *,
    appeal_id: int,
    act: Act,
    actor: Account | None,
    reason: HeldReason | None = None,
    text: str = "",
    place: str | None = None,
) -> Moderation:
    """Decide an appeal; never the moderator whose decision it is about."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("moderation").get(pk=appeal_id)
    if appeal.outcome_id is not None:
        raise AppealedAlready
    first = appeal.moderation
    if actor is not None and first.by_id == actor.pk:
        raise SameModerator
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("voice__words")
        .get(voice_id=first.voice_id)
    )
    appeal.outcome = decide(case, act=act, actor=actor, reason=reason, text=text, place=place)
    appeal.save(update_fields=["outcome"])
    return appeal.outcome
