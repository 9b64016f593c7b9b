"""``bokal index`` answers in full, the same each time, or refuses in one sentence and writes nothing."""

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bokal.cli import COMMANDS, main, outputs, tables

TABLE = """code,low income,work,work se,cases,people
A,40,61,2,30,100
B,10,80,2,12,120
"C, south",25,75,2,4,90
D,33,75,2,22,80
"""
SPEC = """id = "code"
method = "exponential"
[[domain]]
name = "income"
column = "low income"
kind = "score"
weight = 60
[[domain]]
name = "work"
column = "work"
kind = "good"
weight = 40
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("table.csv").write_text(TABLE)
    Path("spec.toml").write_text(SPEC)
    return tmp_path


def run(*arguments: str, table: str = "table.csv", spec: str = "spec.toml") -> int:
    return main(["index", table, "--spec", spec, *arguments])


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("folder")
def test_the_result_has_one_row_an_area_in_the_order_of_the_table() -> None:
    assert run("--out", "out.csv") == 0
    header, *rows = rows_of(Path("out.csv").read_text())
    assert header == ["id", "score", "rank", "decile", "income", "work"]
    assert [row[0] for row in rows] == ["A", "B", "C, south", "D"]
    assert [row[2] for row in rows] == ["1", "4", "3", "2"]
    assert float(rows[0][4]) == pytest.approx(100)


@pytest.mark.usefixtures("folder")
def test_the_same_input_gives_the_same_bytes() -> None:
    for name in ("one", "two"):
        assert run("--out", f"{name}.csv.gz", "--json", f"{name}.json", "--draws", "50") == 0
        assert run("--out", f"{name}.parquet") == 0
    for ending in ("csv.gz", "json", "parquet"):
        assert Path(f"one.{ending}").read_bytes() == Path(f"two.{ending}").read_bytes()


@pytest.mark.usefixtures("folder")
def test_all_formats_hold_the_same_table_and_can_be_read_again() -> None:
    for name in ("out.csv", "out.csv.gz", "out.parquet"):
        assert run("--out", name) == 0
    plain = Path("out.csv").read_bytes()
    assert gzip.decompress(Path("out.csv.gz").read_bytes()) == plain
    Path("again.toml").write_text('id="id"\n[[domain]]\nname="x"\ncolumn="score"\nkind="score"\nweight=1\n')
    answers = []
    for name in ("out.csv", "out.csv.gz", "out.parquet"):
        assert run("--out", f"again-{name}.csv", table=name, spec="again.toml") == 0
        answers.append(Path(f"again-{name}.csv").read_text())
    assert len(set(answers)) == 1


@pytest.mark.usefixtures("folder")
def test_the_report_says_what_it_was_made_from_and_adds_up() -> None:
    Path("spec.toml").write_text(SPEC + 'se = "work se"\n')
    assert run("--json", "report.json", "--draws", "100", "--seed", "3", "--level", "0.999") == 0
    report = json.loads(Path("report.json").read_text())
    assert report["input_sha256"] == hashlib.sha256(TABLE.encode()).hexdigest()
    assert report["method"] == {"name": "index/exponential", "version": "1"}
    assert report["parameters"]["simulation"] == {
        "draws": 100,
        "seed": 3,
        "level": 0.999,
        "concentration": 100,
    }
    assert {"bokal_version", "spec_sha256", "ties", "sensitivity", "warnings"} < set(report)
    for area in report["areas"]:
        assert sum(area["contributions"].values()) == pytest.approx(area["score"], rel=1e-12)
        for name in ("rank_interval_noise", "rank_interval_weights", "rank_range_sensitivity"):
            low, high = area[name]
            assert 1 <= low <= area["rank"] <= high <= 4
    assert any(area["rank_interval_noise"][0] < area["rank_interval_noise"][1] for area in report["areas"])


@pytest.mark.usefixtures("folder")
def test_counts_alone_make_a_domain_with_noise() -> None:
    counted = SPEC.replace('column = "low income"', 'numerator = "cases"\ndenominator = "people"')
    Path("spec.toml").write_text(counted)
    assert run("--out", "out.csv", "--json", "report.json", "--draws", "100") == 0
    assert "rank_interval_noise" in json.loads(Path("report.json").read_text())["areas"][0]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("option", [["--json"], ["--json", "-"]])
def test_a_report_without_a_name_is_printed(option, capsys) -> None:
    assert run(*option, "--draws", "0") == 0
    report = json.loads(capsys.readouterr().out)
    assert "rank_interval_weights" not in report["areas"][0]


@pytest.mark.usefixtures("folder")
def test_it_says_in_words_why_an_area_ranks_where_it_does(capsys) -> None:
    assert run("--explain", "C, south") == 0
    told = capsys.readouterr().out
    assert "C, south has rank 3 of 4" in told
    assert "income: weight 60, higher is worse." in told
    assert run("--explain") == 0
    assert capsys.readouterr().out.count("has rank") == 4


@pytest.mark.usefixtures("folder")
def test_what_may_not_be_meant_is_said_on_standard_error(capsys) -> None:
    Path("spec.toml").write_text(SPEC.replace("weight = 40", "weight = 0"))
    assert run("--out", "out.csv") == 0
    assert "Warning: The domain “work” has the weight 0" in capsys.readouterr().err


WRONG_TABLES = {
    "an empty file": (b"", "is empty"),
    "a header alone": (b"code,low income,work\n", "has a header but no rows"),
    "no such column": (b"code,work\nA,1\n", "line 1: there is no column “low income”"),
    "another spelling": (b"code,Low Income,work\nA,1,2\n", "There is one called “Low Income”"),
    "semicolons": (b"code;low income;work\nA;1;2\n", "separated by something else than commas"),
    "a column twice": (b"code,work,work,low income\n", "“work” is there twice"),
    "a key twice": (b"code,low income,work\nA,1,2\nA,3,4\n", "line 3, column “code”: the key “A” is already"),
    "an empty key": (b"code,low income,work\n,1,2\n", "line 2, column “code”: the key is empty"),
    "a word": (b"code,low income,work\nA,1,2\nB,x,4\n", "line 3, column “low income”: “x” is not a number"),
    "no value": (b"code,low income,work\nA,,2\n", "a missing value is not zero"),
    "NaN": (b"code,low income,work\nA,NaN,2\n", "“NaN” is not a value"),
    "infinity": (b"code,low income,work\nA,1e999,2\n", "too large"),
    "a decimal comma": (b'code,low income,work\nA,"1,5",2\n', "comma for the decimals"),
    "an underscore": (b"code,low income,work\nA,1_000,2\n", "is not a number"),
    "other digits": ("code,low income,work\nA,١,2\n".encode(), "is not a number"),
    "a short row": (b"code,low income,work\nA,1\n", "line 2: there are 2 cells, but the header has 3"),
    "a gap": (b"code,low income,work\nA,1,2\n\nB,1,2\n", "line 3: the line is empty"),
    "an open quote": (b'code,low income,work\n"A,1,2\n', "this is not CSV"),
    "Latin-1": ("code,low income,work\nMalmö,1,2\n".encode("latin-1"), "line 2: the text is not UTF-8"),
    "UTF-16": ("code,low income,work\n".encode("utf-16"), "is in UTF-16"),
    "a null byte": (b"code,low income,work\nA\0,1,2\n", "line 2: there is a null byte"),
    "a workbook": (b"PK\x03\x04rest", "is a workbook or a zip file"),
    "a long line later": (b'code,low income,work\n"A\nB",1,2\nC,x,2\n', "line 4, column “low income”"),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("content", "sentence"), WRONG_TABLES.values(), ids=WRONG_TABLES)
def test_a_wrong_table_is_refused_with_its_place_and_nothing_is_written(content, sentence, capsys) -> None:
    Path("table.csv").write_bytes(content)
    assert run("--out", "out.csv", "--json", "report.json") == 2
    answer = capsys.readouterr().err
    assert sentence in answer
    assert answer.count("\n") == 1
    assert sorted(os.listdir()) == ["spec.toml", "table.csv"]


WRONG_SPECS = {
    "no TOML": ("id = ", "this is not TOML"),
    "no domain": ('id = "code"', "there is no [[domain]]"),
    "no key": (SPEC.replace('id = "code"', ""), "“id”: this key is missing"),
    "an unknown key": (SPEC.replace("method", "metod", 1), "line 2, “metod”: this key is not known"),
    "an unknown key below": (SPEC + "wait = 3\n", "line 13, “wait”: this key is not known"),
    "an unknown method": (SPEC.replace("exponential", "median"), "line 2, “method”: “median” is not one of"),
    "an unknown kind": (SPEC.replace('"good"', '"nice"'), "line 11, “kind”: “nice” is not one of"),
    "a weight below zero": (SPEC.replace("40", "-40"), "line 12, “weight”: this must be a number from 0"),
    "weights of zero": (SPEC.replace("60", "0").replace("40", "0"), "all weights are zero"),
    "a weight as text": (SPEC.replace("40", '"40"'), "line 12, “weight”: this must be a number"),
    "a weight of yes": (SPEC.replace("40", "true"), "line 12, “weight”: this must be a number"),
    "a weight of nan": (SPEC.replace("40", "nan"), "line 12, “weight”: this must be a number"),
    "a huge weight": (SPEC.replace("40", "9" * 5000), "is not TOML"),
    "a name twice": (SPEC.replace('"work"', '"income"', 1), "“income” is the name of two domains"),
    "a name of ours": (SPEC.replace('"income"', '"decile"'), "line 4, “name”: “decile” is a column that"),
    "the key as figure": (SPEC.replace('"low income"', '"code"'), "“code” is the key column"),
    "half of the counts": (SPEC + 'numerator = "cases"\n', "numerator and denominator go together"),
    "two kinds of noise": (SPEC + 'se = "work se"\nrounding = 1\n', "already has “se”"),
    "a rank too high": (
        SPEC.replace('"score"', '"rank"'),
        "table.csv, line 3, column “low income”: The domain “income”: “B” has rank 10",
    ),
    "noise of ranks": (SPEC.replace('"good"', '"rank"') + "rounding = 1\n", "ranks have no noise"),
    "a column we lack": (SPEC + 'se = "sd"\n', "there is no column “sd”"),
    "deep nesting": ("a = " + "[" * 5000, "is not TOML"),
    "domains as a list": ('id = "code"\ndomain = [1]\n', "each domain must be a table"),
}


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("content", "sentence"), WRONG_SPECS.values(), ids=WRONG_SPECS)
def test_a_wrong_specification_is_refused_with_its_line(content, sentence, capsys) -> None:
    Path("spec.toml").write_text(content)
    assert run("--out", "out.csv") == 2
    answer = capsys.readouterr().err
    assert sentence in answer
    assert answer.count("\n") == 1
    assert sorted(os.listdir()) == ["spec.toml", "table.csv"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Nothing is asked for"),
        (["--json", "--explain"], "would both be printed"),
        (["--out", "table.csv"], "is also an input"),
        (["--out", "x.csv", "--json", "./x.csv"], "named for two results"),
        (["--out", "x.xlsx"], "must end in .csv"),
        (["--out", "no/x.csv"], "does not exist. Make it first"),
        (["--json", "."], "is a folder"),
        (["--explain", "Z"], "has no area “Z”"),
        (["--json", "x.json", "--draws", "5"], "is too little"),
        (["--json", "x.json", "--draws", "x"], "is not a whole number"),
        (["--json", "x.json", "--level", "nan"], "is not a number from"),
        (["--weights", "3"], "unrecognized arguments"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(arguments, sentence, capsys) -> None:
    assert run(*arguments) == 2
    assert sentence in capsys.readouterr().err
    assert sorted(os.listdir()) == ["spec.toml", "table.csv"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("no.csv", "does not exist"),
        (".", "is a folder"),
        ("spec.toml", "a name that tells no format"),
    ],
)
def test_what_is_no_table_is_refused(table, sentence, capsys) -> None:
    assert run("--out", "out.csv", table=table) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_broken_and_swollen_files_are_refused(capsys, monkeypatch) -> None:
    packed = gzip.compress(TABLE.encode())
    Path("cut.csv.gz").write_bytes(packed[:-12])
    Path("not.csv.gz").write_bytes(TABLE.encode())
    Path("bomb.csv.gz").write_bytes(gzip.compress(bytes(2_000_000)))
    Path("large.csv").write_bytes(bytes(2_000_000))
    Path("not.parquet").write_bytes(TABLE.encode())
    Path("half.parquet").write_bytes(b"PAR1" + bytes(20) + b"PAR1")
    monkeypatch.setattr(tables, "MOST_BYTES", 1_000_000)
    monkeypatch.setitem(tables.read_file.__kwdefaults__, "most", 1_000_000)
    sentences = {
        "cut.csv.gz": "cannot be unpacked",
        "not.csv.gz": "cannot be unpacked",
        "bomb.csv.gz": "unpacks to more than",
        "large.csv": "is larger than",
        "not.parquet": "is not a Parquet file",
        "half.parquet": "cannot be read as Parquet",
    }
    for table, sentence in sentences.items():
        assert run("--out", "out.csv", table=table) == 2
        answer = capsys.readouterr().err
        assert sentence in answer
        assert answer.count("\n") == 1


@pytest.mark.usefixtures("folder")
def test_a_byte_order_mark_is_read_over() -> None:
    Path("table.csv").write_bytes(b"\xef\xbb\xbf" + TABLE.encode())
    assert run("--out", "out.csv") == 0


@pytest.mark.usefixtures("folder")
def test_both_results_come_or_neither(monkeypatch, capsys) -> None:
    Path("out.csv").write_text("what was there")
    replaced = []

    def replace_once(self: Path, target: Path) -> Path:
        if target.name == "report.json":
            raise OSError(28, "No space left on device")
        replaced.append(target.name)
        return original(self, target)

    original = Path.replace
    monkeypatch.setattr(outputs.Path, "replace", replace_once)
    assert run("--out", "out.csv", "--json", "report.json", "--draws", "0") == 2
    assert "No space left on device" in capsys.readouterr().err
    assert replaced[0] == "out.csv"
    assert Path("out.csv").read_text() == "what was there"
    assert sorted(os.listdir()) == ["out.csv", "spec.toml", "table.csv"]


@pytest.mark.usefixtures("folder")
def test_a_pipe_is_written_in_place() -> None:
    command = f"{sys.executable} -m bokal.cli index table.csv --spec spec.toml --out /dev/stdout | head -1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert (answer.stdout, answer.stderr) == ("id,score,rank,decile,income,work\n", "")


@pytest.mark.usefixtures("folder")
def test_a_folder_nobody_may_write_to_is_named_before_any_work(capsys) -> None:
    if os.geteuid() == 0:
        pytest.skip("The administrator may write anywhere.")
    Path("locked").mkdir(mode=0o500)
    assert run("--out", "locked/out.csv") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_index_runs_without_the_site_and_help_without_any_command() -> None:
    code = (
        "import sys; from bokal.cli import main; main(sys.argv[1:]);"
        "print(sorted({'django', 'numpy', 'scipy'} & set(sys.modules)), file=sys.stderr)"
    )
    asked = {"--help": "[]", "--version": "[]", "index --help": "[]"}
    for arguments, loaded in asked.items():
        answer = subprocess.run(
            [sys.executable, "-c", code, *arguments.split()], capture_output=True, text=True, check=True
        )
        assert answer.stderr.strip() == loaded, arguments


@pytest.mark.usefixtures("folder")
def test_ranking_needs_neither_django_nor_scipy() -> None:
    code = (
        "import sys; from bokal.cli import main;"
        "main(['index', 'table.csv', '--spec', 'spec.toml', '--out', 'out.csv', '--json', 'r.json']);"
        "print(sorted({'django', 'scipy', 'duckdb'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.usefixtures("folder")
def test_an_interrupt_ends_it_in_one_line() -> None:
    os.mkfifo("slow.csv")
    running = subprocess.Popen(
        [sys.executable, "-m", "bokal.cli", "index", "slow.csv", "--spec", "spec.toml", "--out", "out.csv"],
        stderr=subprocess.PIPE,
        text=True,
    )
    # Opening for writing waits until the command has opened the pipe and therefore runs.
    with open("slow.csv", "w"):
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=600)
    assert running.returncode == 130
    assert told.strip() == "Interrupted."
    assert not Path("out.csv").exists()


@pytest.mark.usefixtures("folder")
def test_a_reader_who_has_seen_enough_ends_it_quietly() -> None:
    command = f"{sys.executable} -m bokal.cli index table.csv --spec spec.toml --json | head -c 1"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
    assert answer.stdout == "{"
    assert "Traceback" not in answer.stderr


def test_every_command_has_a_name_of_its_own_and_a_line_of_help() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert all(command.help.endswith(".") for command in COMMANDS)


def test_an_unknown_command_is_refused(capsys) -> None:
    assert main(["rank"]) == 2
    assert "rank" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_write_that_fails_leaves_no_file_behind(monkeypatch, capsys) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs.os, "fsync", full)
    before = sorted(Path().iterdir())
    assert run("--out", "out.csv", "--json", "out.json", "--draws", "0") == 2
    assert sorted(Path().iterdir()) == before
    assert "No space left" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_an_interruption_between_two_files_gives_back_the_first(monkeypatch) -> None:
    Path("out.csv").write_text("old")
    Path("out.json").write_text("old")
    before, replace = sorted(Path().iterdir()), Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if Path(target).name == "out.json" and not self.name.endswith(".before"):
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    assert run("--out", "out.csv", "--json", "out.json", "--draws", "0") == 130
    assert sorted(Path().iterdir()) == before
    assert Path("out.csv").read_text() == Path("out.json").read_text() == "old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="There is no /dev/full here.")
def test_a_full_standard_output_is_told_and_nothing_is_written(folder) -> None:
    command = [sys.executable, "-m", "bokal.cli", "index", "table.csv", "--spec", "spec.toml"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*command, "--json", "--draws", "0", "--out", "out.csv"],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr
    assert not (folder / "out.csv").exists()


def test_a_report_is_utf_8_whatever_the_terminal_says(folder) -> None:
    (folder / "table.csv").write_text(TABLE.replace("B,", "Möllevången – 漢,"))
    done = subprocess.run(
        [sys.executable, "-m", "bokal.cli", "index", "table.csv", "--spec", "spec.toml", "--explain"],
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=True,
    )
    assert "Möllevången – 漢" in done.stdout.decode()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [("Score", "is a column that the result has"), ("Work", "two domains"), (" income", "spaces around it")],
)
def test_names_that_a_database_would_change_are_refused(name, sentence, capsys) -> None:
    Path("spec.toml").write_text(SPEC.replace('name = "income"', f'name = "{name}"'))
    assert run("--out", "out.parquet") == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_parquet_keeps_odd_keys_and_names() -> None:
    Path("table.csv").write_text(TABLE.replace("A,", "#1,", 1).replace("B,", "#2,"))
    Path("spec.toml").write_text(SPEC.replace('name = "income"', 'name = "#column0"'))
    assert run("--out", "out.csv") == run("--out", "out.parquet") == 0
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql("select * from read_parquet('out.parquet')")
    header, *rows = rows_of(Path("out.csv").read_text())
    assert found.columns == header
    assert [row[0] for row in found.fetchall()] == [row[0] for row in rows]
