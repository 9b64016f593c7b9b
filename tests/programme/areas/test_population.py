"""People by age and sex come in whole, and composite areas are put together from their zones."""

import pytest

from bokal.programme.areas.errors import ImportRefused
from bokal.programme.areas.models import Area, Composition, Dataset, Population
from bokal.programme.areas.services import (
    ImportOptions,
    Kind,
    Preview,
    TableMapping,
    apply_import,
    in_bands,
    living_in,
    preview_import,
    together,
)
from tests.factories.areas import (
    make_dataset,
    make_definition,
    make_file,
    make_geography,
    make_source,
    observe,
)

pytestmark = pytest.mark.django_db
HEAD = "geography,area,year,ages,sex,people"
LINES = (
    "large,L,2024,0-14,women,300",
    "large,L,2024,15-19,women,100",
    "large,L,2024,20+,women,600",
    "large,L,2024,0-14,men,200",
    "large,L,2024,15-19,men,50",
    "large,L,2024,20+,men,750",
)


def bring_in(*lines: str, head: str = HEAD, **options: object) -> Preview:
    given = ImportOptions(**({"source": make_source()} | options))
    return apply_import(
        kind=Kind.POPULATION, file=make_file("\n".join((head, *lines))), options=given, actor=None
    )


def refused(*lines: str, **options: object) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refusal:
        bring_in(*lines, **options)
    assert not Population.objects.exists()
    return [(one.line, one.column) for one in refusal.value.preview.problems]


@pytest.fixture
def large() -> Area:
    return make_geography("large", areas=("L",)).areas.get()


@pytest.fixture
def whole(large: Area) -> Area:
    """Return an area that takes all of zone A and half of zone B; both lie in the large area."""
    zones = make_geography("zones", areas=("A", "B"))
    zones.areas.update(parent=large)
    whole = make_geography("composites", areas=("W",)).areas.get()
    for code, weight in (("A", "1"), ("B", "0.5")):
        facts = {"role": "core", "judged": True, "dataset": Dataset.objects.first() or make_dataset()}
        Composition.objects.create(whole=whole, part=zones.areas.get(code=code), weight=weight, **facts)
    return whole


def test_a_file_comes_in_once_and_whole(large: Area) -> None:
    assert bring_in(*LINES).counts.new == 6
    again = bring_in(*LINES)
    assert (again.counts.new, again.counts.unchanged) == (0, 6)
    counted = living_in([large])[large.pk]
    assert (counted.year, counted.estimated, sum(counted.groups.values())) == (2024, False, 2000)


def test_the_table_of_a_statistical_office_is_read_as_it_is(large: Area) -> None:
    columns = {"area": "zone", "year": "year", "ages": "age", "sex": "sex", "people": "n"}
    mapping = TableMapping(columns=columns, fixed={"geography": "large"})
    lines = [line.removeprefix("large,") for line in LINES]
    bring_in(
        *lines,
        "L,2024,total,total,2000",
        "L,2024,0-14,total,500",
        head="zone,year,age,sex,n",
        mapping=mapping,
    )
    assert Population.objects.count() == 6


def test_a_changed_number_is_changed_and_nothing_else(large: Area) -> None:
    bring_in(*LINES)
    counts = bring_in(LINES[0].replace("300", "301"), *LINES[1:]).counts
    assert (counts.new, counts.changed, counts.unchanged) == (0, 1, 5)
    assert Population.objects.get(sex="women", age_from=0).people == 301


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ((*LINES[:5], "large,L,2024,20+,men,many"), [(7, "people")]),
        ((*LINES[:5], "large,L,2024,20+,both,750"), [(7, "sex")]),
        ((*LINES[:5], "large,L,2024,old,men,750"), [(7, "ages")]),
        ((*LINES[:5], "large,L,24,20+,men,750"), [(7, "year")]),
        ((*LINES[:5], "large,X,2024,20+,men,750"), [(7, "area")]),
        ((*LINES, LINES[0]), [(8, "ages")]),
        (LINES[:5], [(6, "ages")]),
        (LINES[:3], [(2, "sex")]),
        ((*LINES[:2], "large,L,2024,21+,women,600", *LINES[3:]), [(4, "ages")]),
        ((*LINES, "large,L,2024,total,total,2001"), [(8, "people")]),
    ],
)
def test_a_bad_row_refuses_the_file_and_is_named(
    large: Area, lines: tuple[str, ...], places: list[tuple[int, str]]
) -> None:
    assert refused(*lines) == places


def test_other_ages_than_before_are_refused(large: Area) -> None:
    bring_in(*LINES)
    other = [line.replace("0-14", "0-9").replace("15-19", "10-19") for line in LINES]
    preview = preview_import(
        kind=Kind.POPULATION,
        file=make_file("\n".join((HEAD, *other))),
        options=ImportOptions(dataset="example"),
    )
    assert [(one.line, one.column) for one in preview.problems] == [(2, "ages"), (5, "ages")]


def test_small_groups_of_the_citys_own_figures_are_refused(large: Area) -> None:
    own = make_source(licence="own")
    assert refused("large,L,2024,0+,women,4", "large,L,2024,0+,men,90", source=own) == [(2, "people")]


def test_a_zone_takes_its_share_of_the_ages_around_it(large: Area, whole: Area) -> None:
    bring_in(*LINES)
    people = make_definition("population", most=None)
    observe(Area.objects.get(code="A").geography, people, {"A": 500, "B": 1500}, year=2025)
    living = living_in([whole])[whole.pk]
    # A holds a quarter of the people, B three quarters, of which half count here.
    assert sum(living.groups.values()) == pytest.approx(2000 * (0.25 + 0.375))
    assert living.groups["women", (0, 14)] == pytest.approx(300 * 0.625)
    assert (living.estimated, living.by_larger, len(living.datasets)) == (True, True, 2)


def test_a_zone_without_its_number_of_people_leaves_the_area_out(large: Area, whole: Area) -> None:
    bring_in(*LINES)
    people = make_definition("population", most=None)
    observe(Area.objects.get(code="A").geography, people, {"A": 500}, year=2025)
    assert living_in([whole]) == {}


def test_zones_that_are_counted_themselves_are_summed(whole: Area) -> None:
    zones = [line.replace("large,L", f"zones,{code}") for code in "AB" for line in LINES]
    bring_in(*zones)
    living = living_in([whole])[whole.pk]
    assert sum(living.groups.values()) == pytest.approx(3000)
    assert (living.estimated, living.by_larger) == (True, False)
    both = together([living, living])
    assert both is not None
    assert sum(both.groups.values()) == pytest.approx(6000)


def test_ages_that_are_cut_through_are_spread_by_year_and_named(large: Area) -> None:
    bring_in(*LINES)
    found = in_bands(living_in([large])[large.pk], [(0, 15), (16, 19), (20, None)])
    assert found is not None
    assert found.people["women", (0, 15)] == pytest.approx(300 + 100 / 5)
    assert found.people["women", (16, 19)] == pytest.approx(80)
    assert found.split == {(0, 15), (16, 19)}
    assert sum(found.people.values()) == pytest.approx(2000)


def test_the_oldest_cannot_be_cut_through(large: Area) -> None:
    bring_in(*LINES)
    assert in_bands(living_in([large])[large.pk], [(0, 64), (65, None)]) is None
