"""Figures come in whole or not at all, and never twice."""

import pytest

from bokal.programme.areas.errors import ImportRefused
from bokal.programme.areas.models import Dataset, Observation
from bokal.programme.areas.services import ImportOptions, Kind, Preview, apply_import, preview_import
from bokal.programme.history.models import Entry
from tests.factories.areas import make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

HEADER = "geography,area,indicator,version,year,value,numerator,denominator,status\n"
GOOD = HEADER + "deso2018,A,employed,1,2022,61.5,123,200,ok\ndeso2018,B,employed,1,2022,,,,suppressed\n"


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B", "C"))
    make_definition()


def options(**fields: object) -> ImportOptions:
    return ImportOptions(**({"source": make_source()} | fields))


def bring_in(content: str | bytes, **fields: object) -> Preview:
    return apply_import(
        kind=Kind.OBSERVATIONS, file=make_file(content), options=options(**fields), actor=None
    )


def look(content: str | bytes, **fields: object) -> Preview:
    return preview_import(kind=Kind.OBSERVATIONS, file=make_file(content), options=options(**fields))


def only_problem(content: str | bytes, **fields: object):
    preview = look(content, **fields)
    assert preview.problem_count == 1, preview.problems
    return preview.problems[0]


def test_a_table_comes_in_with_its_source_and_one_event() -> None:
    preview = bring_in(GOOD)
    assert (preview.counts.new, preview.counts.changed) == (2, 0)
    first = Observation.objects.get(area__code="A")
    assert (first.value, first.numerator, first.denominator, first.status) == (61.5, 123, 200, "ok")
    assert first.dataset.sha256 == preview.sha256
    assert Observation.objects.get(area__code="B").value is None
    (event,) = Entry.objects.filter(verb="data.imported")
    assert event.details["new"] == 2


def test_the_preview_writes_nothing_and_shows_a_sample() -> None:
    preview = look(GOOD)
    assert preview.can_apply
    assert preview.sample[0].what == "deso2018 A · employed · 2022"
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()
    assert Preview.from_dict(preview.as_dict()) == preview


def test_the_same_file_twice_changes_nothing() -> None:
    bring_in(GOOD)
    before = Entry.objects.count()
    preview = bring_in(GOOD, source=make_source("another-name"))
    assert (preview.counts.unchanged, preview.changes_anything) == (2, False)
    assert Dataset.objects.count() == 1
    assert Entry.objects.count() == before


def test_a_changed_value_replaces_and_the_history_keeps_the_old() -> None:
    bring_in(GOOD)
    preview = bring_in(GOOD.replace("61.5", "62.5"), source=make_source("later"))
    assert (preview.counts.changed, preview.counts.unchanged) == (1, 1)
    assert preview.sample[0].before == "61.5 (ok)"
    assert Observation.objects.get(area__code="A").dataset.slug == "later"
    (kept,) = Entry.objects.filter(kind="change", subject_type="areas.observation")
    assert (kept.before["value"], kept.after["value"]) == (61.5, 62.5)


def test_one_wrong_row_refuses_the_whole_file() -> None:
    with pytest.raises(ImportRefused) as refused:
        bring_in(GOOD + "deso2018,C,employed,1,2022,140,,,ok\n")
    (problem,) = refused.value.preview.problems
    assert (problem.file, problem.line, problem.column, problem.value) == ("figures.csv", 4, "value", "140")
    assert problem.reason
    assert problem.remedy
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()
    assert not Entry.objects.filter(verb="data.imported").exists()


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("deso2018,X,employed,1,2022,50,,,ok", "area", "no area"),
        ("deso2019,A,employed,1,2022,50,,,ok", "geography", "no such geography"),
        ("deso2018,A,employd,1,2022,50,,,ok", "indicator", "no such indicator"),
        ("deso2018,A,employed,2,2022,50,,,ok", "version", "no definition"),
        ("deso2018,A,employed,1,22,50,,,ok", "year", "not a year"),
        ("deso2018,A,employed,1,2022,-1,,,ok", "value", "below"),
        ("deso2018,A,employed,1,2022,nan,,,ok", "value", "counted"),
        ("deso2018,A,employed,1,2022,1e999,,,ok", "value", "counted"),
        ("deso2018,A,employed,1,2022,50 %,,,ok", "value", "per cent sign"),
        ("deso2018,A,employed,1,2022,1 234,,,ok", "value", "thousands"),
        ("deso2018,A,employed,1,2022,50,,0,ok", "denominator", "above zero"),
        ("deso2018,A,employed,1,2022,,,,ok", "value", "empty"),
        ("deso2018,A,employed,1,2022,50,,,missing", "status", "no value"),
        ("deso2018,A,employed,1,2022,50,,,okej", "status", "no such status"),
        ("deso2018,A,employed,1,2022,50,,ok", "", "cells"),
    ],
)
def test_a_wrong_row_is_told_with_line_column_reason_and_remedy(row: str, column: str, words: str) -> None:
    problem = only_problem(GOOD.replace(",A,", ",C,") + row + "\n")
    assert (problem.line, problem.column) == (4, column)
    assert words in problem.reason
    assert problem.remedy
