"""An index run is computed once, kept for good, and comes out the same again; what cannot be is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from bokal.programme.areas import errors
from bokal.programme.areas.models import Area, Definition, Geography, IndexResult, IndexRun, Observation
from bokal.programme.areas.services import DomainChoice, RunSpec, answer_run, run_index
from bokal.programme.areas.tasks import compute_index
from bokal.programme.history.models import Entry
from tests.factories.areas import make_definition, make_geography, observe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_in_english")]

CODES = ("A", "B", "C", "D", "E")
POOR = dict(zip(CODES, (50.0, 40.0, 30.0, 20.0, 10.0), strict=True))
WORK = dict(zip(CODES, (41.5, 60.0, 55.0, 71.0, 80.0), strict=True))


@pytest.fixture
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def poor() -> Definition:
    definition = make_definition("poor")
    definition.indicator.direction = "worse"
    definition.indicator.save()
    return definition


@pytest.fixture
def work() -> Definition:
    return make_definition("work")


@pytest.fixture
def zones(poor: Definition, work: Definition) -> Geography:
    geography = make_geography("zones", areas=CODES)
    observe(geography, poor, POOR)
    observe(geography, work, WORK)
    return geography


def make_spec(*definitions: Definition, **changes: Any) -> RunSpec:
    fields: dict[str, Any] = {
        "slug": "lowest",
        "title": {"en": "Where is welfare lowest?"},
        "geography": "zones",
        "year": 2024,
        "domains": [DomainChoice(definition.pk, 50.0) for definition in definitions],
        "draws": 40,
    }
    return RunSpec(**(fields | changes))


def run_of(*definitions: Definition, **changes: Any) -> IndexRun:
    return run_index(spec=make_spec(*definitions, **changes), actor=None)


def test_a_run_keeps_the_whole_answer_and_leaves_a_trace(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    run = run_of(poor, work)
    results = list(run.results.select_related("area").order_by("rank"))
    assert results[0].area.code == "A"
    assert results[-1].area.code == "E"
    for result in results:
        assert sum(result.contributions.values()) == pytest.approx(result.score, rel=1e-9)
        assert result.rank_low <= result.rank <= result.rank_high
    assert [(entry["code"], entry["version"], entry["kind"]) for entry in run.parameters["domains"]] == [
        ("poor", 1, "score"),
        ("work", 1, "good"),
    ]
    entry = Entry.objects.get(verb="index.computed")
    assert entry.details["input_sha256"] == run.input_sha256


def test_the_first_of_each_domain_scores_a_hundred_by_exponential_ranks(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    first = run_of(poor, work).results.get(rank=1)
    assert first.score == pytest.approx(100 * 50 + 100 * 50)


def test_the_same_spec_on_the_same_figures_gives_the_run_that_is_there(
    zones: Geography, poor: Definition
) -> None:
    first, again = run_of(poor), run_of(poor)
    assert again.pk == first.pk
    assert IndexResult.objects.count() == len(CODES)


def test_another_figure_under_the_same_address_is_refused_and_the_first_run_stands(
    zones: Geography, poor: Definition
) -> None:
    run_of(poor)
    Observation.objects.filter(area__code="E", definition=poor).update(value=99.0)
    with pytest.raises(errors.RunExists):
        run_of(poor)
    assert IndexRun.objects.get().results.get(area__code="E").rank == 5


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_run(zones: Geography, poor: Definition, change: str) -> None:
    results = run_of(poor).results.filter(rank=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        results.update(rank=2) if change == "update" else results.delete()


def test_the_fingerprint_does_not_know_the_order_in_which_areas_came(
    zones: Geography, poor: Definition
) -> None:
    other = make_geography("other", areas=tuple(reversed(CODES)))
    observe(other, poor, dict(reversed(POOR.items())))
    runs = [run_of(poor), run_of(poor, slug="other", geography="other")]
    assert runs[0].input_sha256 == runs[1].input_sha256
    assert runs[0].summary == runs[1].summary


@pytest.mark.parametrize(
    "change",
    [{"value": 10.5}, {"status": "estimated"}, {"numerator": 1.0, "denominator": 10.0}],
    ids=["value", "status", "counts"],
)
def test_the_fingerprint_moves_with_everything_the_answer_rests_on(
    zones: Geography, poor: Definition, change: dict[str, Any]
) -> None:
    before = run_of(poor)
    Observation.objects.filter(area__code="E", definition=poor).update(**change)
    assert answer_run(before).input_sha256 != before.input_sha256


def test_a_run_says_where_the_uncertainty_of_each_domain_comes_from(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    counted = make_definition("counted")
    for code, value in WORK.items():
        observe(zones, counted, {code: value}, numerator=2 * value, denominator=200.0)
    summary = run_of(poor, work, counted).summary
    assert summary["uncertainty"] == {"poor/1": "rounding", "work/1": "none", "counted/1": "counts"}
    assert summary["estimated"] == {"poor/1": 0, "work/1": 0, "counted/1": 0}


def test_a_run_puts_the_three_methods_side_by_side(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    methods = {entry["method"]: entry for entry in run_of(poor, work).summary["methods"]}
    assert set(methods) == {"exponential", "mean_rank", "zscore"}
    assert methods["exponential"]["spearman"] == 1
    for entry in methods.values():
        assert -1 <= entry["kendall"] <= 1
        assert sorted(entry["ranks"]) == list(CODES)


def test_leaving_a_domain_out_shows_how_much_rests_on_it(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    sensitivity = {entry["domain"]: entry for entry in run_of(poor, work).summary["sensitivity"]}
    movers = {mover["code"]: mover for mover in sensitivity["work"]["without"]["movers"]}
    assert (movers["C"]["from"], movers["C"]["to"]) == (2, 3)


def test_the_mean_of_ranks_is_malmo_own_way(zones: Geography, poor: Definition, work: Definition) -> None:
    run = run_of(poor, work, method="mean_rank")
    scores = dict(run.results.values_list("area__code", "score"))
    assert scores == {"A": 1.0, "B": 2.5, "C": 2.5, "D": 4.0, "E": 5.0}
    assert dict(run.results.values_list("area__code", "rank")) == {"A": 1, "B": 2, "C": 2, "D": 4, "E": 5}


def test_a_neutral_indicator_counts_when_it_is_told_which_way_it_points(
    zones: Geography, poor: Definition
) -> None:
    poor.indicator.direction = "neutral"
    poor.indicator.save()
    run = run_of(domains=[DomainChoice(poor.pk, 1.0, kind="good")])
    assert run.results.get(rank=1).area.code == "E"


def test_an_area_is_left_out_with_its_reason(zones: Geography, poor: Definition) -> None:
    Observation.objects.filter(area__code="C", definition=poor).delete()
    run = run_of(poor, left_out={"C": "A park; nobody lives there."})
    assert run.parameters["left_out"] == {"C": "A park; nobody lives there."}
    assert run.results.count() == 4


REFUSALS: dict[str, tuple[Callable[[Definition, Definition], dict[str, Any]], type[errors.RunRefused]]] = {
    "no indicator": (lambda poor, work: {"domains": []}, errors.DomainsMissing),
    "all weights zero": (
        lambda poor, work: {"domains": [DomainChoice(poor.pk, 0.0)]},
        errors.WeightsImpossible,
    ),
    "one weight zero": (
        lambda poor, work: {"domains": [DomainChoice(poor.pk, 0.0), DomainChoice(work.pk, 1.0)]},
        errors.WeightZero,
    ),
    "a negative weight": (
        lambda poor, work: {"domains": [DomainChoice(poor.pk, -1.0), DomainChoice(work.pk, 5.0)]},
        errors.WeightsImpossible,
    ),
    "a weight that is no number": (
        lambda poor, work: {"domains": [DomainChoice(poor.pk, float("nan"))]},
        errors.WeightsImpossible,
    ),
    "an unknown definition": (
        lambda poor, work: {"domains": [DomainChoice(0, 1.0)]},
        errors.IndicatorUnknown,
    ),
    "two definitions of one indicator": (
        lambda poor, work: {
            "domains": [DomainChoice(make_definition("poor", 2).pk, 1.0), DomainChoice(poor.pk, 1.0)]
        },
        errors.DefinitionsMixed,
    ),
    "an unknown division": (lambda poor, work: {"geography": "nowhere"}, errors.GeographyUnknown),
    "an unknown method": (lambda poor, work: {"method": "magic"}, errors.SettingImpossible),
    "an unknown rule": (lambda poor, work: {"rank_rule": "N"}, errors.SettingImpossible),
    "no draws": (lambda poor, work: {"draws": 0}, errors.SettingImpossible),
    "a million draws": (lambda poor, work: {"draws": 1_000_000}, errors.SettingImpossible),
    "an impossible kappa": (lambda poor, work: {"kappa": 0.0}, errors.SettingImpossible),
    "a kappa too low": (lambda poor, work: {"kappa": 0.5}, errors.SettingImpossible),
    "an unknown direction": (
        lambda poor, work: {"domains": [DomainChoice(poor.pk, 1.0, kind="sideways")]},
        errors.SettingImpossible,
    ),
    "another year": (lambda poor, work: {"year": 2023}, errors.ValuesMissing),
    "no reason for leaving out": (lambda poor, work: {"left_out": {"C": " "}}, errors.LeftOutWithoutReason),
    "leaving out what is not there": (lambda poor, work: {"left_out": {"X": "?"}}, errors.AreasUnknown),
    "one area left": (
        lambda poor, work: {"left_out": dict.fromkeys(CODES[1:], "Not asked for.")},
        errors.AreasTooFew,
    ),
}


@pytest.mark.parametrize(("changes", "refusal"), REFUSALS.values(), ids=REFUSALS.keys())
def test_an_impossible_run_is_refused_and_nothing_is_kept(
    zones: Geography,
    poor: Definition,
    work: Definition,
    changes: Callable[[Definition, Definition], dict[str, Any]],
    refusal: type[errors.RunRefused],
) -> None:
    with pytest.raises(refusal) as refused:
        run_of(poor, work, **changes(poor, work))
    assert str(refused.value).endswith(".")
    assert not IndexRun.objects.exists()


def test_a_missing_value_is_refused_with_the_areas_and_the_way_on(zones: Geography, poor: Definition) -> None:
    Observation.objects.filter(area__code__in=["B", "D"], definition=poor).delete()
    with pytest.raises(errors.ValuesMissing, match=r"2 areas \(Area B, Area D\).*Leave the areas out"):
        run_of(poor)


def test_a_hidden_value_is_refused_as_hidden(zones: Geography, poor: Definition) -> None:
    hidden = Observation.objects.filter(area__code="B", definition=poor)
    hidden.update(value=None, status="suppressed")
    with pytest.raises(errors.ValuesHidden, match="hidden for privacy in 1 areas"):
        run_of(poor)


def test_standard_scores_of_equal_values_are_refused_with_the_reason(zones: Geography) -> None:
    flat = make_definition("flat")
    observe(zones, flat, dict.fromkeys(CODES, 7.0))
    with pytest.raises(errors.RunImpossible, match="flat"):
        run_of(flat, method="zscore")


def test_a_neutral_indicator_without_a_word_is_refused(zones: Geography, poor: Definition) -> None:
    poor.indicator.direction = "neutral"
    poor.indicator.save()
    with pytest.raises(errors.DirectionMissing, match="neither better nor worse"):
        run_of(poor)


def figures_of_run(run: IndexRun) -> dict[str, list[Any]]:
    """Return what is stored of each area."""
    names = ("score", "rank", "rank_low", "rank_high", "decile", "contributions")
    rows = run.results.order_by("area__code").values_list("area__code", *names)
    return {code: figures for code, *figures in rows}


def figures_of_now(run: IndexRun) -> dict[str, list[Any]]:
    """Return what comes out of each area when the run is computed again."""
    return {
        place.code: [
            *(place.score, place.rank, place.rank_low, place.rank_high, place.decile),
            dict(place.contributions),
        ]
        for place in answer_run(run).places
    }


def test_a_run_that_is_computed_again_differs_in_nothing(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    run = run_of(poor, work)
    assert figures_of_now(run) == figures_of_run(run)


def test_a_changed_observation_changes_what_follows_and_nothing_else(
    zones: Geography, poor: Definition, work: Definition
) -> None:
    run = run_of(poor, work)
    before = figures_of_run(run)
    Observation.objects.filter(area__code="E", definition=poor).update(value=60.0)
    now = figures_of_now(run)
    assert figures_of_run(run) == before
    assert now["E"][-1]["poor"] == pytest.approx(5000)
    assert now["A"][-1]["work"] == before["A"][-1]["work"]


def test_a_renamed_area_changes_no_figure(zones: Geography, poor: Definition) -> None:
    run = run_of(poor)
    Area.objects.filter(code="A").update(name="Another name")
    assert figures_of_now(run) == figures_of_run(run)
    assert answer_run(run).input_sha256 == run.input_sha256


def test_a_job_tells_how_far_it_is_and_makes_the_run(zones: Geography, poor: Definition) -> None:
    told: list[tuple[int, int]] = []
    run_index(spec=make_spec(poor), actor=None, tell=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    answer = compute_index.call(make_spec(poor, slug="by-job").as_dict(), None, "en")
    assert answer == {"run": "by-job", "refused": None}


def test_a_job_that_is_refused_says_why_in_the_language_asked_for(zones: Geography, poor: Definition) -> None:
    answer = compute_index.call(make_spec(poor, domains=[]).as_dict(), None, "en")
    assert answer == {"run": None, "refused": "A run needs at least one indicator."}
