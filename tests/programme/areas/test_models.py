"""What must never be false of areas and figures, the database refuses itself."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.areas.models import (
    Area,
    Boundary,
    Composition,
    Definition,
    Geography,
    IndexResult,
    Observation,
    Selection,
)
from tests.factories.areas import DAY, make_dataset, make_definition, make_geography
from tests.factories.reports import make_city_with_figures, make_run

pytestmark = pytest.mark.django_db


def observation(**fields: Any) -> Observation:
    area = make_geography("zones", areas=("A",)).areas.get()
    facts = {"area": area, "definition": make_definition(), "year": 2024, "dataset": make_dataset()}
    return Observation(**(facts | fields))


def boundary(**fields: Any) -> Boundary:
    area = make_geography("zones", areas=("A",)).areas.get()
    box = {"west": 12.0, "south": 55.0, "east": 13.0, "north": 56.0, "square_metres": 1.0}
    facts = {"area": area, "valid_from": DAY, "geometry": {}, "outline": [], "sha256": "0" * 64}
    return Boundary(**(facts | box | {"dataset": make_dataset()} | fields))


def composition(**fields: Any) -> Composition:
    areas = list(make_geography("zones", areas=("A", "B")).areas.order_by("code"))
    facts = {"whole": areas[0], "part": areas[1], "weight": 1, "role": "core", "judged": True}
    return Composition(**(facts | {"dataset": make_dataset()} | fields))


def own_part() -> Composition:
    row = composition()
    row.part = row.whole
    return row


def own_parent() -> Area:
    area = make_geography("zones", areas=("A",)).areas.get()
    area.parent = area
    return area


def result_outside_its_interval() -> IndexResult:
    run = make_run(make_city_with_figures())
    area = Area.objects.get(geography__code="city")
    return IndexResult(
        run=run, area=area, score=1, rank=3, rank_low=4, rank_high=9, decile=1, contributions={}
    )


IMPOSSIBLE: dict[str, Callable[[], Any]] = {
    "a status there is not": lambda: observation(value=4.0, status="banana"),
    "a part there is not": lambda: composition(role="most"),
    "a figure without value or reason": lambda: observation(value=None, status="ok"),
    "a hidden figure with its value": lambda: observation(value=4.0, status="suppressed"),
    "a missing figure that is zero": lambda: observation(value=0.0, status="missing"),
    "nobody as denominator": lambda: observation(value=4.0, numerator=0, denominator=0),
    "a boundary without size": lambda: boundary(east=12.0),
    "a boundary that ends before it begins": lambda: boundary(valid_to=DAY - datetime.timedelta(days=1)),
    "a division that ends when it begins": lambda: Geography(
        code="zones", name={}, valid_from=DAY, valid_to=DAY
    ),
    "no share of a zone": lambda: composition(weight=0),
    "more than a whole zone": lambda: composition(weight="1.000001"),
    "an area that is its own part": own_part,
    "an area that is its own parent": own_parent,
    "a definition with an empty range": lambda: Definition(
        indicator=make_definition().indicator, version=2, name={}, text={}, least=5, most=5
    ),
    "a rank outside its interval": result_outside_its_interval,
}


@pytest.mark.parametrize("make", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_the_database_refuses(make: Callable[[], Any]) -> None:
    row = make()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


TWICE: dict[str, Callable[[], Any]] = {
    "two figures of one area, definition and year": lambda: observation(value=4.0),
    "two outlines from one day": lambda: boundary(valid_to=DAY + datetime.timedelta(days=9)),
    "two outlines in force": boundary,
    "two weights of one part": composition,
}


@pytest.mark.parametrize("make", TWICE.values(), ids=TWICE.keys())
def test_the_database_refuses_a_second_time(make: Callable[[], Any]) -> None:
    row = make()
    row.save()
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (datetime.date(2009, 12, 31), []),
        (datetime.date(2010, 1, 1), ["old"]),
        (datetime.date(2024, 12, 31), ["old"]),
        (datetime.date(2025, 1, 1), ["new"]),
    ],
)
def test_a_division_is_in_force_from_its_first_day_to_the_day_before_its_last(
    day: datetime.date, codes: list[str]
) -> None:
    change = datetime.date(2025, 1, 1)
    make_geography("old", valid_from=datetime.date(2010, 1, 1), valid_to=change)
    make_geography("new", valid_from=change)
    assert list(Geography.objects.valid_on(day).values_list("code", flat=True)) == codes


@pytest.mark.parametrize(
    ("precision", "shown"), [("day", "2010-03-01"), ("month", "2010-03"), ("year", "2010")]
)
def test_a_day_is_told_no_more_exactly_than_it_is_documented(precision: str, shown: str) -> None:
    assert Selection(decided_on=datetime.date(2010, 3, 1), precision=precision).decided_when == shown
