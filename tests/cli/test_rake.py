"""``bokal rake`` weighs a sample and says what that costs, or refuses in one sentence and writes nothing."""

import csv
import io
import json
from pathlib import Path

import pytest

from bokal.cli import main

SAMPLE = "person,age,sex\n1,young,w\n2,young,m\n3,old,w\n4,old,w\n5,old,m\n"
MARGINS = "variable,category,share\nage,young,0.6\nage,old,0.4\nsex,w,0.5\nsex,m,0.5\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("sample.csv").write_text(SAMPLE)
    Path("margins.csv").write_text(MARGINS)
    return tmp_path


def run(*arguments: str) -> int:
    return main(["rake", "sample.csv", "--margins", "margins.csv", *arguments])


@pytest.mark.usefixtures("folder")
def test_each_row_gets_a_weight_and_the_margins_hold() -> None:
    assert run("--id", "person", "--out", "out.csv", "--json", "report.json") == 0
    rows = list(csv.DictReader(io.StringIO(Path("out.csv").read_text())))
    assert [row["person"] for row in rows] == ["1", "2", "3", "4", "5"]
    weights = [float(row["weight"]) for row in rows]
    assert sum(weights) == pytest.approx(5)
    assert sum(
        weight for row, weight in zip(rows, weights, strict=True) if row["age"] == "young"
    ) == pytest.approx(3)
    report = json.loads(Path("report.json").read_text())
    assert report["effective_sample_size"] == pytest.approx(5 / report["design_effect"])
    young = report["categories"][0]
    assert (young["category"], young["heard"], young["share_living"]) == ("young", 2, 0.6)
    assert young["ratio"] == pytest.approx(2 / 3)
    assert young["low"] < young["ratio"] < young["high"]
    assert young["share_weighted"] == pytest.approx(0.6)
    assert report["cells_without_people"] == {"count": 0, "cells": []}
    assert len(report["input_sha256"]) == 64


@pytest.mark.usefixtures("folder")
def test_the_same_input_gives_the_same_bytes() -> None:
    for name in ("a", "b"):
        assert run("--out", f"{name}.csv", "--json", f"{name}.json") == 0
    assert Path("a.csv").read_bytes() == Path("b.csv").read_bytes()
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()


@pytest.mark.usefixtures("folder")
def test_the_report_is_printed_or_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json") == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 5
    assert run("--explain") == 0
    assert "5 people were heard" in capsys.readouterr().out


@pytest.mark.usefixtures("folder")
def test_limits_are_kept_and_told() -> None:
    assert run("--trim", "0.9,1.1", "--json", "report.json") == 0
    report = json.loads(Path("report.json").read_text())
    assert report["trimmed"] > 0
    assert report["margin_error"] > 0.01


@pytest.mark.parametrize(
    ("sample", "margins", "arguments", "reason"),
    [
        (SAMPLE, MARGINS.replace("0.6", "0.7"), ["--json"], "add up to 1.1"),
        (SAMPLE, MARGINS + "sex,other,0\nsex,w,0\n", ["--json"], "line 7, column “category”"),
        (SAMPLE, MARGINS.replace("0.6", "60"), ["--json"], "line 2, column “share”: 60 is no share"),
        (
            SAMPLE.replace("1,young", "1,Young"),
            MARGINS,
            ["--json"],
            "sample.csv, line 2, column “age”: “Young”",
        ),
        (SAMPLE, MARGINS.replace("age,", "born,"), ["--json"], "there is no column “born”"),
        (SAMPLE, MARGINS.replace("old,0.4", "old,0.2\nage,oldest,0.2"), ["--json"], "Nobody with “oldest”"),
        (SAMPLE, MARGINS, [], "Nothing is asked for"),
        (SAMPLE, MARGINS, ["--json", "--explain"], "both be printed"),
        (SAMPLE, MARGINS, ["--json", "--trim", "5"], "--trim 5 is not understood"),
        (SAMPLE, MARGINS, ["--json", "--level", "95"], "is no level"),
        (SAMPLE, MARGINS, ["--out", "sample.csv"], "never overwritten"),
        (SAMPLE + "1,old,w\n", MARGINS, ["--id", "person", "--json"], "line 7, column “person”"),
        ("", MARGINS, ["--json"], "is empty"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_used_is_refused_with_its_place(
    capsys: pytest.CaptureFixture[str], sample: str, margins: str, arguments: list[str], reason: str
) -> None:
    Path("sample.csv").write_text(sample)
    Path("margins.csv").write_text(margins)
    out = ["--out", "out.csv"] if arguments and "--out" not in arguments else []
    assert run(*out, *arguments) == 2
    answer = capsys.readouterr()
    assert reason in answer.err
    assert answer.out == ""
    assert not Path("out.csv").exists()
