"""What import contracts cannot see: calls that reach files, chance or other stages without an import."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bokal"
# Doors by name that a contract does not see; each entry is a place where the name comes from the settings.
DOORS = {"get_model", "import_string", "import_module", "__import__"}
MAY_OPEN_DOORS = {
    "cli/__init__.py",
    "cli/serve.py",
    "programme/queue/services/backend.py",
    "programme/reports/services/publish_report.py",
}
# numpy.random's own state is shared by everybody; a generator that is passed in is not.
SHARED_CHANCE = re.compile(r"(?:np|numpy)\.random\.(\w+)")
CHANCE_BY_HAND = {"Generator", "default_rng", "SeedSequence", "PCG64"}
NOT_IN_SCIENCE = {"open", "print", "input", "exec", "eval", "breakpoint"}


def name_of(call: ast.Call) -> str:
    """Return the last part of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def impure_calls(code: str) -> Iterator[str]:
    """Name the calls that make a science depend on more than its arguments."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        path = ast.unparse(node.func)
        if path in NOT_IN_SCIENCE:
            yield f"line {node.lineno}: {path}() reads or writes outside the arguments"
        if (drawn := SHARED_CHANCE.fullmatch(path)) and drawn[1] not in CHANCE_BY_HAND:
            yield f"line {node.lineno}: {path}() draws from a state that everybody shares"
        if name_of(node) == "default_rng" and not node.args and not node.keywords:
            yield f"line {node.lineno}: {path}() without a seed gives another answer each time"


def doors(code: str) -> list[int]:
    """Return the lines that reach a module or model by its name in a text."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call) and name_of(node) in DOORS
    ]


def sources(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", sources(SOURCE / "science"), ids=lambda path: path.stem)
def test_a_science_depends_on_its_arguments_alone(path: Path) -> None:
    assert list(impure_calls(path.read_text())) == []


def test_nothing_is_reached_by_name_past_the_contracts() -> None:
    reached = {
        str(path.relative_to(SOURCE)): lines for path in sources(SOURCE) if (lines := doors(path.read_text()))
    }
    assert set(reached) <= MAY_OPEN_DOORS, reached


@pytest.mark.parametrize(
    "planted",
    [
        "open('a')",
        "print(1)",
        "np.random.seed(1)",
        "numpy.random.shuffle(rows)",
        "np.random.default_rng()",
        "rows = [eval(row) for row in rows]",
    ],
)
def test_a_planted_impurity_is_found(planted: str) -> None:
    assert len(list(impure_calls(planted))) == 1


def test_a_planted_door_is_found() -> None:
    assert doors("a = 1\napps.get_model('areas', 'Observation')\nimport_string('x.y')") == [2, 3]


def test_a_generator_with_a_seed_may_draw() -> None:
    assert list(impure_calls("np.random.default_rng([1, 2]).normal()")) == []
