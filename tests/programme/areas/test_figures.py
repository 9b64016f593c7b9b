"""What a page may say of a figure: level, gap, comparator, place; never a line across two definitions."""

import csv
import json
from pathlib import Path
from statistics import mean

import pytest
from pytest_django import DjangoAssertNumQueries

from bokal.programme.areas.models import Area, Composition, Definition, Geography, Observation
from bokal.programme.areas.services import (
    IndicatorOfArea,
    area_page,
    find_area,
    find_areas,
    geographies_with_counts,
    start_page,
)
from bokal.programme.history.services import history_mark, marks_held
from tests.factories.areas import make_dataset, make_definition, make_geography, observe

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[3] / "data" / "malmo"
CODES = tuple("ABCDEFGHIJ")
HOLDING_A_PROGRAMME_AREA = {"Rosengård", "Fosie", "Södra innerstaden", "Hyllie", "Kirseberg"}


@pytest.fixture
def work() -> Definition:
    return make_definition("work")


@pytest.fixture
def zones() -> Geography:
    return make_geography("zones", areas=CODES)


@pytest.fixture
def city() -> Geography:
    return make_geography("city", areas=("C",))


def shown(code: str, geography: str = "zones") -> dict[str, IndicatorOfArea]:
    page = area_page(find_area(geography, code))
    return {one.indicator.code: one for one in page.indicators}


def test_a_gap_is_the_level_minus_the_city_of_the_same_definition_and_year(
    zones: Geography, city: Geography, work: Definition
) -> None:
    observe(zones, work, {"A": 60.5})
    observe(city, work, {"C": 72.0})
    assert shown("A")["work"].gap == -11.5


@pytest.mark.parametrize("other", ["another year", "another definition", "hidden"])
def test_without_such_a_figure_of_the_city_there_is_no_gap(
    zones: Geography, city: Geography, work: Definition, other: str
) -> None:
    observe(zones, work, {"A": 60.5})
    if other == "another year":
        observe(city, work, {"C": 72.0}, year=2023)
    elif other == "another definition":
        observe(city, make_definition("work", 2), {"C": 72.0})
    else:
        observe(city, work, {"C": None}, status="suppressed")
    assert shown("A")["work"].gap is None


def test_a_plain_count_has_no_gap_to_the_count_of_the_whole_city(zones: Geography, city: Geography) -> None:
    people = make_definition("people", most=None)
    people.indicator.unit = "persons"
    people.indicator.save()
    observe(zones, people, {"A": 1_700.0})
    observe(city, people, {"C": 360_000.0})
    assert shown("A")["people"].gap is None


@pytest.mark.parametrize(
    ("level", "of_all", "too_close"),
    [
        (20.0, {"B": 31.0}, True),
        (19.0, {"B": 31.0}, False),
        (20.0, {"B": 31.5}, False),
        (20.45, {"B": 31.5}, True),
    ],
    ids=["half a point, whole figures", "more than a point", "half a point, decimals", "under a tenth"],
)
def test_a_gap_smaller_than_rounding_is_too_close_to_tell(
    zones: Geography, city: Geography, work: Definition, level: float, of_all: dict, too_close: bool
) -> None:
    observe(zones, work, {"A": level} | of_all)
    observe(city, work, {"C": 20.5})
    assert shown("A")["work"].too_close is too_close


def test_years_of_two_definitions_are_two_segments(zones: Geography, work: Definition) -> None:
    later = make_definition("work", 2)
    for year, value in ((2009, 35.0), (2010, 36.0)):
        observe(zones, work, {"A": value}, year=year)
    observe(zones, later, {"A": 52.0}, year=2022)
    figure = shown("A")["work"]
    assert [[level.year for level in segment.levels] for segment in figure.segments] == [[2009, 2010], [2022]]
    assert (figure.definition, figure.latest.year, figure.latest.value) == (later, 2022, 52.0)


def test_a_newer_year_without_a_value_does_not_hide_the_last_known_level(
    zones: Geography, work: Definition
) -> None:
    observe(zones, work, {"A": 35.0}, year=2022)
    observe(zones, work, {"A": None}, year=2023, status="missing")
    figure = shown("A")["work"]
    assert figure.latest.year == 2022
    assert [level.status for level in figure.segments[0].levels] == ["ok", "missing"]


def test_a_hidden_level_has_no_place_and_stands_in_no_mean(zones: Geography, work: Definition) -> None:
    observe(zones, work, {"A": None}, status="suppressed")
    observe(zones, work, {"B": 10.0, "C": 30.0})
    hidden, seen = shown("A")["work"], shown("B")["work"]
    assert (hidden.latest.value, hidden.placed, hidden.rest) == (None, None, 20.0)
    assert seen.placed is not None
    assert (seen.placed.rank, seen.placed.total, seen.rest) == (2, 2, 30.0)


def test_equal_values_share_the_place_nearest_to_the_highest(zones: Geography, work: Definition) -> None:
    observe(zones, work, {"A": 9.0, "B": 7.0, "C": 7.0, "D": 5.0})
    ranks = {code: figure.placed.rank for code in "ABCD" if (figure := shown(code)["work"]).placed}
    assert ranks == {"A": 1, "B": 2, "C": 2, "D": 4}


def compose(zones: Geography, *, judged: bool) -> Geography:
    """Put one area together from a zone of 4 and a zone of 55 per cent."""
    whole = make_geography("programme_areas", areas=("P",))
    dataset = make_dataset("weights")
    for code in ("A", "B"):
        Composition.objects.create(
            whole=whole.areas.get(),
            part=zones.areas.get(code=code),
            weight=1,
            role="core",
            judged=judged,
            dataset=dataset,
        )
    return whole


def test_a_mean_shows_the_four_and_the_fifty_five_per_cent_inside_it(
    zones: Geography, work: Definition
) -> None:
    observe(zones, work, {"A": 55.0, "B": 4.0})
    observe(compose(zones, judged=True), work, {"P": 29.5}, status="estimated")
    figure = shown("P", "programme_areas")["work"]
    assert [(part.name, part.value) for part in figure.inside] == [("Area B", 4.0), ("Area A", 55.0)]
    assert figure.latest.status == "estimated"


def test_the_rounding_of_the_parts_stays_in_their_mean(
    zones: Geography, city: Geography, work: Definition
) -> None:
    observe(zones, work, {"A": 55.0, "B": 4.0})
    observe(compose(zones, judged=True), work, {"P": 29.5}, status="estimated")
    observe(city, work, {"C": 29.0}, status="estimated")
    assert shown("P", "programme_areas")["work"].too_close


def test_an_area_weighed_by_hand_is_held_against_the_rest_of_the_city_and_others_against_each_other(
    zones: Geography, work: Definition
) -> None:
    rest = make_geography("rest", areas=("R",))
    observe(zones, work, {"A": 55.0, "B": 4.0})
    observe(rest, work, {"R": 18.6}, status="estimated")
    observe(compose(zones, judged=True), work, {"P": 29.5}, status="estimated")
    weighed, zone = shown("P", "programme_areas")["work"], shown("A")["work"]
    assert weighed.rest_of_city is not None
    assert (weighed.rest_of_city.value, weighed.rest_of_city.status, weighed.rest) == (
        18.6,
        "estimated",
        None,
    )
    assert (zone.rest_of_city, zone.rest) == (None, 4.0)


def test_areas_like_it_are_those_nearest_at_the_start_whatever_came_of_them(
    zones: Geography, work: Definition
) -> None:
    first = dict(zip(CODES, (50, 51, 48, 53, 60, 61, 62, 63, 64, 65), strict=True))
    last = dict(zip(CODES, (52, 40, 41, 42, 52, 52, 52, 52, 52, 52), strict=True))
    observe(zones, work, first, year=2009)
    observe(zones, work, last, year=2011)
    alike = shown("A")["work"].alike
    assert alike is not None
    assert alike.names == ("Area B", "Area C", "Area D")
    assert (alike.since, alike.before, alike.value) == (2009, mean((51, 48, 53)), 41.0)


def test_a_series_of_one_year_and_a_handful_of_areas_have_none_like_them(
    zones: Geography, work: Definition
) -> None:
    observe(zones, work, dict.fromkeys(CODES, 50.0), year=2011)
    assert shown("A")["work"].alike is None
    observe(zones, work, dict.fromkeys(CODES[:9], 50.0), year=2009)
    assert shown("A")["work"].alike is None


def test_the_ten_districts_of_malmo_moved_alike_from_2009_to_2011() -> None:
    """The gap of the districts that hold the five areas did not change: too coarse to tell anything."""
    told = json.loads((DATA / "geographies.json").read_text())
    names = next(
        {area["code"]: area["name"] for area in entry["areas"]}
        for entry in told
        if entry["code"] == "stadsdel1996"
    )
    where = {
        "stadsdel1996": make_geography("stadsdel1996", areas=tuple(names)),
        "city": make_geography("city", areas=("1280",)),
    }
    employed = make_definition("employed")
    with (DATA / "observations.csv").open() as stream:
        for row in csv.DictReader(stream):
            if (row["indicator"], row["version"]) == ("employed", "1"):
                values = {row["area"]: float(row["value"])}
                observe(where[row["geography"]], employed, values, year=int(row["year"]))
    change: dict[bool, list[float]] = {True: [], False: []}
    for code, name in names.items():
        figure = shown(code, "stadsdel1996")["employed"]
        (segment,) = figure.segments
        by_year = {level.year: level.value or 0.0 for level in segment.levels}
        change[name in HOLDING_A_PROGRAMME_AREA].append(by_year[2011] - by_year[2009])
        assert figure.gap == by_year[2011] - 63.0
    assert [len(moved) for moved in change.values()] == [5, 5]
    assert [mean(moved) for moved in change.values()] == [pytest.approx(2.0), pytest.approx(2.0)]


@pytest.mark.django_db(transaction=True)
def test_a_page_of_an_area_takes_as_many_queries_with_forty_indicators_as_with_one(
    zones: Geography, city: Geography, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        observe(zones, make_definition(f"indicator-{number}"), dict.fromkeys(CODES, 10.0 + number))
    with django_assert_max_num_queries(11), marks_held():
        history_mark("areas")
        page = area_page(find_area("zones", "A"))
    assert len(page.indicators) == 40
    with django_assert_max_num_queries(7), marks_held():
        history_mark("areas")
        area_page(find_area("zones", "B"))


def test_a_new_figure_is_seen_at_once_though_columns_are_kept(zones: Geography, work: Definition) -> None:
    observe(zones, work, {"A": 10.0, "B": 20.0})
    assert shown("A")["work"].rest == 20.0
    Observation.objects.filter(area__code="B").update(value=30.0)
    assert shown("A")["work"].rest == 30.0


@pytest.mark.parametrize("words", ["segevang", "SEGEVÅNG", "seg vång", "Z1"])
def test_areas_are_found_without_regard_to_case_marks_and_order(words: str) -> None:
    geography = make_geography("zones")
    Area.objects.create(geography=geography, code="Z1", name="Segevång")
    Area.objects.create(geography=geography, code="Z2", name="Lindängen")
    assert [area.name for area in find_areas(words)] == ["Segevång"]


def test_an_arabic_name_is_found_with_and_without_its_vowel_signs() -> None:
    Area.objects.create(geography=make_geography("zones"), code="Z1", name="مالمو")
    assert [area.code for area in find_areas("مَالمو")] == ["Z1"]
    assert find_areas("  ") == []
    assert find_areas("%") == []


def test_the_rest_of_the_city_is_held_against_but_not_listed_as_a_kind_of_area(
    zones: Geography, work: Definition
) -> None:
    rest = make_geography("rest", areas=("R",))
    Composition.objects.create(
        whole=rest.areas.get(),
        part=zones.areas.get(code="A"),
        weight=1,
        role="core",
        judged=True,
        dataset=make_dataset("weights"),
    )
    assert [geography.code for geography in geographies_with_counts()] == ["zones"]
    assert start_page().areas == len(CODES)
    assert area_page(find_area("zones", "A")).wholes == []
