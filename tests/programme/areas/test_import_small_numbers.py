"""Figures out of the city's own registers must not tell of a few persons."""

import dataclasses

import pytest

from bokal.programme.areas.enums import Licence, Unit
from bokal.programme.areas.models import Indicator, Observation
from bokal.programme.areas.services import ImportOptions, Kind, Preview, apply_import, preview_import
from tests.factories.areas import make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

HEADER = "geography,area,indicator,version,year,value,numerator,denominator,status\n"
OWN = dataclasses.replace(make_source("register"), licence=Licence.OWN)


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B", "C"))
    make_definition()


def look(*rows: str, source=OWN) -> Preview:
    return preview_import(
        kind=Kind.OBSERVATIONS,
        file=make_file(HEADER + "".join(f"deso2018,{row}\n" for row in rows)),
        options=ImportOptions(source=source),
    )


def told(preview: Preview) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in preview.problems]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("4,4,100,ok", "numerator", "Fewer than 5 persons stand behind"),
        ("96,96,100,ok", "numerator", "in the denominator are not in the numerator"),
        ("0,0,4,ok", "denominator", "Fewer than 5 persons stand behind"),
        (",4,100,suppressed", "numerator", "Fewer than 5 persons stand behind"),
    ],
    ids=["few have it", "few lack it", "few persons at all", "hidden, and its counts are not"],
)
def test_a_share_of_a_few_is_refused_with_its_place_and_the_remedy(
    row: str, column: str, reason: str
) -> None:
    preview = look("B,employed,1,2022,50,50,100,ok", f"A,employed,1,2022,{row}")
    assert told(preview) == [(3, column)]
    assert reason in preview.problems[0].reason
    assert "suppressed" in preview.problems[0].remedy
    assert not preview.can_apply


def test_none_all_and_five_are_shown() -> None:
    preview = look(
        "A,employed,1,2022,0,0,100,ok", "B,employed,1,2022,100,100,100,ok", "C,employed,1,2022,5,5,100,ok"
    )
    assert preview.can_apply, preview.problems


def test_what_is_hidden_with_its_counts_comes_in() -> None:
    assert look("A,employed,1,2022,,,,suppressed").can_apply


def test_a_share_without_its_counts_is_refused() -> None:
    preview = look("A,employed,1,2022,61.5,,,ok")
    assert told(preview) == [(2, "numerator")]
    assert "how many persons" in preview.problems[0].reason


@pytest.mark.parametrize("counts", ["3.5,100", "120,100", "-1,100"])
def test_counts_that_are_none_are_refused(counts: str) -> None:
    assert told(look(f"A,employed,1,2022,3.5,{counts},ok")) == [(2, "numerator")]


def test_a_small_number_of_persons_is_refused() -> None:
    Indicator.objects.create(
        code="foster",
        name={"en": "Children in foster homes"},
        kind="context",
        direction="neutral",
        unit=Unit.PERSONS,
    )
    make_definition("foster")
    rows = [f"{area},foster,1,2022,{count},,,ok" for area, count in (("A", 3), ("B", 0), ("C", 5))]
    assert told(look(*rows)) == [(2, "value")]


@pytest.mark.parametrize("count", ["3.5", "-3", "1e300"])
def test_persons_that_are_no_count_are_refused(count: str) -> None:
    Indicator.objects.create(
        code="foster", name={"en": "Foster"}, kind="context", direction="neutral", unit=Unit.PERSONS
    )
    make_definition("foster", least=None, most=None)
    preview = look(f"A,foster,1,2022,{count},,,ok")
    assert told(preview) == [(2, "value")]


def test_there_may_be_more_events_than_inhabitants() -> None:
    Indicator.objects.create(
        code="thefts", name={"en": "Thefts"}, kind="context", direction="worse", unit=Unit.PER_10000
    )
    make_definition("thefts", least=None, most=None)
    rows = ["A,thefts,1,2022,15000,300,200,ok", "B,thefts,1,2022,150,3,200,ok"]
    assert told(look(*rows)) == [(3, "numerator")]


def test_a_mean_needs_the_number_of_persons_it_is_of() -> None:
    Indicator.objects.create(
        code="income", name={"en": "Income"}, kind="context", direction="better", unit=Unit.THOUSAND_KRONOR
    )
    make_definition("income", least=None, most=None)
    preview = look("A,income,1,2022,210,,,ok", "B,income,1,2022,210,,4,ok", "C,income,1,2022,210,,50,ok")
    assert told(preview) == [(2, "denominator"), (3, "denominator")]


def test_a_small_count_beside_any_value_is_refused() -> None:
    Indicator.objects.create(
        code="visits", name={"en": "Visits"}, kind="effort", direction="neutral", unit=Unit.COUNT
    )
    make_definition("visits", least=None, most=None)
    assert told(look("A,visits,1,2022,900,3,,ok")) == [(2, "numerator")]


def test_what_an_office_has_published_is_shown_as_it_published_it() -> None:
    rows = ("A,employed,1,2022,4,4,100,ok", "B,employed,1,2022,61.5,,,ok")
    assert look(*rows, source=make_source()).can_apply


def test_a_later_file_of_a_known_register_is_held_to_the_rule() -> None:
    apply_import(
        kind=Kind.OBSERVATIONS,
        file=make_file(HEADER + "deso2018,A,employed,1,2022,50,50,100,ok\n"),
        options=ImportOptions(source=OWN),
        actor=None,
    )
    rows = make_file(
        HEADER.replace("status", "status,source") + "deso2018,B,employed,1,2022,4,4,100,ok,register\n"
    )
    preview = preview_import(kind=Kind.OBSERVATIONS, file=rows, options=ImportOptions())
    assert told(preview) == [(2, "numerator")]
    later = make_file(HEADER + "deso2018,B,employed,1,2022,4,4,100,ok\n")
    named = preview_import(kind=Kind.OBSERVATIONS, file=later, options=ImportOptions(dataset="register"))
    assert told(named) == [(2, "numerator")]
    assert Observation.objects.count() == 1
