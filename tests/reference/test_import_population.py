"""The table of Statistics Sweden by age and sex comes in as it is, with the mapping of the documentation."""

import csv
import re
from pathlib import Path

import pytest

from bokal.programme.areas.models import Population
from bokal.programme.areas.services import ImportFile, ImportOptions, Kind, apply_import, read_mapping
from tests.factories.areas import make_geography, make_source

FORMATS = Path(__file__).resolve().parents[2] / "docs" / "reference" / "import-formats.md"


@pytest.mark.django_db
def test_the_table_of_malmo_comes_in_whole_and_once(shared_data: Path) -> None:
    section = FORMATS.read_text().partition("## Population")[2]
    written = re.search(r"```toml\n(.*?)```", section, re.DOTALL)
    assert written is not None
    mapping, problems = read_mapping(written[1].encode(), file="formats")
    assert mapping is not None, list(problems)
    path = shared_data / "data" / "areas" / "malmo_regso2025_befolkning_alder_kon_2024.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    make_geography("regso2025", areas=tuple(sorted({row["regso2025"] for row in rows})))
    options = ImportOptions(source=make_source(), mapping=mapping)
    for new in (3094, 0):
        with path.open("rb") as stream:
            file = ImportFile(path.name, stream)
            preview = apply_import(kind=Kind.POPULATION, file=file, options=options, actor=None)
        assert preview.counts.new == new
    everybody = sum(int(row["n"]) for row in rows if row["age"] == row["sex"] == "total")
    assert sum(Population.objects.values_list("people", flat=True)) == everybody
