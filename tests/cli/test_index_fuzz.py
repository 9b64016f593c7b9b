"""Whatever bytes come in, ``bokal index`` answers or refuses in sentences; it never breaks.

Set BOKAL_FUZZ_EXAMPLES for more examples than the 200 of every day.
"""

import contextlib
import io
import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bokal.cli import main

EXAMPLES = int(os.environ.get("BOKAL_FUZZ_EXAMPLES", "200"))
TABLE = (
    "code,income,work,se,cases,people\nA,40,1,2,30,100\nB,10,2,0.5,12,120\nC,25,3,1,4,90\nD,33,4,2,22,80\n"
)
SPEC = """id = "code"
method = "{method}"
rank_rule = "{rule}"
kappa = {kappa}
[[domain]]
name = "income"
column = "income"
kind = "score"
weight = 22.5
{noise}
[[domain]]
name = "work"
column = "work"
kind = "{kind}"
weight = 9.3
"""
CELLS = [
    "",
    "nan",
    "-1",
    "0",
    "1e99",
    "1e400",
    "-0.0",
    '"',
    ",",
    "\n",
    "\r",
    "\0",
    "é",
    "\ufeff",
    "1_0",
    "'",
    "#",
]
WORDS = [
    *CELLS,
    "[",
    "]]",
    "[[domain]]",
    "=",
    '"""',
    "true",
    "1e308",
    "-inf",
    "1979-05-27",
    "{}",
    "\\u0000",
    "9" * 30,
]
specs = st.builds(
    SPEC.format,
    method=st.sampled_from(["exponential", "mean_rank", "zscore", "median"]),
    rule=st.sampled_from(["(N-r+1)/N", "(N-r)/N"]),
    kappa=st.sampled_from(["23", "1", "1.5", "2.7", "0.99", "1e6", "1e7"]) | st.floats(1, 100).map(repr),
    kind=st.sampled_from(["rank", "score", "good"]),
    noise=st.sampled_from(["", 'se = "se"', 'numerator = "cases"\ndenominator = "people"', "rounding = 5"]),
)


@st.composite
def mutated(draw, texts, words) -> bytes:
    """Cut, double, overwrite and insert in a text that was right."""
    data = draw(texts).encode()
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 12)))
        piece = draw(
            st.one_of(st.sampled_from(words).map(str.encode), st.binary(max_size=4), st.just(data[start:end]))
        )
        data = data[:start] + piece + data[draw(st.sampled_from([start, end])) :]
    return data


tables = st.one_of(mutated(st.just(TABLE), CELLS), st.binary(max_size=200))
written = st.one_of(mutated(specs, WORDS), st.binary(max_size=200))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    table=tables,
    spec=written,
    name=st.sampled_from(["t.csv", "t.csv.gz", "t.parquet"] + ["t.csv"] * 7),
    explain=st.booleans(),
)
def test_any_input_is_answered_or_refused_in_sentences(table, spec, name, explain) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / name).write_bytes(table)
        (folder / "spec.toml").write_bytes(spec)
        told, printed = io.StringIO(), io.StringIO()
        arguments = ["index", str(folder / name), "--spec", str(folder / "spec.toml"), "--draws", "20"]
        arguments += ["--out", str(folder / "out.csv"), "--json", str(folder / "out.json")]
        with contextlib.redirect_stderr(told), contextlib.redirect_stdout(printed):
            status = main([*arguments, "--explain"] if explain else arguments)
        results = {path.name for path in folder.iterdir()} - {name, "spec.toml"}
        if status == 0:
            assert results == {"out.csv", "out.json"}
        else:
            assert status == 2
            assert results == set()
            assert told.getvalue().startswith("bokal: ")
            assert told.getvalue().count("\n") == 1
