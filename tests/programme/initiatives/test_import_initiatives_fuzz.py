"""No table of initiatives, however foul, makes anything but a list of problems or a clean import of ideas.

``BOKAL_FUZZ_EXAMPLES`` says how many examples each test tries.
"""

import os
from collections.abc import Sequence

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import missing_before_start
from bokal.programme.initiatives.services.import_initiatives import import_initiatives, preview_initiatives
from bokal.programme.initiatives.services.initiative_table import AMOUNTS, CHOICES, DAYS, FLAGS, all_columns
from tests.factories.initiative_files import ROW, WHOLE, table, workbook
from tests.factories.initiatives import make_idea, make_initiative, make_ready, owner
from tests.factories.voices import make_area, make_problem, make_voice
from tests.factories.works import make_known

pytestmark = pytest.mark.django_db

QUIET = settings(
    max_examples=int(os.environ.get("BOKAL_FUZZ_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
SEEDS = {
    "table": table(WHOLE, ROW | {"slug": "idea", "title_en": "x"}),
    "semicolons": table(WHOLE | {"measure_target": "500,5"}, delimiter=";"),
    "workbook": workbook(WHOLE, ROW | {"slug": "idea"}),
}
PIECES = st.sampled_from(
    [
        *(b'"', b",", b";", b"\n", b"\r", b"\t", b"\0", b"'", b"=1+1", b"-1", b"1e999", b"NaN", b"\xff"),
        *(b"\xc3\xa5", b"\xef\xbb\xbf", b"9" * 400, b"0.5", b"1,5", b"2027-01-01", b"idea", b"pilot", b"1"),
    ]
)
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.one_of(PIECES, st.binary(max_size=8))
    ),
    max_size=6,
)
WORDS: dict[str, Sequence[str]] = {
    "slug": ["idea", "ready", "under-way", "known", "new", "fresh", "A b"],
    "phase": ["idea", "pilot", "closed", "IDEA"],
    "area": ["herrgarden", "holma"],
    "unit": ["streets", "none"],
    "measure_owner": ["streets", "none"],
    "problems": ["dark", "dark, dark", "nowhere"],
    "measure_every_months": ["1", "0", "61", "1.0"],
    **dict.fromkeys(AMOUNTS, ("0", "-1", "1.5", "0.001", "0.0001", "1e3", "999999999999", "1e12", "1 000")),
    **dict.fromkeys(DAYS, ("2027-01-01", "2026-06-30", "20270101", "0001-01-01", "soon")),
    **dict.fromkeys(FLAGS, ("0", "1", "yes", "no", "perhaps")),
    **{name: [*words, "other"] for name, words in CHOICES.items()},
}


def cell(column: str) -> st.SearchStrategy[str]:
    """Return what may stand in a cell: most often a word that is meant for it."""
    words = st.sampled_from(["", *WORDS.get(column, ["text", "'=x", "''", "'", "=1", "نص"])])
    return st.one_of(words, words, words, words, st.text(max_size=6))


ROWS = st.lists(
    st.lists(st.sampled_from(all_columns()), max_size=12, unique=True).flatmap(
        lambda names: st.fixed_dictionaries({name: cell(name) for name in names})
    ),
    min_size=1,
    max_size=4,
)


@pytest.fixture(autouse=True)
def _records() -> None:
    owner()
    make_area()
    make_problem([make_voice().voice.pk], stage="published")
    make_idea("idea")
    make_ready("ready", measures=2)
    make_initiative("under-way")
    make_known()


def phases() -> dict[str, str]:
    """Return how far each initiative has come."""
    return dict(Initiative.objects.values_list("slug", "phase"))


def try_out(content: bytes) -> None:
    """Preview, import and import again; whatever comes of it must hold together, and nothing starts."""
    told = {"content": content, "name": "initiatives.csv", "sheet": ""}
    seen, before = preview_initiatives(**told), phases()
    assert all(problem.reason and problem.remedy for problem in seen.problems)
    with transaction.atomic():
        done = import_initiatives(**told, actor=None)
        assert done == seen
        after = phases()
        assert {slug: after[slug] for slug in before} == before
        assert {after[slug] for slug in after.keys() - before.keys()} <= {"idea"}
        if done.can_apply:
            for one in done.seen:
                if one.idea:
                    found = missing_before_start(Initiative.objects.get(slug=one.slug))
                    assert list(one.missing) == found
            assert not import_initiatives(**told, actor=None).changes_anything
        else:
            assert after == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_itself_comes_in(name: str) -> None:
    assert preview_initiatives(content=SEEDS[name], name="initiatives.csv").can_apply
    try_out(SEEDS[name])


@pytest.mark.parametrize("name", SEEDS)
@QUIET
@given(edits=EDITS)
def test_a_damaged_table_never_breaks_the_import(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    content = SEEDS[name]
    for place, cut, piece in edits:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + cut :]
    try_out(content)


@QUIET
@given(content=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=20).map(b"".join)))
def test_random_bytes_never_break_the_import(content: bytes) -> None:
    try_out(content)


@QUIET
@given(rows=ROWS)
def test_rows_of_any_words_never_break_the_import(rows: list[dict[str, str]]) -> None:
    try_out(table(*rows).replace(b"\0", b"").decode("utf-8", "replace").encode())


@QUIET
@example(changes={"measure_target_on": "0001-01-01", "decide_on": "9999-12-31"})
@given(
    changes=st.lists(st.sampled_from(all_columns()), max_size=6).flatmap(
        lambda names: st.fixed_dictionaries({name: cell(name) for name in names})
    )
)
def test_a_whole_row_with_some_other_words_never_breaks_the_import(changes: dict[str, str]) -> None:
    try_out(table(WHOLE | changes))
