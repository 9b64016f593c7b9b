"""No file, however foul, makes anything but a list of problems or a clean import.

``BOKAL_FUZZ_EXAMPLES`` says how many examples each test tries.
"""

import io
import json
import os
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.programme.areas.errors import ImportRefused
from bokal.programme.areas.models import Observation
from bokal.programme.areas.services import (
    ImportOptions,
    Kind,
    TableMapping,
    apply_import,
    preview_import,
    read_mapping,
)
from bokal.programme.documents.errors import DocumentRefused
from tests.factories.areas import make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

EXAMPLES = int(os.environ.get("BOKAL_FUZZ_EXAMPLES", "100"))
FIXTURES = Path(__file__).parent / "fixtures"


def mapping_of(column: str, fixed: dict[str, str] | None = None, **parts: dict[str, str]) -> TableMapping:
    value = {"column": column, "indicator": "employed"}
    return TableMapping.from_dict(
        {"fixed": {"geography": "deso2018"} | (fixed or {}), "values": [value], **parts}
    )


PXWEB, KOLADA = mapping_of("000007A8"), mapping_of("N00914")
WIDELY = mapping_of("000007A8", {"year": "2022"}, columns={"area": "area"})
TABLE = (
    b"geography,area,indicator,year,value,status\ndeso2018,A,employed,2022,61.5,ok\n"
    b"deso2018,B,employed,2022,,missing\n"
)
WIDE = b"area;000007A8;N00914\nA;61,5;\nB;52,5;3\n"
AREAS = b"geography,code,name,parent_geography,parent\ndeso2018,C,Area C,deso2018,A\n"
PARTS = b"whole_geography,area,geography,zone,weight,role,note_sv\ndeso2018,A,deso2018,B,0.5,partial,x\n"
TEXTS = {"sv": "x", "en": "y"}
SOURCES = json.dumps(
    [
        {
            "id": "s",
            "title": TEXTS,
            "publisher": "p",
            "reference": "r",
            "licence": "CC0",
            "licence_status": "open",
            "retrieved": "2026-01-01",
        }
    ]
).encode()
GEOGRAPHIES = json.dumps(
    [{"code": "g", "name": TEXTS, "valid_from": "2020-01-01", "areas": [{"code": "1", "name": "n"}]}]
).encode()
INDICATORS = json.dumps(
    [
        {
            "code": "i",
            "name": TEXTS,
            "class": "context",
            "direction": "better",
            "unit": "percent",
            "versions": [{"version": 1, "name": TEXTS, "text": TEXTS, "least": 0, "most": 100}],
        }
    ]
).encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in TABLE.decode().splitlines():
        book.active.append(line.split(","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def geopackage() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        shape = shapely.to_wkb([shapely.box(13.0, 55.6, 13.01, 55.61)])
        pyogrio.raw.write(
            str(path),
            shape,
            [np.array(["A"], dtype=object)],
            ["code"],
            geometry_type="Polygon",
            crs="EPSG:4326",
            driver="GPKG",
        )
        return path.read_bytes()


def geojson() -> bytes:
    shape = {"type": "Polygon", "coordinates": [[[13.0, 55.6], [13.01, 55.6], [13.01, 55.61], [13.0, 55.6]]]}
    feature = {"type": "Feature", "properties": {"code": "A"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


SEEDS = {
    "table": (Kind.OBSERVATIONS, TABLE, TableMapping()),
    "wide": (Kind.OBSERVATIONS, WIDE, WIDELY),
    "workbook": (Kind.OBSERVATIONS, workbook(), TableMapping()),
    "pxweb": (Kind.OBSERVATIONS, (FIXTURES / "pxweb.json").read_bytes(), PXWEB),
    "kolada": (Kind.OBSERVATIONS, (FIXTURES / "kolada.json").read_bytes(), KOLADA),
    "geojson": (Kind.BOUNDARIES, geojson(), TableMapping()),
    "geopackage": (Kind.BOUNDARIES, geopackage(), TableMapping()),
    "areas": (Kind.AREAS, AREAS, TableMapping()),
    "composites": (Kind.COMPOSITES, PARTS, TableMapping()),
    "sources": (Kind.SOURCES, SOURCES, TableMapping()),
    "geographies": (Kind.GEOGRAPHIES, GEOGRAPHIES, TableMapping()),
    "indicators": (Kind.INDICATORS, INDICATORS, TableMapping()),
}
PIECES = st.sampled_from(
    [
        *(
            b'"',
            b",",
            b";",
            b"\n",
            b"\r",
            b"\t",
            b"\0",
            b"{",
            b"}",
            b"[",
            b"]",
            b":",
            b"null",
            b"true",
            b"-1",
        ),
        *(
            b"1e999",
            b"NaN",
            b"\xff",
            b"\xc3\xa5",
            b"\xef\xbb\xbf",
            b"\\ud800",
            b"\\u0000",
            b"9" * 400,
            b"0.5",
        ),
        *(b"2022", b"deso2018", b"missing", b"=1+1", b"<!ENTITY", b"Infinity", b'{"type": 3}', b"'", b"A"),
    ]
)
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.one_of(PIECES, st.binary(max_size=8))
    ),
    max_size=6,
)


def mutated(seed: bytes, edits: list[tuple[float, int, bytes]]) -> bytes:
    """Cut and insert at some places."""
    content = seed
    for place, cut, piece in edits:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + cut :]
    return content


def options(mapping: TableMapping) -> ImportOptions:
    return ImportOptions(source=make_source(), mapping=mapping, geography="deso2018")


def try_out(kind: Kind, content: bytes, mapping: TableMapping) -> None:
    """Preview, apply and apply again; whatever comes of it must hold together."""
    told = options(mapping)
    preview = preview_import(kind=kind, file=make_file(content), options=told)
    json.dumps(preview.as_dict())
    assert all(problem.reason and problem.remedy for problem in preview.problems)
    before = Observation.objects.count()
    seen = preview
    with transaction.atomic():
        try:
            done = apply_import(kind=kind, file=make_file(content), options=told, actor=None)
        except DocumentRefused:
            done = None
        except ImportRefused as refused:
            done, seen = None, refused.preview
        assert seen.problem_count == preview.problem_count
        assert done is not None or Observation.objects.count() == before
        if done is not None:
            assert preview.can_apply
            assert done.counts == preview.counts
            again = apply_import(kind=kind, file=make_file(content), options=told, actor=None)
            assert not again.changes_anything
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B"))
    make_definition()


QUIET = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)


@pytest.mark.parametrize("name", SEEDS)
def test_the_seed_itself_comes_in(name: str) -> None:
    kind, seed, mapping = SEEDS[name]
    preview = preview_import(kind=kind, file=make_file(seed), options=options(mapping))
    assert preview.can_apply, preview.problems
    try_out(kind, seed, mapping)


@pytest.mark.parametrize("name", SEEDS)
@QUIET
@given(edits=EDITS)
def test_a_damaged_file_never_breaks_the_import(name: str, edits: list[tuple[float, int, bytes]]) -> None:
    kind, seed, mapping = SEEDS[name]
    try_out(kind, mutated(seed, edits), mapping)


@pytest.mark.parametrize("kind", list(Kind))
@QUIET
@given(content=st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=20).map(b"".join)))
def test_random_bytes_never_break_the_import(kind: Kind, content: bytes) -> None:
    try_out(kind, content, TableMapping())


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "type",
                        "features",
                        "geometry",
                        "properties",
                        "coordinates",
                        "code",
                        "name",
                        "versions",
                    ),
                    *(
                        "id",
                        "size",
                        "dimension",
                        "class",
                        "value",
                        "status",
                        "role",
                        "values",
                        "kpi",
                        "areas",
                    ),
                    *("category", "index", "label", "Region", "crs", "period", "municipality", "title"),
                ]
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("kind", list(Kind))
@QUIET
@given(data=JSON)
def test_any_json_never_breaks_the_import(kind: Kind, data: object) -> None:
    try_out(kind, json.dumps(data).encode(), KOLADA if "kpi" in str(data) else PXWEB)


@QUIET
@given(edits=EDITS)
def test_a_damaged_mapping_is_told(edits: list[tuple[float, int, bytes]]) -> None:
    seed = b'[columns]\narea = "a"\n[fixed]\nyear = 2022\n[[values]]\ncolumn = "c"\nindicator = "i"\n'
    mapping, problems = read_mapping(mutated(seed, edits), file="map.toml")
    assert (mapping is None) == bool(problems)
