"""All of Sweden comes in by the same door: 5,984 areas with 42 figures each."""

import sys
from pathlib import Path

import pytest

from bokal.programme.areas.models import Observation

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.django_db
def test_all_of_sweden_comes_in_and_twice_changes_nothing(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT / "benchmarks")])
    from sweden import GEOGRAPHY, load_sweden

    table = next(shared_data.rglob("sverige_deso2018_scb_2022.csv"))
    assert load_sweden(table)["observations"] == 5_984 * 42
    herrgarden = Observation.objects.get(
        area__geography__code=GEOGRAPHY,
        area__code="1280C1750",
        definition__indicator__code="sweden-low-econ-standard-pct",
    )
    assert herrgarden.value == 65
    assert load_sweden(table)["observations"] == 0
