"""``bokal import`` shows what it would change, refuses with 2, and leaves nothing when it is stopped."""

import csv
from pathlib import Path

import pytest

from bokal import cli
from bokal.programme.areas.models import Dataset, Observation
from bokal.programme.areas.services.preview_changes import Changes
from bokal.programme.history.models import Entry
from tests.factories.areas import make_definition, make_geography

pytestmark = pytest.mark.django_db

HEADER = "geography,area,indicator,year,value\n"
FACTS = """
slug = "example"
title = {en = "Constructed example"}
publisher = "Nobody"
reference = "Made for a test."
licence = "CC0 1.0"
licence_status = "open"
retrieved = 2026-11-24
"""


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B"))
    make_definition()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text(HEADER + "deso2018,A,employed,2022,61.5\n")
    (tmp_path / "facts.toml").write_text(FACTS)
    return path


def run(table: Path, *arguments: str) -> int:
    facts = table.with_name("facts.toml")
    return cli.main(["import", "observations", str(table), "--dataset", str(facts), *arguments])


def test_a_file_comes_in_by_the_command(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(table) == 0
    assert Observation.objects.get().value == 61.5
    assert Dataset.objects.get().document is not None
    assert Entry.objects.get(verb="data.imported").origin == "command"
    out = capsys.readouterr().out
    assert "deso2018 A · employed · 2022: 61.5 (ok)" in out
    assert "1 new, 0 changed, 0 unchanged" in out


def test_a_dry_run_writes_nothing(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(table, "--dry-run") == 0
    assert not Observation.objects.exists()
    assert "1 new" in capsys.readouterr().out


def test_facts_may_stand_on_the_command_line(table: Path) -> None:
    words = "--slug s --title T --publisher P --reference R --licence-name CC0 --licence open"
    arguments = [*words.split(), "--retrieved-on", "2026-11-24"]
    assert cli.main(["import", "observations", str(table), *arguments]) == 0
    assert Dataset.objects.get().slug == "s"


def test_a_refused_file_ends_with_2_and_all_problems_go_to_a_file(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table.write_text(HEADER + "deso2018,A,employed,2022,140\n" * 60 + "deso2018,=cmd,employed,2022,5\n")
    assert run(table, "--problems", str(tmp_path / "out.csv")) == 2
    error = capsys.readouterr().err
    assert "figures.csv:2 value “140”" in error
    assert error.count("figures.csv:") == 50
    assert "and 11 more" in error
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 61
    assert rows[-1]["value"] == "'=cmd"


@pytest.mark.parametrize("facts", ["slug = 3", "= ", 'slug = "a"'])
def test_facts_that_are_not_whole_are_told(
    table: Path, facts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    table.with_name("facts.toml").write_text(facts)
    assert run(table) == 2
    assert "facts.toml" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table.unlink()
    assert run(table) == 2
    assert "figures.csv" in capsys.readouterr().err


def test_stopping_in_the_middle_leaves_nothing(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Changes.save

    def interrupted(self: Changes, **names: object) -> None:
        save(self, **names)
        raise KeyboardInterrupt

    monkeypatch.setattr(Changes, "save", interrupted)
    assert run(table) == cli.INTERRUPTED
    assert not Observation.objects.exists()
    assert not Dataset.objects.exists()
