"""Figures of composite areas come from their parts, marked, and never from a guess."""

import pytest

from bokal.programme.areas.errors import NothingToCompose
from bokal.programme.areas.models import Area, Composition, Dataset, Definition, Geography, Observation
from bokal.programme.areas.services import Composed, compose_observations
from bokal.programme.history.models import Entry
from tests.factories.areas import make_dataset, make_definition, make_geography

pytestmark = pytest.mark.django_db


@pytest.fixture
def dataset() -> Dataset:
    return make_dataset()


@pytest.fixture
def whole(dataset: Dataset) -> Geography:
    """Return a geography with one area that takes all of A and half of B."""
    make_geography("zones", areas=("A", "B"))
    geography = make_geography("composites", areas=("W",))
    for code, weight in (("A", "1"), ("B", "0.5")):
        Composition.objects.create(
            whole=Area.objects.get(code="W"),
            part=Area.objects.get(code=code),
            weight=weight,
            role="core" if weight == "1" else "partial",
            judged=True,
            dataset=dataset,
        )
    return geography


def observe(code: str, definition: Definition, dataset: Dataset, year: int = 2022, **figures: object) -> None:
    area = Area.objects.get(code=code)
    Observation.objects.create(area=area, definition=definition, year=year, dataset=dataset, **figures)


def compose(geography: Geography, definition: Definition, **rest: object) -> Composed:
    (figure,) = compose_observations(
        geography=geography, definition=definition, year=2022, actor=None, **rest
    )
    return figure


def test_shares_are_pooled_over_their_true_denominators(whole: Geography, dataset: Dataset) -> None:
    employed = make_definition()
    observe("A", employed, dataset, value=50, numerator=100, denominator=200)
    observe("B", employed, dataset, value=10, numerator=40, denominator=400)
    figure = compose(whole, employed)
    assert (figure.numerator, figure.denominator) == (120, 400)
    assert figure.value == 30
    kept = Observation.objects.get(area__code="W")
    assert (kept.value, kept.status, kept.dataset.reader) == (30, "estimated", "composed")
    assert [(part.area.code, part.weight, part.observation.value) for part in figure.inside] == [
        ("A", 1.0, 50),
        ("B", 0.5, 10),
    ]


def test_counts_are_summed_by_weight(whole: Geography, dataset: Dataset) -> None:
    people = make_definition("people", least=None, most=None)
    people.indicator.unit = "persons"
    people.indicator.save()
    observe("A", people, dataset, value=1000)
    observe("B", people, dataset, value=500)
    assert compose(whole, people).value == 1250


def test_without_denominators_people_are_the_weights(whole: Geography, dataset: Dataset) -> None:
    employed, people = make_definition(), make_definition("people", least=None, most=None)
    for code, value, count in (("A", 50, 1000), ("B", 10, 2000)):
        observe(code, employed, dataset, value=value)
        observe(code, people, dataset, value=count)
    assert compose(whole, employed, population=people).value == 30


def test_the_people_may_be_those_of_another_year(whole: Geography, dataset: Dataset) -> None:
    employed, people = make_definition(), make_definition("people", least=None, most=None)
    for code, value, count in (("A", 50, 1000), ("B", 10, 2000)):
        observe(code, employed, dataset, value=value)
        observe(code, people, dataset, year=2023, value=count)
    assert compose(whole, employed, population=people).value is None
    assert compose(whole, employed, population=people, population_year=2023).value == 30


def test_without_denominators_or_people_there_is_no_value(whole: Geography, dataset: Dataset) -> None:
    employed = make_definition()
    observe("A", employed, dataset, value=50)
    observe("B", employed, dataset, value=10)
    figure = compose(whole, employed)
    assert figure.value is None
    assert Observation.objects.get(area__code="W").status == "missing"


def test_a_missing_part_makes_the_whole_missing_not_smaller(whole: Geography, dataset: Dataset) -> None:
    employed = make_definition()
    observe("A", employed, dataset, value=50, numerator=100, denominator=200)
    observe("B", employed, dataset, value=None, status="suppressed")
    assert compose(whole, employed).value is None


def test_definitions_and_years_are_never_mixed(whole: Geography, dataset: Dataset) -> None:
    first, second = make_definition(), make_definition(version=2)
    observe("A", first, dataset, value=50, numerator=100, denominator=200)
    observe("B", second, dataset, value=10, numerator=40, denominator=400)
    observe("B", first, dataset, year=2021, value=10, numerator=40, denominator=400)
    assert compose(whole, first).value is None


def test_composing_again_changes_nothing_and_a_changed_part_does(whole: Geography, dataset: Dataset) -> None:
    employed = make_definition()
    observe("A", employed, dataset, value=50, numerator=100, denominator=200)
    observe("B", employed, dataset, value=10, numerator=40, denominator=400)
    compose(whole, employed)
    before = Entry.objects.count()
    compose(whole, employed)
    assert Entry.objects.count() == before
    Observation.objects.filter(area__code="B").update(value=20, numerator=80)
    assert compose(whole, employed).value == 35
    assert Observation.objects.get(area__code="W").value == 35


def test_what_a_source_measured_is_never_replaced(whole: Geography, dataset: Dataset) -> None:
    employed = make_definition()
    observe("W", employed, dataset, value=99)
    observe("A", employed, dataset, value=50, numerator=100, denominator=200)
    observe("B", employed, dataset, value=10, numerator=40, denominator=400)
    compose(whole, employed)
    assert Observation.objects.get(area__code="W").value == 99


def test_nothing_to_compose_is_refused(whole: Geography) -> None:
    with pytest.raises(NothingToCompose):
        compose(whole, make_definition())


def test_one_source_stands_for_all_that_is_computed_from_the_same_origin(
    whole: Geography, dataset: Dataset
) -> None:
    for code in ("employed", "schooled"):
        definition = make_definition(code)
        for zone in ("A", "B"):
            observe(zone, definition, dataset, value=10, numerator=1, denominator=10)
        compose(whole, definition)
    computed = Dataset.objects.get(reader="composed")
    assert computed.slug == f"composed-composites-{dataset.slug}"
    assert set(computed.title) == {"sv", "en", "ar"}
    assert dataset.publisher in computed.title["sv"]
    assert computed.title["sv"].startswith("Bokals beräkning för")
    assert "بوكال" in computed.title["ar"]
