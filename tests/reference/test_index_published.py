"""The index of one country after another comes out as it was published."""

import csv
import gzip
from pathlib import Path

import pytest

from bokal.cli import main

WALES = {
    "income": 22,
    "employment": 22,
    "health": 15,
    "education": 14,
    "access": 10,
    "housing": 7,
    "crime": 5,
    "environment": 5,
}
ENGLAND = {
    "income": 22.5,
    "employment": 22.5,
    "education": 13.5,
    "health": 13.5,
    "crime": 9.3,
    "housing_and_services": 9.3,
    "environment": 9.3,
}


def write_spec(folder: Path, *, key: str, weights: dict[str, float], head: str = "") -> Path:
    path = folder / "spec.toml"
    domains = (
        f'[[domain]]\nname = "{name}"\ncolumn = "{name}_rank"\nkind = "rank"\nweight = {weight}\n'
        for name, weight in weights.items()
    )
    path.write_text(f'id = "{key}"\nmethod = "exponential"\n{head}\n' + "".join(domains))
    return path


def rank(table: Path, spec: Path) -> list[dict[str, str]]:
    out = spec.parent / "out.csv"
    assert main(["index", str(table), "--spec", str(spec), "--out", str(out)]) == 0
    with out.open(newline="") as stream:
        return list(csv.DictReader(stream))


def published(table: Path) -> list[dict[str, str]]:
    with gzip.open(table, "rt", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def wales(shared_data: Path) -> Path:
    return shared_data / "data/areas/imd/wimd2019_wales_lsoa11.csv.gz"


@pytest.fixture
def england(shared_data: Path) -> Path:
    return shared_data / "data/areas/imd/imd2025_england_lsoa21.csv.gz"


def agreeing(found: list[dict[str, str]], known: list[dict[str, str]]) -> int:
    return sum(ours["rank"] == theirs["imd_rank"] for ours, theirs in zip(found, known, strict=True))


def test_all_1909_ranks_and_tenths_of_wales_2019_come_out_as_published(wales: Path, tmp_path: Path) -> None:
    found = rank(wales, write_spec(tmp_path, key="lsoa11_code", weights=WALES))
    known = published(wales)
    assert len(known) == 1909
    assert agreeing(found, known) == 1909
    assert [row["decile"] for row in found] == [row["imd_decile"] for row in known]


def test_the_scores_of_wales_differ_from_the_published_by_rounding_alone(wales: Path, tmp_path: Path) -> None:
    found = rank(wales, write_spec(tmp_path, key="lsoa11_code", weights=WALES))
    # Published with six decimals and weights of one in all. Half a unit of rounding, and a hundredth of it
    # for the rounding of the published domains' own tools.
    largest = max(
        abs(float(ours["score"]) / 100 - float(theirs["imd_score"]))
        for ours, theirs in zip(found, published(wales), strict=True)
    )
    assert largest <= 5.05e-7


def test_33753_of_33755_ranks_of_england_2025_come_out_as_published(england: Path, tmp_path: Path) -> None:
    found = rank(england, write_spec(tmp_path, key="lsoa21_code", weights=ENGLAND))
    known = published(england)
    assert len(known) == 33_755
    assert agreeing(found, known) >= 33_753
    assert max(abs(int(a["rank"]) - int(b["imd_rank"])) for a, b in zip(found, known, strict=True)) == 1


def test_weights_that_are_made_to_sum_to_100_give_another_england(england: Path, tmp_path: Path) -> None:
    weights = {name: 9.333333 if weight == 9.3 else weight for name, weight in ENGLAND.items()}
    found = rank(england, write_spec(tmp_path, key="lsoa21_code", weights=weights))
    assert 0.05 < agreeing(found, published(england)) / 33_755 < 0.15


def test_the_rule_of_scotland_gives_another_wales(wales: Path, tmp_path: Path) -> None:
    spec = write_spec(tmp_path, key="lsoa11_code", weights=WALES, head='rank_rule = "(N-r)/N"')
    found = rank(wales, spec)
    assert agreeing(found, published(wales)) < 1909
    assert max(float(row["income"]) for row in found) < 100
    assert min(float(row["income"]) for row in found) == 0


def test_the_transformed_domains_of_wales_are_the_published_domain_scores(
    wales: Path, tmp_path: Path
) -> None:
    found = rank(wales, write_spec(tmp_path, key="lsoa11_code", weights=WALES))
    for ours, theirs in zip(found, published(wales), strict=True):
        for name in WALES:
            assert float(ours[name]) == pytest.approx(float(theirs[f"{name}_score"]), abs=1e-6)
