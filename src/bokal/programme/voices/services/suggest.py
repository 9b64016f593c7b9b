"""Who else has said something like this: suggestions for people to decide on. Nothing is merged.

Only words as they were said are compared, never a translation. Each process keeps an index in memory, under a
mark that moves when voices do and stays when anything else changes.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Max

from bokal.programme.voices.calculations import (
    Alike,
    Corpus,
    Meanings,
    alike,
    empty_corpus,
    joined,
    renewed,
)
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, Meaning, Moderation, SupportMark, Voice, Words
from bokal.programme.voices.services.meanings import known_meanings, language_model, meaning_of
from bokal.programme.voices.services.read import readable_cases, support_of

type Mark = tuple[object, ...]

MOST = 5
RENEWING = threading.Lock()
KEPT: dict[str, tuple[Mark, object]] = {}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A voice that is like another one.

    Attributes
    ----------
    case
        The voice and where it stands.
    score
        From 0 to 1, as in ``bokal.science.similarity``.
    same
        How many say it: the voice and those who added themselves.
    """

    case: Case
    score: float
    same: int


def kept[T](name: str, mark: Mark, renew: Callable[[T | None], T]) -> T:
    """Return what is kept under a mark, renewed when the mark has moved.

    While one reader renews it, others go on with what there was.
    """
    known = KEPT.get(name)
    if known is not None and known[0] == mark:
        return known[1]  # type: ignore[return-value]
    if not RENEWING.acquire(blocking=known is None):
        return known[1]  # type: ignore[index, return-value]
    try:
        known = KEPT.get(name)
        if known is None or known[0] != mark:
            known = (mark, renew(known[1] if known else None))  # type: ignore[arg-type]
            KEPT[name] = known
    finally:
        RENEWING.release()
    return known[1]  # type: ignore[return-value]


def published_mark() -> Mark:
    """Return a mark that moves with what is published; unread voices leave it as it is."""
    newest = Moderation.objects.order_by("-pk").values_list("pk", "at").first()
    cases = Case.objects.order_by()
    return (
        Moderation.objects.count(),
        newest,
        cases.filter(standing=Standing.PUBLISHED).count(),
        cases.filter(standing=Standing.WITHDRAWN).count(),
    )


def everything_mark() -> Mark:
    """Return a mark that moves with every voice."""
    newest = Voice.objects.order_by("-pk").values_list("pk", "received_at").first()
    return (*published_mark(), Voice.objects.count(), newest)


def published_corpus(mark: Mark) -> Corpus:
    def renew(known: Corpus | None) -> Corpus:
        texts = Case.objects.readable().order_by().values_list("voice_id", "text")
        return renewed(known or empty_corpus(), dict(texts.iterator()))

    return kept("published", mark, renew)


def unread_corpus(mark: Mark) -> Corpus:
    def renew(known: Corpus | None) -> Corpus:
        words = Words.objects.exclude(voice__case__standing=Standing.PUBLISHED).order_by()
        return renewed(known or empty_corpus(), dict(words.values_list("voice_id", "text").iterator()))

    return kept("unread", mark, renew)


def meanings_in(name: str, mark: Mark, corpus: Corpus) -> Meanings | None:
    """Return the meanings of the texts in a corpus; they are learnt in the background, after the words."""
    if language_model() is None:
        return None
    learnt = Meaning.objects.aggregate(Count("pk"), Max("at"))
    return kept(
        f"meanings of {name}", (*mark, *learnt.values()), lambda _known: known_meanings(corpus.fingerprints)
    )


def suggested(found: Iterable[Alike], cases: dict[int, Case]) -> list[Suggestion]:
    """Put what was found beside the voices that may still be shown, with how many say each."""
    shown = [one for one in found if one.id in cases]
    others = support_of([one.id for one in shown])
    return [Suggestion(cases[one.id], one.score, 1 + others.get(one.id, 0)) for one in shown]


def similar_published(text: str, *, without: int | None = None, most: int = MOST) -> list[Suggestion]:
    """Find published voices that say something like a text, the most alike first."""
    mark = published_mark()
    corpus = published_corpus(mark)
    found = alike(
        corpus,
        text,
        most=most,
        without=() if without is None else {without},
        meanings=meanings_in("published", mark, corpus),
        vector=meaning_of(text),
    )
    cases = readable_cases().filter(voice_id__in=[one.id for one in found])
    return suggested(found, {case.voice_id: case for case in cases})


def similar_at_work(voice_id: int, *, most: int = 2 * MOST) -> list[Suggestion]:
    """Find voices that say something like one of them, published or not; for those who work with them."""
    words = Words.objects.filter(voice_id=voice_id).first()
    if words is None:
        return []
    everything = everything_mark()

    def renew(_known: Corpus | None) -> Corpus:
        return joined(*corpora)

    corpora = (published_corpus(published_mark()), unread_corpus(everything))
    corpus = kept("all", everything, renew)
    found = alike(
        corpus,
        words.text,
        most=most,
        without={voice_id},
        meanings=meanings_in("all", everything, corpus),
        vector=meaning_of(words.text),
    )
    cases = Case.objects.exclude(standing=Standing.WITHDRAWN).filter(
        voice_id__in=[one.id for one in found], voice__words__isnull=False
    )
    return suggested(
        found, {case.voice_id: case for case in cases.select_related("voice__words", "area", "unit")}
    )


def added_today(fingerprint: str, voices: Iterable[int]) -> set[int]:
    """Return which of these voices a browser has added itself to today."""
    marked = SupportMark.objects.filter(fingerprint=fingerprint, voice_id__in=list(voices))
    return set(marked.values_list("voice_id", flat=True))
