"""Published words in other languages: written by hand or by a service, corrected by a new version.

The original is never changed, and nothing here is compared with anything: likeness is found among originals.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.accounts.services import forget_drafts
from bokal.programme.history.services import record
from bokal.programme.voices.enums import SPOKEN, Doubt, Standing
from bokal.programme.voices.errors import (
    DoubtGone,
    LanguageUnknown,
    NotPublished,
    SameLanguage,
    TooLong,
    TranslatedByHand,
    TranslationEmpty,
    TranslationMoved,
)
from bokal.programme.voices.models import Case, CaseQuerySet, Translation, TranslationDoubt, Voice
from bokal.programme.voices.services.translation_client import (
    LONGEST_ANSWER,
    TranslationService,
    languages_of,
    service_needed,
    translated,
)

MARK = "rests_on"
"""The field by which a form carries the mark of the words along."""


def current_translation(voice_id: int, language: str) -> Translation | None:
    """Return the newest version in a language."""
    return Translation.objects.filter(voice_id=voice_id, language=language).order_by("-version").first()


def translations_in(voices: Iterable[int], language: str) -> dict[int, Translation]:
    """Return the translations of voices into a language that stand now, by voice."""
    found = Translation.objects.filter(voice_id__in=list(voices), language=language)
    return {one.voice_id: one for one in found.order_by("version")}


def translations_standing(voice_id: int) -> list[Translation]:
    """Return the newest version of a voice in each language."""
    found = Translation.objects.filter(voice_id=voice_id).order_by("language", "version")
    return list({one.language: one for one in found}.values())


def translation_mark(case: Case, current: Translation | None) -> str:
    """Return a text that moves when the words or their translation do; a form carries it along."""
    version = current.version if current else 0
    return f"voice {case.voice_id}:{version}:{hashlib.sha256(case.text.encode()).hexdigest()[:32]}"


def require_language(case: Case, language: str) -> None:
    """Refuse a language that is not one to translate these words into."""
    if language not in dict(SPOKEN):
        raise LanguageUnknown
    if language == case.voice.language:
        raise SameLanguage


def held_case(voice_id: int, language: str) -> Case:
    """Return a published voice that can be translated into a language, held until the change is done."""
    cases = Case.objects.select_for_update(of=("self",)).select_related("voice")
    case = cases.get(voice_id=voice_id)
    if case.standing != Standing.PUBLISHED:
        raise NotPublished
    require_language(case, language)
    return case


@transaction.atomic
def write_translation(
    *, voice_id: int, language: str, text: str, rests_on: str, actor: Account
) -> Translation:
    """Write a translation by hand, or correct one: the next version stands, the old ones stay readable.

    Parameters
    ----------
    rests_on
        The mark of what the writer saw, from ``translation_mark``.

    Raises
    ------
    TranslationMoved
        The words or the translation changed since.
    """
    case = held_case(voice_id, language)
    current = current_translation(voice_id, language)
    if rests_on != translation_mark(case, current):
        raise TranslationMoved
    said = text.replace("\r\n", "\n").strip()
    if not said:
        raise TranslationEmpty
    if len(said) > LONGEST_ANSWER:
        raise TooLong(len(said), LONGEST_ANSWER)
    return next_version(case, language, said, current=current, actor=actor)


def translate_by_service(*, voice_id: int, language: str, rests_on: str, actor: Account) -> Translation:
    """Have the service translate what everybody reads of a voice, and keep what it says.

    The words are sent while nothing is held. When they were taken back, held, changed or translated by hand
    meanwhile, nothing is kept. Done a second time it finds what was kept the first time.
    """
    service = service_needed()
    case = Case.objects.select_related("voice").get(voice_id=voice_id)
    if rests_on != mark_to_ask(case, language):
        return kept_already(case, language, rests_on)
    languages_of(service)
    # That may have taken a while, and words that were taken back meanwhile must not be sent.
    case = Case.objects.select_related("voice").get(voice_id=voice_id)
    if rests_on != mark_to_ask(case, language):
        raise TranslationMoved
    text = translated(service, case.text, source=case.voice.language, target=language)
    return keep_translation(case.voice_id, language, text, rests_on=rests_on, service=service, actor=actor)


def kept_already(case: Case, language: str, rests_on: str) -> Translation:
    """Return the translation that was made of just these words, when it is the next one; refuse otherwise."""
    versions = Translation.objects.filter(voice_id=case.voice_id, language=language).order_by("-version")
    newest, before = (*versions[:2], None, None)[:2]
    if newest is None or rests_on != translation_mark(case, before):
        raise TranslationMoved
    return newest


def mark_to_ask(case: Case, language: str) -> str:
    """Return the mark of a voice that a service may be asked about; refuse one that it may not."""
    if case.standing != Standing.PUBLISHED:
        raise NotPublished
    require_language(case, language)
    current = current_translation(case.voice_id, language)
    if current is not None and not current.by_machine:
        raise TranslatedByHand
    return translation_mark(case, current)


@transaction.atomic
def keep_translation(
    voice_id: int, language: str, text: str, *, rests_on: str, service: TranslationService, actor: Account
) -> Translation:
    """Keep what a service said, unless the words or their translation moved meanwhile."""
    case = held_case(voice_id, language)
    current = current_translation(voice_id, language)
    if rests_on != translation_mark(case, current):
        raise TranslationMoved
    return next_version(case, language, text, current=current, actor=actor, service=service.host)


def next_version(
    case: Case, language: str, text: str, *, current: Translation | None, actor: Account, service: str = ""
) -> Translation:
    """Write the next version; what readers doubted about the earlier ones is settled by it."""
    translation = Translation.objects.create(
        voice=case.voice,
        language=language,
        version=current.version + 1 if current else 1,
        text=text,
        by=None if service else actor,
        service=service[:80],
    )
    open_doubts(case.voice_id, language).update(settled_at=timezone.now(), settled_by=actor)
    verb = "translation.made" if service else "translation.written"
    record(actor=actor, verb=verb, subject=case.voice, language=language, version=translation.version)
    return translation


def open_doubts(voice_id: int, language: str) -> QuerySet[TranslationDoubt]:
    """Return what readers find wrong with the translation of a voice, and nobody has looked at."""
    return TranslationDoubt.objects.filter(
        translation__voice_id=voice_id, translation__language=language, settled_at__isnull=True
    )


def remove_translations(voice_id: int) -> int:
    """Take away every version in every language, because the words are not read any more as they were.

    What somebody has begun to write of them goes too.
    """
    forget_drafts(field=MARK, beginning=f"voice {voice_id}:")
    TranslationDoubt.objects.filter(translation__voice_id=voice_id).delete()
    return Translation.objects.filter(voice_id=voice_id).delete()[0]


@transaction.atomic
def doubt_translation(*, voice_id: int, translation_id: int, reason: Doubt) -> TranslationDoubt:
    """Say that a translation is wrong, by a reason from the list. Said again, it is the same one."""
    case = Case.objects.select_for_update(of=("self",)).filter(voice_id=voice_id).first()
    doubted = Translation.objects.filter(pk=translation_id, voice_id=voice_id).first()
    if case is None or doubted is None or case.standing != Standing.PUBLISHED:
        raise DoubtGone
    if current_translation(voice_id, doubted.language) != doubted:
        raise DoubtGone
    doubt, new = TranslationDoubt.objects.get_or_create(
        translation=doubted, reason=reason, settled_at__isnull=True
    )
    if new:
        record(
            actor=None,
            verb="translation.doubted",
            subject=Voice.objects.get(pk=voice_id),
            language=doubted.language,
            reason=str(reason),
        )
    return doubt


@transaction.atomic
def settle_doubts(*, voice_id: int, language: str, actor: Account) -> int:
    """Find a translation right as it is; what readers said stays on record."""
    case = Case.objects.select_for_update(of=("self",)).select_related("voice").get(voice_id=voice_id)
    settled = open_doubts(voice_id, language).update(settled_at=timezone.now(), settled_by=actor)
    if settled:
        record(actor=actor, verb="translation.found_right", subject=case.voice, language=language)
    return settled


def cases_to_translate(
    language: str, *, areas: frozenset[str] | None = None, source: str = ""
) -> CaseQuerySet:
    """Return the published voices that cannot be read in a language yet, the oldest first."""
    there = Translation.objects.filter(voice_id=OuterRef("voice_id"), language=language)
    cases = Case.objects.readable().within(areas).exclude(voice__language=language)
    if source:
        cases = cases.filter(voice__language=source)
    return cases.filter(~Exists(there)).order_by("voice_id")


def counts_to_translate(language: str, *, areas: frozenset[str] | None = None) -> Mapping[str, int]:
    """Count by their language the voices that cannot be read in another one yet, the most first."""
    rows = cases_to_translate(language, areas=areas).order_by()
    counted = rows.values("voice__language").annotate(voices=Count("pk"))
    ordered = sorted(counted, key=lambda row: (-row["voices"], row["voice__language"]))
    return {row["voice__language"]: row["voices"] for row in ordered}


def doubts_to_look_at(areas: frozenset[str] | None = None) -> QuerySet[TranslationDoubt]:
    """Return what readers find wrong with translations and nobody has looked at, the oldest first.

    The few open doubts are found first, and each asks for its voice: the other way round reads every voice.
    """
    case = Case.objects.readable().within(areas).filter(voice_id=OuterRef("translation__voice_id"))
    found = TranslationDoubt.objects.filter(Exists(case.order_by()), settled_at__isnull=True)
    return found.select_related("translation__voice").order_by("pk")
