"""An import keeps nobody waiting while it reads, and what changes meanwhile is not overlooked."""

import datetime
import itertools
import sys
from collections.abc import Callable

import pytest
from django.db import connection

from bokal.programme.areas.errors import RecordsMoved
from bokal.programme.areas.models import Geography, Observation
from bokal.programme.areas.services import ImportOptions, Kind, Preview, apply_import
from tests.factories.accounts import many_writers, together
from tests.factories.areas import make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db(transaction=True)

HEADER = "geography,area,indicator,year,value\n"
MODULE = sys.modules["bokal.programme.areas.services.apply_import"]


def bring_in(rows: str) -> Preview:
    options = ImportOptions(source=make_source())
    return apply_import(kind=Kind.OBSERVATIONS, file=make_file(HEADER + rows), options=options, actor=None)


def after_each_comparison(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen between the comparison of a file and its writing."""
    compare = MODULE.plan_import

    def compared(**arguments: object) -> object:
        found = compare(**arguments)
        act()
        return found

    monkeypatch.setattr(MODULE, "plan_import", compared)


@pytest.fixture
def _records() -> None:
    make_geography(areas=("A", "B"))
    make_definition()


@pytest.mark.usefixtures("_records")
def test_a_file_is_read_and_compared_before_the_transaction_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[bool] = []
    after_each_comparison(monkeypatch, lambda: inside.append(connection.in_atomic_block))
    assert bring_in("deso2018,A,employed,2022,61.5\n").counts.new == 1
    assert inside == [False]


@pytest.mark.usefixtures("_records")
def test_a_figure_that_comes_in_meanwhile_is_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    once = iter([True])

    def overtake() -> None:
        if next(once, False):
            bring_in("deso2018,A,employed,2022,40\n")

    after_each_comparison(monkeypatch, overtake)
    counts = bring_in("deso2018,A,employed,2022,61.5\ndeso2018,B,employed,2022,7\n").counts
    assert (counts.new, counts.changed) == (1, 1)
    assert list(Observation.objects.order_by("area__code").values_list("value", flat=True)) == [61.5, 7]


@pytest.mark.usefixtures("_records")
def test_records_that_never_stand_still_are_told_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    years = itertools.count(2000)

    def move() -> None:
        Geography.objects.update(valid_from=datetime.date(next(years), 1, 1))

    after_each_comparison(monkeypatch, move)
    with pytest.raises(RecordsMoved):
        bring_in("deso2018,A,employed,2022,61.5\n")
    assert not Observation.objects.exists()


@many_writers
def test_four_first_imports_at_once_make_one_set_of_records() -> None:
    content = '[{"code": "new", "name": {"en": "New"}, "valid_from": "2018-01-01", "areas": []}]'

    def first() -> None:
        apply_import(kind=Kind.GEOGRAPHIES, file=make_file(content, "new.json"), actor=None)

    assert together([first] * 4) == [None] * 4
    assert Geography.objects.get().code == "new"
