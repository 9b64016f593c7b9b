"""Malmö's own data comes in by the public door, and its five areas compose to the figures known for them."""

from pathlib import Path

import pytest

from bokal.programme.areas.models import Boundary, Definition, Geography, Observation
from bokal.programme.areas.services import (
    ImportFile,
    ImportOptions,
    Kind,
    Preview,
    TableMapping,
    apply_import,
    compose_observations,
)
from bokal.programme.areas.tasks import import_document
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import keep_document

pytestmark = pytest.mark.django_db

DATA = Path(__file__).resolve().parents[3] / "data" / "malmo"
WHOLES = TableMapping(fixed={"whole_geography": "programme_areas"})


def bring_in(kind: Kind, name: str, **options: object) -> Preview:
    with (DATA / name).open("rb") as stream:
        file = ImportFile(name, stream)
        return apply_import(kind=kind, file=file, options=ImportOptions(**options), actor=None)


def bring_in_all() -> list[Preview]:
    return [
        bring_in(Kind.SOURCES, "sources.json"),
        bring_in(Kind.GEOGRAPHIES, "geographies.json"),
        bring_in(Kind.INDICATORS, "indicators.json"),
        bring_in(
            Kind.BOUNDARIES,
            "boundaries/deso2025.geojson",
            geography="deso2025",
            dataset="scb-deso-outlines",
        ),
        bring_in(Kind.COMPOSITES, "composites.csv", dataset="malmo-delomraden", mapping=WHOLES),
        bring_in(Kind.OBSERVATIONS, "observations.csv"),
    ]


@pytest.mark.parametrize(
    ("indicator", "version", "year", "people", "known"),
    [
        ("low-economic-standard", 1, 2022, 2022, (64.2, 37.2, 39.0, 30.5, 44.5)),
        ("employed", 2, 2022, 2022, (45.9, 59.3, 59.5, 67.8, 58.8)),
        ("low-economic-standard", 1, 2024, 2025, (62.4, 35.1, 40.0, 30.3, 43.8)),
        ("employed", 3, 2024, 2025, (51.1, 64.7, 61.7, 69.1, 60.0)),
        ("unemployed", 2, 2024, 2025, (29.4, 19.1, 21.7, 14.7, 20.2)),
        ("post-secondary", 2, 2024, 2025, (27.2, 42.5, 31.4, 39.7, 46.3)),
    ],
)
def test_the_five_areas_compose_to_the_known_figures(
    indicator: str, version: int, year: int, people: int, known: tuple[float, ...]
) -> None:
    bring_in_all()
    figures = compose_observations(
        geography=Geography.objects.get(code="programme_areas"),
        definition=Definition.objects.get(indicator__code=indicator, version=version),
        year=year,
        population=Definition.objects.get(indicator__code="population"),
        population_year=people,
        actor=None,
    )
    assert tuple(round(figure.value, 1) for figure in figures) == known
    assert max(len(figure.inside) for figure in figures) > 2


def test_malmo_twice_changes_nothing() -> None:
    first = bring_in_all()
    assert all(preview.changes_anything for preview in first)
    assert not any(preview.changes_anything for preview in bring_in_all())
    assert Boundary.objects.count() == 209


def test_a_background_task_imports_a_document_and_returns_what_is_wrong() -> None:
    bring_in_all()
    content = b"geography,area,indicator,version,year,value,source\n"
    content += b"deso2025,1280C1010,employed,3,2023,%s,scb-deso-2024\n"
    answers = []
    for value in (b"140", b"70"):
        document = keep_document(content=content % value, name="f.csv", access=Access.STAFF, actor=None)
        result = import_document.func("observations", document.pk, ImportOptions().as_dict(), None, "en")
        answers.append(Preview.from_dict(result))
    refused, taken = answers
    assert refused.problems[0].value == "140"
    assert taken.counts.new == 1
    assert Observation.objects.get(year=2023, area__code="1280C1010", definition__version=3).value == 70
