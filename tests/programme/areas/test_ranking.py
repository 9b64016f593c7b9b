"""A visitor moves weights and sees ranks move; nothing is stored, and nothing hidden stays in memory."""

import pytest
from pytest_django import DjangoAssertNumQueries

from bokal.programme.areas.errors import RunRefused, WeightsImpossible
from bokal.programme.areas.models import IndexRun, Observation
from bokal.programme.areas.services import figures_changed, find_run, ranked_areas, rerank, run_page
from bokal.programme.history.models import Entry
from bokal.programme.history.services import marks_held
from tests.factories.reports import CODES, make_city_with_figures, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> IndexRun:
    return make_run(make_city_with_figures())


def stored(run: IndexRun) -> dict[str, int]:
    return dict(run.results.order_by("area__code").values_list("area__code", "rank"))


@pytest.mark.parametrize("factor", [1, 0.01, 3])
def test_weights_in_the_same_proportion_change_no_rank(run: IndexRun, factor: float) -> None:
    assert rerank(run, [50 * factor, 50 * factor]) == stored(run)


def test_one_domain_alone_ranks_by_its_values(run: IndexRun) -> None:
    assert rerank(run, [1, 0]) == {code: place for place, code in enumerate(CODES, start=1)}


def test_a_moved_weight_shows_who_moves_and_stores_nothing(run: IndexRun) -> None:
    entries = Entry.objects.count()
    rows = ranked_areas(run, weights=[1, 0])
    assert all(row.moved == row.rank - row.new_rank for row in rows if row.new_rank is not None)
    assert [row.rank for row in rows] == sorted(stored(run).values())
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    "weights",
    [[0, 0], [-1, 2], [float("nan"), 1], [float("inf"), 1], [1], [1, 2, 3]],
    ids=["zero", "negative", "no number", "endless", "too few", "too many"],
)
def test_impossible_weights_are_refused(run: IndexRun, weights: list[float]) -> None:
    with pytest.raises(WeightsImpossible):
        rerank(run, weights)


@pytest.mark.django_db(transaction=True)
def test_ranking_again_asks_only_whether_anything_changed(
    run: IndexRun, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rerank(run, [1, 2])
    with django_assert_num_queries(1):
        rerank(run, [2, 1])


@pytest.mark.django_db(transaction=True)
def test_a_ranking_and_all_around_it_take_seven_queries(
    run: IndexRun, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    found = find_run(run.slug)
    ranked_areas(found)
    with django_assert_max_num_queries(7), marks_held():
        found = find_run(run.slug)
        run_page(found)
        ranked_areas(found, weights=[1, 2])


def test_a_run_says_when_a_figure_under_it_is_another_by_now(run: IndexRun) -> None:
    assert not figures_changed(run)
    Observation.objects.filter(area__code=CODES[0], definition__indicator__code="poor").update(value=1.0)
    assert figures_changed(run)


def test_a_figure_that_is_hidden_later_is_shown_nowhere(run: IndexRun) -> None:
    assert ranked_areas(run)[0].values
    Observation.objects.filter(area__code=CODES[0], definition__indicator__code="poor").update(
        value=None, status="suppressed"
    )
    assert not any(row.values for row in ranked_areas(run))
    assert figures_changed(run)
    with pytest.raises(RunRefused):
        rerank(run, [1, 1])


def test_the_page_of_a_run_says_what_was_drawn_and_that_figures_changed(run: IndexRun) -> None:
    page = run_page(run)
    assert {domain.code: domain.uncertainty for domain in page.domains} == {
        "poor": "rounding",
        "employed": "none",
    }
    assert not page.changed
    Observation.objects.filter(area__code=CODES[0], definition__indicator__code="poor").delete()
    assert run_page(run).changed
