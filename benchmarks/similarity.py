"""Time suggestions among 50,000 short texts against scikit-learn.

Usage: benchmarks/similarity.py [COMMENTS.csv] [TEXTS]

COMMENTS is a Polis comment file (column ``comment-body``); without it the constructed Swedish complaints are
taken. They are repeated with a quarter of the words changed until there are TEXTS. Both sides answer the same
200 questions; what they say must agree. Times are of the processor; the machine may be shared.
"""

import csv
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bokal.science.similarity import add_texts, build_index, leave_out, likeness, similar
from bokal.science.similarity.grams import words_of

COMPLAINTS = Path(__file__).parents[1] / "tests/science/similarity/complaints.csv"
QUESTIONS = 200


def texts_of(path: Path, wanted: int) -> list[str]:
    """Return texts made from those in a file, by a fixed draw."""
    with path.open(newline="") as stream:
        given = [row.get("comment-body") or row["text"] for row in csv.DictReader(stream)]
    chance = random.Random(1)
    words = [word for text in given for word in text.split()]
    texts = []
    for number in range(wanted):
        text = given[number % len(given)].split()
        for _each in range(len(text) // 4):
            text[chance.randrange(len(text))] = chance.choice(words)
        texts.append(" ".join(text))
    return texts


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Return processor seconds, wall seconds and what came out."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return time.process_time() - cpu, time.perf_counter() - wall, found


def each(work: Callable[[str], Any], questions: list[str]) -> str:
    """Say how long one question takes."""
    times = [timed(lambda text=text: work(text))[:2] for text in questions]
    cpu, wall = (sorted(1000 * one[kind] for one in times) for kind in (0, 1))
    parts = [
        f"{name} {statistics.median(values):6.1f} ms, p95 {values[int(len(values) * 0.95)]:6.1f} ms"
        for name, values in (("processor", cpu), ("clock", wall))
    ]
    return " · ".join(parts)


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else COMPLAINTS
    texts = texts_of(path, int(sys.argv[2]) if len(sys.argv) > 2 else 50_000)
    questions = random.Random(2).sample(texts_of(path, 2 * QUESTIONS), QUESTIONS)
    cpu, wall, index = timed(lambda: build_index(ids=range(len(texts)), texts=texts))
    print(f"bokal, {len(texts)} texts: built in {cpu:.2f} s of processor, {wall:.2f} s by the clock")
    held = sum(block.postings.table.data.nbytes * 1.5 for block in index.blocks) / 2**20
    print(f"  about {held:.0f} MB, {index.features.size} n-grams")
    print("  a question:", each(lambda text: similar(index, text, threshold=0.25, most=5), questions))
    cpu, wall, grown = timed(lambda: add_texts(index, ids=[len(texts)], texts=["Lampan är trasig"]))
    print(f"  one text more: {1000 * cpu:.0f} ms of processor, {1000 * wall:.0f} ms by the clock")
    cpu, wall, _less = timed(lambda: leave_out(grown, {0}))
    print(f"  one text less: {1000 * cpu:.0f} ms of processor, {1000 * wall:.0f} ms by the clock")

    peer = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(3, 5),
        sublinear_tf=True,
        preprocessor=lambda text: " ".join(words_of(text)),
    )
    cpu, wall, table = timed(lambda: peer.fit_transform(texts))
    print(f"scikit-learn: built in {cpu:.2f} s of processor, {wall:.2f} s by the clock")

    def ask(text: str) -> Any:
        scores = (table @ peer.transform([text]).T).toarray().ravel()
        return np.argsort(-scores)[:5]

    print("  a question:", each(ask, questions))
    for text in texts[:20]:
        theirs = (table @ peer.transform([text]).T).toarray().ravel()
        np.testing.assert_allclose(likeness(index, text)[1], theirs, atol=1e-8)
    print(f"The two agree. Most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
