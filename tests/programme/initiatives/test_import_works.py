"""Works from a file: previewed, whole or not at all, and nothing twice; errors name line and property."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bokal.cli import main
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.enums import WorkStep
from bokal.programme.initiatives.errors.places import FileMoved
from bokal.programme.initiatives.models import Initiative, Work, WorkPhase
from bokal.programme.initiatives.services.import_works import WorksBrought, import_works, preview_works
from bokal.programme.initiatives.services.read_work_file import property_names
from tests.factories.initiatives import make_idea
from tests.factories.voices import make_area
from tests.factories.works import LINE, SQUARE, collection, feature, make_ground, make_known, make_work

pytestmark = pytest.mark.django_db


def bring(*features: Any, **more: Any) -> WorksBrought:
    return import_works(content=collection(features), name="works.geojson", actor=None, **more)


def told(brought: WorksBrought) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in brought.problems]


def test_a_preview_writes_nothing_and_the_import_does_what_it_said() -> None:
    make_idea()
    content = collection([feature(LINE, slug="a", name_en="The path"), feature(None, slug="b")])
    seen = preview_works(content=content, name="works.geojson")
    assert (seen.new, seen.can_apply, Work.objects.count()) == (("a", "b"), True, 0)
    assert import_works(content=content, name="works.geojson", actor=None) == seen
    first, second = Work.objects.order_by("slug")
    assert (first.name, first.geometry) == ({"sv": "Gångvägen", "en": "The path"}, LINE)
    assert (first.constructed, second.geometry) == (True, None), (
        "a constructed initiative has constructed works"
    )


def test_what_changed_since_the_preview_is_written_over_by_no_file() -> None:
    make_idea()
    bring(feature(SQUARE, slug="a", construction_from="2012-05-01"))
    made = [feature(SQUARE, slug="a", name_sv="Parken", construction_from="2013-05-01")]
    given = {"content": collection(made), "name": "works.geojson"}
    for changed in (
        lambda: Work.objects.update(name={"sv": "Torget"}),
        lambda: WorkPhase.objects.update(from_day="2011-01-01"),
        lambda: (WorkPhase.objects.all().delete(), Work.objects.all().delete()),
    ):
        seen = preview_works(**given)
        changed()
        before = list(Work.objects.values("name", "phases__from_day"))
        with pytest.raises(FileMoved):
            import_works(**given, actor=None, seen=seen.mark)
        assert list(Work.objects.values("name", "phases__from_day")) == before
    seen = preview_works(**given)
    assert import_works(**given, actor=None, seen=seen.mark) == seen
    assert Work.objects.get().name == {"sv": "Parken"}


def test_the_preview_names_what_a_file_says_anew() -> None:
    make_idea()
    bring(feature(SQUARE, slug="a"), feature(slug="b"))
    brought = bring(feature(SQUARE, slug="a", name_sv="Parken", in_use_from=2014), feature(slug="b"))
    (moved,) = (one for one in brought.seen if one.how == "changed")
    assert (moved.slug, moved.columns) == ("a", ("name", "in_use"))


def test_the_same_file_twice_changes_nothing() -> None:
    make_idea()
    made = feature(SQUARE, construction_from="2012-05-01", construction_to="2013-06-01", in_use_from=2014)
    bring(made)
    entries = Entry.objects.count()
    assert bring(made).unchanged == ("gangvagen",)
    assert Entry.objects.count() == entries
    again = bring(feature(SQUARE, kind="park"))
    assert (again.changed, Work.objects.get().kind) == (("gangvagen",), "park")
    assert WorkPhase.objects.count() == 2, "what a file does not name is left as it is"


def test_a_year_alone_is_kept_as_such_and_holds_its_last_day() -> None:
    make_idea()
    bring(feature(construction_from=2010, construction_to="2013", in_use_from="2014-02-01"))
    built, used = WorkPhase.objects.order_by("pk")
    assert (built.step, built.from_day, built.to_day, built.year_only) == (
        WorkStep.CONSTRUCTION,
        datetime.date(2010, 1, 1),
        datetime.date(2014, 1, 1),
        True,
    )
    assert (used.from_day, used.year_only) == (datetime.date(2014, 2, 1), False)


def test_a_year_that_no_programme_reaches_is_told_with_its_line() -> None:
    make_idea()
    for day in ("9999", "0001-01-01"):
        brought = bring(feature(construction_to=day))
        assert brought.problem_count == 1, day
    assert not Work.objects.exists()


def test_with_one_error_nothing_is_written_and_each_is_told_with_line_and_property() -> None:
    make_ground()
    make_idea()
    brought = bring(
        feature(slug="good"),
        feature(initiative="ligth"),
        feature(kind="castle", slug="Not An Address"),
        feature(name_sv=None),
        feature({"type": "Point", "coordinates": [55.6, 13.0]}, in_use_from="soon"),
        feature(slug="good"),
        "nothing",
        feature(construction_from="2014-01-01", construction_to="2013-01-01", slug="late"),
        feature(about="yes", slug="flag"),
        feature(name_sv="x" * 2001, slug="long"),
    )
    assert not Work.objects.exists()
    found = told(brought)
    assert [(line, column) for line, column, _reason in found] == [
        (3, "initiative"),
        (4, "kind"),
        (4, "slug"),
        (5, "name_sv"),
        (6, "shape 5"),
        (6, "in_use_from"),
        (8, "shape 7"),
        (9, "construction_from"),
        (10, "about"),
        (11, "name_sv"),
        (11, "name_sv"),
        (7, "shape 6"),
    ]
    assert brought.problems[0].remedy == "Did you mean “light”?"
    assert found[4][2].startswith("Latitude stands before longitude")


def test_a_work_of_another_initiative_is_not_taken_over() -> None:
    make_work(make_idea(), "path")
    make_idea("other")
    brought = bring(feature(initiative="other", slug="path"))
    assert [reason for _line, _column, reason in told(brought)] == [
        "Another initiative has a work of this address: path."
    ]
    assert Work.objects.get().initiative.slug == "light"


def test_only_the_initiatives_of_ones_areas_are_changed() -> None:
    make_idea()
    make_idea("far", area=make_area("holma"))
    make_idea("whole", area=None)
    features = [feature(slug="a"), feature(initiative="far", slug="b"), feature(initiative="whole", slug="c")]
    brought = bring(*features, areas=frozenset({"herrgarden"}))
    assert [line for line, _column, _reason in told(brought)] == [3, 4]
    assert not Work.objects.exists()
    assert bring(*features).new == ("a", "b", "c")


def test_what_is_known_from_sources_comes_in_only_as_such_and_with_its_source() -> None:
    make_known()
    made = feature(initiative="known", source="Annual report 2012")
    assert "sources alone" in told(bring(made))[0][2]
    assert told(bring(feature(initiative="known"), documented=True))[0][1] == "source"
    assert bring(made, documented=True).new == ("gangvagen",)
    assert Work.objects.get().constructed is False


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b'{"type": "Feature"}',
        b'{"type":"FeatureCollection","features":[]}',
        b"{" * 9000,
    ],
)
def test_what_is_no_collection_is_refused_whole(content: bytes) -> None:
    brought = preview_works(content=content, name="works.geojson")
    assert brought.problem_count == 1
    assert not brought.can_apply


def test_a_property_that_is_not_read_is_told_without_stopping_anything() -> None:
    make_idea()
    brought = bring(feature(name_se="Vägen", fid=3))
    assert [(one.column, one.remedy) for one in brought.warnings] == [
        ("fid", ""),
        ("name_se", "Did you mean “name_sv”?"),
    ]
    assert brought.new == ("gangvagen",)
    assert len(property_names()) == len(set(property_names()))


def test_the_command_previews_then_brings_in_and_names_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_known()
    path, out = tmp_path / "works.geojson", tmp_path / "problems.csv"
    path.write_bytes(collection([feature(initiative="known", source="Annual report", fid=1)]))
    assert main(["import", "works", str(path), "--problems", str(out)]) == 2
    assert "sources alone" in capsys.readouterr().err
    assert out.read_text("utf-8-sig").count("\n") == 2
    assert main(["import", "works", str(path), "--documented", "--dry-run"]) == 0
    assert "1 new, 0 changed, 0 unchanged.\nNothing was written" in capsys.readouterr().out
    assert not Work.objects.exists()
    assert main(["import", "works", str(path), "--documented"]) == 0
    assert "Look: " in capsys.readouterr().err
    assert Work.objects.count() == 1
    assert main(["import", "works", str(tmp_path / "none.geojson")]) == 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time and no row locks")
def test_what_is_compared_is_held_until_it_is_written() -> None:
    make_idea()
    bring(feature(SQUARE))
    with CaptureQueriesContext(connection) as asked:
        bring(feature(SQUARE, kind="park"))
    held = [one["sql"] for one in asked.captured_queries if "FOR UPDATE" in one["sql"]]
    assert [Work._meta.db_table in held[0], Initiative._meta.db_table in held[1]] == [True, True]
    assert all("ORDER BY" in one for one in held[:2])
