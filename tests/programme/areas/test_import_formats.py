"""The same figures from workbooks, PxWeb, Kolada and tables in another form."""

import datetime
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from bokal.programme.areas.models import Boundary, Observation
from bokal.programme.areas.services import (
    ImportOptions,
    Kind,
    Preview,
    TableMapping,
    apply_import,
    preview_import,
    read_mapping,
)
from tests.factories.areas import make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parent / "fixtures"
HEADER = ["geography", "area", "indicator", "year", "value", "status"]
ROWS = [["deso2018", "A", "employed", 2022, 61.5, None], ["deso2018", "B", "employed", 2022, None, "missing"]]
ANSWERS = TableMapping.from_dict(
    {
        "fixed": {"geography": "deso2018"},
        "values": [
            {"column": "000007A8", "indicator": "employed"},
            {"column": "N00914", "indicator": "employed"},
        ],
    }
)


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B"))
    make_definition()


def look(content: str | bytes, kind: Kind = Kind.OBSERVATIONS, **options: Any) -> Preview:
    told = ImportOptions(**({"source": make_source()} | options))
    return preview_import(kind=kind, file=make_file(content, "file"), options=told)


def bring_in(content: str | bytes, kind: Kind = Kind.OBSERVATIONS, **options: Any) -> Preview:
    told = ImportOptions(**({"source": make_source()} | options))
    return apply_import(kind=kind, file=make_file(content, "file"), options=told, actor=None)


def reasons(preview: Preview) -> str:
    return " ".join(problem.reason for problem in preview.problems)


def workbook(*rows: list[Any], sheets: int = 1, merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    for number in range(1, sheets):
        book.create_sheet(f"Other {number}")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content: bytes, **members: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, members.pop(name, None) or old.read(name))
        for name, data in members.items():
            new.writestr(name, data)
    return stream.getvalue()


def test_a_workbook_comes_in_like_a_table() -> None:
    bring_in(workbook(HEADER, *ROWS))
    assert Observation.objects.get(area__code="A").value == 61.5
    assert Observation.objects.get(area__code="B").status == "missing"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (workbook(HEADER, ["deso2018", "A", "employed", 2022, "=1+1", None]), "formula"),
        (workbook(HEADER, ["deso2018", "A", "employed", 2022, "#DIV/0!", None]), "error"),
        (workbook(HEADER, ["deso2018", "A", "employed", datetime.date(2022, 1, 1), 5, None]), "date"),
        (workbook(HEADER, ["deso2018", "A", "employed", 2022, True, None]), "yes/no"),
        (workbook(HEADER, *ROWS, merge="B2:B3"), "merged"),
        (workbook(HEADER, *ROWS, sheets=3), "3 sheets"),
        (workbook(), "empty"),
        (b"PK\x03\x04 not a workbook", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not a workbook"),
        (repacked(workbook(HEADER), **{"xl/media/bomb.xml": b"0" * 30_000_000}), "unpacks"),
        (
            repacked(workbook(HEADER), **{"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            "entities",
        ),
        (repacked(workbook(HEADER), **{"xl/workbook.xml": b"<a"}), "damaged"),
    ],
)
def test_a_strange_workbook_is_refused(content: bytes, words: str) -> None:
    preview = look(content)
    assert words in reasons(preview)
    assert preview.problems[0].remedy


def test_the_sheet_can_be_named_and_is_told_with_each_problem() -> None:
    content = workbook(HEADER, ["deso2018", "A", "employed", 2022, 140, None], sheets=2)
    assert look(content, sheet="Sheet").problems[0].sheet == "Sheet"
    assert "no such sheet" in reasons(look(content, sheet="Nowhere"))


def test_json_stat_becomes_observations() -> None:
    preview = bring_in((FIXTURES / "pxweb.json").read_bytes(), mapping=_only("000007A8"))
    assert preview.counts.new == 4
    values = dict(Observation.objects.order_by().values_list("area__code", "value").filter(year=2023))
    assert values == {"A": 62.5, "B": 52.5}
    hidden = Observation.objects.get(area__code="B", year=2022)
    assert (hidden.value, hidden.status) == (None, "suppressed")


def test_values_of_json_stat_may_be_given_by_place() -> None:
    data = json.loads((FIXTURES / "pxweb.json").read_text())
    data["value"] = {"0": 61.5, "5": 52.5}
    bring_in(json.dumps(data), mapping=_only("000007A8"))
    assert Observation.objects.get(area__code="A", year=2022).value == 61.5
    assert Observation.objects.get(area__code="A", year=2023).status == "missing"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"size": [2, 1, 2, 3]}, "does not fit"),
        ({"value": [1, 2]}, "does not fit"),
        ({"id": ["Region"]}, "does not fit"),
        ({"dimension": {}}, "does not fit"),
        ({"role": {}}, "which dimension"),
        ({"value": [61.5, "x", 10, 11, None, 52.5, 12, 13]}, "not a number"),
    ],
)
def test_a_broken_cube_is_refused(change: dict[str, Any], words: str) -> None:
    data = json.loads((FIXTURES / "pxweb.json").read_text())
    assert words in reasons(look(json.dumps(data | change), mapping=_only("000007A8")))


def _only(column: str) -> TableMapping:
    values = tuple(value for value in ANSWERS.values if value.column == column)
    return TableMapping(fixed=ANSWERS.fixed, values=values)


def test_kolada_gives_totals_and_leaves_out_what_was_removed() -> None:
    preview = bring_in((FIXTURES / "kolada.json").read_bytes(), mapping=_only("N00914"))
    assert preview.counts.new == 2
    assert Observation.objects.get(area__code="A").value == 61.5
    assert Observation.objects.get(area__code="B").status == "suppressed"


def test_a_key_figure_that_the_mapping_does_not_name_is_told() -> None:
    content = (FIXTURES / "kolada.json").read_bytes()
    assert "does not name" in reasons(look(content, mapping=_only("000007A8")))


def test_a_wide_table_is_read_by_a_mapping() -> None:
    mapping, problems = read_mapping(
        b"""
        missing = ["-"]
        [columns]
        area = "DeSO"
        [fixed]
        geography = "deso2018"
        year = 2022
        [[values]]
        indicator = "employed"
        numerator = "Sysselsatta"
        denominator = "Alla"
        """,
        file="map.toml",
    )
    assert not problems
    bring_in("DeSO;Namn;Sysselsatta;Alla\nA;x;50;200\nB;y;-;200\n", mapping=mapping)
    observation = Observation.objects.get(area__code="A")
    assert (observation.value, observation.numerator, observation.denominator) == (25, 50, 200)
    assert Observation.objects.get(area__code="B").status == "missing"


@pytest.mark.parametrize(
    "content",
    [
        b"[colums]",
        b"values = 3",
        b"[[values]]\nindicator = 3",
        b"missing = 1",
        b"= ",
        b"\xff",
        b"[fixed]\na = []",
    ],
)
def test_a_broken_mapping_is_told(content: bytes) -> None:
    mapping, problems = read_mapping(content, file="map.toml")
    assert mapping is None
    assert problems.count


@pytest.mark.parametrize(
    ("text", "value"),
    [("61,5", 61.5), ("0,615", 0.615), ("61,5000", 61.5), ("1234", 1234), ("-1e-3", -0.001), (" 61 ", 61)],
)
def test_a_file_with_semicolons_may_use_the_decimal_comma(text: str, value: float) -> None:
    make_definition("free", least=None, most=None)
    bring_in(f"geography;area;indicator;year;value\ndeso2018;A;free;2022;{text}\n")
    assert Observation.objects.get().value == value


def test_a_number_that_could_be_thousands_is_refused() -> None:
    content = "geography;area;indicator;year;value\ndeso2018;A;employed;2022;1,234\n"
    assert "Nobody can tell" in reasons(look(content))


def test_two_decimal_marks_in_one_file_are_refused() -> None:
    rows = "deso2018;A;employed;2022;1,5\ndeso2018;B;employed;2022;1.5\n"
    assert "both" in reasons(look("geography;area;indicator;year;value\n" + rows))


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("geography,area,indicator,year,value\ndeso2018,Å,employed,2022,5\n".encode("latin-1"), 2, "UTF-8"),
        ("geography,area\n".encode("utf-16"), 1, "UTF-16"),
        ("geography,area\n".encode("utf-16-le"), 1, "UTF-16"),
        (b"geography,area\n\x00", 2, "NUL"),
        (b"", 0, "empty"),
        (b'geography,area,indicator,year,value\n"deso2018,A', 2, "quotation"),
        ("område,år".encode(), 1, "no such column"),
    ],
)
def test_text_in_another_coding_is_told_with_its_line(content: bytes, line: int, words: str) -> None:
    problem = look(content).problems[0]
    assert words in problem.reason
    assert problem.line == line


def test_a_swedish_header_is_answered_with_our_name() -> None:
    problems = look("geography;område;indikator;år;värde\n").problems
    assert "“area”" in problems[0].remedy


def test_a_mark_at_the_beginning_is_no_harm() -> None:
    rows = "geography,area,indicator,year,value\ndeso2018,A,employed,2022,5\n"
    assert look(rows.encode("utf-8-sig")).can_apply


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings) -> None:
    class Huge(io.RawIOBase):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 300 * 1024**2 if whence == 2 else 0

        def read(self, _size: int = -1) -> bytes:
            raise AssertionError("A file that is too large must not be read.")

    file = make_file("")
    preview = preview_import(
        kind=Kind.OBSERVATIONS, file=type(file)("huge.csv", Huge()), options=ImportOptions()
    )
    assert "300 MB" in preview.problems[0].reason


def geopackage(tmp_path: Path, *, epsg: int = 3006, codes: tuple[str, ...] = ("A", "B")) -> bytes:
    path = tmp_path / f"{epsg}.gpkg"
    start = (374_000, 6_163_000) if epsg == 3006 else (13.0, 55.6)
    side = 500 if epsg == 3006 else 0.01
    boxes = [
        shapely.box(start[0] + n * side, start[1], start[0] + (n + 1) * side, start[1] + side)
        for n in range(len(codes))
    ]
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(boxes),
        [np.array(codes, dtype=object)],
        ["code"],
        geometry_type="Polygon",
        crs=f"EPSG:{epsg}",
        layer="zones",
        driver="GPKG",
    )
    return path.read_bytes()


@pytest.mark.parametrize("epsg", [3006, 4326])
def test_a_geopackage_comes_in_whatever_its_reference_system(tmp_path: Path, epsg: int) -> None:
    bring_in(geopackage(tmp_path, epsg=epsg), Kind.BOUNDARIES, geography="deso2018")
    assert Boundary.objects.count() == 2
    boundary = Boundary.objects.get(area__code="A")
    assert 12.9 < boundary.west < 13.1
    assert 55.5 < boundary.south < 55.7
    if epsg == 3006:
        assert boundary.square_metres == pytest.approx(250_000, rel=1e-4)


def test_a_geopackage_with_a_foul_shape_or_no_layer_is_refused(tmp_path: Path) -> None:
    content = geopackage(tmp_path)
    path = tmp_path / "foul.gpkg"
    path.write_bytes(content)
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda _blob: 0)
    for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
        connection.create_function(name, 1, lambda _blob: 0)
    connection.execute("UPDATE zones SET geom = x'475000010000' WHERE code = 'A'")
    connection.commit()
    connection.close()
    assert "cannot be read" in reasons(look(path.read_bytes(), Kind.BOUNDARIES, geography="deso2018"))
    assert "layers" in reasons(look(content, Kind.BOUNDARIES, geography="deso2018", layer="nowhere"))
    assert "GeoPackage" in reasons(look(content[:5000], Kind.BOUNDARIES, geography="deso2018"))


def test_the_options_survive_the_way_to_a_background_task() -> None:
    options = ImportOptions(source=make_source(), mapping=ANSWERS, valid_from=datetime.date(2025, 1, 1))
    assert ImportOptions.from_dict(json.loads(json.dumps(options.as_dict()))) == options
