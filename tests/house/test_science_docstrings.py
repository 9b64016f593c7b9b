"""What a science offers says what goes in, what comes out and what it refuses, in NumPy's form."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SCIENCE = Path(__file__).resolve().parents[2] / "src" / "bokal" / "science"


def offered_by(package: Path) -> set[str]:
    """Return the names a package offers."""
    for node in ast.parse((package / "__init__.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def lacking(function: ast.FunctionDef) -> Iterator[str]:
    """Name what the docstring of a function leaves out."""
    text = ast.get_docstring(function) or ""
    for argument in (*function.args.args, *function.args.kwonlyargs):
        if not re.search(rf"^(?:\w+, )*{argument.arg}(?:, \w+)*(?: :|$)", text, re.MULTILINE):
            yield argument.arg
    if function.returns and ast.unparse(function.returns) != "None" and "Returns\n---" not in text:
        yield "Returns"
    if any(isinstance(node, ast.Raise) for node in ast.walk(function)) and "Raises\n---" not in text:
        yield "Raises"


def functions(path: Path) -> list[ast.FunctionDef]:
    nodes = ast.parse(path.read_text(encoding="utf-8")).body
    return [node for node in nodes if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize(
    "package", sorted(path.parent for path in SCIENCE.glob("*/__init__.py")), ids=lambda path: path.name
)
def test_each_function_that_is_offered_is_documented(package: Path) -> None:
    names = offered_by(package)
    assert names
    found = [
        f"{path.name} {function.name}: {what}"
        for path in package.glob("*.py")
        for function in functions(path)
        if function.name in names
        for what in lacking(function)
    ]
    assert found == []


def test_what_is_left_out_is_named() -> None:
    (bare,) = ast.parse('def half(of: float) -> float:\n    "Halve."\n    raise ValueError').body
    assert isinstance(bare, ast.FunctionDef)
    assert list(lacking(bare)) == ["of", "Returns", "Raises"]
