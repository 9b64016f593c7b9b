"""The only door from voices to science: texts in, likeness and themes out, with what they follow from."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bokal.science.disclosure import THRESHOLD, Sum, protect_cells
from bokal.science.representation import Raked, Ratio, rake, representation
from bokal.science.similarity import (
    METHOD_VERSION,
    MOST_FOR_THEMES,
    Alike,
    Meanings,
    TextIndex,
    Theme,
    add_texts,
    all_pairs,
    build_index,
    centre,
    find_themes,
    join,
    leave_out,
    likeness,
    likeness_of_meaning,
    looks_or_meaning,
    mean_meaning,
    ranked,
)

__all__ = [
    "MOST_FOR_THEMES",
    "THRESHOLD",
    "Alike",
    "Corpus",
    "Meanings",
    "Raked",
    "Ratio",
    "Sum",
    "Theme",
    "ThemesFound",
    "alike",
    "as_bytes",
    "empty_corpus",
    "fingerprint_of_text",
    "joined",
    "meanings_of",
    "ratios_of",
    "renewed",
    "shown_of",
    "themes_among",
    "weighted",
]

# Of constructed Swedish complaints (tests/science/similarity), 84 % of the pairs that are so alike in looks,
# and 74 % of those in looks or meaning, are about the same.
ALIKE, ALIKE_WITH_MEANING = 0.25, 0.30
ONE_THEME = 0.15


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts that can be searched. The texts themselves are not in it.

    Attributes
    ----------
    index
        Their n-grams.
    fingerprints
        SHA-256 of each text, by its id.
    """

    index: TextIndex
    fingerprints: Mapping[int, str]

    @property
    def input_sha256(self) -> str:
        """Fingerprint of everything an answer follows from, beside the question."""
        return fingerprint_of_input(self.fingerprints, {"alike": ALIKE, "with meaning": ALIKE_WITH_MEANING})


@dataclass(frozen=True, slots=True)
class ThemesFound:
    """Themes among texts, and what they follow from."""

    themes: tuple[Theme, ...]
    alone: tuple[int, ...]
    input_sha256: str


def fingerprint_of_text(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint_of_input(fingerprints: Mapping[int, str], settings: Mapping[str, float | str]) -> str:
    """Take the fingerprint of texts, settings and method."""
    plain = [METHOD_VERSION, sorted(settings.items()), sorted(fingerprints.items())]
    return hashlib.sha256(json.dumps(plain, separators=(",", ":")).encode()).hexdigest()


def empty_corpus() -> Corpus:
    """Return a corpus without texts."""
    return Corpus(build_index(ids=[], texts=[]), {})


def renewed(corpus: Corpus, texts: Mapping[int, str]) -> Corpus:
    """Return the corpus of these texts; what is the same in the old one is not counted again."""
    fingerprints = {number: fingerprint_of_text(text) for number, text in texts.items()}
    gone = {number for number, mark in corpus.fingerprints.items() if fingerprints.get(number, "") != mark}
    kept = corpus.fingerprints.keys() - gone
    new = sorted(texts.keys() - kept)
    index = leave_out(corpus.index, gone) if gone else corpus.index
    if new:
        index = add_texts(index, ids=new, texts=[texts[number] for number in new])
    return Corpus(index, fingerprints)


def joined(first: Corpus, second: Corpus) -> Corpus:
    """Return one corpus of two; what is in both is taken from the first."""
    both = first.fingerprints.keys() & second.fingerprints.keys()
    rest = leave_out(second.index, both) if both else second.index
    return Corpus(join(first.index, rest), {**second.fingerprints, **first.fingerprints})


def as_bytes(vectors: object) -> list[bytes]:
    """Return vectors of a language model as they are kept, one a text."""
    return [row.tobytes() for row in np.atleast_2d(np.asarray(vectors, dtype="<f2"))]


def meanings_of(vectors: Mapping[int, bytes], common: Sequence[bytes]) -> Meanings:
    """Make vectors comparable; ``common`` are those of texts that have nothing to do with each other."""
    ids = sorted(vectors)
    shared = np.frombuffer(b"".join(common), dtype="<f2").reshape(len(common), -1)
    table = np.frombuffer(b"".join(vectors[number] for number in ids), dtype="<f2")
    own = table.reshape(len(ids), shared.shape[1])
    mean = mean_meaning(own, common=shared)
    return Meanings(np.array(ids, dtype=np.int64), mean, centre(own, mean))


def alike(
    corpus: Corpus,
    text: str,
    *,
    most: int,
    without: Collection[int] = (),
    meanings: Meanings | None = None,
    vector: bytes = b"",
) -> tuple[Alike, ...]:
    """Find the texts that are most like a text: in looks, or in meaning where that is known."""
    ids, scores = likeness(corpus.index, text)
    threshold = ALIKE
    if meanings is not None and vector and meanings.ids.size:
        known = likeness_of_meaning(meanings, np.frombuffer(vector, dtype="<f2"))
        places = np.minimum(np.searchsorted(meanings.ids, ids), meanings.ids.size - 1)
        there = meanings.ids[places] == ids
        scores = looks_or_meaning(scores, np.where(there, known[places], np.nan))
        threshold = ALIKE_WITH_MEANING
    return ranked(ids, scores, threshold=threshold, most=most, without=without)


def themes_among(texts: Mapping[int, str], meanings: Meanings | None = None) -> ThemesFound:
    """Group texts into themes: by looks, or by meaning where that is known of all of them.

    Raises
    ------
    ValueError
        There are more texts than can be compared in pairs.
    """
    fingerprints = {number: fingerprint_of_text(text) for number, text in texts.items()}
    ids, pairs = all_pairs(build_index(ids=list(texts), texts=list(texts.values())))
    by_meaning = meanings is not None and tuple(meanings.ids.tolist()) == ids and len(ids) > 0
    if by_meaning and meanings is not None:
        cosines = np.clip((meanings.units @ meanings.units.T).astype(np.float64), -1.0, 1.0)
        pairs = looks_or_meaning(pairs, np.maximum(cosines, cosines.T))
    found = find_themes(ids=ids, likeness=pairs, least=ONE_THEME)
    settings: dict[str, float | str] = {"theme": ONE_THEME, "by": "meaning" if by_meaning else "looks"}
    return ThemesFound(found.themes, found.alone, fingerprint_of_input(fingerprints, settings))


def shown_of(
    counts: Mapping[str, int], sums: Sequence[Sum], shown: Collection[str]
) -> Mapping[str, int | None]:
    """Return counts without the small ones and those that would tell them; ``shown`` are known anyhow.

    Where that cannot be done, nothing but what is known anyhow is told.
    """
    try:
        return protect_cells(counts=counts, sums=sums, already_shown=shown).published
    except ValueError:
        return {name: count if name in shown else None for name, count in counts.items()}


def ratios_of(heard: Mapping[str, int], living: Mapping[str, float]) -> Mapping[str, Ratio]:
    """Hold groups that were heard against those who live there; nothing when nobody of them was heard.

    People who were put together from zones are no whole numbers; they are rounded. A group of which nobody
    lives there is left out.
    """
    people = {group: round(number) for group, number in living.items() if round(number) > 0}
    known = {group: heard.get(group, 0) for group in people}
    return representation(heard=known, living=people) if sum(known.values()) else {}


def weighted(rows: Mapping[tuple[str, str], int], margins: Sequence[Mapping[str, float]]) -> Raked | None:
    """Weight voices so that their groups are those of the people; None when no weights do so.

    ``rows`` counts voices by their group in each variable, ``margins`` are people by group.
    """
    groups = {
        str(place): [key[place] for key, count in rows.items() for _each in range(count)]
        for place in range(len(margins))
    }
    shares = {
        str(place): {group: people / sum(margin.values()) for group, people in margin.items()}
        for place, margin in enumerate(margins)
    }
    try:
        return rake(groups=groups, margins=shares)
    except ValueError:
        return None
