"""No file, function or template grows past the size at which it stops being read."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bokal"
LIMITS = {"django": 400, "science": 600, "tests": 800, "settings": 450, "template": 150}
LONGEST_FUNCTION = 60


def too_long(files: list[Path], limit: int) -> list[str]:
    """Name each file with more lines than ``limit``."""
    lengths = ((path, len(path.read_text().splitlines())) for path in files)
    return [
        f"{path} has {length} lines, the limit is {limit}. Split it."
        for path, length in lengths
        if length > limit
    ]


def long_functions(files: list[Path], limit: int) -> list[str]:
    """Name each function whose statements span more lines than ``limit``, its docstring not counted."""
    found = []
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > limit:
                found.append(f"{path}: {node.name} has {length} lines, the limit is {limit}. Split it.")
    return found


def python_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def test_no_source_file_is_too_long() -> None:
    science = python_files(SOURCE / "science")
    settings = SOURCE / "config" / "settings.py"
    rest = [path for path in python_files(SOURCE) if path not in science and path != settings]
    assert too_long(rest, LIMITS["django"]) == []
    assert too_long(science, LIMITS["science"]) == []
    assert too_long([settings], LIMITS["settings"]) == []


def test_no_test_file_is_too_long() -> None:
    assert too_long(python_files(ROOT / "tests"), LIMITS["tests"]) == []


def test_no_template_is_too_long() -> None:
    assert too_long(sorted((SOURCE / "web" / "templates").rglob("*.html")), LIMITS["template"]) == []


def test_no_function_is_too_long() -> None:
    assert long_functions(python_files(SOURCE), LONGEST_FUNCTION) == []


def test_what_is_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("def count():\n" + "    print()\n" * 70)
    assert len(too_long([path], 60)) == 1
    assert len(long_functions([path], 60)) == 1
