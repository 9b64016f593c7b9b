"""Each import contract is proved by planting the violation it is there to find."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

VIOLATIONS = {
    "an earlier stage imports a later one": (
        "programme/programmes/planted.py",
        "import bokal.programme.areas.models",
        "Flow",
    ),
    "an app nobody placed": ("programme/nobody/__init__.py", "", "Flow"),
    "science imports the web framework": ("science/index/planted.py", "import django", "Pure"),
    "science reads the clock": ("science/index/planted.py", "import datetime", "Pure"),
    "science draws by chance of its own": ("science/index/planted.py", "import random", "Pure"),
    "science starts a program": ("science/index/planted.py", "import subprocess", "Pure"),
    "science asks the network": ("science/index/planted.py", "import requests", "Pure"),
    "a page reaches into science": ("web/public/planted.py", "import bokal.science.index", "Door"),
    "a service goes past its calculations": (
        "programme/areas/services/planted.py",
        "import bokal.science.index",
        "Door",
    ),
    "one face knows another": ("web/public/planted.py", "import bokal.web.workspace", "Faces"),
    "the partner portal knows the workspace": (
        "web/partner/planted.py",
        "import bokal.web.workspace",
        "Faces",
    ),
    "a face nobody placed": ("web/nobody/__init__.py", "", "Faces"),
    "the domain knows the web": ("programme/areas/services/planted.py", "import bokal.web.ui", "Floors"),
    "the command knows the web": ("cli/planted.py", "import bokal.web.ui", "Floors"),
    "one science leans on another": (
        "science/disclosure/planted.py",
        "import bokal.science.index",
        "Methods",
    ),
    "the report viewer reads live data": (
        "web/report/planted.py",
        "import bokal.programme.areas.models",
        "Snapshot",
    ),
}


def broken_contracts(folder: Path) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"}
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [linter, "--no-cache", str(folder / "pyproject.toml")],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts" in answer.stdout, answer.stdout + answer.stderr
    return [
        line.split(":")[0].strip() for line in answer.stdout.splitlines() if line.rstrip().endswith("BROKEN")
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of the code in which a violation can be planted."""
    ignored = shutil.ignore_patterns("static", "templates", "locale", "__pycache__")
    shutil.copytree(ROOT / "src" / "bokal", tmp_path / "bokal", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_every_contract(copy: Path) -> None:
    assert broken_contracts(copy) == []


@pytest.mark.parametrize(("place", "line", "contract"), VIOLATIONS.values(), ids=VIOLATIONS.keys())
def test_a_planted_violation_breaks_its_contract(copy: Path, place: str, line: str, contract: str) -> None:
    planted = copy / "bokal" / place
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(line + "\n")
    assert contract in broken_contracts(copy)
